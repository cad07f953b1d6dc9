"""The Data Manager API's events:ingest, and Google's token endpoint.

Source: developers.google.com/data-manager/api, "events.ingest" (fields, 2000 events, 10 identifiers), "Understand
API errors" (a call fails as a whole, error model), "Format user data"; error reasons of the published
google/ads/datamanager/v1/error.proto. OAuth: RFC 6749 sections 5.2 and 6.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

TOKENS, API = "oauth2.googleapis.com", "datamanager.googleapis.com"
SHA256 = re.compile(r"[0-9a-f]{64}")
NUMBER = re.compile(r"[0-9]{1,20}")
CURRENCY = re.compile(r"[A-Z]{3}")
MOST_EVENTS, MOST_IDENTIFIERS = 2000, 10
# What the calls hold, and how many of them at most.
WHAT = {
    "/v1/events:ingest": ("events", MOST_EVENTS),
    "/v1/audienceMembers:ingest": ("audienceMembers", 10_000),
    "/v1/audienceMembers:remove": ("audienceMembers", 10_000),
}
SOURCES = ("WEB", "APP", "IN_STORE", "PHONE", "OTHER")
CONSENTS = ("CONSENT_GRANTED", "CONSENT_DENIED")
# A refresh token of this name has been taken back, for tests of what happens then.
REVOKED = "revoked"
SAID = {
    "REQUIRED_FIELD_MISSING": "Required field is missing.",
    "INVALID_FORMAT": "Format is invalid.",
    "INVALID_SHA256_FORMAT": "The SHA256 encoded value is malformed.",
    "INVALID_NUMBER_FORMAT": "Invalid number format.",
    "INVALID_ENUM_VALUE": "Enum value cannot be used.",
    "INVALID_CURRENCY_CODE": "The currency code is not supported.",
    "INVALID_COUNTRY_CODE": "Country code is not valid.",
    "INVALID_DESTINATION": "This Destination is not valid.",
    "NO_IDENTIFIERS_PROVIDED": "Events data contains no user identifiers or ad identifiers.",
    "TOO_MANY_USER_IDENTIFIERS": "Maximum number of user identifiers allowed per event is 10.",
    "TOO_MANY_EVENTS": "Maximum number of events allowed per request is 2,000.",
}

Fault = tuple[str, str]


def answer(call: Call) -> Answer:
    """What Google says to the call."""
    return _token(call) if call.host == TOKENS else _ingest(call)


VENDOR = Vendor("google_ads", (API, TOKENS), answer)


def _token(call: Call) -> Answer:
    form = dict(parse_qsl(call.body.decode("utf-8", "replace")))
    if call.path != "/token" or call.method != "POST" or form.get("grant_type") != "refresh_token":
        return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": "unsupported_grant_type"})
    if form.get("refresh_token") in (None, REVOKED):
        error = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        return Answer.of_json(HTTPStatus.BAD_REQUEST, error)
    token = {"access_token": "ya29.stand-in", "expires_in": 3599, "token_type": "Bearer"}
    return Answer.of_json(HTTPStatus.OK, token)


def _ingest(call: Call) -> Answer:
    if call.path not in WHAT or call.method != "POST":
        return _error(HTTPStatus.NOT_FOUND, "NOT_FOUND", "Requested entity was not found.")
    if not re.fullmatch(r"Bearer \S+", call.headers.get("authorization", "")):
        text = "Request is missing required authentication credential."
        return _error(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED", text)
    try:
        body = call.json()
    except ValueError:
        return _error(HTTPStatus.BAD_REQUEST, "INVALID_ARGUMENT", "Invalid JSON payload received.")
    what, most = WHAT[call.path]
    listed = body.get(what) if isinstance(body, dict) else None
    rows = listed if isinstance(listed, list) else []
    refusals = [Refusal(None, field, reason) for field, reason in _faults_of_call(body, rows, what, most)]
    if call.path.endswith("audienceMembers:ingest") and not body.get("termsOfService"):
        refusals.append(Refusal(None, "terms_of_service", "REQUIRED_FIELD_MISSING"))
    faults_of = _faults if what == "events" else _faults_of_member
    refusals += [Refusal(row, *fault) for row, one in enumerate(rows) for fault in faults_of(row, one)]
    if refusals:
        return _refused(tuple(refusals))
    kept = () if body.get("validateOnly") else tuple(rows)
    return Answer.of_json(HTTPStatus.OK, {"requestId": "126365e1-16d0-4c81-9de9-f362711e250a"}, accepted=kept)


def _faults_of_member(row: int, member: Any) -> Iterator[Fault]:
    fault = _people(member if isinstance(member, dict) else {})
    if fault:
        yield f"audience_members[{row}].user_data", fault


def _faults_of_call(body: Any, rows: list[Any], what: str, most: int) -> Iterator[Fault]:
    if not rows:
        yield what, "REQUIRED_FIELD_MISSING"
        return
    if len(rows) > most:
        yield what, "TOO_MANY_EVENTS"
    if any(isinstance(row, dict) and row.get("userData") for row in rows) and body.get("encoding") != "HEX":
        yield "encoding", "REQUIRED_FIELD_MISSING"
    for number, target in enumerate(body.get("destinations") or [{}]):
        account = target.get("operatingAccount") or {}
        numbers = (account.get("accountId"), target.get("productDestinationId"))
        if account.get("accountType") != "GOOGLE_ADS" or not all(NUMBER.fullmatch(str(one)) for one in numbers):
            yield f"destinations[{number}]", "INVALID_DESTINATION"


def _faults(row: int, event: Any) -> Iterator[Fault]:
    """What is wrong with an event, by field."""
    event = event if isinstance(event, dict) else {}
    call = event.get("callInfo")
    checks = (
        ("event_timestamp", _time(event.get("eventTimestamp"))),
        ("call_info.start_timestamp", _time(call.get("startTimestamp")) if call else None),
        ("conversion_value", None if _is_number(event.get("conversionValue", 0)) else "INVALID_NUMBER_FORMAT"),
        ("currency", None if CURRENCY.fullmatch(event.get("currency", "USD")) else "INVALID_CURRENCY_CODE"),
        ("event_source", None if event.get("eventSource", "WEB") in SOURCES else "INVALID_ENUM_VALUE"),
        ("consent", None if set((event.get("consent") or {}).values()) <= set(CONSENTS) else "INVALID_ENUM_VALUE"),
        ("user_data", _people(event)),
        ("cart_data", _cart(event.get("cartData") or {})),
    )
    yield from ((f"events.events[{row}].{field}", fault) for field, fault in checks if fault)


def _time(text: Any) -> str | None:
    if text is None:
        return "REQUIRED_FIELD_MISSING"
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return "INVALID_FORMAT"
    return None if moment.tzinfo else "INVALID_FORMAT"


def _people(event: dict[str, Any]) -> str | None:
    identifiers = (event.get("userData") or {}).get("userIdentifiers") or []
    if not identifiers and not event.get("adIdentifiers"):
        return "NO_IDENTIFIERS_PROVIDED"
    if len(identifiers) > MOST_IDENTIFIERS:
        return "TOO_MANY_USER_IDENTIFIERS"
    for one in identifiers:
        address = one.get("address") or {}
        hashes = [one.get("emailAddress"), one.get("phoneNumber"), address.get("givenName"), address.get("familyName")]
        if not all(SHA256.fullmatch(str(value)) for value in hashes if value is not None):
            return "INVALID_SHA256_FORMAT"
        if address and not re.fullmatch("[A-Z]{2}", str(address.get("regionCode"))):
            return "INVALID_COUNTRY_CODE"
    return None


def _cart(cart: dict[str, Any]) -> str | None:
    numbers = [cart.get("transactionDiscount"), *(item.get("unitPrice") for item in cart.get("items") or [])]
    # 64-bit numbers may be texts or numbers (protobuf.dev, "ProtoJSON Format").
    whole = all(NUMBER.fullmatch(str(item.get("quantity", 1))) for item in cart.get("items") or [])
    return (
        None if whole and all(number is None or _is_number(number) for number in numbers) else "INVALID_NUMBER_FORMAT"
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refused(refusals: tuple[Refusal, ...]) -> Answer:
    violations = [{"field": one.field, "description": SAID[one.reason], "reason": one.reason} for one in refusals]
    details = [
        {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "INVALID_ARGUMENT", "domain": API},
        {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations},
    ]
    error = {"code": 400, "message": "There was a problem with the request.", "status": "INVALID_ARGUMENT"}
    return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": {**error, "details": details}}, refusals=refusals)


def _error(status: HTTPStatus, name: str, text: str) -> Answer:
    refusals = (Refusal(None, "", text),)
    body = {"error": {"code": int(status), "message": text, "status": name}}
    return Answer.of_json(status, body, refusals=refusals)
