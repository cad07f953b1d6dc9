"""The statements for one value: what is in order passes, what is not is refused."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from destinations.sdk.fields.money.amounts import read_amount, read_quantity
from destinations.sdk.fields.money.currencies import read_currency
from destinations.sdk.fields.times import to_iso, to_micros, to_millis, to_seconds
from destinations.sdk.quick import runtime
from destinations.sdk.quick.desk import Desk, NotQuickError, Page
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
ValueForm = Callable[[Page, Node, str], None]


def write_value(page: Page, node: Node, name: str) -> None:
    """Statements that check the variable `name`, and put what pydantic would make of its value there."""
    node = resolved(node, page.desk)
    start, level = len(page.lines), page.level
    try:
        FORMS[check_known(node)["type"]](page, node, name)
    except NotQuickError:
        del page.lines[start:]
        page.level = level
        check = page.desk.constant("check_", own_validator(node).validate_python)
        page.line(f"{name} = {check}({name})")


def _any(page: Page, node: Node, name: str) -> None:
    del page, node, name


def _scalar(page: Page, node: Node, name: str) -> None:
    tests = []
    for word, sign in BOUNDS.items():
        if word in node:
            bound = node[word]
            tests.append(f"{name} {sign} {bound if type(bound) is int else page.desk.constant('BOUND_', bound)}")
    page.refuse_if(_unless(name, node["type"], tests))


def _text(page: Page, node: Node, name: str) -> None:
    tests = _length(node, name)
    if tests:
        tests.append(f"{page.desk.known(runtime.is_unicode)}({name})")
    page.refuse_if(_unless(name, "str", tests))


def _decimal(page: Page, node: Node, name: str) -> None:
    del node
    page.refuse_if(f"not (type({name}) is {page.desk.known(Decimal)} and {name}.is_finite())")


def _literal(page: Page, node: Node, name: str) -> None:
    kinds = {type(one) for one in node["expected"]}
    if kinds not in ({str}, {int}):
        raise NotQuickError
    choices = page.desk.constant("CHOICES_", frozenset(node["expected"]))
    page.refuse_if(f"not (type({name}) is {kinds.pop().__name__} and {name} in {choices})")


def _enum(page: Page, node: Node, name: str) -> None:
    members = {one.value: one for one in node["members"] if type(one.value) is str}
    if len(members) < len(node["members"]):
        raise NotQuickError
    kind = page.desk.constant("Enum_", node["cls"])
    with page.block(f"if type({name}) is not {kind}:"):
        page.refuse_if(f"type({name}) is not str")
        page.line(f"{name} = {page.desk.constant('MEMBERS_', MappingProxyType(members))}.get({name})")
        page.refuse_if(f"{name} is None")


def _nullable(page: Page, node: Node, name: str) -> None:
    with page.block(f"if {name} is not None:"):
        start = len(page.lines)
        write_value(page, node["schema"], name)
    if len(page.lines) == start:
        del page.lines[start - 1]


def _union(page: Page, node: Node, name: str) -> None:
    """Of a union, the value whose very type is a member: pydantic's first choice, whatever the order."""
    kinds = [choice["type"] for choice in node["choices"] if isinstance(choice, dict) and set(choice) <= {"type"}]
    if len(kinds) < len(node["choices"]) or not set(kinds) <= EXACT.keys():
        raise NotQuickError
    page.refuse_if(f"not ({' or '.join(f'type({name}) is {kind}' for kind in kinds)})")


def _list(page: Page, node: Node, name: str) -> None:
    page.refuse_if(_unless(name, "list", _length(node, name)))
    items = node.get("items_schema", {"type": "any"})
    if items["type"] == "any":
        if not page.written_at_once:
            page.line(f"{name} = list({name})")
        return
    kept, item = page.desk.fresh("p"), page.desk.fresh("p")
    page.line(f"{kept} = []")
    with page.block(f"for {item} in {name}:"):
        write_value(page, items, item)
        page.line(f"{kept}.append({item})")
    page.line(f"{name} = {kept}")


def _dict(page: Page, node: Node, name: str) -> None:
    keys, values = node.get("keys_schema", {}), node.get("values_schema", {"type": "any"})
    if keys.get("type") != "str" or values["type"] != "any" or not set(keys) <= {"type"}:
        raise NotQuickError
    page.refuse_if(_unless(name, "dict", _length(node, name)))
    if page.written_at_once:
        return
    key = page.desk.fresh("p")
    with page.block(f"for {key} in {name}:"):
        page.refuse_if(f"type({key}) is not str")
    page.line(f"{name} = dict({name})")


def _before(page: Page, node: Node, name: str) -> None:
    function, inner = plain_function(node), resolved(node["schema"], page.desk)
    read = page.desk.known(function) if function in OWN else page.desk.constant("read_", function)
    page.line(f"{name} = {read}({name})")
    if function in DECIMALS and set(inner) <= SILENT:
        # Finite already; but a Decimal of a subclass is passed on as it is.
        page.refuse_if(f"type({name}) is not {page.desk.known(Decimal)}")
    elif inner["type"] != GIVES.get(function) or not set(inner) <= SILENT:
        write_value(page, inner, name)


def _after(page: Page, node: Node, name: str) -> None:
    function = plain_function(node)
    if page.written_at_once and holds_model(node["schema"], page.desk):
        _write_with_models(page, node, name)
        return
    write_value(page, node["schema"], name)
    page.line(f"{name} = {page.desk.constant('then_', function)}({name})")


def _write_with_models(page: Page, node: Node, name: str) -> None:
    """A value whose validator sees models: what is written of them where it is a rule, else the instances."""
    start, level = len(page.lines), page.level
    try:
        _model(page, node, name)
    except NotQuickError:
        del page.lines[start:]
        page.level = level
        page.written_at_once = False
        _after(page, node, name)
        page.written_at_once = True


def holds_model(node: Node, desk: Desk) -> bool:
    """Whether values of the schema may be models, or hold any."""
    node = resolved(node, desk)
    if node["type"] in {"model", "definitions"}:
        return True
    inner = [node[word] for word in ("schema", "items_schema", "values_schema") if isinstance(node.get(word), Mapping)]
    inner += [one for one in node.get("choices", ()) if isinstance(one, Mapping)]
    return any(holds_model(one, desk) for one in inner)


def _model(page: Page, node: Node, name: str) -> None:
    # Imported here: a model's fields are values, and a value may be a model.
    from destinations.sdk.quick.model import model_function

    function = model_function(page.desk, node, written_at_once=page.written_at_once)
    page.line(f"{name} = {function}({name})")
    page.refuse_if(f"{name} is None")


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


FORMS: Final[Mapping[str, ValueForm]] = MappingProxyType(
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
        "model": _model,
        "nullable": _nullable,
        "str": _text,
        "union": _union,
    }
)
