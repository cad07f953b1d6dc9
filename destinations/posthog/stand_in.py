"""PostHog as the stand-in plays it: /batch/ of both clouds.

Source: posthog.com/docs/api/capture and /docs/data/ingestion-warnings: a request is checked as a whole (400 for
an event without name or distinct_id), and what is dropped afterwards, by size or by UUID, is answered 200.
"""

from http import HTTPStatus
from typing import Any
from uuid import UUID

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_BYTES = 20_000_000
MOST_EVENT_BYTES = 1_000_000


def answer(call: Call) -> Answer:
    """What PostHog says to the call."""
    if call.method != "POST":
        return _error(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed")
    if call.path.rstrip("/") == "/batch":
        return _batch(call)
    return _error(HTTPStatus.NOT_FOUND, "Not Found")


VENDOR = Vendor("posthog", ("us.i.posthog.com", "eu.i.posthog.com"), answer)


def _batch(call: Call) -> Answer:
    if len(call.body) > MOST_BYTES:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request too large")
    try:
        body = call.json()
    except ValueError:
        return _error(HTTPStatus.BAD_REQUEST, "failed to parse request")
    rows = body.get("batch") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not rows:
        return _error(HTTPStatus.BAD_REQUEST, "request holds no event")
    if not isinstance(body.get("api_key"), str) or not body["api_key"]:
        return _error(HTTPStatus.UNAUTHORIZED, "event submitted without an api_key")
    problem = next((problem for row in rows if (problem := _problem(row))), None)
    if problem:
        return _error(HTTPStatus.BAD_REQUEST, problem)
    dropped = {number: why for number, row in enumerate(rows) if (why := _dropped(row))}
    accepted = tuple(row for number, row in enumerate(rows) if number not in dropped)
    refusals = tuple(Refusal(number, "", why) for number, why in dropped.items())
    return Answer.of_json(HTTPStatus.OK, {"status": 1}, accepted=accepted, refusals=refusals)


def _problem(row: Any) -> str | None:
    """What makes PostHog refuse the whole request."""
    if not isinstance(row, dict) or not isinstance(row.get("properties", {}), dict):
        return "failed to parse request"
    if not row.get("event"):
        return "event submitted with an empty event name"
    distinct_id = row.get("distinct_id", row.get("properties", {}).get("distinct_id"))
    if not str(distinct_id or "").strip():
        return "event submitted without a distinct_id"
    return None


def _dropped(row: dict[str, Any]) -> str | None:
    """Why an event is dropped in silence."""
    if len(orjson.dumps(row)) > MOST_EVENT_BYTES:
        return "discarded event exceeding 1MB limit"
    try:
        UUID(row.get("uuid", "00000000-0000-0000-0000-000000000000"))
    except (ValueError, TypeError, AttributeError):
        return "refused to process event with invalid UUID"
    group = row.get("properties", {}).get("$group_set", {})
    return None if isinstance(group, dict) else "discarded $groupidentify event with invalid $group_set"


def _error(status: HTTPStatus, text: str) -> Answer:
    return Answer(status, {"Content-Type": "text/plain"}, text.encode(), refusals=(Refusal(None, "", text),))
