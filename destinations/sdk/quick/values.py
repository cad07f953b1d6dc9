"""The statements for one value: valid ones pass, others are refused."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from destinations.sdk.fields.money.amounts import read_amount, read_quantity
from destinations.sdk.fields.money.currencies import read_currency
from destinations.sdk.fields.times import to_iso, to_micros, to_millis, to_seconds
from destinations.sdk.quick import runtime
from destinations.sdk.quick.codegen import Codegen, FunctionBody, NotQuickError
from destinations.sdk.quick.schema import SILENT, Node, check_known, own_validator, plain_function, resolved

# What these give is known, so it is not checked once more.
GIVES: Final[Mapping[Callable[..., Any], str]] = MappingProxyType(
    {to_seconds: "int", to_millis: "int", to_micros: "int", to_iso: "str"}
)
# Validators of the SDK, which go by their names.
DECIMALS: Final = frozenset({read_amount, read_quantity})
OWN: Final = frozenset({*DECIMALS, read_currency, *GIVES})
EXACT: Final[Mapping[str, type]] = MappingProxyType({"bool": bool, "float": float, "int": int, "str": str})
BOUNDS: Final[Mapping[str, str]] = MappingProxyType({"ge": ">=", "gt": ">", "le": "<=", "lt": "<"})
ValueForm = Callable[[FunctionBody, Node, str], None]


def write_value(body: FunctionBody, node: Node, name: str) -> None:
    """Statements that check the variable `name`, and put what pydantic would make of its value there."""
    node = resolved(node, body.codegen)
    start, level = len(body.lines), body.level
    try:
        body.codegen.forms[check_known(node)["type"]](body, node, name)
    except NotQuickError:
        del body.lines[start:]
        body.level = level
        check = body.codegen.constant("check_", own_validator(node).validate_python)
        body.line(f"{name} = {check}({name})")


def _any(body: FunctionBody, node: Node, name: str) -> None:
    del body, node, name


def _scalar(body: FunctionBody, node: Node, name: str) -> None:
    tests = []
    for word, sign in BOUNDS.items():
        if word in node:
            bound = node[word]
            tests.append(f"{name} {sign} {bound if type(bound) is int else body.codegen.constant('BOUND_', bound)}")
    body.refuse_if(_unless(name, node["type"], tests))


def _text(body: FunctionBody, node: Node, name: str) -> None:
    tests = _length(node, name)
    if tests:
        tests.append(f"{body.codegen.known(runtime.is_unicode)}({name})")
    body.refuse_if(_unless(name, "str", tests))


def _decimal(body: FunctionBody, node: Node, name: str) -> None:
    del node
    body.refuse_if(f"not (type({name}) is {body.codegen.known(Decimal)} and {name}.is_finite())")


def _literal(body: FunctionBody, node: Node, name: str) -> None:
    kinds = {type(one) for one in node["expected"]}
    if kinds not in ({str}, {int}):
        raise NotQuickError
    choices = body.codegen.constant("CHOICES_", frozenset(node["expected"]))
    body.refuse_if(f"not (type({name}) is {kinds.pop().__name__} and {name} in {choices})")


def _enum(body: FunctionBody, node: Node, name: str) -> None:
    members = {one.value: one for one in node["members"] if type(one.value) is str}
    if len(members) < len(node["members"]):
        raise NotQuickError
    kind = body.codegen.constant("Enum_", node["cls"])
    with body.block(f"if type({name}) is not {kind}:"):
        body.refuse_if(f"type({name}) is not str")
        body.line(f"{name} = {body.codegen.constant('MEMBERS_', MappingProxyType(members))}.get({name})")
        body.refuse_if(f"{name} is None")


def _nullable(body: FunctionBody, node: Node, name: str) -> None:
    with body.block(f"if {name} is not None:"):
        start = len(body.lines)
        write_value(body, node["schema"], name)
    if len(body.lines) == start:
        del body.lines[start - 1]


def _union(body: FunctionBody, node: Node, name: str) -> None:
    """Of a union, the value whose very type is a member: pydantic's first choice, whatever the order."""
    kinds = [choice["type"] for choice in node["choices"] if isinstance(choice, dict) and set(choice) <= {"type"}]
    if len(kinds) < len(node["choices"]) or not set(kinds) <= EXACT.keys():
        raise NotQuickError
    body.refuse_if(f"not ({' or '.join(f'type({name}) is {kind}' for kind in kinds)})")


