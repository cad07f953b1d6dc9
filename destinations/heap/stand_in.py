"""Heap's server API as the stand-in plays it: events, people and accounts, in bulk.

Source: developers.heap.io/reference: bulk-track, bulk-add-user-properties, add-user-properties.
"""

from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_ROWS, LONGEST_IDENTITY, TOO_LONG, SHORTEST_KEY = 1000, 255, 1024, 8
WHAT = {
    "/api/track": ("events", "identity"),
    "/api/add_user_properties": ("users", "identity"),
    "/api/add_account_properties": ("accounts", "account_id"),
}


def answer(call: Call) -> Answer:
    """What Heap says to the call."""
    if call.path not in WHAT or call.method != "POST":
        return _error(HTTPStatus.NOT_FOUND, "not found")
    try:
        body = call.json()
    except ValueError:
        body = None
    name, key = WHAT[call.path]
    rows = body.get(name) if isinstance(body, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS or not str(body.get("app_id", "")).isdigit():
        return _error(HTTPStatus.BAD_REQUEST, f"app_id and 1 to {MOST_ROWS} {name} are required")
    problem = next((why for row in rows if (why := _problem(row, key, name))), None)
    if problem:
        return _error(HTTPStatus.BAD_REQUEST, problem)
    return Answer(HTTPStatus.OK, accepted=tuple(rows))


VENDOR = Vendor("heap", ("heapanalytics.com", "c.eu.heap-api.com"), answer)


def _problem(row: Any, key: str, name: str) -> str | None:
    identity = row.get(key) if isinstance(row, dict) else None
    if not isinstance(identity, str) or not 0 < len(identity) <= LONGEST_IDENTITY:
        return f"{key} must be a text of at most {LONGEST_IDENTITY} characters"
    if name == "events" and not (row.get("event") and len(str(row.get("idempotency_key", ""))) >= SHORTEST_KEY):
        return "an event needs a name, and a key of 8 characters"
    properties = row.get("properties")
    if not isinstance(properties, dict):
        return "properties must be an object"
    for field, value in properties.items():
        if name == "users" and field.lower() == "id":
            return "a property cannot be called id"
        is_text = isinstance(value, str) and len(value) < TOO_LONG
        if not is_text and type(value) not in (int, float):
            return f"{field} must be a number, or a text of fewer than {TOO_LONG} characters"
    return None


def _error(status: HTTPStatus, text: str) -> Answer:
    return Answer.of_json(status, {"error": text}, refusals=(Refusal(None, "", text),))
