"""Customer.io as the stand-in plays it: /api/v2/batch of the Track API.

Source: docs.customer.io/integrations/api/track (request, size), and public clients for what the pages do not
say: 207 with `errors`, each with the number of its item, and 32 kB per item.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_BYTES = 500_000
MOST_ITEM_BYTES = 32_000
MOST_ATTRIBUTES = 300
LONGEST_ANONYMOUS_NAME = 100
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
ACTIONS = {
    "person": {
        *("identify", "event", "page", "screen", "delete", "suppress", "unsuppress", "merge"),
        *("add_relationships", "delete_relationships", "add_device", "delete_device"),
    },
    "object": {"identify", "delete", "add_relationships", "delete_relationships"},
}
NAMED = {"event", "page", "screen"}
IDS = {"person": {"id", "email", "cio_id", "anonymous_id"}, "object": {"object_id", "object_type_id"}}

Fault = tuple[str, str, str]


def answer(call: Call) -> Answer:
    """What Customer.io says to the call."""
    try:
        items = call.json()["batch"]
    except (ValueError, TypeError, KeyError):
        items = None
    checks = (
        (call.path != "/api/v2/batch", HTTPStatus.NOT_FOUND, "not found"),
        (call.method != "POST", HTTPStatus.METHOD_NOT_ALLOWED, "method not allowed"),
        (not _has_credentials(call), HTTPStatus.UNAUTHORIZED, "Unauthorized request"),
        (len(call.body) > MOST_BYTES, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "request body too large"),
        (not isinstance(items, list) or not items, HTTPStatus.BAD_REQUEST, "batch must be a list of items"),
    )
    wrong = next((_error(status, text) for fails, status, text in checks if fails), None)
    return wrong or _batch(items)


VENDOR = Vendor("customerio", ("track.customer.io", "track-eu.customer.io"), answer)


def _batch(items: list[Any]) -> Answer:
    faults = {row: fault for row, item in enumerate(items) if (fault := next(_faults(item), None))}
    if not faults:
        return Answer.of_json(HTTPStatus.OK, {}, accepted=tuple(items))
    errors = [
        {"batch_index": row, "reason": reason, "field": field, "message": message}
        for row, (reason, field, message) in faults.items()
    ]
    accepted = tuple(item for row, item in enumerate(items) if row not in faults)
    refusals = tuple(Refusal(row, field, message) for row, (_, field, message) in faults.items())
    return Answer.of_json(HTTPStatus.MULTI_STATUS, {"errors": errors}, accepted=accepted, refusals=refusals)


def _faults(item: Any) -> Iterator[Fault]:
    """What is wrong with an item: the vendor's reason, the field, and words."""
    if not isinstance(item, dict) or item.get("action") not in ACTIONS.get(item.get("type", ""), ()):
        yield "invalid", "action", "unknown type or action"
        return
    if len(orjson.dumps(item)) > MOST_ITEM_BYTES:
        yield "invalid", "", f"item must be under {MOST_ITEM_BYTES} bytes"
    if item["action"] == "merge":
        yield from _wrong_merge(item)
        return
    yield from _wrong_ids(item)
    if item["action"] in {"add_device", "delete_device"} and not (item.get("device") or {}).get("token"):
        yield "required", "device.token", "must not be empty"
    attributes = item.get("attributes", {})
    if not isinstance(attributes, dict) or len(attributes) > MOST_ATTRIBUTES:
        yield "invalid", "attributes", f"attributes must be an object of at most {MOST_ATTRIBUTES}"
        return
    if "email" in attributes and not EMAIL.fullmatch(str(attributes["email"])):
        yield "invalid", "attributes.email", "must be an email address"
    for field, value in (("timestamp", item.get("timestamp", 0)), ("created_at", attributes.get("created_at", 0))):
        if type(value) is not int:
            yield "invalid", field, "must be a unix timestamp"
    if item["action"] in NAMED:
        yield from _wrong_event(item)


def _wrong_ids(item: dict[str, Any]) -> Iterator[Fault]:
    ids = item.get("identifiers")
    if not isinstance(ids, dict) or not ids or not ids.keys() <= IDS[item["type"]]:
        yield "required", "identifiers", "missing or unknown identifiers"
    elif item["type"] == "person" and len(ids) > 1:
        yield "invalid", "identifiers", "must be exactly one identifier"
    elif not all(isinstance(one, str) and one for one in ids.values()):
        yield "invalid", "identifiers", "must be text"
    elif "email" in ids and not EMAIL.fullmatch(ids["email"]):
        yield "invalid", "identifiers.email", "must be an email address"


def _wrong_merge(item: dict[str, Any]) -> Iterator[Fault]:
    for name in ("primary", "secondary"):
        ids = item.get(name)
        if not isinstance(ids, dict) or len(ids) != 1 or not ids.keys() <= {"id", "email", "cio_id"}:
            yield "required", name, "must be exactly one identifier"


def _wrong_event(item: dict[str, Any]) -> Iterator[Fault]:
    name = item.get("name")
    if not isinstance(name, str) or not name.strip():
        yield "required", "name", "must not be empty"
    elif "anonymous_id" in item.get("identifiers", {}) and len(name.encode()) > LONGEST_ANONYMOUS_NAME:
        yield "invalid", "name", f"must be at most {LONGEST_ANONYMOUS_NAME} bytes"
    if "id" in item and not ULID.fullmatch(str(item["id"])):
        yield "invalid", "id", "must be a valid ULID"


def _has_credentials(call: Call) -> bool:
    scheme, _, value = call.headers.get("authorization", "").partition(" ")
    try:
        site, _, key = b64decode(value, validate=True).decode().partition(":")
    except (NotBase64, ValueError):
        return False
    return scheme.lower() == "basic" and bool(site) and bool(key)


def _error(status: HTTPStatus, text: str) -> Answer:
    return Answer.of_json(status, {"meta": {"error": text}}, refusals=(Refusal(None, "", text),))
