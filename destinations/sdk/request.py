"""An HTTP request as data, and the answer to it."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import orjson

from destinations.sdk.encode import to_json

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")

Signer = Callable[[bytes, datetime], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """One call to a tool.

    `items[i]` is the position, in the list of payloads given to `build`, of the payload that the body's i-th
    row came from; a vendor that reports failures by row is thus understood. `basic` is (user, password).
    `signer` returns headers over the exact body at the moment of sending, so that a retry is signed anew.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    items: Sequence[int] = ()
    basic: tuple[str, str] | None = None
    signer: Signer | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_headers(self.headers)

    @classmethod
    def post(
        cls,
        url: str,
        *,
        json: Any,
        headers: Mapping[str, str] | None = None,
        items: Sequence[int] | None = None,
        basic: tuple[str, str] | None = None,
        signer: Signer | None = None,
        method: str = "POST",
    ) -> Self:
        """A request with a JSON body; of a list, row i is taken to be payload i unless `items` differs."""
        rows = len(json) if isinstance(json, list) else 1
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        own = {"content-type": "application/json", **lower}
        return cls(method, url, own, to_json(json), tuple(range(rows) if items is None else items), basic, signer)

    def wire_headers(self, now: datetime) -> dict[str, str]:
        """All headers as they are sent at `now`, credentials and signature included."""
        headers = dict(self.headers)
        if self.basic:
            headers["authorization"] = "Basic " + b64encode(":".join(self.basic).encode()).decode()
        if self.signer:
            headers.update(self.signer(self.body, now))
        check_headers(headers)
        return headers

    def shown(self) -> dict[str, Any]:
        """The request for people: body as JSON where it is JSON, credentials as the settings have them."""
        headers = dict(self.headers)
        if self.basic:
            headers["authorization"] = "Basic " + ":".join(self.basic)
        try:
            body = orjson.loads(self.body) if self.body else None
        except orjson.JSONDecodeError:
            body = self.body.decode("utf-8", "replace")
        return {"method": self.method, "url": self.url, "headers": headers, "body": body}


@dataclass(frozen=True, slots=True)
class Response:
    """What a tool answered: `status` as HTTP has it, header names in lower case, `body` cut at 1 MiB."""

    request: Request
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON, or None where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise ValueError for a header that could end its line and start another (RFC 9110 section 5.5)."""
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name):
            raise ValueError(f"a header cannot be named {name!r}")
        if not HEADER_VALUE.fullmatch(value):
            raise ValueError(f"header {name} holds a line break or another control character")
