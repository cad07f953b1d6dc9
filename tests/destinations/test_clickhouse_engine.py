"""ClickHouse's own engine behind HTTP: what is stored, refused and dropped as known; the stand-in agrees with it."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from destinations.clickhouse import CLICKHOUSE, ClickHouseSettings
from destinations.clickhouse.stand_in import COLUMNS, VENDOR, reads
from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.sdk import Outcome, Payload, Rejected, Retry, Sent
from tests.bulk.engines import needed
from tests.destinations.clickhouse_bridge import Server, running_clickhouse
from tests.destinations.played import played, requests_of

pytestmark = pytest.mark.cluster
WINDOW = "ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100"
MOMENT = "2026-03-01T10:15:30.250Z"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a database, and a table of the columns that rows have and one of the sender's."""
    needed("chdb")
    with running_clickhouse(tmp_path_factory.mktemp("clickhouse")) as running:
        running.ask("CREATE DATABASE shop")
        yield running


def make_table(server: Server, name: str, columns: dict[str, str], engine: str = WINDOW) -> str:
    listed = ", ".join(f"`{column}` {kind}" for column, kind in columns.items())
    server.ask(f"CREATE OR REPLACE TABLE shop.`{name}` ({listed}) {engine}")
    return name


def settings_of(server: Server, **own: Any) -> ClickHouseSettings:
    given = {"url": server.url, "database": "shop", "user": "loader", "password": "s3cret", **own}
    return ClickHouseSettings.model_validate({**given, "allow_private": ["127.0.0.0/8"]})


def payload(table: str, name: str, kind: str = "track", **fields: Any) -> Payload:
    found = CLICKHOUSE.action_type(kind)
    assert found
    own = {"event": "E"} if kind in ("track", "purchase", "refund") else {}
    given = {"table": table, "timestamp": MOMENT, **own, **fields}
    return found.payload.model_validate(given).with_delivery_id(f"id-{name}")


def sent(settings: ClickHouseSettings, *payloads: Payload, kind: str = "track", attempts: int = 1) -> list[Outcome]:
    """What became of the rows, in their order."""
    found = CLICKHOUSE.action_type(kind)
    assert found

    async def deliver() -> list[Outcome]:
        policy = RetryPolicy(base=0.05, attempts=attempts)
        async with Deliverer({"clickhouse": settings}, policy=policy) as deliverer:
            rows = [Delivery(one.delivery_id, "clickhouse", found, one) for one in payloads]
            return [one.outcome for one in await deliverer.deliver(rows)]

    return asyncio.run(deliver())


def rows_in(server: Server, table: str, columns: str = "*") -> list[Any]:
    # Amounts as texts: what is compared is what is stored, not what a float makes of it.
    how = "SETTINGS output_format_json_quote_decimals = 1, output_format_json_quote_64bit_integers = 0"
    text = server.ask(f"SELECT {columns} FROM shop.`{table}` ORDER BY id {how} FORMAT JSONEachRow")  # noqa: S608 - a test's own
    return [json.loads(line) for line in text.splitlines() if line]


def test_an_order_is_stored_with_its_amounts_exact_and_its_facts_whole(server: Server) -> None:
    table = make_table(server, "orders", {**COLUMNS, "id": "String", "total": "Nullable(Decimal(38, 9))"})
    facts = {"a": {"b": [1, {"c": "x"}]}, "note": 'a "quote", a \\ and a tab\t', "name": "Zoë 🙂"}
    order = payload(table, "a", "purchase", revenue="19.99", currency="eur", total="0.1", properties=facts)
    large = payload(table, "b", "purchase", revenue="123456789012345.678901234", currency="USD", order_id="7")
    assert sent(settings_of(server), order, large, kind="purchase") == [Sent(), Sent()]
    first, second = rows_in(server, table)
    assert (first["revenue"], first["total"], first["currency"]) == ("19.99", "0.1", "EUR")
    assert (first["timestamp"], first["properties"]) == ("2026-03-01 10:15:30.250", facts)
    assert (second["revenue"], second["order_id"], second["tax"]) == ("123456789012345.678901234", "7", None)


