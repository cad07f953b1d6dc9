"""Meta's Conversions API: POST /{version}/{dataset}/events. One bad event refuses the whole request.

Source: developers.facebook.com/docs/marketing-api/conversions-api (using-the-api, parameters, best-practices);
the shape of errors: docs/graph-api/guides/error-handling. The subcodes are as seen in public reports.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_EVENTS = 1000
DAY = 86_400
OLDEST, OLDEST_OFFLINE = 7 * DAY, 62 * DAY
PATH = re.compile(r"/v[0-9]+\.[0-9]+/[0-9]+/events")
HASH = re.compile(r"[0-9a-f]{64}")
HASHED = ("em", "ph", "fn", "ln", "ge", "db", "ct", "st", "zp", "country")
SOURCES = {
    *("email", "website", "app", "phone_call", "chat", "physical_store", "system_generated"),
    *("business_messaging", "other"),
}
TOO_BROAD = (
    {"ct", "country", "st", "zp", "ge", "client_user_agent"},
    *({"db", "client_user_agent"}, {"fn", "ge"}, {"ln", "ge"}),
)
APP_FACTS = 16
MISSING, TOO_OLD, NOT_MATCHED = 2804019, 2804003, 2804050


def answer(call: Call) -> Answer:
    """What Meta says to the call."""
    if call.method != "POST" or not PATH.fullmatch(call.path):
        return _refused("Unsupported request: no such object or edge", code=100, subcode=33)
    if not (call.headers.get("authorization", "").removeprefix("Bearer ") or call.query.get("access_token")):
        return _refused("Invalid OAuth access token", code=190, status=HTTPStatus.UNAUTHORIZED)
    try:
        body = call.json()
    except ValueError:
        body = None
    events = body.get("data") if isinstance(body, dict) else None
    if not isinstance(events, list) or not 0 < len(events) <= MOST_EVENTS:
        return _refused(f"data must be a list of 1 to {MOST_EVENTS} events")
    fault = next(((row, *one) for row, event in enumerate(events) for one in _faults(event, call)), None)
    if fault:
        row, field, reason, subcode = fault
        return _refused(f"$['data'][{row}]['{field}']: {reason}", subcode=subcode, row=row, field=field)
    said = {"events_received": len(events), "messages": [], "fbtrace_id": "stand-in"}
    return Answer.of_json(HTTPStatus.OK, said, accepted=tuple(events))


VENDOR = Vendor("meta_capi", ("graph.facebook.com",), answer)


def _faults(event: Any, call: Call) -> Iterator[tuple[str, str, int]]:
    """Field, reason and subcode of what is wrong with an event."""
    if not isinstance(event, dict):
        yield "", "must be an object", MISSING
        return
    if not isinstance(event.get("event_name"), str) or not event["event_name"]:
        yield "event_name", "is required", MISSING
    yield from _time_faults(event, call.now.timestamp())
    if event.get("action_source") not in SOURCES:
        yield "action_source", "must be one of the listed sources", MISSING
    yield from _user_faults(event)
    yield from _app_faults(event)
    custom = event.get("custom_data", {})
    if event.get("event_name") == "Purchase":
        if not isinstance(custom.get("value"), int | float):
            yield "value", "is required for Purchase", MISSING
        if not re.fullmatch(r"[A-Za-z]{3}", str(custom.get("currency", ""))):
            yield "currency", "is required for Purchase", MISSING


def _time_faults(event: dict[str, Any], now: float) -> Iterator[tuple[str, str, int]]:
    time = event.get("event_time")
    oldest = OLDEST_OFFLINE if event.get("action_source") == "physical_store" else OLDEST
    if not isinstance(time, int) or isinstance(time, bool):
        yield "event_time", "must be seconds since 1970", MISSING
    elif time > now + DAY:
        yield "event_time", "is in the future", TOO_OLD
    elif time < now - oldest:
        yield "event_time", f"is more than {oldest // DAY} days ago", TOO_OLD


def _user_faults(event: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    user = event.get("user_data")
    if not isinstance(user, dict):
        yield "user_data", "is required", MISSING
        return
    for name in HASHED:
        values = user.get(name, [])
        if not all(HASH.fullmatch(str(one)) for one in (values if isinstance(values, list) else [values])):
            yield name, "must be hashed", MISSING
    if any(set(user) <= broad for broad in TOO_BROAD):
        yield "user_data", "this combination of customer information finds nobody", NOT_MATCHED
    if event.get("action_source") == "website" and not (
        user.get("client_user_agent") and event.get("event_source_url")
    ):
        yield "event_source_url", "a website's event needs it, and client_user_agent", MISSING


def _app_faults(event: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """What an app's event has to say of the app (parameters/app-data)."""
    if event.get("action_source") != "app":
        return
    data = event.get("app_data") or {}
    if data.get("advertiser_tracking_enabled") not in (0, 1):
        yield "app_data", "advertiser_tracking_enabled is required", MISSING
    extinfo = data.get("extinfo")
    if not (isinstance(extinfo, list) and len(extinfo) == APP_FACTS and extinfo[0] in {"a2", "i2"} and extinfo[4]):
        yield "app_data", f"extinfo must hold {APP_FACTS} values, its version and the system's among them", MISSING


def _refused(
    reason: str,
    *,
    code: int = 100,
    subcode: int = MISSING,
    status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    row: int | None = None,
    field: str = "",
) -> Answer:
    error = {
        "message": "Invalid parameter" if code == 100 else reason,  # noqa: PLR2004 - the vendor's own code
        "type": "OAuthException",
        "code": code,
        "error_subcode": subcode,
        "is_transient": False,
        "error_user_title": "Server Side API Parameter Error",
        "error_user_msg": reason,
        "fbtrace_id": "stand-in",
    }
    return Answer.of_json(status, {"error": error}, refusals=(Refusal(row, field, reason),))
