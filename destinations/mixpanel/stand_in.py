"""Mixpanel's ingestion API: /import in strict mode, /engage and /groups.

Source: docs.mixpanel.com, "Import Events" (limits, disallowed ids, error body), "Set Property" of user and
group profiles (200 also for refusals, which the body names).
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_EVENTS = 2000
MOST_GROUPS = 200
MOST_BYTES = 2_000_000
MOST_EVENT_BYTES = 1_000_000
MOST_PROPERTIES = 254
DEEPEST = 3
LONGEST_INSERT_ID = 36
YEAR_1971 = 31_536_000
ONE_HOUR = 3600
# From here on a number of seconds would lie after the year 5000: it is milliseconds.
MILLISECONDS_FROM = 100_000_000_000
INSERT_ID = re.compile(r"[0-9A-Za-z-]+")
DISALLOWED_IDS = frozenset(
    {
        *("00000000-0000-0000-0000-000000000000", "anon", "anonymous", "nil", "none", "null", "n/a", "na"),
        *("undefined", "unknown", "<nil>", "0", "-1", "true", "false", "[]", "{}"),
    }
)
OPERATIONS = ("$set", "$set_once", "$add", "$append", "$union", "$remove", "$unset", "$delete")


def answer(call: Call) -> Answer:
    """What Mixpanel says to the call."""
    path = call.path.rstrip("/")
    if call.method != "POST":
        return _error(HTTPStatus.METHOD_NOT_ALLOWED, "use POST")
    if path == "/import":
        return _import(call)
    if path in {"/engage", "/groups"}:
        return _profiles(call, "$distinct_id" if path == "/engage" else "$group_id", path)
    return _error(HTTPStatus.NOT_FOUND, f"no such endpoint: {call.path}")


VENDOR = Vendor("mixpanel", ("api.mixpanel.com", "api-eu.mixpanel.com", "api-in.mixpanel.com"), answer)


def _import(call: Call) -> Answer:
    if not _has_credentials(call):
        return _error(HTTPStatus.UNAUTHORIZED, "Invalid credentials")
    rows = _rows(call)
    if rows is None:
        return _error(HTTPStatus.BAD_REQUEST, "the body is not a JSON list of events")
    if len(call.body) > MOST_BYTES or len(rows) > MOST_EVENTS:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MOST_EVENTS} events and {MOST_BYTES} bytes")
    refusals = tuple(refusal for number, row in enumerate(rows) for refusal in _event_faults(number, row, call))
    refused = {refusal.row for refusal in refusals}
    accepted = tuple(row for number, row in enumerate(rows) if number not in refused)
    body: dict[str, Any] = {"code": 200, "num_records_imported": len(accepted), "status": "OK"}
    if not refusals:
        return Answer.of_json(HTTPStatus.OK, body, accepted=accepted)
    body |= {
        "code": 400,
        "status": "Bad Request",
        "error": "some data points in the request failed validation",
    }
    body["failed_records"] = [_failed(refusal, rows) for refusal in refusals]
    if call.query.get("strict") != "1":
        return Answer.of_json(HTTPStatus.OK, {"code": 200, "status": "OK"}, accepted=accepted, refusals=refusals)
    return Answer.of_json(HTTPStatus.BAD_REQUEST, body, accepted=accepted, refusals=refusals)


def _has_credentials(call: Call) -> bool:
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    try:
        user, _, password = b64decode(value, validate=True).decode().partition(":")
    except (NotBase64, ValueError):
        return False
    return scheme.lower() == "basic" and bool(user) and ("project_id" not in call.query or bool(password))


def _rows(call: Call) -> list[Any] | None:
    try:
        rows = call.json()
    except ValueError:
        return None
    return rows if isinstance(rows, list) and rows else None


def _event_faults(number: int, row: Any, call: Call) -> Iterator[Refusal]:
    """The first thing that is wrong with an event: the vendor names one per event."""
    properties = row.get("properties") if isinstance(row, dict) else None
    if not isinstance(properties, dict):
        yield Refusal(number, "properties", "'properties' is invalid: must be an object")
        return
    checks = (
        ("event", _event_name(row.get("event"))),
        ("properties.time", _time(properties.get("time"), call)),
        ("properties.distinct_id", _distinct_id(properties.get("distinct_id"))),
        ("properties.$insert_id", _insert_id(properties.get("$insert_id"))),
        ("properties", _size(properties)),
        ("event", _bytes(row)),
    )
    for field, fault in checks:
        if fault:
            yield Refusal(number, field, f"'{field}' is invalid: {fault}")
            return


def _event_name(name: Any) -> str | None:
    return None if isinstance(name, str) and name else "must not be missing"


def _time(time: Any, call: Call) -> str | None:
    if not isinstance(time, int | float) or isinstance(time, bool):
        return "must be specified as seconds since epoch"
    seconds = time / 1000 if time >= MILLISECONDS_FROM else time
    if seconds < YEAR_1971:
        return "must be on or after 1971-01-01"
    if seconds > call.now.timestamp() + ONE_HOUR:
        return "must not be more than 1 hour in the future"
    return None


def _distinct_id(distinct_id: Any) -> str | None:
    if not isinstance(distinct_id, str):
        return "must be a string"
    return "this value is not allowed" if distinct_id.lower() in DISALLOWED_IDS else None


def _insert_id(insert_id: Any) -> str | None:
    if not isinstance(insert_id, str) or not insert_id:
        return "must not be missing"
    if len(insert_id.encode()) > LONGEST_INSERT_ID:
        return f"must be at most {LONGEST_INSERT_ID} bytes"
    if not INSERT_ID.fullmatch(insert_id):
        return "must hold only letters, digits and -"
    return "this value is not allowed" if insert_id.lower() in DISALLOWED_IDS else None


def _bytes(row: dict[str, Any]) -> str | None:
    size = len(orjson.dumps(row))
    return f"{size} bytes, at most {MOST_EVENT_BYTES}" if size > MOST_EVENT_BYTES else None


def _size(value: Any, depth: int = 0) -> str | None:
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    if len(parts) > MOST_PROPERTIES:
        return f"at most {MOST_PROPERTIES} properties, keys or elements"
    if isinstance(value, dict) and depth > DEEPEST:
        return f"at most {DEEPEST} levels of nesting"
    deeper = depth + isinstance(value, dict)
    return next((fault for part in parts if (fault := _size(part, deeper))), None)


def _failed(refusal: Refusal, rows: list[Any]) -> dict[str, Any]:
    row = rows[refusal.row or 0]
    properties = row.get("properties") if isinstance(row, dict) else None
    insert_id = properties.get("$insert_id") if isinstance(properties, dict) else None
    error = {"field": refusal.field, "message": refusal.reason}
    return {"index": refusal.row, "insert_id": insert_id or "", **error}


def _profiles(call: Call, identity: str, path: str) -> Answer:
    rows = _rows(call)
    most = MOST_EVENTS if path == "/engage" else MOST_GROUPS
    refusals: tuple[Refusal, ...]
    if rows is None:
        refusals = (Refusal(None, "", "the body is not a JSON list of profile updates"),)
    elif len(rows) > most:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {most} profiles")
    else:
        refusals = tuple(one for number, row in enumerate(rows) for one in _profile_faults(number, row, identity))
    # The vendor answers for the batch as a whole, and 200 also when it took nothing.
    accepted = () if refusals else tuple(rows or ())
    said: Any = int(not refusals)
    if call.query.get("verbose") == "1":
        said = {"error": refusals[0].reason if refusals else None, "status": said}
    return Answer.of_json(HTTPStatus.OK, said, accepted=accepted, refusals=refusals)


def _profile_faults(number: int, row: Any, identity: str) -> Iterator[Refusal]:
    if not isinstance(row, dict):
        yield Refusal(number, "", "a profile update must be an object")
        return
    needed = ("$token", identity) if identity == "$distinct_id" else ("$token", "$group_key", identity)
    for name in needed:
        if not isinstance(row.get(name), str) or not row[name]:
            yield Refusal(number, name, f"{name}, missing or empty")
            return
    if row[identity].lower() in DISALLOWED_IDS:
        yield Refusal(number, identity, f"{identity}, this value is not allowed")
    elif not any(operation in row for operation in OPERATIONS):
        yield Refusal(number, "$set", "no operation such as $set")


def _error(status: HTTPStatus, text: str) -> Answer:
    refusals = (Refusal(None, "", text),)
    body = {"code": int(status), "error": text, "status": status.phrase}
    return Answer.of_json(status, body, refusals=refusals)
