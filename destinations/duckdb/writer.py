"""Writes rows into the tables of a DuckDB file; imported with the first rows, as duckdb is an extra."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from destinations.sdk import Outcome, Rejected, Retry, Sent, Write, to_json

# Fifteen digits before the point are an amount's most.
AMOUNT = "DECIMAL(28, 10)"
KINDS: Mapping[type, str] = {
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    Decimal: AMOUNT,
    dict: "JSON",
    list: "JSON",
}
LARGEST_WHOLE = 2**63

Row = Mapping[str, Any]


class DuckDbWriter:
    """The tables of one file."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    async def write(self, write: Write) -> Sequence[Outcome]:
        """One outcome per row."""
        return await asyncio.to_thread(self.insert, write.target, write.rows)

    def insert(self, table: str, rows: Sequence[Row]) -> list[Outcome]:
        """All rows in one transaction, or none."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with duckdb.connect(str(self.path)) as connection:
                connection.begin()
                make_columns(connection, table, rows)
                put(connection, table, rows)
                connection.commit()
        except (duckdb.IOException, duckdb.TransactionException) as error:
            # Another process has the file open, or the disk is full.
            return [Retry(f"DuckDB: {first_line(error)}", counts=False)] * len(rows)
        except duckdb.Error as error:
            return [Rejected(f"DuckDB: {first_line(error)}", batch=True)] * len(rows)
        return [Sent()] * len(rows)


def make_columns(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """The table with all columns that the rows need; a column has the kind of its first value."""
    connection.execute(f"CREATE TABLE IF NOT EXISTS {quoted(table)} (id VARCHAR PRIMARY KEY, timestamp TIMESTAMP)")
    there = {name.lower() for name, *_ in connection.execute(f"DESCRIBE {quoted(table)}").fetchall()}
    for name, value in ((name, value) for row in rows for name, value in row.items()):
        # Names are compared without regard to case.
        if name.lower() not in there:
            connection.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {kind_of(value)}")
            there.add(name.lower())


def put(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """The rows, but for those whose id is there."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns, marks = ", ".join(map(quoted, names)), ", ".join("?" for _ in names)
    values = [[stored(name, row.get(name)) for name in names] for row in rows]
    statement = f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names are quoted
    connection.executemany(statement, values)


def kind_of(value: Any) -> str:
    """The type of a column for such values.

    >>> kind_of(Decimal("1.5")), kind_of({}), kind_of("a"), kind_of(2**70)
    ('DECIMAL(28, 10)', 'JSON', 'VARCHAR', 'DOUBLE')
    """
    if type(value) is int and not -LARGEST_WHOLE <= value < LARGEST_WHOLE:
        return "DOUBLE"
    return KINDS.get(type(value), "VARCHAR")


def stored(name: str, value: Any) -> Any:
    """The value as a parameter: objects as JSON, the row's time without its zone, which is UTC."""
    if isinstance(value, dict | list):
        return to_json(value).decode()
    return value.removesuffix("Z") if name == "timestamp" and isinstance(value, str) else value


def quoted(name: str) -> str:
    """The name of a table or a column, as SQL has it.

    >>> quoted('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def first_line(error: duckdb.Error) -> str:
    """The error in one line."""
    return str(error).partition("\n")[0]
