"""Microsoft's Conversions API: POST /v1/{tag}/events, judged event by event where the call says so.

Source: learn.microsoft.com/en-us/advertising/guides/uet-conversion-api-integration, as public pages quote it.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/v1/[0-9]+/events", re.ASCII)
MOST_EVENTS = 1000
OLDEST = 7 * 86_400
HASH = re.compile(r"[0-9a-f]{64}")
UUID = re.compile(r"[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}", re.IGNORECASE)
PAGE = "pageLoad"
IDS = {"em", "ph", "msclkid", "anonymousId", "externalId", "idfa", "gaid"}
PAGE_TYPES = {"home", "product", "category", "searchresults", "cart", "purchase", "other"}


def answer(call: Call) -> Answer:
    """What Microsoft says to the call."""
    if call.method != "POST" or not PATH.fullmatch(call.path):
        return _refused(HTTPStatus.NOT_FOUND, "NotFound", "no such tag")
    if not call.headers.get("authorization", "").removeprefix("Bearer "):
        return _refused(HTTPStatus.UNAUTHORIZED, "Unauthorized", "the token is missing or wrong")
    try:
        body = call.json()
    except ValueError:
        body = None
    events = body.get("data") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(events, list) or not 0 < len(events) <= MOST_EVENTS:
        return _refused(HTTPStatus.BAD_REQUEST, "InvalidRequest", f"data must hold 1 to {MOST_EVENTS} events")
    now = int(call.now.timestamp())
    faults = {row: fault for row, event in enumerate(events) for fault in list(_faults(event, now))[:1]}
    goes_on = body.get("continueOnValidationError") is True
    taken = tuple(one for row, one in enumerate(events) if row not in faults) if goes_on or not faults else ()
    refusals = tuple(Refusal(row, *fault) for row, fault in faults.items())
    said: dict[str, Any] = {"eventsReceived": len(taken), "traceId": "stand-in"}
    if faults:
        details = [
            {"index": row, "propertyName": name, "errorMessage": why, "isWarning": False}
            for row, (name, why) in faults.items()
        ]
        said["error"] = {"code": "ValidationError", "message": "some events are not valid", "details": details}
    status = HTTPStatus.OK if taken or not faults else HTTPStatus.BAD_REQUEST
    return Answer.of_json(status, said, accepted=taken, refusals=refusals)


VENDOR = Vendor("microsoft_capi", ("capi.uet.microsoft.com",), answer)


def _faults(event: Any, now: int) -> Iterator[tuple[str, str]]:
    """Field and reason of what is wrong with an event."""
    if not isinstance(event, dict):
        yield "", "must be an object"
        return
    kind = event.get("eventType")
    if kind not in {PAGE, "custom"}:
        yield "eventType", "must be pageLoad or custom"
    if kind == PAGE and not event.get("eventSourceUrl"):
        yield "eventSourceUrl", "is required for pageLoad"
    if kind == "custom" and not event.get("eventName"):
        yield "eventName", "is required for custom"
    time = event.get("eventTime")
    if not isinstance(time, int) or not now - OLDEST <= time <= now + 300:
        yield "eventTime", "must be seconds since 1970, of the last 7 days"
    yield from _about(event.get("userData", {}), event.get("customData", {}))
    if event.get("adStorageConsent", "G") not in {"G", "D"}:
        yield "adStorageConsent", "must be G or D"


def _about(user: Any, custom: Any) -> Iterator[tuple[str, str]]:
    """What is wrong with whom and what it is about."""
    if not user.keys() & IDS:
        yield "userData", "at least one identifier is required"
    yield from (
        (f"userData.{one}", "is not a hash") for one in ("em", "ph") if not HASH.fullmatch(user.get(one, "0" * 64))
    )
    if "msclkid" in user and not UUID.fullmatch(str(user["msclkid"])):
        yield "userData.msclkid", "is not a UUID"
    if isinstance(custom.get("value", 0), bool) or not isinstance(custom.get("value", 0), int | float):
        yield "customData.value", "must be a number"
    if custom.get("pageType", "other") not in PAGE_TYPES:
        yield "customData.pageType", "is not a page type"


def _refused(status: HTTPStatus, code: str, message: str) -> Answer:
    body = {"eventsReceived": 0, "error": {"code": code, "message": message}, "traceId": "stand-in"}
    return Answer.of_json(status, body, refusals=(Refusal(None, "", message),))
