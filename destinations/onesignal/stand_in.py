"""OneSignal as the stand-in plays it: custom events, people, deletions.

Source: documentation.onesignal.com/reference: create-custom-events, create-user, delete-user. An event of somebody
whose id begins with `unknown` is one of nobody that OneSignal knows.
"""

import re
from http import HTTPStatus
from typing import Any
from uuid import UUID

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

EVENTS = re.compile(r"/apps/[0-9a-fA-F-]{36}/custom_events")
USERS = re.compile(r"/apps/[0-9a-fA-F-]{36}/users")
DELETION = re.compile(r"/apps/[0-9a-fA-F-]{36}/users/by/external_id/[^/]+")
MOST_BYTES, LARGEST_EVENT, LONGEST_NAME = 1_000_000, 2024, 128


def answer(call: Call) -> Answer:
    """What OneSignal says to the call."""
    if not call.headers.get("authorization", "").startswith("Key "):
        return _error(HTTPStatus.UNAUTHORIZED, "Access denied. Please include an 'Authorization: ...' header")
    if call.method == "DELETE" and DELETION.fullmatch(call.path):
        return Answer.of_json(HTTPStatus.OK, {}, accepted=(call.path,))
    route = next((route for path, route in ROUTES if path.fullmatch(call.path)), None)
    if route is None or call.method != "POST":
        return _error(HTTPStatus.NOT_FOUND, "not found")
    if len(call.body) > MOST_BYTES:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request too large")
    try:
        return route(call.json())
    except (ValueError, TypeError, KeyError, AttributeError):
        return _error(HTTPStatus.BAD_REQUEST, "malformed request")


VENDOR = Vendor("onesignal", ("api.onesignal.com",), answer)


def _events(body: Any) -> Answer:
    rows = body["events"]
    problem = next((why for row in rows if (why := _wrong_event(row))), None)
    if problem or not rows:
        return _error(HTTPStatus.BAD_REQUEST, problem or "events must not be empty")
    unknown = [number for number, row in enumerate(rows) if row["external_id"].startswith("unknown")]
    errors = [
        {
            "event_user_id": rows[number]["external_id"],
            "event_id": rows[number]["idempotency_key"],
            "error": {"code": "not found", "title": "failed to find a onesignal_id for the user"},
        }
        for number in unknown
    ]
    accepted = tuple(row for number, row in enumerate(rows) if number not in unknown)
    refusals = tuple(Refusal(number, "external_id", "not found") for number in unknown)
    said = {"errors": errors} if errors else {}
    return Answer.of_json(HTTPStatus.ACCEPTED, said, accepted=accepted, refusals=refusals)


def _wrong_event(row: Any) -> str | None:
    UUID(row["idempotency_key"])
    if not row.get("external_id") or not 0 < len(row["name"]) <= LONGEST_NAME:
        return "an event has a name of at most 128 characters and an external_id"
    if len(orjson.dumps(row)) > LARGEST_EVENT:
        return f"an event has at most {LARGEST_EVENT} bytes"
    return None if isinstance(row.get("properties"), dict) else "properties must be an object"


def _users(body: Any) -> Answer:
    known = body.get("properties", {}).get("tags", {})
    if not body["identity"]["external_id"] or not all(isinstance(tag, str) for tag in known.values()):
        return _error(HTTPStatus.BAD_REQUEST, "a user has an alias, and tags are texts")
    kinds = {one["type"] for one in body.get("subscriptions", ()) if one["token"]}
    if not kinds <= {"Email", "SMS"}:
        return _error(HTTPStatus.BAD_REQUEST, "unknown type of subscription")
    return Answer.of_json(HTTPStatus.CREATED, {"identity": body["identity"]}, accepted=(body,))


ROUTES = ((EVENTS, _events), (USERS, _users))


def _error(status: HTTPStatus, text: str) -> Answer:
    return Answer.of_json(status, {"errors": [{"title": text}]}, refusals=(Refusal(None, "", text),))
