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
# How JSON writes the character 0.
ZERO = rb"\u0000"
CONVERT = sql.SQL("SELECT FROM jsonb_populate_recordset(NULL::{table}, %s)")


def error_message(error: psycopg.Error) -> str:
    """The server's words, with the code that manuals explain."""
    message = " ".join(filter(None, (error.diag.message_primary or str(error), error.diag.message_hint)))
    return f"{message} (SQLSTATE {error.sqlstate})"


def judged(error: psycopg.Error) -> Outcome:
    """What the server's refusal means; what says nothing about rows or set-up is raised again.

    >>> judged(psycopg.errors.NumericValueOutOfRange("too large"))
    Rejected(reason='PostgreSQL: too large (SQLSTATE 22003)', batch=False)
    """
    reason = f"PostgreSQL: {error_message(error)}"
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


def of_no_text(row: Mapping[str, Any]) -> str:
    r"""The column with the one character that no text of PostgreSQL can hold; empty where there is none.

    >>> of_no_text({"a": r"\u0000", "b": ["\x00"]})
    'b'
    """
    # A backslash of the text itself is doubled.
    return next((name for name, value in row.items() if ZERO in to_json(value).replace(rb"\\", b"")), "")


async def column_at_fault(
    connection: Connection, table: str, row: Mapping[str, Any], suspects: Sequence[str], others: Sequence[str]
) -> str:
    """The column whose type cannot hold the row's value; empty where each holds its own.

    Those `suspects` are asked about first, then the `others`, by halves.
    """
    for names in (suspects, others):
        left = names
        if names and await _fails(connection, table, {name: row[name] for name in names}):
            while len(left) > 1:
                half = left[: len(left) // 2]
                fails = await _fails(connection, table, {name: row[name] for name in half})
                left = half if fails else left[len(half) :]
            return left[0]
    return ""


async def _fails(connection: Connection, table: str, row: Mapping[str, Any]) -> bool:
    try:
        await connection.execute(CONVERT.format(table=quoted(table)), [to_json([row]).decode()])
    except psycopg.Error as error:
        judged(error)
        return True
    return False
