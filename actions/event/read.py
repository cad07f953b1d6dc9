"""From any value to an event, or to the reasons why it is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from actions.event.context import Context
from actions.event.shape import find_fault
from actions.event.timestamp import AbsurdTimeError, as_text, event_time, moment
from mappings.event_fields import EVENT_TYPES
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.show import kind_of, show
from mappings.findings.suggest import did_you_mean

OBJECTS = ("properties", "traits", "context", "integrations")


@dataclass(frozen=True, slots=True)
class Event:
    """An event as triggers and mappings see it.

    `body` is the event with `timestamp` corrected and `messageId` filled; the caller's object is left alone.
    `time` is the corrected moment, None when the event carries no time of its own.
    """

    body: dict[str, Any]
    type: str
    name: str | None
    message_id: str
    time: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that is no event: why, and its `messageId` if it has one."""

    diagnostics: tuple[Diagnostic, ...]
    message_id: str | None


def read_event(value: Any, context: Context) -> Event | Refused:
    """The event in `value`, or what keeps it from being one (Segment spec, common fields)."""
    if not isinstance(value, dict):
        return Refused((_not_an_object(value),), None)
    if fault := find_fault(value):
        refusal = Diagnostic(fault.code, f"{fault.path}: {fault.message}", fault.hint, path=fault.path)
        return Refused((refusal,), _given_id(value))
    found = tuple(filter(None, (test(value) for test in CHECKS)))
    try:
        time = event_time(value, context.now)
    except AbsurdTimeError as error:
        found += (
            Diagnostic("E535", str(error), "send ISO 8601 in UTC, such as 2026-03-01T10:15:30.250Z", path="timestamp"),
        )
    if found:
        return Refused(found, _given_id(value))
    message_id = _given_id(value) or _made_id(value)
    name = value.get("event")
    body = _completed(value, message_id, as_text(time or context.now), time)
    return Event(body, value["type"], name if isinstance(name, str) else None, message_id, time)


def _not_an_object(value: Any) -> Diagnostic:
    return Diagnostic(
        "E530", f"an event is a JSON object, this is {kind_of(value)}", 'send {"type": "track", "event": …}'
    )


def _check_type(event: dict[str, Any]) -> Diagnostic | None:
    kind = event.get("type")
    if isinstance(kind, str) and kind in EVENT_TYPES:
        return None
    hint = did_you_mean(kind, EVENT_TYPES) if isinstance(kind, str) else None
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
    for name in ("userId", "anonymousId"):
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
        # Some client libraries write an empty object as an empty list: nothing is lost in reading it as one.
        if not (value is None or value == [] or isinstance(value, dict)):
            return Diagnostic("E541", f"{name} is {show(value)}, not an object", 'send {"key": value, …}', path=name)
    return None


CHECKS: tuple[Callable[[dict[str, Any]], Diagnostic | None], ...] = (
    _check_type,
    _check_name,
    _check_person,
    _check_objects,
)


def _given_id(event: dict[str, Any]) -> str | None:
    value = event.get("messageId")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def _made_id(event: dict[str, Any]) -> str:
    """An id from the event's content: the same event gets the same id wherever it is read."""
    return "sha256-" + sha256(orjson.dumps(event, option=orjson.OPT_SORT_KEYS)).hexdigest()[:29]


def _completed(event: dict[str, Any], message_id: str, timestamp: str, time: datetime | None) -> dict[str, Any]:
    given = event.get("timestamp")
    if event.get("messageId") == message_id and given is not None and time == moment(given):
        return event
    return {**event, "messageId": message_id, "timestamp": timestamp}
