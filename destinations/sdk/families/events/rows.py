"""Requests whose rows come from payloads, and answers that name rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from destinations.sdk.encode import to_json
from destinations.sdk.outcome import Outcome, Rejected, Sent
from destinations.sdk.request import Response
from destinations.sdk.rows.rows import Row

STORED = Sent()


def rows_of_all(payloads: Sequence[Any], rows_of: Callable[[Any], Iterable[Any]]) -> tuple[list[Any], list[int]]:
    """The rows of all payloads in order, and for each the position of its payload: a Request's `items`.

    >>> rows_of_all(["ab", "c"], list)
    (['a', 'b', 'c'], [0, 0, 1])
    """
    pairs = [(row, position) for position, payload in enumerate(payloads) for row in rows_of(payload)]
    return [row for row, _ in pairs], [position for _, position in pairs]


def check_item_size(most: int, rows: Iterable[Any], tool: str) -> None:
    """Nothing; ValueError where one of the rows has more bytes than the tool takes.

    >>> check_item_size(9, [{"a": 1}, {"a": "long"}], "Toy")
    Traceback (most recent call last):
    ValueError: an item has 12 bytes, and Toy takes at most 9; map less of the event
    """
    largest = max(len(row.text if isinstance(row, Row) else to_json(row)) for row in rows)
    if largest > most:
        raise ValueError(f"an item has {largest} bytes, and {tool} takes at most {most}; map less of the event")


def judge_rows(
    response: Response, payloads: Sequence[Any], refused: Mapping[Any, str], others: Outcome = STORED
) -> list[Outcome]:
    """Rejected, with the reason, for payloads with a row among `refused`; `others` for those without.

    Nothing, which leaves the answer to the status table, where no row is named or one that was never sent:
    such an answer is not understood.
    """
    rows = response.request.items
    if not refused or not all(type(row) is int and 0 <= row < len(rows) for row in refused):
        return []
    outcomes = [others] * len(payloads)
    for row, reason in refused.items():
        outcomes[rows[row]] = Rejected(reason)
    return outcomes
