"""What the server's refusals mean, and which column of a row they are about."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from destinations.postgres.writer.table import Connection, quoted
from destinations.sdk import Outcome, Rejected, Retry, to_json
from destinations.sdk.refusal import shown

# Classes of SQLSTATE (appendix A of PostgreSQL's manual). All others - 08, 40, 53, 55, 57, 58, XX - are tried again.
OF_THE_ROW = frozenset({"22", "23", "44", "54", "P0"})
OF_THE_SET_UP = frozenset({"0A", "28", "2B", "3D", "3F", "42"})
CONVERT = sql.SQL("SELECT FROM jsonb_populate_recordset(NULL::{table}, %s)")


def told_by(error: psycopg.Error) -> str:
    """The server's words, with the code that manuals explain."""
    told = " ".join(filter(None, (error.diag.message_primary or str(error), error.diag.message_hint)))
    return f"{told} (SQLSTATE {error.sqlstate})"


def judged(error: psycopg.Error) -> Outcome:
    """What the server's refusal means; what says nothing about rows or set-up is raised again.

    >>> judged(psycopg.errors.NumericValueOutOfRange("too large"))
    Rejected(reason='PostgreSQL: too large (SQLSTATE 22003)', batch=False)
    """
    reason = f"PostgreSQL: {told_by(error)}"
    kind = (error.sqlstate or "")[:2]
    if kind in OF_THE_ROW:
        return Rejected(reason)
    if kind in OF_THE_SET_UP:
        return Retry(reason, counts=False, pause=True)
    raise error


def cannot_hold(name: str, value: Any, why: str) -> Rejected:
    """The refusal of a row for one of its columns.

    >>> cannot_hold("plan", "pro", "it is numeric").reason
    'PostgreSQL: column "plan" cannot hold "pro": it is numeric'
    """
    return Rejected(f'PostgreSQL: column "{name}" cannot hold {shown(value)}: {why}')


async def refused_row(connection: Connection, table: str, row: Mapping[str, Any], error: psycopg.Error) -> Rejected:
    """The refusal of a row that the server does not take, with the column where that can be found out."""
    name = error.diag.column_name or _of_no_text(row) or await _culprit(connection, table, row, list(row))
    return cannot_hold(name, row[name], told_by(error)) if name in row else Rejected(f"PostgreSQL: {told_by(error)}")


def _of_no_text(row: Mapping[str, Any]) -> str:
    """The column with the one character that no text of PostgreSQL can hold; such JSON is refused as a whole."""
    # What JSON writes as \u0000; a backslash of the text itself is doubled.
    return next((name for name, value in row.items() if rb"\u0000" in to_json(value).replace(rb"\\", b"")), "")


async def _culprit(connection: Connection, table: str, row: Mapping[str, Any], names: Sequence[str]) -> str:
    """The column whose type cannot hold the row's value, found by halves; empty where each type holds its own."""
    if not await _fails(connection, table, {name: row[name] for name in names}):
        return ""
    while len(names) > 1:
        half = names[: len(names) // 2]
        fails = await _fails(connection, table, {name: row[name] for name in half})
        names = half if fails else names[len(half) :]
    return names[0]


async def _fails(connection: Connection, table: str, row: Mapping[str, Any]) -> bool:
    try:
        await connection.execute(CONVERT.format(table=quoted(table)), [to_json([row]).decode()])
    except psycopg.Error as error:
        if isinstance(error, psycopg.OperationalError):
            raise
        return True
    return False
