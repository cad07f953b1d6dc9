"""Writes rows into the tables of a DuckDB file; imported with the first rows, as duckdb is an extra."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from destinations.sdk import Outcome, Rejected, Retry, Sent, Write, to_json

# Fifteen digits before the point are an amount's most.
AMOUNT, PLACES = "DECIMAL(28,10)", 10
KINDS: Mapping[type, str] = {
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    Decimal: AMOUNT,
    dict: "JSON",
    list: "JSON",
}
LARGEST_WHOLE, EXACT_IN_DOUBLE = 2**63, 2**53
# How what stands in a column becomes JSON: numbers with a point as they are written, as to_json would round them.
AS_JSON = {"DOUBLE": "CAST(CAST({0} AS VARCHAR) AS JSON)", AMOUNT: "CAST(CAST({0} AS VARCHAR) AS JSON)"}

Row = Mapping[str, Any]


class DuckDbWriter:
    """The tables of one file."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    async def write(self, write: Write) -> Sequence[Outcome]:
        """One outcome per row."""
        return await asyncio.to_thread(self.insert, write.target, write.rows, write.own)

    def insert(self, table: str, rows: Sequence[Row], own: Collection[str] = ()) -> list[Outcome]:
        """All rows in one transaction, or none."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with duckdb.connect(str(self.path)) as connection:
                connection.begin()
                put(connection, table, rows, make_columns(connection, table, rows, own))
                connection.commit()
        except (duckdb.IOException, duckdb.TransactionException) as error:
            # Another process has the file open, or the disk is full.
            return [Retry(f"DuckDB: {first_line(error)}", counts=False)] * len(rows)
        except duckdb.Error as error:
            return [Rejected(f"DuckDB: {first_line(error)}", batch=True)] * len(rows)
        return [Sent()] * len(rows)


def make_columns(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], own: Collection[str]
) -> dict[str, str]:
    """The kind of each column by its name in small letters, the table made with all columns that the rows need.

    A column has the kind of its first values; one of your own becomes JSON when values come that it cannot hold.
    """
    connection.execute(f"CREATE TABLE IF NOT EXISTS {quoted(table)} (id VARCHAR PRIMARY KEY, timestamp TIMESTAMP)")
    # Names are compared without regard to case.
    kinds = {name.lower(): kind for name, kind, *_ in connection.execute(f"DESCRIBE {quoted(table)}").fetchall()}
    values: dict[str, list[Any]] = {}
    for name, value in ((name, value) for row in rows for name, value in row.items() if value is not None):
        values.setdefault(name, []).append(value)
    for name, found in values.items():
        known, kind = kinds.get(name.lower()), kind_for(found)
        if known is None:
            connection.execute(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {kind}")
        elif name in own and not all(holds(known, one) for one in found):
            using = AS_JSON.get(known, "to_json({0})").format(quoted(name))
            connection.execute(f"ALTER TABLE {quoted(table)} ALTER {quoted(name)} TYPE JSON USING {using}")
            kind = "JSON"
        else:
            kind = known
        kinds[name.lower()] = kind
    return kinds


def put(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], kinds: Mapping[str, str]) -> None:
    """The rows, but for those whose id is there."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns, marks = ", ".join(map(quoted, names)), ", ".join("?" for _ in names)
    values = [[stored(name, row.get(name), kinds.get(name.lower(), "")) for name in names] for row in rows]
    statement = f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names are quoted
    connection.executemany(statement, values)


def kind_for(values: Sequence[Any]) -> str:
    """The type of a column for these values.

    >>> kind_for([Decimal("1.5")]), kind_for([{}]), kind_for(["a"]), kind_for([1, 2.5]), kind_for([1, "a"])
    ('DECIMAL(28,10)', 'JSON', 'VARCHAR', 'DOUBLE', 'JSON')
    """
    candidates = (*dict.fromkeys(KINDS.get(type(one), "VARCHAR") for one in values), "HUGEINT", "DOUBLE")
    return next((kind for kind in candidates if all(holds(kind, one) for one in values)), "JSON")


def holds(kind: str, value: Any) -> bool:
    """Whether a column of the kind keeps the value as it is; what a kind of one's own holds, DuckDB says itself.

    >>> holds("BIGINT", True), holds("BIGINT", 2**63), holds("DOUBLE", 2**53 + 1), holds("VARCHAR", 7)
    (False, False, False, False)
    """
    is_whole, is_number = type(value) is int, type(value) in (int, float, Decimal)
    if kind in ("BIGINT", "HUGEINT"):
        return is_whole and (kind == "HUGEINT" or -LARGEST_WHOLE <= value < LARGEST_WHOLE)
    if kind == "DOUBLE":
        return isinstance(value, float) or (is_whole and -EXACT_IN_DOUBLE <= value <= EXACT_IN_DOUBLE)
    if kind == AMOUNT:
        exact = Decimal(str(value)) if is_number else None
        return exact is not None and abs(exact) < 10**18 and exact == round(exact, PLACES)
    return isinstance(value, {"BOOLEAN": bool, "VARCHAR": str}.get(kind, object))


def stored(name: str, value: Any, kind: str) -> Any:
    """The value as a parameter: in columns of JSON as JSON, the row's time without its zone, which is UTC."""
    if value is not None and (kind == "JSON" or isinstance(value, dict | list)):
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
