"""A moment in the past, as people write it."""

import re
import time
from typing import Any

from mappings.functions.times.read_time import read_time

AGO = re.compile(r"(\d{1,6})\s*([smhd])")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class SinceError(ValueError):
    """What is not a moment: what to write instead."""


def read_since(value: Any, now: float | None = None) -> float:
    """The moment in seconds since 1970: `2h` is two hours ago, and ISO 8601 says the moment itself.

    >>> read_since("2h", now=10_000.0), read_since("1970-01-01T00:01:00Z")
    (2800.0, 60.0)
    """
    text = value.strip() if isinstance(value, str) else ""
    if found := AGO.fullmatch(text):
        return (time.time() if now is None else now) - int(found[1]) * SECONDS[found[2]]
    try:
        return read_time(text).timestamp()
    except ValueError:
        raise SinceError("since is how long ago, such as 2h, or a moment, such as 2026-03-01T10:15:00Z") from None
