"""X's Conversion API: POST /{version}/measurement/conversions/{pixel}. One bad conversion refuses the whole request.

Source: docs.x.com/x-ads-api/measurement/web-conversions, with the words of its errors. Signatures are looked at for
their parts alone, as a stand-in knows no secret.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/[0-9]+/measurement/conversions/[0-9a-z]+", re.ASCII)
MOST_CONVERSIONS = 500
HASH = re.compile(r"[0-9a-f]{64}")
SIGNED = {"oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_timestamp", "oauth_token"}
KNOWN = {"twclid", "hashed_email", "hashed_phone_number", "ip_address", "user_agent"}
ALONE = KNOWN - {"ip_address", "user_agent"}


def answer(call: Call) -> Answer:
    """What X says to the call."""
    if call.method != "POST" or not PATH.fullmatch(call.path):
        return _refused(HTTPStatus.NOT_FOUND, "ROUTE_NOT_FOUND", "The requested resource could not be found")
    scheme, _, parts = call.headers.get("authorization", "").partition(" ")
    if scheme != "OAuth" or not {part.partition("=")[0] for part in parts.split(", ")} >= SIGNED:
        return _refused(HTTPStatus.UNAUTHORIZED, "UNAUTHORIZED_ACCESS", "This request is not properly authenticated")
    try:
        body = call.json()
    except ValueError:
        body = None
    given = body.get("conversions") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        return _refused(HTTPStatus.BAD_REQUEST, "MISSING_PARAMETER", "conversions is required")
    if len(given) > MOST_CONVERSIONS:
        return _refused(HTTPStatus.BAD_REQUEST, "INVALID_PARAMETER", f"Conversion count limit is {MOST_CONVERSIONS}")
    faults = [(row, *fault) for row, one in enumerate(given) for fault in _faults(one)]
    if faults:
        refusals = tuple(Refusal(*one) for one in faults)
        return _refused(HTTPStatus.BAD_REQUEST, "INVALID_PARAMETER", faults[0][2], refusals)
    said = {"data": {"conversions_processed": len(given), "debug_id": "stand-in"}, "request": {"params": {}}}
    return Answer.of_json(HTTPStatus.OK, said, accepted=tuple(given))


VENDOR = Vendor("x_ads", ("ads-api.x.com",), answer)


def _faults(one: Any) -> Iterator[tuple[str, str]]:
    """Field and reason of what is wrong with a conversion."""
    if not isinstance(one, dict):
        yield "", "must be an object"
        return
    try:
        datetime.fromisoformat(str(one.get("conversion_time")))
    except ValueError:
        yield "conversion_time", "is not a time of ISO 8601"
    if not one.get("event_id"):
        yield "event_id", "Event ID was not found"
    ids = {name: value for group in one.get("identifiers", []) for name, value in group.items()}
    if not ids.keys() <= KNOWN:
        yield "identifiers", "is not an identifier"
    if not (ids.keys() & ALONE or {"ip_address", "user_agent"} <= ids.keys()):
        yield "identifiers", "At least one user identifier must be provided"
    for name in ("hashed_email", "hashed_phone_number"):
        if name in ids and not HASH.fullmatch(str(ids[name])):
            yield f"identifiers.{name}", f"{name.capitalize()} is not a valid SHA-256 hash"
    if isinstance(one.get("value", 0), bool) or not isinstance(one.get("value", 0), int | float):
        yield "value", "must be a number"
    if min(one.get("number_items", 1), *(line.get("num_items", 1) for line in one.get("contents", ())), 1) < 1:
        yield "number_items", "must be greater than zero"


def _refused(status: HTTPStatus, code: str, message: str, refusals: tuple[Refusal, ...] = ()) -> Answer:
    body = {"errors": [{"code": code, "message": message}], "request": {"params": {}}}
    return Answer.of_json(status, body, refusals=refusals or (Refusal(None, "", message),))
