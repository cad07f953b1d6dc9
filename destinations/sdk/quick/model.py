"""The statements for a model: its fields, one after the other, and the instance that holds them."""

from collections.abc import Callable, Hashable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from destinations.sdk.payload import Payload
from destinations.sdk.quick import runtime
from destinations.sdk.quick.desk import Desk, NotQuickError, Page
from destinations.sdk.quick.schema import Node, check_config, check_known, plain_function, resolved
from destinations.sdk.quick.values import write_value


@dataclass(frozen=True, slots=True)
class Shape:
    """A model taken apart: validators before the fields, the fields, validators after them."""

    model: type[BaseModel]
    extra: str
    before: tuple[Any, ...]
    fields: Mapping[str, Node]
    after: tuple[Any, ...]
    has_post_init: bool


def shape_of(node: Node, desk: Desk) -> Shape:
    """The shape of a model's schema; NotQuickError if pydantic would do more than is known here."""
    after: list[Any] = []
    while (node := resolved(node, desk))["type"] == "function-after":
        after.insert(0, plain_function(check_known(node)))
        node = node["schema"]
    if check_known(node)["type"] != "model" or node.get("custom_init") or node.get("root_model"):
        raise NotQuickError
    before: list[Any] = []
    inner = resolved(node["schema"], desk)
    while inner["type"] == "function-before":
        before.append(plain_function(check_known(inner)))
        inner = resolved(inner["schema"], desk)
    if check_known(inner)["type"] != "model-fields":
        raise NotQuickError
    extra = check_config(node.get("config", {})).get("extra_fields_behavior", "ignore")
    fields = {name: check_known(field)["schema"] for name, field in inner["fields"].items()}
    return Shape(node["cls"], extra, tuple(before), fields, tuple(after), bool(node.get("post_init")))


def model_function(desk: Desk, node: Node) -> str:
    """The name of the function that makes an instance of an object's fields, or gives None."""
    shape = shape_of(node, desk)
    if shape.model in desk.validators:
        if not desk.validators[shape.model]:
            raise NotQuickError  # It holds itself: pydantic guards against endless ones.
        return desk.validators[shape.model]
    desk.validators[shape.model] = ""
    page = Page(desk)
    page.refuse_if("type(fields) is not dict")
    for function in shape.before:
        _write_before(page, shape, function)
    write_model(page, shape)
    name = desk.validators[shape.model] = desk.fresh("validate_")
    body = "".join(f"    {line}\n" for line in page.lines)
    desk.functions.append(f"def {name}(fields):\n{body}    return made\n")
    return name


def write_model(page: Page, shape: Shape) -> None:
    """Statements that put an instance of the values in `fields` into `made`."""
    required = [name for name, node in shape.fields.items() if node["type"] != "default"]
    blank = {name: node.get("default") for name, node in shape.fields.items()}
    page.line(f"values = {page.desk.constant('BLANK_', blank)}.copy()")
    page.line(f"given = {{{', '.join(map(ascii, required))}}}" if required else "given = set()")
    for name, node in shape.fields.items():
        _write_field(page, name, node)
    _write_others(page, shape.extra)
    _write_instance(page, shape)


def _write_instance(page: Page, shape: Shape) -> None:
    desk = page.desk
    if shape.model.__new__ is not object.__new__:
        raise NotQuickError
    known = is_payload_only(shape)
    page.line(f"made = {desk.known(object.__new__, 'new')}({desk.constant('Model_', shape.model)})")
    page.line(f"{desk.known(runtime.put_values, 'put_values')}(made, values)")
    page.line(f"{desk.known(runtime.put_given, 'put_given')}(made, given)")
    page.line(f"{desk.known(runtime.put_extra, 'put_extra')}(made, {'extra' if shape.extra == 'allow' else 'None'})")
    private = "{'_delivery_id': ''}" if known else "None"
    page.line(f"{desk.known(runtime.put_private, 'put_private')}(made, {private})")
    if shape.has_post_init and not known:
        page.line("made.model_post_init(None)")
    for function in shape.after:
        page.line(f"made = {desk.constant('then_', function)}(made)")


