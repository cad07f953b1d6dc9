"""MoEngage's Data API as the stand-in plays it: /v1/transition of each data centre.

Source: moengage.com/docs/api/bulk/bulk-import-users-and-events. A call of another form is answered 400; an element
that cannot be kept is dropped behind a 200, as "all bulk API requests return a 200 response code".
"""

import re
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/v1/transition/[^/]+")
MOST_BYTES, MOST_ATTRIBUTES = 100_000, 100


def answer(call: Call) -> Answer:
    """What MoEngage says to the call."""
    if not PATH.fullmatch(call.path) or call.method != "POST":
        return _error(HTTPStatus.NOT_FOUND, "not found")
    if not call.headers.get("authorization", "").startswith("Basic ") or not call.headers.get("moe-appkey"):
        return _error(HTTPStatus.UNAUTHORIZED, "Authentication required")
    if len(call.body) > MOST_BYTES:
        return _error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Payload too large")
    try:
        body = call.json()
    except ValueError:
        body = None
    rows = body.get("elements") if isinstance(body, dict) and body.get("type") == "transition" else None
    if not isinstance(rows, list) or not rows:
        return _error(HTTPStatus.BAD_REQUEST, "elements is required")
    dropped = {number: why for number, row in enumerate(rows) if (why := _dropped(row))}
    accepted = tuple(row for number, row in enumerate(rows) if number not in dropped)
    refusals = tuple(Refusal(number, "", why) for number, why in dropped.items())
    said = {"status": "success", "message": "Your request has been accepted and will be processed soon."}
    return Answer.of_json(HTTPStatus.OK, said, accepted=accepted, refusals=refusals)


VENDOR = Vendor("moengage", ("api-*.moengage.com",), answer)


def _dropped(row: Any) -> str | None:
    """Why an element is not kept."""
    if not isinstance(row, dict) or not isinstance(row.get("customer_id"), str) or not row["customer_id"]:
        return "customer_id is required"
    if row.get("type") == "customer":
        return None if isinstance(row.get("attributes"), dict) else "attributes is required"
    if row.get("type") != "event" or not row.get("actions"):
        return "type is customer or event, which has actions"
    for one in row["actions"]:
        attributes = one.get("attributes")
        if not one.get("action") or not isinstance(attributes, dict) or len(attributes) > MOST_ATTRIBUTES:
            return f"an action has a name, and at most {MOST_ATTRIBUTES} attributes"
    return None


def _error(status: HTTPStatus, text: str) -> Answer:
    body = {"status": "fail", "error": {"message": text}}
    return Answer.of_json(status, body, refusals=(Refusal(None, "", text),))
