"""TikTok's Events API 2.0: POST /open_api/v1.3/event/track/. The status is 200 whatever `code` the body has.

Source: business-api.tiktok.com/portal/docs, "Report App, Web, Offline, or CRM Events"; codes and messages as in
its "Appendix - Return codes" and public reports.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = "/open_api/v1.3/event/track"
MOST_EVENTS = 1000
SOURCES = {"web", "app", "offline", "crm"}
# From here on a number of seconds would lie after the year 2286: it is milliseconds.
MILLISECONDS_FROM = 10_000_000_000
HASH = re.compile(r"[0-9a-f]{64}")
HASHED = ("email", "phone", "external_id", "first_name", "last_name", "zip_code")
TAKEN, NOT_ALLOWED, BAD_PARAMETER, NO_TOKEN = 0, 40001, 40002, 40105


def answer(call: Call) -> Answer:
    """What TikTok says to the call."""
    if call.method != "POST" or call.path.rstrip("/") != PATH:
        return _said(NOT_ALLOWED, "no such endpoint")
    if not call.headers.get("access-token"):
        return _said(NO_TOKEN, "Access token is incorrect or has been revoked.")
    try:
        body = call.json()
    except ValueError:
        body = None
    if not isinstance(body, dict) or body.get("event_source") not in SOURCES or not body.get("event_source_id"):
        return _said(BAD_PARAMETER, "event_source, event_source_id: Missing data for required field.")
    events = body.get("data")
    if not isinstance(events, list) or not 0 < len(events) <= MOST_EVENTS:
        return _said(BAD_PARAMETER, f"data: must hold 1 to {MOST_EVENTS} events")
    lead = body["event_source"] == "crm"
    for row, event in enumerate(events):
        for field, reason in _faults(event, lead=lead):
            return _said(BAD_PARAMETER, f"data.{row}.{field}: {reason}", (Refusal(row, field, reason),))
    return _said(TAKEN, "OK", accepted=tuple(events))


VENDOR = Vendor("tiktok_events", ("business-api.tiktok.com",), answer)


def _faults(event: Any, *, lead: bool) -> Iterator[tuple[str, str]]:
    """Field and reason of what is wrong with an event."""
    if not isinstance(event, dict):
        yield "", "must be an object"
        return
    if not isinstance(event.get("event"), str) or not event["event"]:
        yield "event", "Missing data for required field."
    time = event.get("event_time")
    if not isinstance(time, int) or isinstance(time, bool) or not 0 < time < MILLISECONDS_FROM:
        yield "event_time", "must be seconds since 1970"
    for name in HASHED:
        values = event.get("user", {}).get(name, [])
        if not all(HASH.fullmatch(str(one)) for one in (values if isinstance(values, list) else [values])):
            yield f"user.{name}", "must be hashed"
    properties = event.get("properties", {})
    if not isinstance(properties.get("value", 0), int | float):
        yield "properties.value", "must be a number"
    if properties.get("content_type", "product") not in {"product", "product_group"}:
        yield "properties.content_type", "must be product or product_group"
    if lead and not event.get("lead", {}).get("lead_id"):
        yield "lead.lead_id", "Missing data for required field."


def _said(code: int, message: str, refusals: tuple[Refusal, ...] = (), *, accepted: tuple[Any, ...] = ()) -> Answer:
    body = {"code": code, "message": message, "request_id": "stand-in", "data": {}}
    whole = (Refusal(None, "", message),) if code and not refusals else refusals
    return Answer.of_json(HTTPStatus.OK, body, accepted=accepted, refusals=whole)
