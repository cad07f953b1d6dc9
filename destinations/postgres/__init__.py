"""PostgreSQL: events as rows of your own database, a table for each kind.

What all events have stands in columns (`id`, `timestamp`, `user_id`, `revenue`, ...), the rest in columns of JSONB.
Tables and columns are made when the first row needs them; a table of your own is filled as it is, its types
deciding, as long as its `id` is unique. Rows whose id is there already are left alone, so that whatever is sent
twice stands there once; `id` is the event's messageId unless something else is mapped. Amounts are `numeric`, in
major units, to the last digit. The server has 12 or a later version.

A column of your own is made for all values of the batch that brings it: `boolean` or `numeric` where they all are,
`jsonb` where objects or lists are among them, else `text`, in which numbers stand as their text. When other values
come later, it becomes `text` or `jsonb`; what is in it stays, to the last digit. For that PostgreSQL writes the
table anew and locks it meanwhile. The change waits at most 3 seconds for whoever reads the table, else it is tried
again later, and may take 10 seconds. Where it takes longer, is forbidden, or a view stands on the column, the rows
that do not fit are rejected, with the column and the value, and all others are stored: change the type yourself
then. `widen_columns: false` rejects such rows always. Only columns with this comment are widened: `made by
destination-actions, which widens its type when other values come`. Take it away to keep a column's type; give it to
a column of another origin, with `COMMENT ON COLUMN`, to have that one widened.

A row that the table cannot hold, or that a trigger of yours drops, is rejected alone, with the column and the value
where the server knows them. What is reported as sent has been committed and is on the server's disk, also where the
server has `synchronous_commit = off`.

- sources: postgresql.org/docs/18, sections 7.2 (SQL INSERT), 9.16 (JSON functions) and appendix A (error codes)
- `writer`: the connection; needs `destination-actions[postgres]`
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from destinations.sdk import Destination, Limits, OpenWriter, Settings, Write, Writer, hookimpl
from destinations.sdk.families.writers import (
    InTable,
    TableName,
    own_columns,
    require_extra,
    row_types,
    table_of,
    to_row,
)
from destinations.sdk.refusal import refusal, shown

MOST_PORT = 65535
KEPT = dict.fromkeys(
    ("ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"), "a column that PostgreSQL keeps for itself in each table"
)


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
    widen_columns: bool = Field(
        default=True,
        description="Let a column that was made here become text or jsonb when other values come; rewrites the table.",
    )
    tls: Literal["disable", "prefer", "require", "verify-ca", "verify-full"] = Field(
        "require", description="How the connection is encrypted; verify-full checks that it is the right server."
    )
    tls_ca_file: str | None = Field(
        None, description="File with the authority that verify-ca and verify-full trust; system takes the machine's."
    )

    def open_writer(self) -> OpenWriter:
        return opened(self)


def build_rows(payloads: Sequence[Any], settings: PostgresSettings) -> Write:
    """The rows for one table."""
    rows = [to_row(one, "table") for one in payloads]
    return Write.of("postgres", f"{settings.schema_name}.{payloads[0].table}", rows, own=own_columns(payloads))


@asynccontextmanager
async def opened(settings: PostgresSettings) -> AsyncIterator[Writer]:
    """The writer, which connects when it gets its first rows."""
    with require_extra("postgres"):
        from destinations.postgres.writer import PostgresWriter
    async with PostgresWriter(settings) as writer:
        yield writer


POSTGRES = Destination(
    name="postgres",
    title="PostgreSQL",
    settings=PostgresSettings,
    action_types=row_types(InTable, build_rows, Limits(items=1000, bytes=8_000_000), table_of, KEPT),
    help="Tables of your own database, a row for each event.",
    nicknames=("pg",),
    names=("Postgres",),
    kind="other",
    without=("a row has the context whole, as JSON."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    """This destination."""
    return [POSTGRES]
