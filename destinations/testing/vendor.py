"""A vendor, as the stand-in knows it: hosts, and a pure function from a call to an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import parse_qsl

import orjson


@dataclass(frozen=True, slots=True)
class Call:
    """A request as the vendor would see it: header names in lower case, body decompressed, `now` in UTC."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    now: datetime

    def json(self) -> Any:
        """The body as JSON; ValueError when it is none."""
        return orjson.loads(self.body)

    def form(self) -> dict[str, str]:
        """The fields of a form-encoded body; ValueError when it is none."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True))

    def content(self) -> Any:
        """The body as JSON, or the fields of a form, or text where it is neither."""
        is_form = self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        try:
            return self.form() if is_form else self.json()
        except ValueError:
            return self.body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that the vendor does not take, by its number (None: the whole request), and why."""

    row: int | None
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the vendor says, and what it made of the rows."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    accepted: tuple[Any, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @classmethod
    def of_json(
        cls, status: int, value: Any, *, accepted: tuple[Any, ...] = (), refusals: tuple[Refusal, ...] = ()
    ) -> "Answer":
        return cls(status, {"Content-Type": "application/json"}, orjson.dumps(value), accepted, refusals)


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who answers at `hosts`, names or patterns such as `*.example.com`, and how.

    `answer` keeps no clock and no state: the same call gives the same answer.
    """

    name: str
    hosts: tuple[str, ...]
    answer: Callable[[Call], Answer]

    def serves(self, host: str) -> bool:
        """Whether the vendor answers at `host`.

        >>> Vendor("toy", ("*.toy.example",), lambda call: Answer()).serves("eu.toy.example")
        True
        """
        return any(fnmatchcase(host, pattern) for pattern in self.hosts)
