"""An event and all that was decided about it, as the outbox keeps it."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import Any

import orjson
from msgspec import structs

from actions.decision import Decision, unwritable
from actions.event.delivery_id import of_source
from actions.event.shape import whole_text
from actions.json_line import json_line
from actions.reading.parse_event import Unreadable
from destinations.delivery.outbox.entry import Arrival, Cause, Entry, Failure, Kind
from destinations.delivery.outbox.forget import person
from destinations.delivery.outbox.stored import StoredError, write_payload
from destinations.sdk.encode import to_json


def arrival_of(
    event: Any, decisions: Sequence[Decision], note: Mapping[str, Any], line: bytes | None = None
) -> Arrival:
    """What the outbox keeps of `event` and its decisions; never fails. `note` comes back with each outcome.

    `line` is the JSON that the event was read from, where it is known.
    """
    body = event_bytes(event) if line is None or isinstance(event, Unreadable) else line
    entries: list[Entry] = []
    failures: list[Failure] = []
    for decision in decisions:
        if decision.status == "fired" and decision.payload is not None and decision.delivery_id is not None:
            try:
                payload = write_payload(decision.payload)
            except StoredError as error:
                failed_note = {**note, "diagnostics": [unwritable(error).as_dict()]}
                failures.append(_failure(decision, str(error), body, failed_note))
                continue
            entries.append(
                Entry(decision.delivery_id, kind_of(decision), payload, _about(decision, note), decision.payload)
            )
        elif decision.status == "failed":
            reason = decision.diagnostics[0].message if decision.diagnostics else decision.reason or ""
            failures.append(_failure(decision, reason, body, note))
    fields = event if type(event) is dict else {}
    message_id = decisions[0].message_id if decisions else None
    return Arrival(
        body,
        text_of(fields.get("event")),
        text_of(message_id),
        person(fields.get("userId")),
        person(fields.get("anonymousId")),
        entries,
        failures,
    )


def of_one_source(decisions: Sequence[Decision], source: str) -> list[Decision]:
    """The decisions, with delivery ids of this source."""
    return [_of_source(one, source) for one in decisions]


def _of_source(decision: Decision, source: str) -> Decision:
    if decision.status != "fired":
        return decision
    name = of_source(decision.delivery_id, source)
    return structs.replace(decision, delivery_id=name, payload=decision.payload.with_delivery_id(name))


def event_bytes(event: Any) -> bytes:
    """The event as JSON; where it is not JSON, what it was read from."""
    if isinstance(event, Unreadable):
        return (event.text or "").encode("utf-8", "replace")
    with suppress(ValueError):
        return to_json(event)
    with suppress(ValueError, TypeError, RecursionError):
        # NaN, and lone surrogates: almost JSON, which Python reads.
        return json.dumps(event).encode()
    return json_line(event).rstrip(b"\n")


def kind_of(decision: Decision) -> Kind:
    """What the decision is of; of an event that was refused, nothing."""
    facts = (decision.instance or "", decision.action or "", decision.type or "", decision.mapping_hash or "")
    # One is made for each decision: `Kind(…)` takes twice as long.
    return tuple.__new__(Kind, facts)


def _failure(decision: Decision, reason: str, body: bytes, note: Mapping[str, Any]) -> Failure:
    kind = kind_of(decision)
    source = note.get("source")
    own = () if source is None else (str(source),)
    if decision.action is None:
        key = "/".join(("event", *own, blake2b(body, digest_size=16).hexdigest()))
        cause = Cause.REFUSED
    else:
        key = "/".join((*own, kind.instance, kind.action, str(decision.message_id), str(decision.item or 0)))
        cause = Cause.NOT_BUILT
    return Failure(whole_text(key), kind, cause, whole_text(reason), _about(decision, note))


def _about(decision: Decision, note: Mapping[str, Any]) -> bytes:
    if decision.diagnostics and "diagnostics" not in note:
        note = {**note, "diagnostics": [one.as_dict() for one in decision.diagnostics]}
    return about_of(decision.message_id, note, decision.item)


def about_of(message_id: str | None, note: Mapping[str, Any], item: int | None = None) -> bytes:
    """What is noted about a delivery, as JSON: its event's id, what the caller says, and of which item it is."""
    about = {"message_id": message_id, **note}
    if item is not None:
        about["item"] = item
    if "diagnostics" not in about:
        # Nearly always: texts and numbers, which need not be looked at one by one.
        try:
            return orjson.dumps(about)
        except TypeError:
            pass
    return json_line(about).rstrip(b"\n")


def text_of(value: Any) -> str | None:
    """The value where it is a text, without halves of characters."""
    if not isinstance(value, str):
        return None
    return value if value.isascii() else whole_text(value)
