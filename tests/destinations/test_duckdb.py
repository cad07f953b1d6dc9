"""DuckDB beyond its cases: rows in a real file, and what becomes of those that it refuses."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from destinations.delivery import Delivered, Deliverer, Delivery, RetryPolicy
from destinations.duckdb import DUCKDB, DuckDbSettings, build_rows
from destinations.duckdb.writer import DuckDbWriter
from destinations.sdk import Outcome, Rejected, Retry, Sent

WHEN = "2026-03-01T10:15:30.250Z"
PURCHASE = DUCKDB.action_type("purchase")


def rows_in(path: Path, question: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        found: list[tuple[Any, ...]] = connection.execute(question).fetchall()
        return found


def write(path: Path, *rows: dict[str, Any]) -> list[Outcome]:
    return DuckDbWriter(str(path)).insert("orders", [{"timestamp": WHEN, **row} for row in rows])


def test_an_order_is_a_row_with_its_amounts_exact(tmp_path: Path) -> None:
    path = tmp_path / "new" / "events.duckdb"
    row = {"id": "a", "revenue": Decimal("19.99"), "products": [{"sku": "s", "price": Decimal("0.1")}], "new": True}
    assert write(path, row, {"id": "b", "count": 3, "revenue": Decimal("1234567890.123")}) == [Sent(), Sent()]
    question = "SELECT id, timestamp::VARCHAR, revenue, products, new, count FROM orders ORDER BY id"
    [a, b] = rows_in(path, question)
    products = '[{"sku":"s","price":0.1}]'
    assert a == ("a", "2026-03-01 10:15:30.25", Decimal("19.99"), products, True, None)
    assert (b[2], b[5]) == (Decimal("1234567890.123"), 3)


def test_a_row_of_an_id_that_is_there_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    assert write(path, {"id": "a", "event": "first"}) == [Sent()]
    assert write(path, {"id": "a", "event": "again"}, {"id": "b", "event": "other"}) == [Sent(), Sent()]
    assert rows_in(path, "SELECT id, event FROM orders ORDER BY id") == [("a", "first"), ("b", "other")]


def test_names_are_compared_without_regard_to_case(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    assert write(path, {"id": "a", "Plan": "pro"}, {"id": "b", "plan": "free"}) != []
    assert write(path, {"id": "c", "plan": "free"}) == [Sent()]


@pytest.mark.parametrize("name", ["select", "Order Completed", "größe"])
def test_any_name_of_a_table_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / "events.duckdb"
    assert DuckDbWriter(str(path)).insert(name, [{"id": "a", "timestamp": WHEN}]) == [Sent()]
    assert rows_in(path, f'SELECT count(*) FROM "{name}"') == [(1,)]  # noqa: S608 - a name of this test


def test_two_columns_that_differ_in_case_alone_refuse_their_row() -> None:
    assert PURCHASE
    given = {"table": "orders", "event": "E", "timestamp": WHEN, "columns": {"plan": "pro", "Plan": 5}}
    words = 'column "plan" cannot hold "pro": DuckDB takes it for "Plan"; write another name'
    with pytest.raises(ValueError, match=words):
        build_rows([PURCHASE.payload.model_validate(given)], DuckDbSettings(path="events.duckdb"))


def test_a_row_that_its_column_cannot_hold_is_refused_alone(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    assert PURCHASE
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE orders (id VARCHAR PRIMARY KEY, timestamp TIMESTAMP, n TINYINT, event VARCHAR)"
        )
    values = [1, "many", 2]
    payloads = [
        PURCHASE.payload.model_validate({"table": "orders", "event": "E", "timestamp": WHEN, "columns": {"n": one}})
        for one in values
    ]

    async def deliver() -> Sequence[Delivered]:
        settings = DuckDbSettings(path=str(path))
        async with Deliverer({"duckdb": settings}, policy=RetryPolicy(base=0.01)) as deliverer:
            return await deliverer.deliver(
                [
                    Delivery(f"id-{at}", "duckdb", PURCHASE, one.with_delivery_id(f"id-{at}"))
                    for at, one in enumerate(payloads)
                ]
            )

    assert [type(one.outcome) for one in asyncio.run(deliver())] == [Sent, Rejected, Sent]
    assert rows_in(path, "SELECT id, n FROM orders ORDER BY id") == [("id-0", 1), ("id-2", 2)]


HOLDER = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"


def test_rows_wait_while_another_process_has_the_file_open(tmp_path: Path) -> None:
    path = tmp_path / "events.duckdb"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        [outcome] = write(path, {"id": "a"})
        holder.communicate("")
    assert isinstance(outcome, Retry)
    assert not outcome.counts
    assert write(path, {"id": "a"}) == [Sent()]
