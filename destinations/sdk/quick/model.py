"""The statements for a model: its fields, one after the other, and the instance that holds them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel

from destinations.sdk.fields.rules import Extras, rule_of
from destinations.sdk.payload import Payload
from destinations.sdk.quick import runtime
from destinations.sdk.quick.codegen import Codegen, FunctionBody, Models, NotQuickError
from destinations.sdk.quick.given import Given
from destinations.sdk.quick.rules import write_rule
from destinations.sdk.quick.schema import Node
from destinations.sdk.quick.shape import Shape, is_payload_only, own_default, shape_of
from destinations.sdk.quick.values import PLAIN_FORMS, ValueForm, write_value


def model_function(codegen: Codegen, node: Node, models: Models = "instances") -> str:
    """The name of the function that makes an instance of an object's fields, or what stands for it, or gives None."""
    shape = shape_of(node, codegen)
    key = (shape.model, models)
    if key in codegen.validators:
        if not codegen.validators[key]:
            raise NotQuickError  # It holds itself: pydantic guards against endless ones.
        return codegen.validators[key]
    codegen.validators[key] = ""
    body = FunctionBody(codegen, models=models)
    body.refuse_if("type(fields) is not dict")
    for function in shape.before:
        _write_before(body, shape, function)
    try:
        write_model(body, shape)
    except NotQuickError:
        del codegen.validators[key]
        raise
    name = codegen.validators[key] = codegen.fresh("validate_")
    statements = "".join(f"    {line}\n" for line in body.lines)
    codegen.functions.append(f"def {name}(fields):\n{statements}    return made\n")
    return name


def write_model(body: FunctionBody, shape: Shape) -> None:
    """Statements that put an instance of the values in `fields` into `made`."""
    required = [name for name, node in shape.fields.items() if node["type"] != "default"]
    blank = {name: node.get("default") for name, node in shape.fields.items()}
    body.line(f"values = {body.codegen.constant('BLANK_', blank)}.copy()")
    body.line(f"given = {{{', '.join(map(ascii, required))}}}" if required else "given = set()")
    for name, node in shape.fields.items():
        _write_field(body, name, node)
    _write_others(body, shape.extra)
    if body.models == "instances":
        _write_instance(body, shape)
    elif shape.has_post_init or shape.model.__new__ is not object.__new__:
        raise NotQuickError
    else:
        _write_rules(body, shape)
        _write_object(body, shape)


def _write_instance(body: FunctionBody, shape: Shape) -> None:
    codegen = body.codegen
    if shape.model.__new__ is not object.__new__:
        raise NotQuickError
    known = is_payload_only(shape)
    body.line(f"made = {codegen.known(object.__new__, 'new')}({codegen.constant('Model_', shape.model)})")
    body.line(f"{codegen.known(runtime.put_values, 'put_values')}(made, values)")
    body.line(f"{codegen.known(runtime.put_given, 'put_given')}(made, given)")
    body.line(f"{codegen.known(runtime.put_extra, 'put_extra')}(made, {'extra' if shape.extra == 'allow' else 'None'})")
    private = "{'_delivery_id': ''}" if known else "None"
    body.line(f"{codegen.known(runtime.put_private, 'put_private')}(made, {private})")
    if shape.has_post_init and not known:
        body.line("made.model_post_init(None)")
    for function in shape.after:
        body.line(f"made = {codegen.constant('then_', function)}(made)")


def _write_rules(body: FunctionBody, shape: Shape) -> None:
    """Statements for what the fields have to be together, without an instance; NotQuickError where it takes one."""
    known = {name: Given(f"values[{name!a}]", f"values[{name!a}] is not None") for name in shape.fields}
    for function in shape.after:
        rule = rule_of(function)
        if isinstance(rule, Extras) and shape.extra == "allow":
            with body.block("if extra:"):
                body.line(f"extra = {body.codegen.constant('rule_', rule.function)}(extra)")
            continue
        before = dict(known)
        write_rule(body, shape, known, rule)
        for name, given in known.items():
            if given is not before[name]:
                body.line(f"values[{name!a}] = {given.code}")
                known[name] = before[name]


def _write_object(body: FunctionBody, shape: Shape) -> None:
    """Statements that put into `made` the object that is written of the model: what is null is left out."""
    if shape.extra == "allow":
        body.line("values.update(extra)")
    body.line("made = {name: value for name, value in values.items() if value is not None}")


def _write_others(body: FunctionBody, extra: str) -> None:
    """Statements for names that no field has, which are as many as the fields given are less than all."""
    if extra == "forbid":
        body.refuse_if("len(given) != len(fields)")
    elif extra == "allow":
        body.line("extra = {}")
        with body.block("if len(given) != len(fields):"):
            body.line(f"extra = {body.codegen.known(runtime.other_fields)}(fields, given)")
            body.line("given.update(extra)")


def is_currency_rule(function: Any, model: type[BaseModel]) -> bool:
    """Whether the validator is the one that every payload has.

    Of fields whose amounts are in order it drops a currency without an amount, and does no more; others are left
    to pydantic by the validators of the amounts.
    """
    own = getattr(model, "_money_together", None)
    rule = Payload._money_together  # noqa: SLF001  # the class is our own
    same = getattr(function, "__func__", None) is getattr(rule, "__func__", rule)
    return same and own is not None and issubclass(model, Payload)


def _write_before(body: FunctionBody, shape: Shape, function: Any) -> None:
    model: Any = shape.model
    if is_currency_rule(function, model) and not (model.amounts and model.currencies):
        return
    body.line(f"fields = {body.codegen.constant('before_', function)}(fields)")
    body.refuse_if("type(fields) is not dict")


def _write_field(body: FunctionBody, name: str, node: Node) -> None:
    """Statements that read, check and keep the value of one field."""
    variable, key = body.codegen.fresh("p"), ascii(name)
    default = own_default(node) if node["type"] == "default" else None
    if default is not None:
        body.line(f"values[{key}] = {body.codegen.constant('default_', default)}()")
    if node["type"] != "default":
        body.line(f"{variable} = fields[{key}]")
        write_value(body, node, variable)
        body.line(f"values[{key}] = {variable}")
        return
    with body.block(f"if {key} in fields:"):
        body.line(f"{variable} = fields[{key}]")
        write_value(body, node["schema"], variable)
        body.line(f"values[{key}] = {variable}")
        body.line(f"given.add({key})")


def _write_model_value(body: FunctionBody, node: Node, name: str) -> None:
    function = model_function(body.codegen, node, body.models)
    body.line(f"{name} = {function}({name})")
    body.refuse_if(f"{name} is None")


# A model's fields are values, and a value may be a model.
FORMS: Final[Mapping[str, ValueForm]] = MappingProxyType({**PLAIN_FORMS, "model": _write_model_value})
