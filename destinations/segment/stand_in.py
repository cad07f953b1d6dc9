"""Segment's tracking API as the stand-in plays it: /v1/batch of both regions.

Source: twilio.com/docs/segment, "HTTP API Source": 400 for large calls and for what is not JSON, 200 for all else, also
where a message is dropped: without an id of anybody, without an event's name, over 32 kB.
"""

from http import HTTPStatus
from typing import Any

import orjson

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

MOST_BYTES, MOST_MESSAGE_BYTES = 500_000, 32_000
NEEDED = {"track": "event", "group": "groupId", "alias": "previousId", "page": "", "screen": "", "identify": ""}


def answer(call: Call) -> Answer:
    """What Segment says to the call."""
    if call.path != "/v1/batch" or call.method != "POST":
        return _error(HTTPStatus.NOT_FOUND, "not found")
    if not call.headers.get("authorization", "").startswith("Basic "):
        return _error(HTTPStatus.UNAUTHORIZED, "invalid write key")
    try:
        body = call.json()
    except ValueError:
        body = None
    rows = body.get("batch") if isinstance(body, dict) else None
    if not isinstance(rows, list) or len(call.body) > MOST_BYTES:
        return _error(HTTPStatus.BAD_REQUEST, "malformed JSON, or a call that is too large")
    dropped = {number: why for number, row in enumerate(rows) if (why := _dropped(row))}
    accepted = tuple(row for number, row in enumerate(rows) if number not in dropped)
    refusals = tuple(Refusal(number, field, "dropped") for number, field in dropped.items())
    return Answer.of_json(HTTPStatus.OK, {"success": True}, accepted=accepted, refusals=refusals)


VENDOR = Vendor("segment", ("api.segment.io", "eu1.api.segmentapis.com"), answer)


def _dropped(row: Any) -> str | None:
    """The field for which a message is dropped in silence."""
    if not isinstance(row, dict) or row.get("type") not in NEEDED:
        return "type"
    if not (row.get("userId") or row.get("anonymousId")):
        return "userId"
    if len(orjson.dumps(row)) > MOST_MESSAGE_BYTES:
        return "size"
    needed = NEEDED[row["type"]]
    return needed if needed and not row.get(needed) else None


def _error(status: HTTPStatus, text: str) -> Answer:
    return Answer.of_json(status, {"success": False, "message": text}, refusals=(Refusal(None, "", text),))