@pytest.mark.parametrize("gathers", [True, False], ids=["rows that the server gathers", "rows of one call"])
def test_what_is_sent_again_is_stored_once(server: Server, *, gathers: bool) -> None:
    table = make_table(server, f"once {gathers}", {**COLUMNS, "id": "String"})
    settings = settings_of(server, async_insert=gathers)
    for _ in range(3):
        assert sent(settings, payload(table, "a"), payload(table, "b")) == [Sent(), Sent()]
    assert sent(settings, payload(table, "c")) == [Sent()]
    assert [row["id"] for row in rows_in(server, table)] == ["id-a", "id-b", "id-c"]


def test_one_row_that_is_refused_takes_no_other_along(server: Server) -> None:
    table = make_table(server, "strict", {**COLUMNS, "id": "String", "visits": "Int32"})
    rows = [payload(table, name, columns={"visits": visits}) for name, visits in (("a", 1), ("b", "x"), ("c", 3))]
    outcomes = sent(settings_of(server), *rows)
    assert [type(one) for one in outcomes] == [Sent, Rejected, Sent]
    assert "while reading the value of key visits" in outcomes[1].reason  # type: ignore[union-attr]  # it is Rejected
    assert [row["id"] for row in rows_in(server, table)] == ["id-a", "id-c"]


def test_a_column_that_is_missing_refuses_the_row_unless_it_is_left_out(server: Server) -> None:
    table = make_table(server, "narrow", {"id": "String", "timestamp": "DateTime64(3, 'UTC')", "event": "String"})
    row = payload(table, "a", columns={"plan": "pro"})
    [outcome] = sent(settings_of(server), row)
    assert isinstance(outcome, Rejected)
    assert "Unknown field found while parsing JSONEachRow format: plan" in outcome.reason
    assert sent(settings_of(server, skip_unknown=True), row) == [Sent()]
    assert rows_in(server, table) == [{"id": "id-a", "timestamp": "2026-03-01 10:15:30.250", "event": "E"}]


@pytest.mark.parametrize(
    ("own", "table", "expected", "word"),
    [
        pytest.param({"password": "wrong"}, "t", Retry, "Authentication failed", id="a wrong password"),
        pytest.param({"user": "nobody"}, "t", Retry, "Authentication failed", id="an unknown user"),
        pytest.param({"database": "none"}, "t", Retry, "Database none does not exist", id="no such database"),
        pytest.param({}, "missing one", Rejected, "does not exist", id="no such table"),
    ],
)
def test_what_is_wrong_with_the_whole_call(
    server: Server, own: dict[str, str], table: str, expected: type, word: str
) -> None:
    make_table(server, "t", {**COLUMNS, "id": "String"})
    [outcome] = sent(settings_of(server, **own), payload(table, "a"))
    assert isinstance(outcome, expected)
    assert isinstance(outcome, Rejected | Retry)
    assert word in outcome.reason
    assert isinstance(outcome, Rejected) or (outcome.pause, outcome.counts) == (True, False)


def test_a_server_that_is_killed_and_comes_back_has_each_row_once(tmp_path: Path) -> None:
    needed("chdb")
    with running_clickhouse(tmp_path / "killed") as killed:
        killed.ask("CREATE DATABASE shop")
        table = make_table(killed, "events", {**COLUMNS, "id": "String"}, engine=f"{WINDOW}, fsync_after_insert = 1")
        settings = settings_of(killed)
        batches = [[payload(table, f"{batch}-{row}") for row in range(5)] for batch in range(4)]
        ledger = {one.delivery_id for batch in batches for one in batch}
        assert sent(settings, *batches[0]) == [Sent()] * 5
        killed.kill()
        assert not any(isinstance(one, Sent) for one in sent(settings, *batches[1]))
        killed.start()
        for batch in batches:
            assert sent(settings, *batch) == [Sent()] * 5
        stored = [row["id"] for row in rows_in(killed, table, "id")]
    assert (len(stored), set(stored)) == (20, ledger)


VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.5, 19.99, 300, 5_000_000_000, 1772360130, 1e25),
    *("", "x", "abc", "5", "1.5", "true", "yesterday", "2026-03-01", MOMENT, "2026-03-01T10:15:30+02:00"),
    *("2026-03-01 10:15:30", "1772360130", "03/04/2026", '{"a":1}', "\0"),
    *([], ["x"], [1], [1, None], ["1"], [[1]], [{"a": 1}]),
    *({}, {"a": "x"}, {"a": 1, "b": None}, {"a": {"b": {}}}, {"a.b": 1, "a": {"b": 2}}, {"a": [{"b": 1}, 2]}),
]
TYPES = (
    *("String", "LowCardinality(String)", "Nullable(String)", "Int32", "Nullable(Int32)", "Int64", "Float64", "Bool"),
    *("Decimal(18, 4)", "Nullable(Decimal(9, 2))", "DateTime64(3, 'UTC')", "Nullable(DateTime64(6, 'UTC'))"),
    *("Array(String)", "Array(Int32)", "Array(Nullable(Int32))", "Array(JSON)", "Map(String, String)", "JSON"),
)
# What the engine takes and changes beyond recognition, and the stand-in therefore refuses.
STRICTER = {
    *((kind, 5_000_000_000) for kind in ("Int32", "Nullable(Int32)")),
    *(
        (kind, value)
        for kind in ("DateTime64(3, 'UTC')", "Nullable(DateTime64(6, 'UTC'))")
        for value in ("1.5", "03/04/2026")
    ),
}


@pytest.mark.parametrize("kind", TYPES)
def test_the_stand_in_takes_what_the_engine_takes(server: Server, kind: str) -> None:
    table = make_table(server, "odd", {"id": "String", "x": kind}, "ENGINE = MergeTree ORDER BY id")
    rows = [payload(table, str(at), columns={"x": value}) for at, value in enumerate(VALUES)]
    taken = [isinstance(one, Sent) for one in sent(settings_of(server, skip_unknown=True), *rows)]
    wrong = {
        json.dumps(value)
        for value, is_taken in zip(VALUES, taken, strict=True)
        if is_taken != reads(kind, value) and (kind, json.dumps(value)) not in {(k, json.dumps(v)) for k, v in STRICTER}
    }
    assert wrong == set()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="nothing wrong"),
        pytest.param({"timestamp": "yesterday"}, id="no time"),
        pytest.param({"revenue": "much"}, id="no amount"),
        pytest.param({"properties": [1]}, id="a list where an object belongs"),
        pytest.param({"properties": {"a.b": 1, "a": {"b": 2}}}, id="a path twice"),
        pytest.param({"coupon": None}, id="a null"),
        pytest.param({"products": [{"price": 1}]}, id="a list for a text"),
        pytest.param({"plan": "pro"}, id="a column that is not there"),
    ],
)
def test_the_stand_in_answers_as_the_engine_does(server: Server, change: dict[str, Any]) -> None:
    table = make_table(server, "narrow", {**COLUMNS, "id": "String"})
    [made] = requests_of(CLICKHOUSE, "track", [payload(table, "a")], settings_of(server))
    body, headers = [{**json.loads(made.body)[0], **change}], dict(made.headers)
    told = httpx.post(made.url, json=body, headers=headers, timeout=60)
    away = made.post(made.url.replace(server.url, "https://abc.clickhouse.cloud"), json=body, headers=headers)
    answer = played(VENDOR, away)
    code = "x-clickhouse-exception-code"
    assert (answer.status, answer.headers.get(code)) == (told.status_code, told.headers.get(code))
