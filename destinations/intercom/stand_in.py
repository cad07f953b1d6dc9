"""Intercom's API: /events of version 2, /users of version 1.4.

Source: developers.intercom.com/docs/references, "Submit a data event" (fields, flat metadata, amounts), "Create or
Update User" and "Archive a user" of version 1.4, "Error objects". Nobody is unknown here: the stand-in has no
memory of people. The words of the errors are not confirmed by the vendor's pages.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

OBJECTS = ({"url", "value"}, {"amount", "currency"})
TIMES = ("signed_up_at", "last_request_at", "remote_created_at")


def answer(call: Call) -> Answer:
    """What Intercom says to the call."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        return _error(HTTPStatus.UNAUTHORIZED, "unauthorized", "Access Token Invalid")
    old = call.headers.get("intercom-version", "").startswith("1.")
    if call.method == "DELETE" and call.path == "/users" and old:
        return _told([] if _names_a_person(dict(call.query)) else ["user_id or email is needed"], dict(call.query))
    try:
        body = call.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return _error(HTTPStatus.BAD_REQUEST, "bad_request", "the body is not a JSON object")
    if call.method == "POST" and call.path == "/events":
        faults = list(_event_faults(body))
        return _told(faults, body) if faults else Answer(HTTPStatus.ACCEPTED, accepted=(body,))
    faults_of = {"/users": _user_faults} if old else {"/contacts": _lead_faults}
    if call.method == "POST" and call.path in faults_of:
        return _told(list(faults_of[call.path](body)), body)
    return _error(HTTPStatus.NOT_FOUND, "not_found", "Resource Not Found")


VENDOR = Vendor("intercom", ("api.intercom.io", "api.eu.intercom.io", "api.au.intercom.io"), answer)


def _names_a_person(body: dict[str, Any]) -> bool:
    return any(isinstance(body.get(name), str) and body[name] for name in ("user_id", "email", "id"))


def _event_faults(event: dict[str, Any]) -> Iterator[str]:
    if not isinstance(event.get("event_name"), str) or not event["event_name"]:
        yield "event_name is missing"
    if not _is_whole(event.get("created_at")):
        yield "created_at must be a Unix timestamp in seconds"
    if not _names_a_person(event):
        yield "user_id, email or id is missing"
    metadata = event.get("metadata", {})
    yield from _flat_faults("metadata", metadata)
    price = metadata.get("price") if isinstance(metadata, dict) else None
    if isinstance(price, dict) and not (_is_whole(price.get("amount")) and isinstance(price.get("currency"), str)):
        yield "metadata.price must hold a whole amount and a currency"


def _user_faults(user: dict[str, Any]) -> Iterator[str]:
    if not _names_a_person(user):
        yield "user_id or email is missing"
    for name in TIMES:
        if name in user and not _is_whole(user[name]):
            yield f"{name} must be a Unix timestamp in seconds"
    yield from _flat_faults("custom_attributes", user.get("custom_attributes", {}))
    for company in user.get("companies", []):
        if not isinstance(company.get("company_id"), str):
            yield "company_id is missing"
        yield from _flat_faults("custom_attributes", company.get("custom_attributes", {}))


def _lead_faults(lead: dict[str, Any]) -> Iterator[str]:
    if lead.get("role") not in {"lead", "user"}:
        yield "role must be user or lead"
    if not any(isinstance(lead.get(name), str) and lead[name] for name in ("external_id", "email")):
        yield "external_id or email is missing"
    for name in ("signed_up_at", "last_seen_at"):
        if name in lead and not _is_whole(lead[name]):
            yield f"{name} must be a Unix timestamp in seconds"
    yield from _flat_faults("custom_attributes", lead.get("custom_attributes", {}))


def _flat_faults(what: str, values: Any) -> Iterator[str]:
    if not isinstance(values, dict):
        yield f"{what} must be an object"
        return
    for name, value in values.items():
        if isinstance(value, list) or (isinstance(value, dict) and value.keys() not in OBJECTS):
            yield f"{what}.{name}: nested JSON is not supported"
        if "." in name or "$" in name:
            yield f"{what}.{name}: the name holds a . or $"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _told(faults: list[str], taken: dict[str, Any]) -> Answer:
    if faults:
        return _error(HTTPStatus.BAD_REQUEST, "parameter_invalid", "; ".join(faults))
    return Answer.of_json(HTTPStatus.OK, {"type": "user", **taken}, accepted=(taken,))


def _error(status: HTTPStatus, code: str, message: str) -> Answer:
    body = {"type": "error.list", "request_id": "0", "errors": [{"code": code, "message": message}]}
    return Answer.of_json(status, body, refusals=(Refusal(None, "", message),))
