"""Mappings held against what the fields of a payload mean: money, ids, people, kinds of values."""

from collections.abc import Iterator
from typing import Any, Final

from pydantic.fields import FieldInfo

from actions.plan.planned import PlannedAction
from actions.workbench.checking.constants import converted, read_as
from actions.workbench.checking.written import WrittenAction, WrittenField, plain_way
from actions.workbench.people import is_personal_name
from destinations.sdk.fields.roles import AmountRole, CurrencyRole, DedupeRole, Personal, fields_with, roles_of
from mappings.event_fields import CONTEXT_TEXTS, TEXT_FIELDS
from mappings.fields.target import show_steps, show_target
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.errors import EvaluationError
from mappings.findings.place import Place

# What stands at these paths by the spec, as an example of its kind.
TIMES: Final = ("timestamp", "originalTimestamp", "sentAt", "receivedAt")
EXAMPLES: Final[dict[tuple[str, ...], Any]] = {
    **{(name,): "Order Completed" for name in TEXT_FIELDS},
    **{(name,): "2026-03-01T10:15:30.250Z" for name in TIMES},
    **{("context", *way): "text" for way in CONTEXT_TEXTS},
    ("context", "ip"): "203.0.113.7",
    ("context", "page", "url"): "https://shop.example/a",
    ("context", "page", "referrer"): "https://shop.example/b",
    ("properties", "products"): [{"product_id": "p1", "price": 5}],
    ("properties",): {"plan": "pro"},
    ("traits",): {"plan": "pro"},
    ("context",): {"locale": "en-GB"},
    ("context", "traits"): {"plan": "pro"},
    ("context", "page"): {"path": "/a"},
}
KINDS: Final[dict[type, str]] = {str: "a text", list: "a list", dict: "an object"}


def check_meanings(written: WrittenAction) -> Iterator[Diagnostic]:
    """Findings about the action's fields that are surely mistakes.

    W354: money without the field that says its currency. W355: an order or event whose id is not sent, so that the
    tool cannot drop a repeat. W356: a text, a list or an object where the payload has no place for one. W403: what
    tells of a person in a field that nothing hashes, while the payload has one that does.
    """
    action = written.action
    yield from _check_missing(action)
    for path in written.paths:
        way = plain_way(path.expression.tree)
        field = path.field
        if field is None or path.in_list or not way:
            continue
        if path.is_whole_field or field.spot.at("from").value == path.text:
            yield from _check_kind(field, way, path.place(0, len(path.text)))
    yield from _check_each(action)
    for field in written.fields:
        yield from _check_person(action, field)


def _check_missing(action: PlannedAction) -> Iterator[Diagnostic]:
    model, place = action.action_type.payload, _place(action)
    written = {entry.target[0] for entry in action.entries}
    amounts, currencies = set(fields_with(model, AmountRole)), fields_with(model, CurrencyRole)
    if amounts & written and currencies and not set(currencies) & written:
        message = f"an amount is sent, and nothing says its currency: {currencies[0]} is not mapped, so USD is meant"
        yield Diagnostic("W354", message, f"map {currencies[0]}, or write it under set:", place)
    for name in fields_with(model, DedupeRole):
        if name not in written and name in (action.spot.value.get("unset") or ()):
            message = f"{name} is not sent: the tool cannot tell a repeat from a second event"
            yield Diagnostic("W355", message, f"write {name}: messageId under map:", place)


def _place(action: PlannedAction) -> Place:
    """Where the action says that it does without what it would inherit."""
    for key in ("unset", "inherit"):
        if key in action.spot.value:
            return action.spot.at(key).key_place
    return action.spot.at("do").place


def _check_each(action: PlannedAction) -> Iterator[Diagnostic]:
    """W356: an action for each item of what is no list."""
    each = action.spot.at("each")
    example = EXAMPLES.get(tuple(each.value.split("."))) if isinstance(each.value, str) else None
    if example is not None and not isinstance(example, list):
        message = f"{each.value} is {KINDS[type(example)]} by the spec, and each: takes a list"
        yield Diagnostic("W356", message, "name a list, such as properties.products, or leave each: out", each.place)


def _check_kind(field: WrittenField, way: tuple[str, ...], place: Place) -> Iterator[Diagnostic]:
    example = EXAMPLES.get(way)
    said = field.compiled.field
    converts = said.lookup or said.only or said.except_ or said.rename
    if example is not None and said.as_:
        example = _as_said(field, example)
    if example is None or converts or not field.infos or any(_takes(info, example) for info in field.infos):
        return
    wanted = _wanted(field.infos[0])
    path = ".".join(way)
    kind = f"{KINDS[type(example)]} {f'as {said.as_}' if said.as_ else 'by the spec'}"
    message = f"{path} is {kind}, and {show_steps(field.target)} takes {wanted}"
    hints: dict[type, str] = {list: "write each: and map: for its items", dict: f"name a value inside it: {path}.…"}
    yield Diagnostic("W356", message, hints.get(type(example), "map the value that is meant"), place)


def _as_said(field: WrittenField, example: Any) -> Any:
    """The example as `as:` reads it, where that is a text, a list or an object; None where it cannot say."""
    try:
        found = converted(field, example)
    except EvaluationError:
        return None
    return found if type(found) in KINDS else None


def _takes(info: FieldInfo, example: Any) -> bool:
    # What cannot be read in a field that need not be there is read as nothing.
    return read_as(info, example) is not None


def _wanted(info: FieldInfo) -> str:
    for probe, told in (
        ("Order Completed", "a text"),
        (5, "a number"),
        ([], "a list"),
        ({}, "an object"),
        (True, "true or false"),
    ):
        if _takes(info, probe):
            return told
    return "something else"


def _check_person(action: PlannedAction, field: WrittenField) -> Iterator[Diagnostic]:
    said = field.compiled.field
    if field.infos or len(field.target) < len(("custom_data", "email")):
        return
    for number, text in enumerate(said.from_ or ()):
        name = text.rpartition(".")[2]
        around = text.split(".")[-2] if "." in text else ""
        if not text.replace(".", "").replace("_", "").isalnum() or not is_personal_name(name, around):
            continue
        hashed = _hashed_field(action, name)
        if hashed:
            name = show_target(tuple(map(str, field.target)))
            message = f"{text} goes out in clear as {name}, and the tool matches people by hashes"
            hint = f"map it to {hashed}, where it is hashed"
            yield Diagnostic("W403", message, hint, field.spot.at("from", number).place)
        elif action.instance.destination.forbids_people:
            title = action.instance.destination.title
            message = f"{title} accepts no unhashed personal data, and {text} is such"
            yield Diagnostic("W403", message, "leave it out", field.spot.at("from", number).place)


def _hashed_field(action: PlannedAction, name: str) -> str | None:
    plain = name.replace("_", "").lower()
    for field, roles in roles_of(action.action_type.payload).items():
        if any(isinstance(one, Personal) and one.sent == "sha256" for one in roles) and field.replace("_", "") == plain:
            return field
    return None
