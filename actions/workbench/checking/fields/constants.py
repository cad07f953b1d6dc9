"""Literals of a file, checked as values of events are."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from actions.credentials import holds_secret
from actions.engine.payload_errors import words_of
from actions.workbench.checking.written import WrittenAction, WrittenField
from destinations.sdk.destination import BuildError
from destinations.sdk.fields.roles import DedupeRole, PersonRole, ScopeRole, fields_with
from mappings.budget import Budget
from mappings.fields.scope import Scope
from mappings.fields.target import show_steps
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.located import Located

# What people write for all other values.
# What names the kind of an event, or whose it is, and not the event.
SAME_FOR_MANY = frozenset(
    {"event", "type", "name", "channel", "category", "userId", "anonymousId", "groupId", "properties.currency"}
)
REST = frozenset({"*", "default", "else", "otherwise"})


def check_constants(written: WrittenAction) -> Iterator[Diagnostic]:
    """E354: a literal that the payload's field refuses whatever the event. W352: a star among the keys of a lookup.

    W355: the same id for every event, by which the tool would drop all but the first.
    """
    model = written.action.action_type.payload
    ids = fields_with(model, DedupeRole)
    mapped = {entry.target[0] for entry in written.action.entries}
    people = [name for name in fields_with(model, PersonRole) if name in mapped]
    yield from _check_request(written)
    for field in written.fields:
        said = field.compiled.field
        for name in REST & (said.lookup or {}).keys():
            message = f"`{name}` is taken literally: the table has no wildcard"
            yield Diagnostic(
                "W352",
                message,
                "for all other values write default: beside lookup:",
                field.spot.at("lookup", name).key_place,
            )
        for value, spot in _literals(field):
            if refusal := _refusal(field, value):
                yield Diagnostic("E354", f"{show_steps(field.target)}: {refusal[0]}", refusal[1], spot.place)
        if "value" in said.model_fields_set and said.value is not None and field.target[0] in ids:
            name = show_steps(field.target)
            message = f"{name} is {show(said.value)} for every event: the tool keeps one and drops all others"
            yield Diagnostic(
                "W355", message, "map what differs from event to event, such as messageId", field.spot.place
            )
        if field.target[0] in ids and len(said.from_ or ()) == 1 and said.from_ and said.from_[0] in SAME_FOR_MANY:
            message = f"{said.from_[0]} is the same for many events: the tool keeps one of them and drops all others"
            hint = "map what differs from event to event, such as messageId"
            yield Diagnostic("W355", message, hint, field.spot.at("from", 0).place)
        if field.target[0] in people:
            yield from _check_person(field, people)
        if field.target[0] == "headers":
            yield from _check_headers(field)


def _check_person(field: WrittenField, people: Sequence[str]) -> Iterator[Diagnostic]:
    """W358: the id of one person, or of nobody, for every event."""
    said = field.compiled.field
    if "value" not in said.model_fields_set or not isinstance(said.value, str):
        return
    name, others = show_steps(field.target), [one for one in people if one != field.target[0]]
    if said.value.strip():
        message = f"{name} is {show(said.value)} for every event: all of them become one person's"
        hint = "map an id that each person has, such as userId"
    elif others:
        message = f"{name} is empty for every event, and who did it is mapped to {' and '.join(others)}"
        hint = f"take {name} out, or write unset: [{', '.join(others)}] if nobody shall be named"
    else:
        return
    yield Diagnostic("W358", message, hint, field.spot.place)


def _check_headers(field: WrittenField) -> Iterator[Diagnostic]:
    """W401: a header that holds a secret, written out."""
    value = field.compiled.field.value
    written = {name: field.spot.at("value").at(name) for name in value} if isinstance(value, dict) else {}
    if len(field.target) > 1 and isinstance(value, str):
        written = {str(field.target[-1]): field.spot.at("value")}
    for name, spot in written.items():
        if holds_secret(name) and isinstance(spot.value, str) and spot.value:
            message = f"{name} is a secret, and everyone who reads this file sees it"
            hint = f"write it under settings: headers:, as {name}: {{secret: NAME}}"
            yield Diagnostic("W401", message, hint, spot.place)


def _literals(field: WrittenField) -> Iterator[tuple[Any, Located]]:
    said, spot = field.compiled.field, field.spot
    if "value" in said.model_fields_set:
        yield said.value, spot.at("value")
    if said.default is not None:
        yield said.default, spot.at("default")
    for key, value in (said.lookup or {}).items():
        yield value, spot.at("lookup", key)


def _refusal(field: WrittenField, literal: Any) -> tuple[str, str | None] | None:
    """What is wrong with the literal, and what to write, where every one of the field's types refuses it."""
    if literal is None:
        return None
    try:
        value = converted(field, literal)
    except EvaluationError as error:
        return str(error), error.hint
    if not field.infos:
        return None
    errors = [found for info in field.infos if (found := refusal_of(info, value))]
    if len(errors) < len(field.infos):
        return None
    return errors[0]


def converted(field: WrittenField, literal: Any) -> Any:
    """The literal as the field's `as:` reads it; EvaluationError where it cannot."""
    value, scope = literal, Scope({}, {}, 0, Budget())
    for step in field.compiled.steps:
        if step.option == "as":
            value = step.run(value, scope)
    return value


def refusal_of(info: FieldInfo, value: Any) -> tuple[str, str | None] | None:
    """What is wrong with a value for a field declared so, and what to write; None where it takes the value."""
    try:
        _adapter(_Declared(info)).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return words_of(first)
    return None


def read_as(info: FieldInfo, value: Any) -> Any:
    """The value as a field declared so reads it; None where it does not take it."""
    try:
        return _adapter(_Declared(info)).validate_python(value)
    except ValidationError:
        return None


class _Declared:
    """A declaration of a field, as one of a kind: it cannot be hashed itself."""

    def __init__(self, info: FieldInfo) -> None:
        self.info = info

    def __hash__(self) -> int:
        return id(self.info)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Declared) and other.info is self.info


@lru_cache(maxsize=4096)
def _adapter(declared: _Declared) -> TypeAdapter[Any]:
    info = declared.info
    kind: Any = info.annotation
    for one in info.metadata:
        kind = Annotated[kind, one]
    return TypeAdapter(kind)


def _check_request(written: WrittenAction) -> Iterator[Diagnostic]:
    """E354: a literal with which no request can be made: a webhook's `url` of a host that its settings do not name.

    Where the literal narrows what is done, and the payload needs nothing else that is not free, one is tried.
    """
    action, model = written.action, written.action.action_type.payload
    literals = {one.target[0]: one for one in written.fields if len(one.target) == 1 and one.compiled.field.value}
    scope = [literals[name] for name in fields_with(model, ScopeRole) if name in literals]
    required = [info for info in model.model_fields.values() if info.is_required()]
    settings = action.instance.settings.shown
    is_whole = all(name in settings.__dict__ for name in type(settings).model_fields)
    if not scope or not is_whole or any(info.annotation is not Any for info in required):
        return
    free: dict[str, Any] = {name: {} for name, info in model.model_fields.items() if info.is_required()}
    try:
        payload = model.model_validate(free | {name: one.compiled.field.value for name, one in literals.items()})
        action.action_type.requests([payload.with_delivery_id("0")], settings)
    except ValidationError:
        return  # Reported field by field.
    except BuildError as error:
        wrong, _, advice = str(error).partition("; ")
        name = show_steps(scope[0].target)
        yield Diagnostic("E354", f"{name}: {wrong}", advice or None, scope[0].spot.at("value").place)
