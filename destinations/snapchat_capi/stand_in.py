"""Snap's Conversions API: POST /v3/{pixel or app}/events. One bad event refuses the whole request.

Source: developers.snap.com/api/marketing-api/Conversions-API (UsingTheAPI, Parameters). Not confirmed by it: the shape
of `error_records`.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/v3/[\w-]+/events", re.ASCII)
MOST_EVENTS = 2000
OLDEST = 37 * 86_400
HASH = re.compile(r"[0-9a-f]{64}")
HASHED = ("em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country", "external_id")
NAMES = {
    *("PAGE_VIEW", "VIEW_CONTENT", "ADD_CART", "ADD_TO_WISHLIST", "SIGN_UP", "SEARCH", "PURCHASE", "ADD_BILLING"),
    *("START_CHECKOUT", "LIST_VIEW", "SAVE", "SHARE", "INVITE", "LOGIN", "RESERVE", "START_TRIAL", "SUBSCRIBE"),
    *("AD_CLICK", "AD_VIEW", "COMPLETE_TUTORIAL", "LEVEL_COMPLETE", "ACHIEVEMENT_UNLOCKED", "SPEND_CREDITS", "RATE"),
    *("CUSTOM_EVENT_1", "CUSTOM_EVENT_2", "CUSTOM_EVENT_3", "CUSTOM_EVENT_4", "CUSTOM_EVENT_5"),
}
SOURCES = {"WEB", "MOBILE_APP", "OFFLINE"}
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def answer(call: Call) -> Answer:
    """What Snap says to the call."""
    if call.method != "POST" or not PATH.fullmatch(call.path):
        return _refused("Not found", HTTPStatus.NOT_FOUND)
    if not call.query.get("access_token"):
        return _refused("Unauthorized", HTTPStatus.UNAUTHORIZED)
    try:
        body = call.json()
    except ValueError:
        body = None
    events = body.get("data") if isinstance(body, dict) else None
    if not isinstance(events, list) or not 0 < len(events) <= MOST_EVENTS:
        return _refused(f"data must hold 1 to {MOST_EVENTS} events")
    now = int(call.now.timestamp())
    fault = next(((row, *one) for row, event in enumerate(events) for one in _faults(event, now)), None)
    if fault:
        return _refused(f"data[{fault[0]}].{fault[1]}: {fault[2]}", refusal=Refusal(*fault))
    return Answer.of_json(HTTPStatus.OK, {"status": "VALID", "reason": ""}, accepted=tuple(events))


VENDOR = Vendor("snapchat_capi", ("tr.snapchat.com",), answer)


def _faults(event: Any, now: int) -> Iterator[tuple[str, str]]:
    """Field and reason of what is wrong with an event."""
    if not isinstance(event, dict):
        yield "", "must be an object"
        return
    user, custom = event.get("user_data", {}), event.get("custom_data", {})
    if event.get("event_name") not in NAMES:
        yield "event_name", "is not an event name"
    if event.get("action_source") not in SOURCES:
        yield "action_source", "is not an action source"
    time = event.get("event_time")
    if not isinstance(time, int) or not now - OLDEST <= time <= now + 86_400:
        yield "event_time", "must be seconds since 1970, of the last 37 days"
    if not (user.keys() & {"em", "ph", "madid"} or (user.get("client_ip_address") and user.get("client_user_agent"))):
        yield "user_data", "em, ph, madid, or client_ip_address and client_user_agent are required"
    for name in HASHED:
        values = user.get(name, [])
        if not all(HASH.fullmatch(str(one)) for one in (values if isinstance(values, list) else [values])):
            yield f"user_data.{name}", "must be hashed"
    if not NUMBER.fullmatch(str(custom.get("value", "0"))):
        yield "custom_data.value", "must be a number"
    if event.get("event_name") == "PURCHASE" and "value" in custom and not custom.get("currency"):
        yield "custom_data.currency", "is required"


def _refused(reason: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, refusal: Refusal | None = None) -> Answer:
    body = {"status": "INVALID", "reason": reason, "error_records": [{"reason": reason}]}
    return Answer.of_json(status, body, refusals=(refusal or Refusal(None, "", reason),))
