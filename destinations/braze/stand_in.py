"""Braze's REST API: /users/track, /users/identify, /users/merge, /users/delete, and triggers.

Source: braze.com/docs, "Track users" (success with errors for single objects), "Purchase object", "Purchase
events" (reserved names), "Recommended events" (schemas), "Rate limits". The words of the errors are those that
public clients of the API quote; the words for broken schemas are not confirmed by the vendor's pages.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_OBJECTS = 75
MOST_DELETED = 50
MOST_MERGED = 50
MOST_RECIPIENTS = 50
MOST_BYTES = 4_000_000
MOST_QUANTITY = 100
LONGEST_NAME = 255
ARRAYS = ("attributes", "events", "purchases")
IDENTIFIERS = ("external_id", "user_alias", "braze_id", "email", "phone")
NOBODY = "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required"
RESERVED = {"time", "event_name", "product_id", "quantity", "price", "currency"}
PRODUCT = {"product_id": str, "product_name": str, "variant_id": str, "price": float}
ORDER = {"total_value": float, "currency": str, "source": str, "products": list}
# What the schemas of the recommended events require, and what they allow besides.
REQUIRED: dict[str, dict[str, type]] = {
    "product_viewed": {**PRODUCT, "currency": str, "source": str},
    "cart_updated": {"cart_id": str, "currency": str, "source": str, "products": list},
    "checkout_started": {"checkout_id": str, **ORDER},
    "order_placed": {"order_id": str, **ORDER},
    "order_cancelled": {"order_id": str, "cancel_reason": str, **ORDER},
    "order_refunded": {"order_id": str, **ORDER},
}
MONEY = {"total_value", "subtotal_value", "tax", "shipping"}
CART = {"cart_id", "metadata", *MONEY}
DISCOUNTS = {"total_discounts", "discounts", "metadata"}
ALLOWED = {
    "product_viewed": {"image_url", "product_url", "type", "metadata"},
    "cart_updated": {"action", *CART},
    "checkout_started": CART,
    "order_placed": {"cart_id", *DISCOUNTS, *MONEY},
    "order_cancelled": DISCOUNTS | MONEY,
    "order_refunded": DISCOUNTS,
}


def answer(call: Call) -> Answer:
    """What Braze says to the call."""
    scheme, _, key = call.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not key:
        return _error(HTTPStatus.UNAUTHORIZED, "Invalid API key")
    if len(call.body) > MOST_BYTES:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MOST_BYTES} bytes")
    try:
        body = call.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return _error(HTTPStatus.BAD_REQUEST, "the body is not a JSON object")
    endpoints: dict[str, Callable[[dict[str, Any]], Answer]] = {
        "/users/track": _track,
        "/users/identify": _identify,
        "/users/merge": _merge,
        "/users/delete": _delete,
        "/campaigns/trigger/send": partial(_trigger, "campaign_id"),
        "/canvas/trigger/send": partial(_trigger, "canvas_id"),
    }
    if call.method == "POST" and call.path in endpoints:
        return endpoints[call.path](body)
    return _error(HTTPStatus.NOT_FOUND, f"no such endpoint: {call.method} {call.path}")


VENDOR = Vendor("braze", ("rest.*.braze.com", "rest.*.braze.eu"), answer)


def _track(body: dict[str, Any]) -> Answer:
    objects = [(name, index, one) for name in ARRAYS for index, one in enumerate(body.get(name) or [])]
    if not 0 < len(objects) <= MOST_OBJECTS:
        return _error(HTTPStatus.BAD_REQUEST, f"{len(objects)} objects, where 1 to {MOST_OBJECTS} are taken")
    faults = {(name, index): fault for name, index, one in objects if (fault := next(_faults(name, one), None))}
    errors = [{"type": fault, "input_array": name, "index": index} for (name, index), fault in faults.items()]
    refusals = tuple(Refusal(index, name, fault) for (name, index), fault in faults.items())
    if len(faults) == len(objects):
        message = "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields."
        return Answer.of_json(HTTPStatus.BAD_REQUEST, {"message": message, "errors": errors}, refusals=refusals)
    accepted = tuple(one for name, index, one in objects if (name, index) not in faults)
    counts = {f"{name}_processed": len(body[name]) for name in ARRAYS if body.get(name)}
    said = {"message": "success", **counts, **({"errors": errors} if errors else {})}
    return Answer.of_json(HTTPStatus.CREATED, said, accepted=accepted, refusals=refusals)


def _identify(body: dict[str, Any]) -> Answer:
    lists = {"aliases_to_identify": (_is_pair, "aliases"), "emails_to_identify": (_is_guest, "emails")}
    name = next((name for name in lists if name in body), "aliases_to_identify")
    is_right, kind = lists[name]
    pairs = body.get(name)
    if not isinstance(pairs, list) or not 0 < len(pairs) <= MOST_MERGED or not all(map(is_right, pairs)):
        return _error(HTTPStatus.BAD_REQUEST, f"{name} must be a list of 1 to {MOST_MERGED} {kind}")
    said = {f"{kind}_processed": len(pairs), "message": "success"}
    return Answer.of_json(HTTPStatus.CREATED, said, accepted=tuple(pairs))


def _merge(body: dict[str, Any]) -> Answer:
    updates = body.get("merge_updates")
    if not isinstance(updates, list):
        return _error(HTTPStatus.BAD_REQUEST, "'merge_updates' must be an array of objects")
    if len(updates) > MOST_MERGED:
        return _error(HTTPStatus.BAD_REQUEST, f"a single request may not contain more than {MOST_MERGED} merge updates")
    names = {"identifier_to_merge", "identifier_to_keep"}
    if not all(isinstance(one, dict) and one.keys() == names for one in updates):
        only = "'merge_updates' must only have 'identifier_to_merge' and 'identifier_to_keep'"
        return _error(HTTPStatus.BAD_REQUEST, only)
    return Answer.of_json(HTTPStatus.ACCEPTED, {"message": "success"}, accepted=tuple(updates))


def _trigger(what: str, body: dict[str, Any]) -> Answer:
    people = body.get("recipients")
    if not isinstance(body.get(what), str) or not body[what]:
        return _error(HTTPStatus.BAD_REQUEST, f"{what} is required")
    if not isinstance(people, list) or not 0 < len(people) <= MOST_RECIPIENTS or not all(map(_is_recipient, people)):
        return _error(HTTPStatus.BAD_REQUEST, f"recipients must be a list of 1 to {MOST_RECIPIENTS} people")
    return Answer.of_json(HTTPStatus.CREATED, {"dispatch_id": "d-1", "message": "success"}, accepted=tuple(people))


def _is_recipient(one: Any) -> bool:
    named = [name for name in ("external_user_id", "user_alias", "email") if one.get(name)]
    return len(named) == 1 and ("email" not in one or bool(one.get("prioritization")))


def _is_pair(one: Any) -> bool:
    alias = one.get("user_alias") if isinstance(one, dict) else None
    return isinstance(alias, dict) and {"alias_name", "alias_label"} <= alias.keys() and bool(one.get("external_id"))


def _is_guest(one: Any) -> bool:
    return isinstance(one, dict) and all(one.get(name) for name in ("external_id", "email", "prioritization"))


def _delete(body: dict[str, Any]) -> Answer:
    ids = body.get("external_ids")
    if not isinstance(ids, list) or not 0 < len(ids) <= MOST_DELETED:
        return _error(HTTPStatus.BAD_REQUEST, f"external_ids must be a list of 1 to {MOST_DELETED}")
    return Answer.of_json(HTTPStatus.CREATED, {"deleted": len(ids), "message": "success"}, accepted=tuple(ids))


def _faults(array: str, one: Any) -> Iterator[str]:
    if not isinstance(one, dict) or not any(one.get(name) for name in IDENTIFIERS):
        yield NOBODY
        return
    if array == "events":
        yield from _event_faults(one)
    elif array == "purchases":
        yield from _purchase_faults(one)
    names = one if array == "attributes" else one.get("properties", {})
    if any(not name or name.startswith("$") or len(name) > LONGEST_NAME for name in names):
        yield "Invalid 'properties' field"


def _event_faults(event: dict[str, Any]) -> Iterator[str]:
    name = event.get("name")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        yield "'name' is not valid"
    if not _is_time(event.get("time")):
        yield "'time' is not valid"
    properties = event.get("properties", {})
    if {"time", "event_name"} & properties.keys():
        yield "Invalid 'properties' field"
    kind = str(name).removeprefix("ecommerce.")
    if kind != name and kind in REQUIRED:
        whole_cart = kind == "cart_updated" and properties.get("action") not in {"add", "remove"}
        required = {**REQUIRED[kind], **({"total_value": float} if whole_cart else {})}
        yield from _schema_faults("#/", properties, required, ALLOWED[kind])
        for number, line in enumerate(properties.get("products", [])):
            allowed = {"image_url", "product_url", "metadata"}
            yield from _schema_faults(f"#/products/{number}/", line, {**PRODUCT, "quantity": int}, allowed)


def _schema_faults(at: str, value: Any, required: dict[str, type], allowed: set[str]) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"The property '{at}' did not match the following type: object"
        return
    for name, kind in required.items():
        if name not in value:
            yield f"The property '{at}' did not contain a required property of '{name}'"
        elif not isinstance(value[name], (int, float) if kind is float else kind):
            yield f"The property '{at}{name}' did not match the following type: {kind.__name__}"
    for name in sorted(MONEY & value.keys()):
        if not isinstance(value[name], int | float) or value[name] < 0:
            yield f"The property '{at}{name}' did not have a minimum value of 0"
    others = sorted(value.keys() - required.keys() - allowed)
    if others:
        yield f"The property '{at}' contains additional properties {others} outside of the schema when none are allowed"


def _purchase_faults(purchase: dict[str, Any]) -> Iterator[str]:
    for name, kinds in (("product_id", str), ("currency", str), ("price", int | float)):
        if not isinstance(purchase.get(name), kinds) or isinstance(purchase[name], bool) or purchase[name] == "":
            yield f"'{name}' is not valid"
    quantity = purchase.get("quantity", 1)
    if not isinstance(quantity, int) or not 0 < quantity <= MOST_QUANTITY:
        yield "'quantity' is not valid"
    if not _is_time(purchase.get("time")):
        yield "'time' is not valid"
    if RESERVED & purchase.get("properties", {}).keys():
        yield "Invalid 'properties' field"


def _is_time(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _error(status: HTTPStatus, message: str) -> Answer:
    return Answer.of_json(status, {"message": message}, refusals=(Refusal(None, "", message),))
