"""Rows into PostgreSQL by psycopg 3: one connection, one statement for a batch, committed when it returns."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

import psycopg

from destinations.postgres.writer.bounds import Bounds, Learned
from destinations.postgres.writer.insert import Table
from destinations.postgres.writer.judge import judged
from destinations.postgres.writer.table import Connection, make_table, read_columns
from destinations.sdk import Outcome, Retry, Write

if TYPE_CHECKING:
    from destinations.postgres import PostgresSettings

# What the server or libpq says before there is a session; libpq hands on no SQLSTATE then.
NO_ENTRY = ("authentication failed", "no password", "pg_hba.conf", "does not exist", "not support SSL", "certificate")


class PostgresWriter:
    """One connection; `async with` closes it."""

    def __init__(self, settings: "PostgresSettings") -> None:
        self._settings = settings
        self._connection: Connection | None = None
        self._learned: dict[str, Learned] = {}

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
        makes = self._settings.create_tables
        columns = await read_columns(self._connection, write.target)
        if not columns and makes:
            try:
                await make_table(self._connection, write.target)
            except psycopg.Error as error:
                return [judged(error)] * len(write.rows)
            columns = await read_columns(self._connection, write.target)
        learned = self._learned.setdefault(write.target, Learned())
        bounds = Bounds(write.own, makes, makes and self._settings.widen_columns, learned)
        return await Table(self._connection, write.target, bounds, columns).write(write.rows, write.body)


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
