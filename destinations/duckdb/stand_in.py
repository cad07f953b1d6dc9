"""A DuckDB file as the stand-in plays it: tables as the destination makes them, which take a batch or refuse it.

Source: duckdb.org/docs/stable, "Data Types". What a table of one's own would refuse besides is not played.
"""

from collections.abc import Iterator
from typing import Any

from destinations.testing.row_store import Check, is_number, is_time, take_rows
from destinations.testing.vendor import Answer, Call, Vendor

# Amounts of what has happened; in rows of people and pages, columns of such names are the sender's own.
NUMBERS = ("revenue", "value")


def answer(call: Call) -> Answer:
    """200 for rows that the table takes; 400 with the first problem otherwise, and nothing is kept."""
    return take_rows(call, _row, no_rows="Parser Error: no rows")


VENDOR = Vendor("duckdb", ("duckdb.writer",), answer)


def _row(row: Any, _: str) -> Iterator[Check]:
    has_id = isinstance(row, dict) and row.get("id") is not None
    yield has_id, "id", "Constraint Error: NOT NULL constraint failed: id"
    numbers = all(is_number(row[name]) for name in NUMBERS if name in row and "event" in row)
    yield numbers, "", "Conversion Error: could not convert string to DECIMAL"
    yield is_time(row.get("timestamp")), "timestamp", "Conversion Error: invalid timestamp field format"
