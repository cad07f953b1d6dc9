"""A folder as the stand-in plays it: files of the one layout that readers of partitioned tables understand.

Source: the Hive layout (`key=value` folders, hidden names begin with `.` or `_`). A disk would take any bytes; what
is refused here is what a reader would trip over.
"""

import re
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

TARGET = re.compile(r"[^/._][^/]*/dt=(\d{4}-\d{2}-\d{2})/[^/._][^/]*\.(parquet|jsonl(\.gz|\.zst)?)")


def answer(call: Call) -> Answer:
    """200 for a file whose rows belong where it stands; 400 otherwise, and nothing is kept."""
    try:
        body = call.json()
    except ValueError:
        return _error((Refusal(None, "", "not JSON"),))
    target = body.get("target") if isinstance(body, dict) else None
    found = TARGET.fullmatch(target) if isinstance(target, str) else None
    if not found:
        return _error((Refusal(None, "target", "a file's path is TABLE/dt=YYYY-MM-DD/NAME, with a known ending"),))
    rows = body.get("rows")
    if not isinstance(rows, list) or not rows:
        return _error((Refusal(None, "rows", "a file without rows"),))
    refusals = tuple(one for number, row in enumerate(rows) if (one := _problem(number, row, found[1])))
    return _error(refusals) if refusals else Answer.of_json(HTTPStatus.OK, {"rows": len(rows)}, accepted=tuple(rows))


VENDOR = Vendor("files", ("files.writer",), answer)


def _error(refusals: tuple[Refusal, ...]) -> Answer:
    return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": refusals[0].reason}, refusals=refusals)


def _problem(number: int, row: Any, day: str) -> Refusal | None:
    if not isinstance(row, dict) or not row.get("id"):
        return Refusal(number, "id", "a row without id")
    if not str(row.get("timestamp")).startswith(f"{day}T"):
        return Refusal(number, "timestamp", f"a row of another day than {day}")
    return None
