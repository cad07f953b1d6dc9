"""PostgreSQL: events as rows of your own database, a table for each kind.

What all events have stands in columns (`id`, `timestamp`, `user_id`, `revenue`, ...), the rest in columns of JSONB.
Tables and columns are made when the first row needs them; a table of your own is filled as it is, its types
deciding, as long as its `id` is unique. Rows whose id is there already are left alone, so that whatever is sent
twice stands there once; `id` is the event's messageId unless something else is mapped. Amounts are `numeric`, in
major units, to the last digit. A row that the table cannot hold is rejected alone.

- sources: postgresql.org/docs/18, sections 7.2 (SQL INSERT), 9.16 (JSON functions) and appendix A (error codes)
- `writer.py`: the connection; needs `destination-actions[postgres]`
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from destinations.sdk import Destination, Limits, OpenWriter, Payload, Settings, Write, Writer, hookimpl
from destinations.sdk.families.writers import TableName, extra, row_types, to_row
from destinations.sdk.refusal import refusal, shown

MOST_PORT = 65535


def read_host(host: str) -> str:
    """One host's name or address, or the folder of a local server's socket."""
    # libpq takes lists of hosts, and keyword strings elsewhere: what is none of them is a mistake.
    if not host or any(letter in host for letter in ", =?@") or "://" in host:
        raise refusal(f"{shown(host)} is not a host; write its name alone, such as db.example.com")
    return host


class PostgresSettings(Settings):
    """A database."""

    host: Annotated[str, AfterValidator(read_host)] = Field(description="The server, such as db.example.com.")
    port: int = Field(5432, ge=1, le=MOST_PORT, description="Its port.")
    database: str = Field(min_length=1, description="The database's name.")
    user: str = Field(min_length=1, description="Who writes; needs INSERT, and CREATE where tables are to be made.")
    password: SecretStr | None = Field(None, description="The user's password.")
    schema_name: TableName = Field("public", description="The schema that the tables are in.")
    create_tables: bool = Field(default=True, description="Make the tables and columns that are missing.")
    tls: Literal["disable", "prefer", "require", "verify-ca", "verify-full"] = Field(
        "require", description="How the connection is encrypted; verify-full checks that it is the right server."
    )
    tls_ca_file: str | None = Field(
        None, description="File with the authority that verify-ca and verify-full trust; system takes the machine's."
    )

    def open_writer(self) -> OpenWriter:
        return opened(self)


class InTable(Payload):
    """Where a row goes."""

    table: TableName = Field(description="The table, without its schema.")


def table_of(payload: InTable) -> str:
    """What rows must have in common to travel together."""
    return payload.table


def build_rows(payloads: Sequence[Any], settings: PostgresSettings) -> Write:
    """The rows for one table."""
    rows = [to_row(one, "table") for one in payloads]
    return Write.of("postgres", f"{settings.schema_name}.{payloads[0].table}", rows)


@asynccontextmanager
async def opened(settings: PostgresSettings) -> AsyncIterator[Writer]:
    """The writer, which connects when it gets its first rows."""
    with extra("postgres"):
        from destinations.postgres.writer import PostgresWriter
    async with PostgresWriter(settings) as writer:
        yield writer


POSTGRES = Destination(
    name="postgres",
    title="PostgreSQL",
    settings=PostgresSettings,
    action_types=row_types(InTable, build_rows, Limits(items=1000, bytes=8_000_000), table_of),
    help="Tables of your own database, a row for each event.",
    names=("Postgres",),
)


@hookimpl
def register_destinations() -> list[Destination]:
    """This destination."""
    return [POSTGRES]
