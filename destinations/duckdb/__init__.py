"""DuckDB: a row for each event in the tables of one file, for analysts on a laptop.

Tables and columns are made as rows need them: texts, exact decimals for amounts, times in UTC without a zone, JSON for
objects. A column of your own becomes JSON when values come that it cannot hold as they are. Names are compared without
regard to case, as DuckDB does it. A row of an id that is there is left out. The file is opened for each batch and
closed behind it, so that others can read it in between; while somebody else has it open, rows wait. A row with a value
that a column of a table of your making cannot hold is refused alone.

- sources: duckdb.org/docs/stable: connect/concurrency (one process at a time), sql/statements/insert (ON CONFLICT DO
  NOTHING), sql/data_types, read in November 2026
- `writer.py`: the tables; needs `destination-actions[duckdb]`
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from pydantic import Field

from destinations.sdk import Destination, Limits, OpenWriter, Settings, Write, Writer, hookimpl
from destinations.sdk.families.writers import (
    InTable,
    own_columns,
    require_extra,
    row_types,
    table_of,
    to_row,
)
from destinations.sdk.refusal import shown

LIMITS = Limits(items=1000, bytes=8_000_000, concurrency=1)


class DuckDbSettings(Settings):
    """A file."""

    path: str = Field(min_length=1, description="The file; it is made where it is not there: data/events.duckdb.")

    def open_writer(self) -> OpenWriter:
        return opened(self)


def build_rows(payloads: Sequence[Any], _: DuckDbSettings) -> Write:
    """The rows for one table; ValueError for two columns of a row that DuckDB takes for one."""
    rows = [to_row(one, "table") for one in payloads]
    for name, value, other in (found for row in rows for found in _alike(row)):
        raise ValueError(
            f'column "{name}" cannot hold {shown(value)}: DuckDB takes it for "{other}"; write another name'
        )
    return Write.of("duckdb", payloads[0].table, rows, own=own_columns(payloads))


def _alike(row: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    if len(by_name := {name.lower(): name for name in row}) < len(row):
        yield from (
            (name, value, by_name[name.lower()]) for name, value in row.items() if by_name[name.lower()] != name
        )


@asynccontextmanager
async def opened(settings: DuckDbSettings) -> AsyncIterator[Writer]:
    """The writer, which opens the file for each batch."""
    with require_extra("duckdb"):
        from destinations.duckdb.writer import DuckDbWriter
    yield DuckDbWriter(settings.path)


DUCKDB = Destination(
    name="duckdb",
    title="DuckDB",
    settings=DuckDbSettings,
    action_types=row_types(InTable, build_rows, LIMITS, table_of, {"rowid": "a column that DuckDB has itself"}),
    help="Tables of a file on this machine, a row for each event.",
    kind="other",
    without=("a row has the context whole, as JSON."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [DUCKDB]
