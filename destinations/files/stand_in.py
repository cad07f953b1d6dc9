"""A folder as the stand-in plays it: files of the one layout that readers of partitioned tables understand.

Source: the Hive layout (`key=value` folders, hidden names begin with `.` or `_`). A disk would take any bytes; what
is refused here is what a reader would trip over.
"""

import re
from collections.abc import Iterator
from typing import Any

from destinations.testing.row_store import Check, take_rows
from destinations.testing.vendor import Answer, Call, Vendor

TARGET = re.compile(r"[^/._][^/]*/dt=(\d{4}-\d{2}-\d{2})/[^/._][^/]*\.(parquet|jsonl(\.gz|\.zst)?)")


def answer(call: Call) -> Answer:
    """200 for a file whose rows belong where it stands; 400 otherwise, and nothing is kept."""
    return take_rows(call, _row, _path, no_rows="a file without rows")


VENDOR = Vendor("files", ("files.writer",), answer)


def _path(target: str) -> Iterator[Check]:
    is_path = TARGET.fullmatch(target) is not None
    yield is_path, "target", "a file's path is TABLE/dt=YYYY-MM-DD/NAME, with a known ending"


def _row(row: Any, target: str) -> Iterator[Check]:
    yield isinstance(row, dict) and bool(row.get("id")), "id", "a row without id"
    day = TARGET.sub(r"\1", target)
    yield str(row.get("timestamp")).startswith(f"{day}T"), "timestamp", f"a row of another day than {day}"
