"""Functions of short texts that come again and again, such as names of properties: what they gave is remembered."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")

MOST = 4096
LONGEST = 64


def remembered(function: Callable[..., T]) -> Callable[..., T]:
    """The same function, which remembers what it gave for texts of up to 64 characters, its first argument.

    For a pure function whose texts do not identify people: names of events and properties, codes. It keeps 4096 of
    them.

    >>> remembered(str.upper)("list_name")
    'LIST_NAME'
    """
    known = lru_cache(MOST)(function)

    def call(text: str, *rest: object) -> T:
        return known(text, *rest) if len(text) <= LONGEST else function(text, *rest)

    return call
