"""Reads any value as an event; if it is not a valid event, gives the reasons."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson

from actions.event.context import Context
from actions.event.delivery_id import hour_of
from actions.event.event import Event, Refused
from actions.event.message_id import given_id, made_id
from actions.event.shape import find_fault, is_sound
from actions.event.timestamp import Dated, ImpossibleTimeError, as_text, date_event
from actions.event.usual import read_usual
from mappings.event_fields import EVENT_TYPES
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.show import kind_of, show
from mappings.findings.suggest import did_you_mean
from mappings.functions.missing import filled

WRITE_TIMES = "send ISO 8601 in UTC, such as 2026-03-01T10:15:30.250Z"
OBJECTS = ("properties", "traits", "context", "integrations")
PEOPLE = ("userId", "anonymousId")


def read_event(value: Any, context: Context) -> Event | Refused:
    """The event in `value`, or what keeps it from being one (Segment spec, common fields).

    It never raises, whatever Python object it is given.
    """
    # Its type and not `isinstance`: any class may claim to be a dict, and answer as it likes.
    if not issubclass(type(value), dict):
        return Refused((_not_an_object(value),), None)
    if fault := find_fault(value):
        refusal = Diagnostic(fault.code, f"{fault.path}: {fault.message}", fault.hint, path=fault.path)
        return Refused((refusal,), given_id(value))
    return read_sound(value, context)


def read_sound(value: Any, context: Context) -> Event | Refused:
    """As `read_event`, for a value in which `find_fault` is known to find nothing."""
    if context.type is not None and isinstance(value, dict) and filled(value.get("type")) is None:
        value = {**value, "type": context.type}
    usual = read_usual(value, context.now)
    return Event(*usual) if usual else _read_carefully(value, context)


def _read_carefully(value: Any, context: Context) -> Event | Refused:
    if not isinstance(value, dict):
        return Refused((_not_an_object(value),), None)
    given, value = value, as_meant(value)
    found = tuple(filter(None, (test(value) for test in CHECKS)))
    try:
        dated = date_event(value, context.now)
    except ImpossibleTimeError as error:
        return Refused((*found, Diagnostic("E535", str(error), WRITE_TIMES, path="timestamp")), given_id(value))
    if found:
        return Refused(found, given_id(value))
    message_id = given_id(given) or made_id(given)
    name = value.get("event")
    body = value
    if not dated.is_given or value.get("messageId") != message_id:
        time = value["timestamp"] if dated.is_given else as_text(dated.time or context.now)
        body = {**body, "messageId": message_id, "timestamp": time}
    warnings = tuple(_warnings(given, dated))
    hour = hour_of(dated.device)
    return Event(body, value["type"], name if isinstance(name, str) else None, message_id, hour, warnings)


def _warnings(event: dict[str, Any], dated: Dated) -> Iterator[Diagnostic]:
    if dated.warning:
        yield Diagnostic("W535", dated.warning, WRITE_TIMES, path="timestamp")
    if (seen := event.get("messageId")) and given_id(event) is None:
        message = f"messageId {show(seen)} is not an id; one made from the event's content is used instead"
        yield Diagnostic("W534", message, "send one that no other event has", path="messageId")
    for name in PEOPLE:
        if event.get(name) is False:
            yield Diagnostic("W534", f"{name} is false, which is not an id", "leave it out, or send null", path=name)


def _not_an_object(value: Any) -> Diagnostic:
    return Diagnostic(
        "E530", f"an event is a JSON object, this is {kind_of(value)}", 'send {"type": "track", "event": …}'
    )


def _check_type(event: dict[str, Any]) -> Diagnostic | None:
    kind = event.get("type")
    if isinstance(kind, str) and kind in EVENT_TYPES:
        return None
    hint = did_you_mean(kind, EVENT_TYPES) if isinstance(kind, str) else None
    if kind is None and isinstance(event.get("batch"), list):
        hint = "write each of its events on a line of its own, or the batch alone into a .json file"
        return Diagnostic("E531", "this is a batch of events, not one event", hint, path="type")
    if kind is None:
        return Diagnostic("E531", "the event has no type", f"send one of {', '.join(EVENT_TYPES)}", path="type")
    return Diagnostic(
        "E532",
        f"there is no event type {show(kind)}",
        hint or f"send one of {', '.join(EVENT_TYPES)}",
        path="type",
    )


def _check_name(event: dict[str, Any]) -> Diagnostic | None:
    name = event.get("event")
    if event.get("type") != "track" or (isinstance(name, str) and name.strip()):
        return None
    seen = "is missing" if name is None else f"is {show(name)}"
    return Diagnostic("E533", f"a track event's name {seen}", 'send event: "Order Completed" or the like', path="event")


def _check_person(event: dict[str, Any]) -> Diagnostic | None:
    for name in PEOPLE:
        value = event.get(name)
        if isinstance(value, dict | list | bool):
            return Diagnostic("E534", f"{name} is {show(value)}", "send it as text", path=name)
        if value not in (None, ""):
            return None
    return Diagnostic(
        "E534", "the event has neither userId nor anonymousId", "send at least one of them", path="userId"
    )


def _check_objects(event: dict[str, Any]) -> Diagnostic | None:
    for name in OBJECTS:
        value = event.get(name)
        if not (value is None or isinstance(value, dict)):
            return Diagnostic("E541", f"{name} is {show(value)}, not an object", 'send {"key": value, …}', path=name)
    return None


def as_meant(event: dict[str, Any]) -> dict[str, Any]:
    """The event with an object wherever something stands for one.

    It is without `false` in the place of an id, as programs write it for somebody who is not logged in.
    """
    if any(event.get(name) is False for name in PEOPLE):
        event = {name: value for name, value in event.items() if not (name in PEOPLE and value is False)}
    read = {name: found for name in OBJECTS if (found := _meant_object(event.get(name))) is not None}
    context = read.get("context", event.get("context"))
    if isinstance(context, dict) and (traits := _meant_object(context.get("traits"))) is not None:
        read["context"] = {**context, "traits": traits}
    return {**event, **read} if read else event


def _meant_object(value: Any) -> dict[str, Any] | None:
    """The object that the value stands for; None for what is one, or stands for none.

    PHP and Lua write an empty object as `[]`, forms write it as an empty string, and some programs write JSON in JSON.

    >>> _meant_object([]), _meant_object(" "), _meant_object('{"plan": "pro"}'), _meant_object("pro")
    ({}, {}, {'plan': 'pro'}, None)
    """
    if value == [] or (isinstance(value, str) and not value.strip()):
        return {}
    if not (isinstance(value, str) and value.lstrip().startswith("{")):
        return None
    try:
        found = orjson.loads(value)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and is_sound({"": found}) else None


CHECKS: tuple[Callable[[dict[str, Any]], Diagnostic | None], ...] = (
    _check_type,
    _check_name,
    _check_person,
    _check_objects,
)