def _list(body: FunctionBody, node: Node, name: str) -> None:
    body.refuse_if(_unless(name, "list", _length(node, name)))
    items = node.get("items_schema", {"type": "any"})
    if items["type"] == "any":
        if body.models == "instances":
            body.line(f"{name} = list({name})")
        return
    kept, item = body.codegen.fresh("p"), body.codegen.fresh("p")
    body.line(f"{kept} = []")
    with body.block(f"for {item} in {name}:"):
        write_value(body, items, item)
        body.line(f"{kept}.append({item})")
    body.line(f"{name} = {kept}")


def _dict(body: FunctionBody, node: Node, name: str) -> None:
    keys, values = node.get("keys_schema", {}), node.get("values_schema", {"type": "any"})
    if keys.get("type") != "str" or values["type"] != "any" or not set(keys) <= {"type"}:
        raise NotQuickError
    body.refuse_if(_unless(name, "dict", _length(node, name)))
    if body.models != "instances":
        return
    key = body.codegen.fresh("p")
    with body.block(f"for {key} in {name}:"):
        body.refuse_if(f"type({key}) is not str")
    body.line(f"{name} = dict({name})")


def _before(body: FunctionBody, node: Node, name: str) -> None:
    function, inner = plain_function(node), resolved(node["schema"], body.codegen)
    read = body.codegen.known(function) if function in OWN else body.codegen.constant("read_", function)
    body.line(f"{name} = {read}({name})")
    if function in DECIMALS and set(inner) <= SILENT:
        # Finite already; but a Decimal of a subclass is passed on as it is.
        body.refuse_if(f"type({name}) is not {body.codegen.known(Decimal)}")
    elif inner["type"] != GIVES.get(function) or not set(inner) <= SILENT:
        write_value(body, inner, name)


def _after(body: FunctionBody, node: Node, name: str) -> None:
    function = plain_function(node)
    if body.models != "instances" and holds_model(node["schema"], body.codegen):
        _write_with_models(body, node, name)
        return
    write_value(body, node["schema"], name)
    body.line(f"{name} = {body.codegen.constant('then_', function)}({name})")


def _write_with_models(body: FunctionBody, node: Node, name: str) -> None:
    """A value whose validator sees models: what is written of them where it is a rule, else the instances."""
    start, level = len(body.lines), body.level
    try:
        body.codegen.forms["model"](body, node, name)
    except NotQuickError:
        del body.lines[start:]
        body.level = level
        models, body.models = body.models, "instances"
        _after(body, node, name)
        body.models = models


def holds_model(node: Node, codegen: Codegen) -> bool:
    """Whether values of the schema may be models, or hold any."""
    node = resolved(node, codegen)
    if node["type"] in {"model", "definitions"}:
        return True
    inner = [node[word] for word in ("schema", "items_schema", "values_schema") if isinstance(node.get(word), Mapping)]
    inner += [one for one in node.get("choices", ()) if isinstance(one, Mapping)]
    return any(holds_model(one, codegen) for one in inner)


def _unless(name: str, kind: str, tests: list[str]) -> str:
    """A condition for a value that is not of this kind, or for which one of the tests does not hold."""
    return f"not (type({name}) is {kind} and {' and '.join(tests)})" if tests else f"type({name}) is not {kind}"


def _length(node: Node, name: str) -> list[str]:
    least, most = node.get("min_length"), node.get("max_length")
    if least is None and most is None:
        return []
    left = "" if least is None else f"{least} <= "
    right = "" if most is None else f" <= {most}"
    return [f"{left}len({name}){right}"]


# Of all values that are not models.
PLAIN_FORMS: Final[Mapping[str, ValueForm]] = MappingProxyType(
    {
        "any": _any,
        "bool": _scalar,
        "decimal": _decimal,
        "dict": _dict,
        "enum": _enum,
        "float": _scalar,
        "function-after": _after,
        "function-before": _before,
        "int": _scalar,
        "list": _list,
        "literal": _literal,
        "nullable": _nullable,
        "str": _text,
        "union": _union,
    }
)
