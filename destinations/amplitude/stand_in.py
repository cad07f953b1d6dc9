"""Amplitude as the stand-in plays it: /2/httpapi, /batch, /usermap, and the deletion of people.

Source: amplitude.com/docs/apis/analytics/http-v2, "Keys for the Event Argument" and "Response format": a 400
names events by field and number, and stores none of the request. Throttling, which takes a memory, is left to
the stand-in's faults.
"""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_EVENTS = 2000
MOST_BYTES = {"/2/httpapi": 1_000_000, "/batch": 20_000_000}
MOST_DELETIONS = 100
SHORTEST_ID = 5
LONGEST_TEXT = 1024
KEY = "api_key"
REFUSED_IDS = frozenset(
    {
        *("anonymous", "nil", "none", "null", "n/a", "na", "undefined", "unknown", "{}", "lmy47d", "0", "-1", ""),
        "00000000-0000-0000-0000-000000000000",
    }
)
MISSING, WRONG = "events_with_missing_fields", "events_with_invalid_fields"
NUMBERS = ("revenue", "price", "location_lat", "location_lng")
TEXTS = ("user_id", "device_id", "insert_id", "productId", "revenueType", "currency", "ip", "os_name", "os_version")
OBJECTS = ("event_properties", "user_properties", "groups", "group_properties")


def answer(call: Call) -> Answer:
    """What Amplitude says to the call."""
    if call.method != "POST":
        return _error(HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed")
    if call.path in MOST_BYTES:
        return _upload(call)
    if call.path == "/usermap":
        return _map_users(call)
    if call.path == "/api/2/deletions/users":
        return _delete(call)
    return _error(HTTPStatus.BAD_REQUEST, "Invalid request path")


VENDOR = Vendor(
    "amplitude",
    ("api2.amplitude.com", "api.amplitude.com", "api.eu.amplitude.com", "amplitude.com", "analytics.eu.amplitude.com"),
    answer,
)


def _upload(call: Call) -> Answer:
    try:
        body = call.json()
    except ValueError:
        body = None
    fault = _envelope_fault(call, body)
    if fault:
        return fault
    events, options = body["events"], body.get("options") or {}
    shortest = options.get("min_id_length", SHORTEST_ID)
    faults = [(row, *fault) for row, event in enumerate(events) for fault in _faults(event, shortest)]
    if not faults:
        stored = {"code": 200, "events_ingested": len(events), "payload_size_bytes": len(call.body)}
        return Answer.of_json(HTTPStatus.OK, stored, accepted=tuple(events))
    named: dict[str, dict[str, list[int]]] = {MISSING: {}, WRONG: {}}
    for row, kind, field in faults:
        named[kind].setdefault(field, []).append(row)
    refusals = tuple(Refusal(row, field, kind) for row, kind, field in faults)
    said = {"code": 400, "error": "Invalid field values on some events", **named}
    return Answer.of_json(HTTPStatus.BAD_REQUEST, said, refusals=refusals)


def _envelope_fault(call: Call, body: Any) -> Answer | None:
    if len(call.body) > MOST_BYTES[call.path]:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Payload too large")
    if not isinstance(body, dict) or not call.headers.get("content-type", "").startswith("application/json"):
        return _error(HTTPStatus.BAD_REQUEST, "Invalid JSON request body")
    if not isinstance(body.get(KEY), str) or not body[KEY]:
        return _error(HTTPStatus.BAD_REQUEST, f"Invalid API key: {body.get(KEY)}")
    if not isinstance(body.get("events"), list) or not body["events"]:
        return _error(HTTPStatus.BAD_REQUEST, "Request missing required field", missing_field="events")
    if len(body["events"]) > MOST_EVENTS:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Payload too large")
    return None


def _faults(event: Any, shortest: int) -> Iterator[tuple[str, str]]:
    """What is wrong with an event, by kind and field."""
    if not isinstance(event, dict):
        yield WRONG, "event_type"
        return
    name = event.get("event_type")
    if not name:
        yield MISSING, "event_type"
    elif not isinstance(name, str) or name.startswith("[Amplitude] ") or len(name) > LONGEST_TEXT:
        yield WRONG, "event_type"
    ids = {field: event[field] for field in ("user_id", "device_id") if event.get(field) is not None}
    # Ids that are too short are taken off the event, which may leave nobody.
    if not any(isinstance(one, str) and len(one) >= shortest for one in ids.values()):
        yield MISSING, "user_id"
    for field, one in ids.items():
        if isinstance(one, str) and one.lower() in REFUSED_IDS:
            yield WRONG, field
    for field in ("time", "session_id", "quantity"):
        if field in event and type(event[field]) is not int:
            yield WRONG, field
    yield from ((WRONG, field) for field in NUMBERS if type(event.get(field, 0)) not in (int, float))
    yield from ((WRONG, field) for field in TEXTS if not _is_text(event.get(field, "")))
    yield from ((WRONG, field) for field in OBJECTS if not isinstance(event.get(field, {}), dict))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TEXT


def _delete(call: Call) -> Answer:
    if not _has_both_keys(call):
        return _error(HTTPStatus.UNAUTHORIZED, "Unauthorized")
    try:
        ids = call.json()["user_ids"]
    except (ValueError, TypeError, KeyError):
        ids = None
    if not isinstance(ids, list) or not 0 < len(ids) <= MOST_DELETIONS:
        return _error(HTTPStatus.BAD_REQUEST, f"user_ids must be a list of 1 to {MOST_DELETIONS} ids")
    day = call.now.date().isoformat()
    return Answer.of_json(HTTPStatus.OK, {"day": day, "status": "staging", "user_ids": ids}, accepted=tuple(ids))


def _map_users(call: Call) -> Answer:
    fields = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
    try:
        pairs = json.loads(fields.get("mapping", ""))
    except ValueError:
        pairs = None
    if not fields.get(KEY):
        return _error(HTTPStatus.BAD_REQUEST, "Invalid API key")
    if not isinstance(pairs, list) or not all(one.get("user_id") and one.get("global_user_id") for one in pairs):
        return _error(HTTPStatus.BAD_REQUEST, "mapping must be a list of user_id and global_user_id")
    return Answer(HTTPStatus.OK, body=b"success", accepted=tuple(pairs))


def _has_both_keys(call: Call) -> bool:
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = b64decode(value, validate=True).decode().partition(":")
    except (NotBase64, ValueError):
        return False
    return scheme.lower() == "basic" and bool(user) and bool(password)


def _error(status: HTTPStatus, error: str, **more: str) -> Answer:
    body = {"code": int(status), "error": error, **more}
    return Answer.of_json(status, body, refusals=(Refusal(None, "", error),))
