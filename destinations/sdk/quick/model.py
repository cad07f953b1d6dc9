"""The statements for a model: its fields, one after the other, and the instance that holds them."""

from typing import Any

from pydantic import BaseModel

from destinations.sdk.fields.rules import Extras, rule_of
from destinations.sdk.payload import Payload
from destinations.sdk.quick import runtime
from destinations.sdk.quick.desk import Desk, NotQuickError, Page
from destinations.sdk.quick.given import Given
from destinations.sdk.quick.rules import write_rule
from destinations.sdk.quick.schema import Node
from destinations.sdk.quick.shape import Shape, own_default, shape_of
from destinations.sdk.quick.values import write_value


def model_function(desk: Desk, node: Node, *, written_at_once: bool = False) -> str:
    """The name of the function that makes an instance of an object's fields, or gives None.

    Of values that are `written_at_once` it makes the object that is written of the instance.
    """
    shape = shape_of(node, desk)
    key = (shape.model, written_at_once)
    if key in desk.validators:
        if not desk.validators[key]:
            raise NotQuickError  # It holds itself: pydantic guards against endless ones.
        return desk.validators[key]
    desk.validators[key] = ""
    page = Page(desk, written_at_once=written_at_once)
    page.refuse_if("type(fields) is not dict")
    for function in shape.before:
        _write_before(page, shape, function)
    try:
        write_model(page, shape)
    except NotQuickError:
        del desk.validators[key]
        raise
    name = desk.validators[key] = desk.fresh("validate_")
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
    if page.written_at_once:
        _write_object(page, shape)
    else:
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


def _write_object(page: Page, shape: Shape) -> None:
    """Statements that put what is written of the model into `made`: what is null is left out."""
    if shape.has_post_init or shape.model.__new__ is not object.__new__:
        raise NotQuickError
    known = {name: Given(f"values[{name!a}]", f"values[{name!a}] is not None") for name in shape.fields}
    for function in shape.after:
        rule = rule_of(function)
        if isinstance(rule, Extras) and shape.extra == "allow":
            with page.block("if extra:"):
                page.line(f"extra = {page.desk.constant('rule_', rule.function)}(extra)")
            continue
        before = dict(known)
        write_rule(page, shape, known, rule)
        for name, given in known.items():
            if given is not before[name]:
                page.line(f"values[{name!a}] = {given.code}")
                known[name] = before[name]
    if shape.extra == "allow":
        page.line("values.update(extra)")
    page.line("made = {name: value for name, value in values.items() if value is not None}")


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
