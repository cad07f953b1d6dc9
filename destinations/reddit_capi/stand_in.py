"""Reddit's Conversions API: POST /api/v3/pixels/{pixel}/conversion_events. One bad event refuses the whole request.

Source: ads-api.reddit.com/docs/v3, "Post Conversion Events", as public pages quote it.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/api/v3/pixels/[\w-]+/conversion_events", re.ASCII)
MOST_EVENTS = 1000
OLDEST, AHEAD = 7 * 86_400_000, 300_000
HASH = re.compile(r"[0-9a-f]{64}")
COUNTED = {"PURCHASE", "ADD_TO_CART", "ADD_TO_WISHLIST", "CUSTOM"}
PAID = {*COUNTED, "LEAD", "SIGN_UP"}
NAMES = {*PAID, "PAGE_VISIT", "VIEW_CONTENT", "SEARCH"}
SOURCES = {"WEBSITE", "APP", "PHYSICAL_STORE", "OTHER"}


def answer(call: Call) -> Answer:
    """What Reddit says to the call."""
    if call.method != "POST" or not PATH.fullmatch(call.path):
        return _refused("not found", HTTPStatus.NOT_FOUND)
    if not call.headers.get("authorization", "").removeprefix("Bearer "):
        return _refused("unauthorized", HTTPStatus.UNAUTHORIZED)
    try:
        body = call.json()
    except ValueError:
        body = None
    data = body.get("data") if isinstance(body, dict) else None
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(events, list) or not 0 < len(events) <= MOST_EVENTS:
        return _refused(f"data.events must hold 1 to {MOST_EVENTS} events")
    now = int(call.now.timestamp() * 1000)
    fault = next(((row, *one) for row, event in enumerate(events) for one in _faults(event, now)), None)
    if fault:
        return _refused(f"data.events[{fault[0]}].{fault[1]}: {fault[2]}", refusal=Refusal(*fault))
    said = {"data": {"message": f"Successfully processed {len(events)} conversion events."}}
    return Answer.of_json(HTTPStatus.OK, said, accepted=() if data.get("test_id") else tuple(events))


VENDOR = Vendor("reddit_capi", ("ads-api.reddit.com",), answer)


def _faults(event: Any, now: int) -> Iterator[tuple[str, str]]:
    """Field and reason of what is wrong with an event."""
    if not isinstance(event, dict):
        yield "", "must be an object"
        return
    time = event.get("event_at")
    if not isinstance(time, int) or not now - OLDEST <= time <= now + AHEAD:
        yield "event_at", "must be milliseconds since 1970, of the last 7 days"
    if event.get("action_source") not in SOURCES:
        yield "action_source", "is not an action source"
    kind = event.get("type", {}).get("tracking_type")
    if kind not in NAMES:
        yield "type.tracking_type", "is not a tracking type"
    if kind == "CUSTOM" and not event["type"].get("custom_event_name"):
        yield "type.custom_event_name", "is required"
    user, metadata = event.get("user", {}), event.get("metadata", {})
    for name in ("email", "phone_number", "external_id", "idfa", "aaid"):
        if name in user and not HASH.fullmatch(str(user[name])):
            yield f"user.{name}", "is not a SHA-256 hash"
    if not (user.keys() - {"user_agent", "data_processing_options"} or event.get("click_id")):
        yield "user", "at least one match key is required"
    value = metadata.get("value", 0)
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield "metadata.value", "must be a number"
    yield from (
        (f"metadata.{name}", f"is not supported for {kind}")
        for name, kinds in (("value", PAID), ("currency", PAID), ("item_count", COUNTED))
        if name in metadata and kind not in kinds
    )


def _refused(message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST, refusal: Refusal | None = None) -> Answer:
    body = {"error": {"code": int(status), "message": message}}
    return Answer.of_json(status, body, refusals=(refusal or Refusal(None, "", message),))
