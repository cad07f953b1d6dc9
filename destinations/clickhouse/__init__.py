"""ClickHouse: a row for each event in tables of your own, through its HTTP interface.

Rows go as JSONEachRow, amounts exact; objects such as `properties` fit columns of the types JSON and String, times
those of DateTime64. The tables are yours: a column that is missing refuses the row, unless `skip_unknown` leaves it
out. With `async_insert` the server gathers rows of many calls, and answers when they are written. What is sent again
bears the same `insert_deduplication_token`, by which tables that deduplicate (Replicated ones, others by
`non_replicated_deduplication_window`) drop it. What a server refuses is known by ClickHouse's own codes of errors.
A column without a value gets its default, 0 for an amount: make columns `Nullable` where that would be wrong. Whole
numbers that are too large for their column are stored changed, without an error. What is said here was tried on
ClickHouse 26.9. Vendor's pages: clickhouse.com/docs/interfaces/http (headers, settings as parameters),
/interfaces/formats/JSONEachRow (a list is read as rows), /optimize/asynchronous-inserts, read in November 2026; codes
of errors are from the published sources (ErrorCodes.cpp). Not confirmed: which of them pass by themselves.
"""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from pydantic import Field, SecretStr

from destinations.sdk import (
    Destination,
    Limits,
    Networks,
    Outcome,
    Request,
    Response,
    Settings,
    Success,
    WebAddress,
    hookimpl,
    outcome_of,
    sha256_hex,
)
from destinations.sdk.families.writers import InTable, TableName, row_types, table_of, to_row

LIMITS = Limits(items=10_000, bytes=8_000_000, concurrency=4)
CODE = "x-clickhouse-exception-code"
# Wrong name or password, no right to write, no such database, a user who only reads: nothing at all can be written.
PAUSING = {"81", "164", "192", "193", "194", "195", "291", "497", "516"}
# Too much at once, a quota, no memory or disk left, no replica or Keeper, the network, or the server's own trouble.
PASSING = {
    *("159", "201", "202", "203", "241", "243", "252", "364", "439", "692", "745"),
    *("225", "236", "242", "244", "254", "265", "279", "285", "286", "319", "384", "394", "722", "733", "999"),
    *("74", "75", "76", "95", "96", "173", "198", "204", "209", "210", "425", "499", "500", "1000", "1001", "1002"),
}


class ClickHouseSettings(Settings):
    """A database."""

    url: WebAddress = Field(description="The server's HTTP interface: https://db.example.com:8443.")
    database: TableName = Field("default", description="The database that the tables are in.")
    user: str = Field("default", min_length=1, description="Who writes; needs INSERT.")
    password: SecretStr | None = Field(None, description="The user's password.")
    async_insert: bool = Field(default=True, description="Let the server gather rows of many calls before it writes.")
    skip_unknown: bool = Field(default=False, description="Leave out what the table has no column for.")
    allow_private: Networks = Field((), description="Networks to allow although they are private: 10.0.0.0/8.")

    def private_networks(self) -> tuple[str, ...]:
        return self.allow_private


def build_rows(payloads: Sequence[Any], settings: ClickHouseSettings) -> Request:
    """One INSERT with all rows, of one table."""
    rows = [to_row(one, "table") for one in payloads]
    params = {
        "query": f"INSERT INTO `{settings.database}`.`{payloads[0].table}` FORMAT JSONEachRow",
        "async_insert": str(int(settings.async_insert)),
        "wait_for_async_insert": "1",
        "async_insert_deduplicate": "1",
        "insert_deduplication_token": sha256_hex(" ".join(row["id"] for row in rows)),
        "input_format_skip_unknown_fields": str(int(settings.skip_unknown)),
        "date_time_input_format": "best_effort",
    }
    headers = {"x-clickhouse-user": settings.user}
    if settings.password is not None:
        headers["x-clickhouse-key"] = settings.password.get_secret_value()
    return Request.post(f"{settings.url.rstrip('/')}/", json=rows, params=params, headers=headers)


def judge_insert(response: Response, payloads: Sequence[Any]) -> list[Outcome]:
    """What ClickHouse's code of the error stands for; nothing for answers without one.

    What is wrong with a row refuses the whole INSERT, which is halved until the row is alone.
    """
    code = response.headers.get(CODE)
    if code is None or response.status == HTTPStatus.OK:
        return []
    said = response.body[:300].decode("utf-8", "replace").partition("\n")[0]
    outcome = outcome_of(code, f"ClickHouse: {said}", pause=PAUSING, again=PASSING)
    return [outcome] * len(payloads)


CLICKHOUSE = Destination(
    name="clickhouse",
    title="ClickHouse",
    settings=ClickHouseSettings,
    action_types=tuple(
        replace(kind, judge=judge_insert, success=Success.NO_PAGE)
        for kind in row_types(InTable, build_rows, LIMITS, table_of)
    ),
    help="Tables of your own column store, a row for each event.",
    nicknames=("ch",),
    kind="other",
    without=("a row has the context whole, as JSON."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [CLICKHOUSE]
