"""The form of all answers: JSON with `code` and `message` where something is wrong, whatever SDK asks.

SDKs throw events away after a status from 400 on, other than 429, so that stands only for what cannot be read at all.
What cannot be kept now is 429 with `Retry-After`, which SDKs obey longest.
"""

import secrets
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, NamedTuple

import orjson
from multidict import CIMultiDict

MOST_REJECTED_SHOWN = 20
LONGEST_WAIT = 300
SPREAD = 0.2
JSON = "application/json"
GIF = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c000000000100010000020144003b")


class Answer(NamedTuple):
    """What goes back to a client. `close` ends the connection behind it."""

    status: int
    body: bytes
    headers: Mapping[str, str] = {}
    close: bool = False
    code: str = ""


class Rejected(NamedTuple):
    """One event that was not taken: its place in the request, and why."""

    place: int
    code: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        return {"index": self.place, "code": self.code, "message": self.message}


class ProblemError(Exception):
    """A request that is answered with an error."""

    def __init__(self, status: int, code: str, message: str, *, wait: float = 0.0, close: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.wait = wait
        self.close = close

    def answer(self, more: Mapping[str, Any] | None = None) -> Answer:
        """What the client gets; `more` goes into the body."""
        headers = {"Content-Type": JSON}
        if self.wait:
            headers["Retry-After"] = str(spread(self.wait))
        body = {"success": False, "code": self.code, "message": self.message, **(more or {})}
        return Answer(self.status, orjson.dumps(body), headers, self.close, self.code)


OK = Answer(200, b'{"success":true}', {"Content-Type": JSON})


def accepted(total: int, rejected: Sequence[Rejected], *, strict: bool = False) -> Answer:
    """What the sender of `total` events gets. For a `strict` source, a rejected event makes an error of it."""
    if not rejected:
        return OK
    shown = [one.as_dict() for one in rejected[:MOST_REJECTED_SHOWN]]
    body: dict[str, Any] = {"accepted": total - len(rejected), "rejected": shown, "rejected_count": len(rejected)}
    if strict:
        first = rejected[0]
        return ProblemError(400, first.code, first.message).answer(body)
    return json({"success": True, **body})


def json(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    return Answer(status, orjson.dumps(value), {"Content-Type": JSON, **(headers or {})})


def pixel() -> Answer:
    """A picture of one transparent point."""
    return Answer(200, GIF, {"Content-Type": "image/gif", "Cache-Control": "no-store"})


def spread(wait: float) -> int:
    """The whole seconds to wait, between 1 and 300, a fifth more or less, so that not all come back at once."""
    share = 1 + SPREAD * (secrets.randbelow(2001) / 1000 - 1)
    return min(max(ceil(wait * share), 1), LONGEST_WAIT)


def cross_origin(origin: str) -> CIMultiDict[str]:
    """The headers with which a page of another origin may read an answer, errors included."""
    if not is_plain(origin):
        return CIMultiDict()
    return CIMultiDict(
        {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "Retry-After",
            "Vary": "Origin",
        }
    )


def is_plain(text: str) -> bool:
    """Whether a client's text may stand in a header of ours."""
    return text.isascii() and text.isprintable()


def preflight(origin: str, asked_headers: str) -> Answer:
    """Leave to send what the browser asks about. A list of our own would lose whatever an SDK adds later."""
    headers = {"Access-Control-Allow-Methods": "GET, POST, OPTIONS", "Access-Control-Max-Age": "7200"}
    if asked_headers and is_plain(asked_headers):
        headers["Access-Control-Allow-Headers"] = asked_headers
    return Answer(204, b"", headers if origin else {"Allow": "GET, POST, OPTIONS"})
