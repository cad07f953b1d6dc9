"""A DuckDB file as the stand-in plays it: tables as the destination makes them, which take a batch or refuse it.

Source: duckdb.org/docs/stable, "Data Types". What a table of one's own would refuse besides is not played.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

# Amounts of what has happened; in rows of people and pages, columns of such names are the sender's own.
NUMBERS = ("revenue", "value")


def answer(call: Call) -> Answer:
    """200 for rows that the table takes; 400 with the first problem otherwise, and nothing is kept."""
    try:
        body = call.json()
    except ValueError:
        body = None
    rows = body.get("rows") if isinstance(body, dict) and body.get("target") else None
    if not isinstance(rows, list) or not rows:
        return _error((Refusal(None, "rows", "Parser Error: no table or no rows"),))
    refusals = tuple(found for number, row in enumerate(rows) if (found := _problem(number, row)))
    return _error(refusals) if refusals else Answer.of_json(HTTPStatus.OK, {"rows": len(rows)}, accepted=tuple(rows))


VENDOR = Vendor("duckdb", ("duckdb.writer",), answer)


def _error(refusals: tuple[Refusal, ...]) -> Answer:
    return Answer.of_json(HTTPStatus.BAD_REQUEST, {"error": refusals[0].reason}, refusals=refusals)


def _problem(number: int, row: Any) -> Refusal | None:
    if not isinstance(row, dict) or row.get("id") is None:
        return Refusal(number, "id", "Constraint Error: NOT NULL constraint failed: id")
    if any(type(row[name]) not in (int, float) for name in NUMBERS if name in row and "event" in row):
        return Refusal(number, "", "Conversion Error: could not convert string to DECIMAL")
    try:
        datetime.fromisoformat(row["timestamp"])
    except (KeyError, TypeError, ValueError):
        return Refusal(number, "timestamp", "Conversion Error: invalid timestamp field format")
    return None
