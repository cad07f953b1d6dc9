"""Stand-ins of stores that take rows: a batch is taken whole, or refused with its first problem.

def answer(call: Call) -> Answer:
    return take_rows(call, row_checks, no_rows="no rows")

def row_checks(row: Any, target: str) -> Iterator[Check]:
    yield isinstance(row, dict), "", "a row is an object"
    yield row.get("id") is not None, "id", "a row has an id"
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal

# Whether it holds, the field that it is about, and what the store says where it does not.
Check = tuple[bool, str, str]


def any_target(target: str) -> Iterable[Check]:
    """For a store that takes rows under every name."""
    return [(bool(target), "target", "no target")]


def take_rows(
    call: Call,
    row_checks: Callable[[Any, str], Iterable[Check]],
    target_checks: Callable[[str], Iterable[Check]] = any_target,
    *,
    no_rows: str,
) -> Answer:
    """200 for rows that are all taken; 400 with the first problem otherwise, and nothing is kept.

    The body is a `Write` as JSON: `target`, and `rows`. Of the checks of a target or a row, which may be a generator,
    the first that does not hold counts, and those after it are not made.
    """
    try:
        body = call.json()
    except ValueError:
        body = None
    target, rows = (body.get("target"), body.get("rows")) if isinstance(body, dict) else (None, None)
    target = target if isinstance(target, str) else ""
    if found := first_refusal(None, target_checks(target)):
        return _refused((found,))
    if not isinstance(rows, list) or not rows:
        return _refused((Refusal(None, "rows", no_rows),))
    refusals = tuple(one for at, row in enumerate(rows) if (one := first_refusal(at, row_checks(row, target))))
    return _refused(refusals) if refusals else Answer.of_json(HTTPStatus.OK, {"rows": len(rows)}, accepted=tuple(rows))


def first_refusal(row: int | None, checks: Iterable[Check]) -> Refusal | None:
    """What the first check says that does not hold.

    >>> first_refusal(2, [(True, "id", "no id"), (False, "time", "no time")])
    Refusal(row=2, field='time', reason='no time')
    """
    return next((Refusal(row, field, reason) for holds, field, reason in checks if not holds), None)


def is_number(value: Any) -> bool:
    """Whether it is a number of JSON.

    >>> is_number(1.5), is_number(True), is_number("1.5")
    (True, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_time(value: Any) -> bool:
    """Whether it is a time of ISO 8601.

    >>> is_time("2026-03-01T10:15:30.250Z"), is_time("yesterday"), is_time(1772360130)
    (True, False, False)
    """
    try:
        return isinstance(value, str) and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _refused(refusals: tuple[Refusal, ...]) -> Answer:
    return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": refusals[0].reason}, refusals=refusals)
