"""HubSpot as the stand-in plays it: occurrences, records in batches, the deletion of contacts, and tokens.

Source: developers.hubspot.com, the pages that `__init__.py` names. An occurrence with a mistake refuses the call; of
records each is judged by itself, with 207 and `errors` where some are refused, if each has an `objectWriteTraceId` of
its own; else one mistake refuses the call. Whose id begins with `busy` is refused for the moment,
and a call in which all begin with `ignored` is answered with 200 and neither results nor errors.
"""

import re
from collections import Counter
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

VERSION = r"\d{4}-\d\d"
EVENTS = re.compile(rf"/events/{VERSION}/send/batch")
RECORDS = re.compile(rf"/crm/objects/{VERSION}/(contacts|companies)/batch/upsert")
DELETION = re.compile(rf"/crm/objects/{VERSION}/contacts/gdpr-delete")
EVENT_NAME = re.compile(r"pe[0-9]+_[a-z][a-z0-9_-]*")
PROPERTY = re.compile(r"[a-z][a-z0-9_]{0,49}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_EVENTS, MOST_RECORDS, MOST_PROPERTIES, LONGEST_VALUE = 500, 100, 50, 1024
# A property that no account has, for tests of what HubSpot says of one.
UNKNOWN = "no_such_property"
BUSY = "You have reached your limit"


def answer(call: Call) -> Answer:
    """What HubSpot says to the call."""
    if call.path == "/oauth/v1/token":
        return Answer.of_json(HTTPStatus.OK, {"access_token": "stand-in", "expires_in": 1800, "token_type": "bearer"})
    if not call.headers.get("authorization", "").startswith("Bearer "):
        return _error(HTTPStatus.UNAUTHORIZED, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
    route = next((route for path, route in ROUTES if path.fullmatch(call.path)), None)
    if route is None or call.method != "POST":
        return _error(HTTPStatus.NOT_FOUND, "NOT_FOUND", "resource not found")
    try:
        body = call.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return _error(HTTPStatus.BAD_REQUEST, "VALIDATION_ERROR", "Invalid input JSON")
    return route(body)


VENDOR = Vendor("hubspot", ("api.hubapi.com",), answer)


def _events(body: dict[str, Any]) -> Answer:
    inputs = body.get("inputs")
    if not isinstance(inputs, list) or not 0 < len(inputs) <= MOST_EVENTS:
        return _error(HTTPStatus.BAD_REQUEST, "VALIDATION_ERROR", f"1 to {MOST_EVENTS} events")
    problem = next((why for one in inputs if (why := _wrong_event(one))), None)
    if problem:
        return _error(HTTPStatus.BAD_REQUEST, "VALIDATION_ERROR", problem)
    return Answer(HTTPStatus.NO_CONTENT, accepted=tuple(inputs))


def _wrong_event(one: Any) -> str | None:
    if not isinstance(one, dict) or not EVENT_NAME.fullmatch(str(one.get("eventName"))):
        return "eventName must be a fully qualified name"
    if not any(isinstance(one.get(name), str) and one[name] for name in ("email", "objectId", "utk")):
        return "one of email, objectId and utk is required"
    try:
        datetime.fromisoformat(str(one.get("occurredAt")))
        UUID(str(one.get("uuid")))
    except ValueError:
        return "occurredAt or uuid is malformed"
    return _wrong_properties(one.get("properties"))


def _wrong_properties(properties: Any) -> str | None:
    if not isinstance(properties, dict) or len(properties) > MOST_PROPERTIES:
        return f"properties must be an object of at most {MOST_PROPERTIES}"
    for name, value in properties.items():
        if not PROPERTY.fullmatch(name) or not isinstance(value, str) or len(value) > LONGEST_VALUE:
            return f"property {name} is malformed"
    return f'Property "{UNKNOWN}" does not exist' if UNKNOWN in properties else None


def _records(body: dict[str, Any]) -> Answer:
    inputs = body.get("inputs")
    if not isinstance(inputs, list) or not inputs:
        return _error(HTTPStatus.BAD_REQUEST, "VALIDATION_ERROR", "inputs must not be empty")
    ids = Counter(str(one.get("id")).lower() if isinstance(one, dict) else "" for one in inputs)
    if len(inputs) > MOST_RECORDS or max(ids.values()) > 1:
        return _error(HTTPStatus.BAD_REQUEST, "VALIDATION_ERROR", "Duplicate IDs found in batch input, or over 100")
    if all(str(one.get("id")).startswith("ignored") for one in inputs):
        ignored = tuple(Refusal(row, "id", "nothing was written") for row in range(len(inputs)))
        return Answer.of_json(HTTPStatus.OK, {"status": "COMPLETE", "results": [], "errors": []}, refusals=ignored)
    faults = {row: why for row, one in enumerate(inputs) if (why := _wrong_record(one))}
    accepted = tuple(one for row, one in enumerate(inputs) if row not in faults)
    results = [{"id": str(row), "new": True, "properties": one["properties"]} for row, one in enumerate(accepted)]
    if not faults:
        return Answer.of_json(HTTPStatus.OK, {"status": "COMPLETE", "results": results}, accepted=accepted)
    traces = Counter(one.get("objectWriteTraceId") for one in inputs)
    if max(traces.values()) > 1 or None in traces:
        return _error(HTTPStatus.BAD_REQUEST, "VALIDATION_ERROR", next(iter(faults.values())))
    errors = [_error_of(inputs[row], why) for row, why in faults.items()]
    said = {"status": "COMPLETE", "results": results, "numErrors": len(errors), "errors": errors}
    refusals = tuple(Refusal(row, "properties", why) for row, why in faults.items())
    return Answer.of_json(HTTPStatus.MULTI_STATUS, said, accepted=accepted, refusals=refusals)


def _error_of(one: dict[str, Any], why: str) -> dict[str, Any]:
    category = "RATE_LIMITS" if why == BUSY else "VALIDATION_ERROR"
    context = {"objectWriteTraceId": [one["objectWriteTraceId"]]}
    return {"status": "error", "category": category, "message": why, "context": context}


def _wrong_record(one: dict[str, Any]) -> str | None:
    if not one.get("id") or not isinstance(one.get("idProperty"), str):
        return "id and idProperty are required"
    if one["idProperty"] == "email" and not EMAIL.fullmatch(str(one["id"])):
        return f"Email address {one['id']} is invalid"
    if str(one["id"]).startswith("busy"):
        return BUSY
    return _wrong_properties(one.get("properties"))


def _deletion(body: dict[str, Any]) -> Answer:
    return Answer(HTTPStatus.NO_CONTENT, accepted=(body,))


ROUTES = ((EVENTS, _events), (RECORDS, _records), (DELETION, _deletion))


def _error(status: HTTPStatus, category: str, message: str) -> Answer:
    body = {"status": "error", "message": message, "category": category, "correlationId": "stand-in"}
    return Answer.of_json(status, body, refusals=(Refusal(None, "", message),))
