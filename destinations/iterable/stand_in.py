"""Iterable as the stand-in plays it: events and people in bulk, orders one by one, deletions.

Source: api.iterable.com/api/docs; the lists in which a bulk answer names people are those of public clients.
"""

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_BYTES = 4_000_000
MOST_ITEMS = 1000


def answer(call: Call) -> Answer:
    """What Iterable says to the call."""
    if not call.headers.get("api-key"):
        return _error(HTTPStatus.UNAUTHORIZED, "BadApiKey", "Invalid API key")
    if call.method == "DELETE" and call.path.startswith("/api/users/"):
        return _success((call.path,))
    route = ROUTES.get(call.path)
    if route is None or call.method != "POST":
        return _error(HTTPStatus.NOT_FOUND, "NotFound", "no such endpoint")
    if len(call.body) > MOST_BYTES:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "RequestTooLarge", "over 4 MB")
    try:
        return route(call.json())
    except (ValueError, TypeError, KeyError, AttributeError):
        return _error(HTTPStatus.BAD_REQUEST, "BadJsonBody", "malformed body")


VENDOR = Vendor("iterable", ("api.iterable.com", "api.eu.iterable.com"), answer)


def _bulk(name: str, problem_of: Callable[[Any], str | None]) -> Callable[[Any], Answer]:
    def judged(body: Any) -> Answer:
        rows = body[name]
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ITEMS:
            return _error(HTTPStatus.BAD_REQUEST, "BadParams", f"{name} must be a list of at most {MOST_ITEMS}")
        problem = next((why for row in rows if (why := problem_of(row))), None)
        if problem:
            return _error(HTTPStatus.BAD_REQUEST, "BadParams", problem)
        bad = {
            number: row["email"] for number, row in enumerate(rows) if not EMAIL.fullmatch(row.get("email", "a@b.c"))
        }
        accepted = tuple(row for number, row in enumerate(rows) if number not in bad)
        said = {
            "successCount": len(accepted),
            "failCount": len(bad),
            "invalidEmails": [*bad.values()],
            "invalidUserIds": [],
        }
        refusals = tuple(Refusal(number, "email", "invalid") for number in bad)
        return Answer.of_json(HTTPStatus.OK, said, accepted=accepted, refusals=refusals)

    return judged


def _wrong_person(row: Any) -> str | None:
    ids = [row[name] for name in ("email", "userId") if name in row]
    return None if ids and all(isinstance(one, str) and one for one in ids) else "email or userId is required"


def _wrong_event(row: Any) -> str | None:
    checks = (
        (bool(row.get("eventName")), "eventName is required"),
        (type(row.get("createdAt")) is int, "createdAt must be seconds"),
        (isinstance(row.get("dataFields"), dict), "dataFields must be an object"),
        (not any(map(_is_iso_time, row.get("dataFields", {}).values())), "malformed date"),
    )
    return _wrong_person(row) or next((why for holds, why in checks if not holds), None)


def _is_iso_time(value: Any) -> bool:
    """Whether it is a time in ISO 8601, which has no place in a field of dates."""
    try:
        return isinstance(value, str) and "T" in value and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _wrong_user(row: Any) -> str | None:
    return _wrong_person(row) or (None if isinstance(row.get("dataFields"), dict) else "dataFields must be an object")


def _purchase(body: Any) -> Answer:
    problem = _wrong_person(body["user"]) or _wrong_order(body)
    return _error(HTTPStatus.BAD_REQUEST, "BadParams", problem) if problem else _success((body,))


def _wrong_order(body: Any) -> str | None:
    if type(body["total"]) not in (int, float) or type(body["createdAt"]) is not int:
        return "total must be a number, createdAt seconds"
    for item in body["items"]:
        texts = all(isinstance(item.get(name), str) and item[name] for name in ("id", "name"))
        if not texts or type(item.get("price")) not in (int, float) or type(item.get("quantity")) is not int:
            return "an item has an id, a name, a price and a quantity"
    return None


ROUTES = {
    "/api/events/trackBulk": _bulk("events", _wrong_event),
    "/api/users/bulkUpdate": _bulk("users", _wrong_user),
    "/api/commerce/trackPurchase": _purchase,
}


def _success(accepted: tuple[Any, ...]) -> Answer:
    return Answer.of_json(HTTPStatus.OK, {"msg": "", "code": "Success", "params": {}}, accepted=accepted)


def _error(status: HTTPStatus, code: str, text: str) -> Answer:
    return Answer.of_json(status, {"msg": text, "code": code, "params": {}}, refusals=(Refusal(None, "", text),))
