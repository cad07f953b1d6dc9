"""A table's columns, and how missing ones are added."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from destinations.postgres.writer.types import OF_ONE_KIND, kind_of, type_of, widened

Row = Mapping[str, Any]
Connection = psycopg.AsyncConnection[Any]

# The comment on a column that was made here. Whoever takes it away, keeps the column's type as it is.
MADE = "made by destination-actions, which widens its type when other values come"
# Seconds for which a change of the table may wait for others, and may keep them waiting.
WAITS, LASTS = 3, 10

COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), col_description(a.attrelid, a.attnum) = %s,
       a.attgenerated <> '' OR a.attidentity = 'a'
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped
"""
CREATE = sql.SQL(
    "CREATE TABLE IF NOT EXISTS {table} (id text PRIMARY KEY, loaded_at timestamptz NOT NULL DEFAULT now())"
)
# Where two make the same at once, IF NOT EXISTS fails for one of them.
LOCK = "SELECT pg_advisory_xact_lock(hashtext('destination-actions'))"
PATIENT = f"SET LOCAL lock_timeout = '{WAITS}s'; SET LOCAL statement_timeout = '{LASTS}s'"
ADD = sql.SQL("ADD COLUMN {column} {kind}")
WIDEN = {
    "text": sql.SQL("ALTER COLUMN {column} TYPE text USING {column}::text"),
    "jsonb": sql.SQL("ALTER COLUMN {column} TYPE jsonb USING to_jsonb({column})"),
}
MARK = sql.SQL("COMMENT ON COLUMN {table}.{column} IS {made}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is there: `is_made` here, so that its type may be widened; `is_computed` by the server."""

    kind: str
    is_made: bool = False
    is_computed: bool = False


Columns = Mapping[str, Column]


def quoted(table: str) -> sql.Identifier:
    """The table's name, its schema before the point."""
    return sql.Identifier(*table.split("."))


async def read_columns(connection: Connection, table: str) -> Columns:
    """The table's columns by name; none where there is no such table."""
    found = await connection.execute(COLUMNS, [MADE, *table.split(".")])
    return {name: Column(kind, bool(made), computed) for name, kind, made, computed in await found.fetchall()}


def needed(columns: Columns, rows: Sequence[Row]) -> dict[str, str]:
    """The columns that the rows need with the type they must have: those that are missing, and those to widen.

    >>> columns = {"plan": Column("numeric", is_made=True), "score": Column("numeric")}
    >>> needed(columns, [{"plan": 3, "score": 1, "vip": True}, {"plan": "pro", "score": "high"}])
    {'plan': 'text', 'vip': 'boolean'}
    """
    kinds: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            if value is not None and (name not in columns or _has_one_kind(columns[name])):
                kinds.setdefault(name, set()).add(kind_of(value))
    wanted = {
        name: widened(columns[name].kind, found) if name in columns else type_of(name, found)
        for name, found in kinds.items()
    }
    return {name: kind for name, kind in wanted.items() if kind}


def _has_one_kind(column: Column) -> bool:
    return column.is_made and column.kind in OF_ONE_KIND


async def make_table(connection: Connection, table: str) -> None:
    """Make the schema and the table, as far as they are missing."""
    schema, _ = table.split(".")
    async with connection.transaction():
        await connection.execute(LOCK)
        found = await connection.execute("SELECT FROM pg_catalog.pg_namespace WHERE nspname = %s", [schema])
        # IF NOT EXISTS asks for the right to create also where there is nothing to create.
        if not found.rowcount:
            await connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        await connection.execute(CREATE.format(table=quoted(table)))


async def lock_changes(connection: Connection) -> None:
    """For the rest of the transaction, let nobody else of us change a table, and nobody wait long for this change."""
    await connection.execute(PATIENT)
    await connection.execute(LOCK)


async def alter(
    connection: Connection, table: str, change: Mapping[str, str], known: Columns, own: Container[str]
) -> None:
    """Add the columns of `change` that are not `known`, and widen those that are. New ones of `own` are marked."""
    clauses = [
        (WIDEN[kind] if name in known else ADD).format(column=sql.Identifier(name), kind=sql.SQL(kind))
        for name, kind in change.items()
    ]
    marks = [
        MARK.format(table=quoted(table), column=sql.Identifier(name), made=sql.Literal(MADE))
        for name in change
        if name in own and name not in known
    ]
    altered = sql.SQL("ALTER TABLE {} {}").format(quoted(table), sql.SQL(", ").join(clauses))
    await connection.execute(sql.SQL("; ").join([altered, *marks]))
