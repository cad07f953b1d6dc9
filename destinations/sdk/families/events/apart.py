"""Rows that may not travel together: tools that write records refuse a call in which one record stands twice."""

from collections.abc import Callable, Hashable
from typing import Any

import orjson

from destinations.sdk.rows.rows import Rows


def apart(rows: Rows, key: Callable[[Any], Hashable]) -> list[Rows]:
    """The rows in their order, in as few parts as keep two rows of one key from standing in the same part.

    >>> parts = apart(Rows([b'{"id":1}', b'{"id":2}', b'{"id":1}'], [0, 1, 2]), lambda row: row["id"])
    >>> [part.texts for part in parts], [part.items for part in parts]
    ([[b'{"id":1}', b'{"id":2}'], [b'{"id":1}']], [[0, 1], [2]])
    """
    starts, seen = [0], set[Hashable]()
    for number, text in enumerate(rows.texts):
        one = key(orjson.loads(text))
        if one in seen:
            starts.append(number)
            seen.clear()
        seen.add(one)
    ends = [*starts[1:], len(rows)]
    return [rows[start:end] for start, end in zip(starts, ends, strict=True)]