def _write_others(page: Page, extra: str) -> None:
    """Statements for names that no field has, which are as many as the fields given are less than all."""
    if extra == "forbid":
        page.refuse_if("len(given) != len(fields)")
    elif extra == "allow":
        page.line("extra = {}")
        with page.block("if len(given) != len(fields):"):
            page.line(f"extra = {page.desk.known(runtime.other_fields)}(fields, given)")
            page.line("given.update(extra)")


def is_currency_rule(function: Any, model: type[BaseModel]) -> bool:
    """Whether the validator is the one that every payload has.

    Of fields whose amounts are in order it drops a currency without an amount, and does no more; others are left
    to pydantic by the validators of the amounts.
    """
    own = getattr(model, "_money_together", None)
    rule = Payload._money_together  # noqa: SLF001  # the class is our own
    same = getattr(function, "__func__", None) is getattr(rule, "__func__", rule)
    return same and own is not None and issubclass(model, Payload)


def _write_before(page: Page, shape: Shape, function: Any) -> None:
    call = f"fields = {page.desk.constant('before_', function)}(fields)"
    if not is_currency_rule(function, shape.model):
        page.line(call)
        page.refuse_if("type(fields) is not dict")
    elif shape.model.amounts and shape.model.currencies:  # type: ignore[attr-defined]  # a Payload, as was seen
        amounts: tuple[str, ...] = shape.model.amounts  # type: ignore[attr-defined]  # as above
        currencies: tuple[str, ...] = shape.model.currencies  # type: ignore[attr-defined]  # as above
        some = " or ".join(f"{name!a} in fields" for name in currencies)
        none = " and ".join(f"fields.get({name!a}) is None" for name in amounts)
        with page.block(f"if ({some}) and {none}:" if len(currencies) > 1 else f"if {some} and {none}:"):
            page.line(call)


def _write_field(page: Page, name: str, node: Node) -> None:
    """Statements that read, check and keep the value of one field."""
    variable, key = page.desk.fresh("p"), ascii(name)
    default = own_default(node) if node["type"] == "default" else None
    if default is not None:
        page.line(f"values[{key}] = {page.desk.constant('default_', default)}()")
    if node["type"] != "default":
        page.line(f"{variable} = fields[{key}]")
        write_value(page, node, variable)
        page.line(f"values[{key}] = {variable}")
        return
    with page.block(f"if {key} in fields:"):
        page.line(f"{variable} = fields[{key}]")
        write_value(page, node["schema"], variable)
        page.line(f"values[{key}] = {variable}")
        page.line(f"given.add({key})")


def own_default(node: Node) -> Callable[[], Any] | None:
    """What makes a field's value that is not given, if each payload needs its own; None if all share one."""
    if check_known(node).get("validate_default") or node.get("default_factory_takes_data"):
        raise NotQuickError
    factory: Callable[[], Any] | None = node.get("default_factory")
    if factory is None and not isinstance(node["default"], Hashable):
        # Pydantic copies what cannot be hashed, as it may be changed.
        return partial(deepcopy, node["default"])
    return factory


def is_payload_only(shape: Shape) -> bool:
    """Whether the only thing to do after validation is to give a payload its empty delivery id."""
    model = shape.model
    return (
        issubclass(model, Payload)
        # Pydantic makes one anew for each class; one that a class defines bears that class's module and name.
        and origin(model.model_post_init) == origin(Payload.model_post_init)
        # Each compares by its default and its factory.
        and model.__private_attributes__ == Payload.__private_attributes__
    )


def origin(function: Any) -> tuple[str, str]:
    """Where a function comes from: its module and its name there."""
    return function.__module__, function.__qualname__
