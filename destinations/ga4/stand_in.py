"""Google Analytics 4: /mp/collect, which accepts anything, and /debug/mp/collect, which reports errors.

Source: developers.google.com/analytics/devguides/collection/protocol/ga4: "Sending events" (limits, late
events), "Reference" (reserved names), "Validating events" (codes); collection limits:
support.google.com/analytics/answer/9267744.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_EVENTS = 25
MOST_PARAMS = 25
MOST_USER_PROPERTIES = 25
MOST_ITEMS = 200
MOST_BYTES = 130_000
LONGEST_NAME = 40
LONGEST_VALUE = 100
LONGEST_USER_PROPERTY = 24
LONGEST_USER_PROPERTY_VALUE = 36
# Page addresses and titles may be longer than other values.
LONGER_VALUES = {"page_location": 1000, "page_referrer": 420, "page_title": 300}
DAYS_BACK_MICROS = 3 * 24 * 3600 * 1_000_000
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
CURRENCY = re.compile(r"[A-Z]{3}")
RESERVED_PREFIXES = ("_", "firebase_", "ga_", "google_", "gtag.")
RESERVED_EVENTS = frozenset(
    {
        *("ad_activeview", "ad_click", "ad_exposure", "ad_query", "ad_reward", "adunit_exposure"),
        *("app_clear_data", "app_exception", "app_remove", "app_store_refund", "app_update", "app_upgrade"),
        *("app_store_subscription_cancel", "app_store_subscription_convert", "app_store_subscription_renew"),
        *("dynamic_link_app_open", "dynamic_link_app_update", "dynamic_link_first_open", "error"),
        *("firebase_campaign", "first_open", "first_visit", "in_app_purchase", "notification_dismiss"),
        *("notification_foreground", "notification_open", "notification_receive", "os_update"),
        *("session_start", "user_engagement"),
    }
)
NEED_TRANSACTION = ("purchase", "refund")

Fault = tuple[str, str, str]


def answer(call: Call) -> Answer:
    """What Google says to the call; of /mp/collect, the refusals are what it keeps to itself."""
    path = call.path.rstrip("/")
    if call.method != "POST" or path not in {"/mp/collect", "/debug/mp/collect"}:
        return Answer(HTTPStatus.NOT_FOUND, refusals=(Refusal(None, "", f"no such endpoint: {call.path}"),))
    found = tuple(_faults(call))
    refusals = tuple(Refusal(_row(where), where, text) for where, text, _ in found)
    if path == "/debug/mp/collect":
        messages = [{"fieldPath": where, "description": text, "validationCode": code} for where, text, code in found]
        return Answer.of_json(HTTPStatus.OK, {"validationMessages": messages}, refusals=refusals)
    return Answer(HTTPStatus.NO_CONTENT, accepted=tuple(_accepted(call, refusals)), refusals=refusals)


VENDOR = Vendor("ga4", ("www.google-analytics.com", "region1.google-analytics.com"), answer)


def _accepted(call: Call, refusals: tuple[Refusal, ...]) -> Iterator[Any]:
    refused = {refusal.row for refusal in refusals}
    if None not in refused:
        yield from (row for number, row in enumerate(call.json()["events"]) if number not in refused)


def _row(where: str) -> int | None:
    found = re.match(r"events\[(\d+)\]", where)
    return int(found[1]) if found else None


def _faults(call: Call) -> Iterator[Fault]:
    """(path, description, validation code) of everything that is wrong with the request."""
    try:
        body = call.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        yield "", "the body is not a JSON object", "VALUE_INVALID"
        return
    yield from _envelope_faults(call, body)
    events = body.get("events")
    if not isinstance(events, list) or not events:
        yield "events", "at least one event is required", "VALUE_REQUIRED"
        return
    if len(events) > MOST_EVENTS:
        yield "events", f"{len(events)} events; at most {MOST_EVENTS} are taken", "EXCEEDED_MAX_ENTITIES"
    for number, event in enumerate(events):
        yield from _event_faults(f"events[{number}]", event, call, enforced=_enforces(body))


def _envelope_faults(call: Call, body: dict[str, Any]) -> Iterator[Fault]:
    query = call.query
    if not query.get("api_secret"):
        yield "api_secret", "api_secret is required in the query", "VALUE_REQUIRED"
    streams = ("measurement_id", "client_id"), ("firebase_app_id", "app_instance_id")
    named = [identity for stream, identity in streams if query.get(stream)]
    if len(named) != 1:
        yield "measurement_id", "one of measurement_id and firebase_app_id is required", "VALUE_REQUIRED"
    yield from ((name, f"{name} is required", "VALUE_REQUIRED") for name in named if not body.get(name))
    if len(call.body) >= MOST_BYTES:
        yield (
            "",
            f"the body has {len(call.body)} bytes; it must have less than {MOST_BYTES}",
            "VALUE_OUT_OF_BOUNDS",
        )
    if "timestamp_micros" in body:
        yield from _time_faults("timestamp_micros", body["timestamp_micros"], call, enforced=_enforces(body))
    yield from _user_property_faults(body.get("user_properties") or {})


def _user_property_faults(properties: dict[str, Any]) -> Iterator[Fault]:
    if len(properties) > MOST_USER_PROPERTIES:
        yield "user_properties", f"at most {MOST_USER_PROPERTIES} are taken", "EXCEEDED_MAX_ENTITIES"
    for name, held in properties.items():
        where = f"user_properties.{name}"
        yield from _name_faults(where, name, LONGEST_USER_PROPERTY)
        value = held.get("value") if isinstance(held, dict) else None
        if value is None:
            yield where, "must be an object with a value", "VALUE_REQUIRED"
        elif len(str(value)) > LONGEST_USER_PROPERTY_VALUE:
            yield where, f"longer than {LONGEST_USER_PROPERTY_VALUE} characters", "VALUE_OUT_OF_BOUNDS"


def _event_faults(where: str, event: Any, call: Call, *, enforced: bool) -> Iterator[Fault]:
    if not isinstance(event, dict) or not isinstance(event.get("name"), str):
        yield f"{where}.name", "an event must have a name", "VALUE_REQUIRED"
        return
    name, params = event["name"], event.get("params") or {}
    yield from _name_faults(f"{where}.name", name, LONGEST_NAME)
    if name in RESERVED_EVENTS:
        yield f"{where}.name", f"{name} is a reserved event name", "NAME_RESERVED"
    if "timestamp_micros" in event:
        yield from _time_faults(f"{where}.timestamp_micros", event["timestamp_micros"], call, enforced=enforced)
    if not isinstance(params, dict):
        yield f"{where}.params", "must be an object", "VALUE_INVALID"
        return
    if len(params) > MOST_PARAMS:
        yield f"{where}.params", f"at most {MOST_PARAMS} are taken", "EXCEEDED_MAX_ENTITIES"
    for key, value in params.items():
        yield from _param_faults(f"{where}.params.{key}", key, value)
    yield from _money_faults(f"{where}.params", name, params)


def _name_faults(where: str, name: str, longest: int) -> Iterator[Fault]:
    if name.lower().startswith(RESERVED_PREFIXES):
        yield where, f"{name} starts with a reserved prefix", "NAME_RESERVED"
    elif not NAME.fullmatch(name):
        yield where, f"{name} must be letters, digits and _, and start with a letter", "NAME_INVALID"
    if len(name) > longest:
        yield where, f"longer than {longest} characters", "NAME_INVALID"


def _param_faults(where: str, key: str, value: Any) -> Iterator[Fault]:
    if key == "items":
        yield from _item_faults(where, value)
        return
    yield from _name_faults(where, key, LONGEST_NAME)
    longest = LONGER_VALUES.get(key, LONGEST_VALUE)
    if value is None or isinstance(value, dict | list):
        yield where, "must be a text, a number or a boolean", "VALUE_INVALID"
    elif isinstance(value, str) and len(value) > longest:
        yield where, f"longer than {longest} characters", "VALUE_OUT_OF_BOUNDS"


def _item_faults(where: str, items: Any) -> Iterator[Fault]:
    if not isinstance(items, list):
        yield where, "must be a list", "VALUE_INVALID"
        return
    if len(items) > MOST_ITEMS:
        yield where, f"at most {MOST_ITEMS} are taken", "EXCEEDED_MAX_ENTITIES"
    for number, item in enumerate(items):
        if not isinstance(item, dict) or not (item.get("item_id") or item.get("item_name")):
            yield f"{where}[{number}]", "item_id or item_name is required", "VALUE_REQUIRED"


def _money_faults(where: str, name: str, params: dict[str, Any]) -> Iterator[Fault]:
    value, currency = params.get("value"), params.get("currency")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield f"{where}.value", "must be a number", "VALUE_INVALID"
    if value is not None and currency is None:
        yield f"{where}.currency", "is required beside a value", "VALUE_REQUIRED"
    if currency is not None and not (isinstance(currency, str) and CURRENCY.fullmatch(currency)):
        yield f"{where}.currency", "must be a three-letter code of ISO 4217", "VALUE_INVALID"
    if name in NEED_TRANSACTION and not params.get("transaction_id"):
        yield f"{where}.transaction_id", f"is required for {name}", "VALUE_REQUIRED"


def _enforces(body: dict[str, Any]) -> bool:
    return body.get("validation_behavior") == "ENFORCE_RECOMMENDATIONS"


def _time_faults(where: str, micros: Any, call: Call, *, enforced: bool) -> Iterator[Fault]:
    now = call.now.timestamp() * 1_000_000
    if not isinstance(micros, int) or isinstance(micros, bool):
        yield where, "must be a whole number of microseconds", "VALUE_INVALID"
    elif enforced and micros < now - DAYS_BACK_MICROS:
        # Without enforcement the vendor takes the event and moves its time, silently.
        yield where, "is more than 72 hours ago", "VALUE_OUT_OF_BOUNDS"
