"""Pinterest's API for Conversions: POST /v5/ad_accounts/{id}/events, judged event by event.

Source: developers.pinterest.com/docs/api/v5/events-create (models, errors). That a 422 keeps the list of events
in `details` is not confirmed by it.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/v5/ad_accounts/[0-9]{1,18}/events")
MOST_EVENTS = 1000
HASH = re.compile(r"[0-9a-f]{64}")
HASHED = {*("em", "ph", "ge", "db", "ln", "fn", "ct", "st", "zp", "country", "external_id", "hashed_maids")}
NAMES = {
    *("add_payment_info", "add_to_cart", "add_to_wishlist", "app_install", "app_open", "checkout", "contact"),
    *("custom", "customize_product", "find_location", "initiate_checkout", "lead", "page_visit", "schedule"),
    *("search", "signup", "start_trial", "submit_application", "subscribe", "view_category", "view_content"),
    "watch_video",
}
SOURCES = {"app_android", "app_ios", "web", "offline"}
EVENT = {
    *("event_name", "action_source", "event_time", "event_id", "event_source_url", "opt_out", "partner_name"),
    *("user_data", "custom_data", "app_id", "app_name", "app_version", "device_brand", "device_carrier"),
    *("device_model", "device_type", "os_version", "wifi", "language"),
}
CUSTOM = {
    *("currency", "value", "content_ids", "content_name", "content_category", "content_brand", "contents"),
    *("num_items", "order_id", "search_string", "opt_out_type", "np"),
}
CONTENT = {*("id", "item_price", "quantity", "item_name", "item_category", "item_brand")}


def answer(call: Call) -> Answer:
    """What Pinterest says to the call."""
    if call.method != "POST" or not PATH.fullmatch(call.path):
        return _refused(HTTPStatus.NOT_FOUND, 0, "Not found")
    if not call.headers.get("authorization", "").removeprefix("Bearer "):
        return _refused(HTTPStatus.UNAUTHORIZED, 2, "Authentication failed.")
    try:
        body = call.json()
    except ValueError:
        body = None
    events = body.get("data") if isinstance(body, dict) else None
    if not isinstance(events, list) or not 0 < len(events) <= MOST_EVENTS:
        return _refused(HTTPStatus.BAD_REQUEST, 4196, f"Invalid request: 'data' must hold 1 to {MOST_EVENTS} events")
    misshapen = next((reason for event in events for reason in _misshapen(event)), None)
    if misshapen:
        return _refused(HTTPStatus.BAD_REQUEST, 4196, f"Invalid request: {misshapen}")
    faults = [next(_faults(event), None) for event in events]
    refusals = tuple(Refusal(row, *fault) for row, fault in enumerate(faults) if fault)
    taken = tuple(event for event, fault in zip(events, faults, strict=True) if not fault)
    report = {
        "num_events_received": len(events),
        "num_events_processed": len(taken),
        "events": [
            {"status": "failed" if fault else "processed", "error_message": fault[1] if fault else None}
            for fault in faults
        ],
    }
    kept = () if call.query.get("test") == "true" else taken
    if refusals:
        body = {"code": 0, "message": "Not all events were successfully processed.", "details": report}
        return Answer.of_json(HTTPStatus.UNPROCESSABLE_ENTITY, body, accepted=kept, refusals=refusals)
    return Answer.of_json(HTTPStatus.OK, report, accepted=kept)


VENDOR = Vendor("pinterest_capi", ("api.pinterest.com",), answer)


def _misshapen(event: Any) -> Iterator[str]:
    """What the request's schema forbids: that refuses the whole request."""
    if not isinstance(event, dict):
        yield "an event must be an object"
        return
    custom = event.get("custom_data", {})
    for part, allowed in ((event, EVENT), (custom, CUSTOM), *((one, CONTENT) for one in custom.get("contents", []))):
        yield from (
            f"Additional properties are not allowed ('{name}' was unexpected)" for name in part if name not in allowed
        )
    yield from (
        f"'{name}' is a required property"
        for name in ("event_name", "action_source", "event_time", "event_id", "user_data")
        if name not in event
    )
    texts = [
        custom.get("value"),
        custom.get("order_id"),
        *(one.get("item_price") for one in custom.get("contents", [])),
    ]
    yield from (f"{value} is not of type 'string'" for value in texts if not isinstance(value, str | None))
    if not isinstance(event.get("event_time"), int):
        yield "event_time is not of type 'integer'"


def _faults(event: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and reason of what is wrong with an event of the right shape."""
    user = event["user_data"]
    if event["event_name"] not in NAMES:
        yield "event_name", f"{event['event_name']} is not an event name"
    if event["action_source"] not in SOURCES:
        yield "action_source", f"{event['action_source']} is not an action source"
    if not (
        user.get("em") or user.get("hashed_maids") or (user.get("client_ip_address") and user.get("client_user_agent"))
    ):
        yield "user_data", "em, hashed_maids, or client_ip_address and client_user_agent are required"
    for name in sorted(HASHED & set(user)):
        if not isinstance(user[name], list) or not all(HASH.fullmatch(str(one)) for one in user[name]):
            yield f"user_data.{name}", f"{name} must be a list of SHA-256 hashes"
    try:
        float(event.get("custom_data", {}).get("value", "0"))
    except ValueError:
        yield "custom_data.value", "value is not a number"


def _refused(status: HTTPStatus, code: int, message: str) -> Answer:
    return Answer.of_json(status, {"code": code, "message": message}, refusals=(Refusal(None, "", message),))
