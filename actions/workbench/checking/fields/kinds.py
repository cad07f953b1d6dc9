"""Fields compared with the types of values that their paths find: a text into a number, a list into a text."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from pydantic.fields import FieldInfo

from actions.workbench.checking.fields.constants import converted, read_as
from actions.workbench.checking.written import WrittenAction, WrittenField, pieces_of, plain_way
from mappings.event_fields import CONTEXT_TEXTS, TEXT_FIELDS
from mappings.expr.expression import compile_expression
from mappings.expr.tree import Node
from mappings.fields.check_targets import can_be_list
from mappings.fields.target import show_steps
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.errors import EvaluationError, ExpressionError
from mappings.findings.place import Place
from mappings.functions.plugins import find_function
from mappings.located import Located

# What stands at these paths by the spec, as an example of its kind.
TIMES: Final = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")
EXAMPLES: Final[Mapping[tuple[str, ...], Any]] = MappingProxyType(
    {
        **{(name,): "Order Completed" for name in TEXT_FIELDS},
        **{(name,): "2026-03-01T10:15:30.250Z" for name in TIMES},
        **{("context", *way): "text" for way in CONTEXT_TEXTS},
        ("context", "ip"): "203.0.113.7",
        ("context", "page", "url"): "https://shop.example/a",
        ("context", "page", "referrer"): "https://shop.example/b",
        **{(*around, "email"): "ada@example.com" for around in (("traits",), ("context", "traits"))},
        **{("properties", name): 5 for name in ("revenue", "total", "subtotal", "tax", "shipping", "discount")},
        ("properties", "order_id"): "A-1001",
        ("properties", "currency"): "EUR",
        ("properties", "products"): [{"product_id": "p1", "price": 5}],
        ("properties",): {"plan": "pro"},
        ("traits",): {"plan": "pro"},
        ("context",): {"locale": "en-GB"},
        ("context", "traits"): {"plan": "pro"},
        ("context", "page"): {"path": "/a"},
    }
)
# Of what a list holds a path says little: it fits where a list of any of these does.
LISTS: Final[tuple[Any, ...]] = (["a", "b"], [5, 6], [{"name": "a"}, {"name": "b"}], [])
ITEMS: Final = re.compile(r"\[\*?\]")
PROJECTIONS: Final = frozenset({"projection", "filter_projection", "value_projection", "flatten", "multi_select_list"})
# What items of an order have as numbers by the spec, joined as if they were texts.
JOINED_NUMBERS: Final = re.compile(
    r"\bjoin\((?:'[^']*'|[^,]+),\s*(?P<items>[\w.]*\bproducts\[\*?\])\.(?P<name>position|price|quantity)\)"
)
ANSWERS: Final = frozenset({"comparator", "not_expression"})
KINDS: Final[Mapping[type, str]] = MappingProxyType({str: "a text", list: "a list", dict: "an object"})
NAMES: Final[Mapping[type, str]] = MappingProxyType({**KINDS, int: "a number"})
WANTED: Final[tuple[tuple[Any, str], ...]] = (
    ("Order Completed", "a text"),
    (5, "a number"),
    ([], "a list"),
    ({}, "an object"),
    (True, "true or false"),
    ("2026-03-01T10:15:30Z", "a time"),
    ("EUR", "a currency code"),
    ("ada@example.com", "an e-mail address"),
    ("+14155550100", "a phone number with its country code"),
    ("https://shop.example/a", "a web address"),
    ("203.0.113.7", "an IP address"),
)


def check_kinds(written: WrittenAction) -> Iterator[Diagnostic]:
    """W356: a text, a list or an object where the payload has no place for one; `each:` over what is not a list."""
    yield from _check_each(written.action.spot.at("each"))
    yield from _check_joined(written)
    for field in written.fields:
        each = field.spot.at("each")
        if field.compiled.field.each is not None:
            if not field.in_list:
                yield from _check_each(each)
            if field.infos and not any(_takes_list(info) for info in field.infos):
                wanted = _wanted(field.infos[0])
                message = f"each: makes a list, and {show_steps(field.target)} takes {wanted}"
                yield Diagnostic("W356", message, "map a path to it, or a template", each.key_place)
        elif field.infos:
            yield from _check_paths(field)
            yield from _check_template(field)


def _check_joined(written: WrittenAction) -> Iterator[Diagnostic]:
    """W356: `join(', ', properties.products[].quantity)`."""
    for path in written.paths:
        for joined in JOINED_NUMBERS.finditer(path.text):
            message = f"{joined['name']} is a number by the spec, and join() takes texts"
            hint = f"write {joined['items']}.to_string({joined['name']})"
            yield Diagnostic("W356", message, hint, path.place(joined.start("items"), joined.end("name")))


def _check_each(each: Located) -> Iterator[Diagnostic]:
    """W356: something for each item of what is not a list."""
    example = EXAMPLES.get(tuple(each.value.split("."))) if isinstance(each.value, str) else None
    if example is not None and not isinstance(example, list):
        message = f"{each.value} is {NAMES[type(example)]} by the spec, and each: takes a list"
        yield Diagnostic("W356", message, "name a list, such as properties.products, or leave each: out", each.place)


def _check_paths(field: WrittenField) -> Iterator[Diagnostic]:
    said = field.compiled.field
    if said.lookup or said.only or said.except_ or said.rename:
        return
    for key, texts, in_list in (("from", said.from_, field.in_list), ("from_event", said.from_event, False)):
        for number, text in enumerate(texts or ()):
            place = field.spot.at(key, number).place
            try:
                tree = compile_expression(text).tree
            except ExpressionError:
                continue  # Reported where the mapping is compiled.
            examples = _examples(tree, in_list=in_list)
            yield from _check_examples(field, text, examples, place)


def _check_template(field: WrittenField) -> Iterator[Diagnostic]:
    """A template of texts that are known makes a text that is known."""
    template = field.compiled.field.template
    if template is None or field.compiled.field.lookup:
        return
    pieces = [piece if isinstance(piece, str) else _known_text(piece.path) for piece in pieces_of(template)]
    if pieces and not field.in_list and None not in pieces:
        yield from _check_examples(field, template, ("".join(map(str, pieces)),), field.spot.at("template").place)


def _known_text(path: str) -> str | None:
    """The text that stands at the path by the spec; None where that is not known."""
    try:
        example = EXAMPLES.get(plain_way(compile_expression(path).tree))
    except ExpressionError:
        return None
    return example if isinstance(example, str) else None


def _examples(tree: Node, *, in_list: bool) -> tuple[Any, ...]:
    """Values of the kind that the expression finds; none where nothing is known of it."""
    kind = tree["type"]
    if kind == "or_expression":
        found = [_examples(one, in_list=in_list) for one in tree["children"]]
        return tuple(one for each in found for one in each) if all(found) else ()
    if kind in ANSWERS:
        return (True,)
    if kind == "multi_select_dict":
        return ({"name": "a"},)
    if kind == "function_expression":
        function = find_function(tree["value"])
        result = function.signature.rpartition("->")[2].strip() if function else ""
        return {"list": LISTS, "object": ({"name": "a"},), "boolean": (True,)}.get(result, ())
    if kind in PROJECTIONS or (kind == "subexpression" and tree["children"][-1]["type"] in PROJECTIONS):
        return LISTS
    example = EXAMPLES.get(plain_way(tree)) if not in_list else None
    return () if example is None else (example,)


def _check_examples(field: WrittenField, path: str, examples: tuple[Any, ...], place: Place) -> Iterator[Diagnostic]:
    said = field.compiled.field
    if said.as_:
        examples = tuple(one for one in (_as_converted(field, one) for one in examples) if one is not None)
    if not examples or any(_takes(info, one) for info in field.infos for one in examples):
        return
    example = examples[0]
    wanted = _wanted(field.infos[0])
    by_spec = EXAMPLES.get(tuple(path.split("."))) is not None
    kind = NAMES.get(type(example), "true or false")
    kind += f" as {said.as_}" if said.as_ else " by the spec" if by_spec else ""
    message = f"{path} is {kind}, and {show_steps(field.target)} takes {wanted}"
    yield Diagnostic("W356", message, _hint(path, example, wanted, by_spec=by_spec), place)


def _hint(path: str, example: Any, wanted: str, *, by_spec: bool) -> str:
    if isinstance(example, list):
        if wanted in ("a list", "an object"):
            return "write each: and map: for its items"
        one = ITEMS.sub("[0]", path) if ITEMS.search(path) else f"{path} | [0]"
        return f"for one of its items write {one}; for all of them in one text join(', ', {path})"
    if isinstance(example, dict) and by_spec:
        return f"name a value inside it: {path}.…"
    return "map the value that is meant"


def _as_converted(field: WrittenField, example: Any) -> Any:
    """The example as `as:` reads it, where that is a text, a list or an object; None where it cannot say."""
    try:
        found = converted(field, example)
    except EvaluationError:
        return None
    return found if type(found) in KINDS else None


def _takes(info: FieldInfo, example: Any) -> bool:
    # What cannot be read in a field that need not be there is read as nothing.
    return read_as(info, example) is not None or (isinstance(example, list) and can_be_list(info.annotation))


def _takes_list(info: FieldInfo) -> bool:
    return any(_takes(info, one) for one in LISTS)


def _wanted(info: FieldInfo) -> str:
    return next((wanted for probe, wanted in WANTED if _takes(info, probe)), "something else")
