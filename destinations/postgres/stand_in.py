"""PostgreSQL as the stand-in plays it: a table as the destination makes it, which takes a batch or refuses it.

Source: appendix A of PostgreSQL's manual (error codes), sections 8.5 (dates) and 8.14 (JSON). What a server of
one's own would refuse besides - a check, a type of another table - is not played.
"""

from collections.abc import Iterator
from typing import Any

import orjson

from destinations.testing.row_store import Check, is_number, is_time, take_rows
from destinations.testing.vendor import Answer, Call, Vendor

MOST_COLUMNS = 1600
MOST_NAME = 63
SYSTEM = frozenset({"ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"})
# Amounts of what has happened; in rows of people and pages, columns of such names are the sender's own.
NUMBERS = ("revenue", "value")


def answer(call: Call) -> Answer:
    """200 for rows that the table takes; 400 with the first problem otherwise, and nothing is kept."""
    return take_rows(call, _row, _table, no_rows="42601: no rows")


VENDOR = Vendor("postgres", ("postgres.writer",), answer)


def _table(target: str) -> Iterator[Check]:
    parts = target.split(".")
    is_name = len(parts) == 2 and all(0 < len(part.encode()) <= MOST_NAME for part in parts)  # noqa: PLR2004 - schema.table
    yield is_name, "target", "42602: a schema and a table, please"


def _row(row: Any, _: str) -> Iterator[Check]:
    yield isinstance(row, dict), "", "22023: a row is an object"
    yield row.get("id") is not None, "id", '23502: null value in column "id" violates not-null constraint'
    yield not SYSTEM & row.keys(), "", "42701: column name conflicts with a system column name"
    yield len(row) <= MOST_COLUMNS, "", "54011: tables can have at most 1600 columns"
    # What JSON writes as \u0000 has no place in text and jsonb; a backslash of the text itself is doubled.
    legible = rb"\u0000" not in orjson.dumps(row).replace(rb"\\", b"")
    yield legible, "", "22P05: unsupported Unicode escape sequence"
    numbers = all(is_number(row[name]) for name in NUMBERS if name in row and "event" in row)
    yield numbers, "", "22P02: invalid input syntax for type numeric"
    is_moment = is_time(row.get("timestamp"))
    yield is_moment, "timestamp", "22007: invalid input syntax for type timestamp with time zone"
