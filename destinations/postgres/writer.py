"""Rows into PostgreSQL by psycopg 3: one statement for a batch, committed when it returns."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

import psycopg
from psycopg import errors, sql

from destinations.sdk import Outcome, Rejected, Retry, Sent, Write, to_json

if TYPE_CHECKING:
    from destinations.postgres import PostgresSettings

Rows = Sequence[Mapping[str, Any]]
Connection = psycopg.AsyncConnection[Any]

# Classes of SQLSTATE (appendix A of PostgreSQL's manual). All others - 08, 40, 53, 55, 57, 58, XX - are tried again.
OF_THE_ROW = frozenset({"22", "23", "44", "54", "P0"})
OF_THE_SET_UP = frozenset({"0A", "28", "3D", "3F", "42"})
# What the server or libpq says before there is a session; libpq hands on no SQLSTATE then.
NO_ENTRY = ("authentication failed", "no password", "pg_hba.conf", "does not exist", "not support SSL", "certificate")
INSERT = sql.SQL(
    "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)"
    " ON CONFLICT (id) DO NOTHING"
)
CREATE = sql.SQL(
    "CREATE TABLE IF NOT EXISTS {table} (id text PRIMARY KEY, loaded_at timestamptz NOT NULL DEFAULT now())"
)

LOCK = "SELECT pg_advisory_xact_lock(hashtext('destination-actions'))"


class PostgresWriter:
    """One connection; `async with` closes it."""

    def __init__(self, settings: "PostgresSettings") -> None:
        self._settings = settings
        self._connection: Connection | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._connection:
            await self._connection.close()

    async def write(self, write: Write) -> Sequence[Outcome]:
        """Sent where the table has the row now, whoever wrote it."""
        if self._connection is None:
            try:
                self._connection = await connect(self._settings)
            except psycopg.OperationalError as error:
                if any(words in str(error) for words in NO_ENTRY):
                    return [Retry(f"PostgreSQL: {error}", counts=False, pause=True)] * len(write.rows)
                raise
        return await insert(self._connection, write.target, write.rows, makes=self._settings.create_tables)


async def insert(connection: Connection, table: str, rows: Rows, *, makes: bool) -> Sequence[Outcome]:
    """One outcome per row; `makes` is whether tables and columns that are missing may be made."""
    columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(rows)))
    statement = INSERT.format(table=quoted(table), columns=columns)
    try:
        await connection.execute(statement, [to_json(rows).decode()])
    except (errors.UndefinedTable, errors.UndefinedColumn) as error:
        if not makes:
            return [judged(error)] * len(rows)
    except psycopg.Error as error:
        outcome = judged(error)
        if isinstance(outcome, Retry) or len(rows) == 1:
            return [outcome] * len(rows)
        # One row is at fault, and nothing of the batch is in the table: the halves find out which.
        middle = len(rows) // 2
        halves = (rows[:middle], rows[middle:])
        return [one for half in halves for one in await insert(connection, table, half, makes=makes)]
    else:
        return [Sent()] * len(rows)
    try:
        await make_table(connection, table, rows)
    except psycopg.Error as error:
        return [judged(error)] * len(rows)
    return await insert(connection, table, rows, makes=False)


async def connect(settings: "PostgresSettings") -> Connection:
    """A connection that commits each statement, and works through a pooler, too."""
    return await psycopg.AsyncConnection.connect(
        host=settings.host,
        port=settings.port,
        dbname=settings.database,
        user=settings.user,
        password=settings.password.get_secret_value() if settings.password else None,
        sslmode=settings.tls,
        sslrootcert=settings.tls_ca_file,
        application_name="destination-actions",
        connect_timeout=10,
        autocommit=True,
        prepare_threshold=None,
    )


async def make_table(connection: Connection, table: str, rows: Rows) -> None:
    """Make the schema, the table and its columns, as far as they are missing."""
    schema, _ = table.split(".")
    columns = [
        sql.SQL("ADD COLUMN IF NOT EXISTS {} {}").format(sql.Identifier(name), sql.SQL(type_of(name, value)))
        for name, value in columns_of(rows).items()
    ]
    async with connection.transaction():
        # IF NOT EXISTS alone fails where two make the same at once.
        await connection.execute(LOCK)
        found = await connection.execute("SELECT FROM pg_catalog.pg_namespace WHERE nspname = %s", [schema])
        # ... and asks for the right to create also where there is nothing to create.
        if not found.rowcount:
            await connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        await connection.execute(CREATE.format(table=quoted(table)))
        await connection.execute(sql.SQL("ALTER TABLE {} {}").format(quoted(table), sql.SQL(", ").join(columns)))


def quoted(table: str) -> sql.Identifier:
    """The table's name, its schema before the point."""
    return sql.Identifier(*table.split("."))


def columns_of(rows: Rows) -> dict[str, Any]:
    """Every column that a row has, with a value of it.

    >>> columns_of([{"id": "a"}, {"id": "b", "plan": "pro"}])
    {'id': 'b', 'plan': 'pro'}
    """
    return dict(chain.from_iterable(row.items() for row in rows))


def type_of(name: str, value: Any) -> str:
    """The type of a new column.

    >>> type_of("timestamp", "2026-03-01T10:15:30Z"), type_of("revenue", Decimal("19.99")), type_of("vip", True)
    ('timestamptz', 'numeric', 'boolean')
    """
    if name == "timestamp":
        return "timestamptz"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float | Decimal):
        return "numeric"
    return "jsonb" if isinstance(value, dict | list) else "text"


def judged(error: psycopg.Error) -> Outcome:
    """What the server's refusal means; what says nothing about rows or set-up is raised again.

    >>> judged(errors.NumericValueOutOfRange("too large"))
    Rejected(reason='PostgreSQL: too large (SQLSTATE 22003)', batch=False)
    """
    told = " ".join(filter(None, (error.diag.message_primary or str(error), error.diag.message_hint)))
    reason = f"PostgreSQL: {told} (SQLSTATE {error.sqlstate})"
    kind = (error.sqlstate or "")[:2]
    if kind in OF_THE_ROW:
        return Rejected(reason)
    if kind in OF_THE_SET_UP:
        return Retry(reason, counts=False, pause=True)
    raise error
