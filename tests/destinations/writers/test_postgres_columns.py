"""Columns of a real PostgreSQL: made for all values of a batch, widened as others come, and never at others' cost."""

import asyncio
import itertools
import time
from collections.abc import Sequence
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from destinations import postgres
from destinations.postgres import POSTGRES, PostgresSettings
from destinations.postgres.writer import PostgresWriter, insert, table
from destinations.postgres.writer.table import MADE
from destinations.sdk import Outcome, Rejected, Retry, Sent, Write
from tests.destinations.writers.stores import PostgresStore, delivered, is_kept, payload_of

WHEN = "2026-03-01T10:15:30.250Z"
OF_THE_KIND = ("id", "timestamp", "name")
TYPES = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = current_schema AND table_name = 'things' AND column_name LIKE 'plan%'
"""


@pytest.fixture
def store(server: str) -> PostgresStore:
    return PostgresStore(server)


def written(store: PostgresStore, *batches: Sequence[dict[str, Any]], **own: Any) -> list[list[Outcome]]:
    """The outcomes of batches that one writer gets, one after the other; rows get an id by their number."""

    async def run() -> list[list[Outcome]]:
        settings = PostgresSettings.model_validate({**store.settings.model_dump(), **own})
        number, reported = 0, []
        async with PostgresWriter(settings) as writer:
            for batch in batches:
                rows = [{"id": f"m-{number + n}", "timestamp": WHEN, **row} for n, row in enumerate(batch)]
                number += len(rows)
                named = {name for row in rows for name in row} - {*OF_THE_KIND}
                reported.append(
                    list(await writer.write(Write.of("postgres", f"{settings.schema_name}.things", rows, own=named)))
                )
        return reported

    return asyncio.run(run())


def kinds(outcomes: Sequence[Outcome]) -> list[str]:
    return [type(one).__name__.lower() for one in outcomes]


def types_of(store: PostgresStore) -> dict[str, str]:
    return dict(store.ask(TYPES)[1:])


MIXED: dict[str, tuple[list[Any], str]] = {
    "texts": (["pro", "free"], "text"),
    "numbers": ([3, 0.5, 2**64 - 1, 1e300], "numeric"),
    "true and false": ([True, False], "boolean"),
    "objects and lists": ([{"a": 1}, [1]], "jsonb"),
    "a text and a number": (["pro", 3], "text"),
    "a text, a number and true": (["pro", 3, True], "text"),
    "digits in a text and a number": (["007", 7], "text"),
    "true and a number": ([True, 1], "text"),
    "an object and a number": ([{"a": 1}, 3], "jsonb"),
    "an object and a text": ([{"a": 1}, "pro"], "jsonb"),
    "a list, true, a text and a number": ([[], True, "", 0], "jsonb"),
}


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "in reverse order"])
@pytest.mark.parametrize(("values", "kind"), MIXED.values(), ids=MIXED)
def test_a_new_column_has_the_type_for_all_values_of_its_batch(
    store: PostgresStore, values: list[Any], kind: str, backwards: bool
) -> None:
    values = values[::-1] if backwards else values
    (outcomes,) = written(store, [{"plan": value} for value in values])
    assert kinds(outcomes) == ["sent"] * len(values)
    assert types_of(store) == {"plan": kind}
    found = store.rows("things")
    assert all(is_kept(value, found[f"m-{number}"]["plan"]) for number, value in enumerate(values))


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "in reverse order"])
@pytest.mark.parametrize(("values", "kind"), MIXED.values(), ids=MIXED)
def test_it_widens_as_other_values_come(store: PostgresStore, values: list[Any], kind: str, backwards: bool) -> None:
    values = values[::-1] if backwards else values
    outcomes = written(store, *[[{"plan": value}] for value in values])
    assert outcomes == [[Sent()]] * len(values)
    found = store.rows("things")
    assert all(is_kept(value, found[f"m-{number}"]["plan"]) for number, value in enumerate(values))
    # A text column takes objects as they are written, without becoming another one.
    assert types_of(store)["plan"] in {kind, "text"}


def test_numbers_that_were_there_are_text_to_the_last_digit_then(store: PostgresStore) -> None:
    written(store, [{"plan": 9007199254740993}, {"plan": 1.10}], [{"plan": "pro"}])
    assert sorted(row["plan"] for row in store.rows("things").values()) == ["1.1", "9007199254740993", "pro"]


def test_two_writers_widen_one_column(store: PostgresStore) -> None:
    written(store, [{"plan": 3}])

    async def run() -> list[Any]:
        async def write(name: str, value: Any) -> Sequence[Outcome]:
            async with PostgresWriter(store.settings) as writer:
                rows = [{"id": name, "timestamp": WHEN, "plan": value}]
                target = f"{store.settings.schema_name}.things"
                return await writer.write(Write.of("postgres", target, rows, own={"plan"}))

        values = ["pro", True, {"a": 1}, 5, "007", [1]]
        return await asyncio.gather(*(write(f"w-{number}", value) for number, value in enumerate(values)))

    assert asyncio.run(run()) == [[Sent()]] * 6
    assert len(store.rows("things")) == 7


# Columns that keep their type


def test_a_column_of_somebody_elses_keeps_its_type(store: PostgresStore) -> None:
    store.ask(f"CREATE SCHEMA {store.settings.schema_name}")
    store.ask('CREATE TABLE things (id text PRIMARY KEY, "timestamp" timestamptz, plan numeric)')
    (outcomes,) = written(store, [{"plan": 3}, {"plan": "pro"}, {"plan": "007"}])
    assert kinds(outcomes) == ["sent", "rejected", "sent"]
    assert 'column "plan" cannot hold "pro": invalid input syntax for type numeric' in str(outcomes[1])
    # The types of a table of one's own decide, here that 007 is a number.
    assert store.rows("things")["m-2"]["plan"] == 7


def test_the_comment_is_the_one_that_the_page_tells_of() -> None:
    assert MADE in " ".join((postgres.__doc__ or "").split())


def test_whoever_takes_the_comment_away_keeps_the_type(store: PostgresStore) -> None:
    written(store, [{"plan": 3}])
    assert store.ask("SELECT col_description('things'::regclass, 4)")[1:] == [(MADE,)]
    store.ask("COMMENT ON COLUMN things.plan IS NULL")
    (outcomes,) = written(store, [{}, {"plan": 4}, {"plan": "pro"}])
    assert kinds(outcomes[:3]) == ["sent", "sent", "rejected"]
    assert types_of(store) == {"plan": "numeric"}


def test_a_view_of_the_column_costs_only_the_rows_that_do_not_fit(store: PostgresStore) -> None:
    written(store, [{"plan": 3}])
    store.ask("CREATE VIEW plans AS SELECT plan FROM things")
    rows: list[dict[str, Any]] = [{"id": "a", "plan": 4}, {"id": "b", "plan": "pro"}, {"id": "c"}]
    first, later = written(store, rows, [{"id": "d", "plan": 5}, {"id": "e", "plan": True}])
    assert kinds(first) == ["sent", "rejected", "sent"]
    assert kinds(later) == ["sent", "rejected"]
    assert (
        'column "plan" cannot hold "pro": it is numeric, and cannot be widened: cannot alter type of a column used by'
        " a view or rule (SQLSTATE 0A000)" in str(first[1])
    )
    assert types_of(store) == {"plan": "numeric"}


@pytest.mark.parametrize("own", [{"widen_columns": False}, {"create_tables": False}], ids=str)
def test_settings_keep_the_types(store: PostgresStore, own: dict[str, Any]) -> None:
    written(store, [{"plan": 3}])
    rows: list[dict[str, Any]] = [{"id": "a", "plan": 4}, {"id": "b", "plan": "007"}, {"id": "c", "plan": 5}]
    (outcomes,) = written(store, rows, **own)
    assert kinds(outcomes) == ["sent", "rejected", "sent"]
    assert 'column "plan" cannot hold "007": it is numeric, and cannot be widened' in str(outcomes[1])


def test_a_column_that_may_not_be_made_costs_only_the_rows_that_have_it(store: PostgresStore) -> None:
    written(store, [{}])
    rows: list[dict[str, Any]] = [{"id": "a"}, {"id": "b", "extra": 1}, {"id": "c"}]
    (outcomes,) = written(store, rows, create_tables=False)
    assert kinds(outcomes) == ["sent", "rejected", "sent"]
    assert 'column "extra" cannot hold 1: it is not there, and cannot be added: create_tables is off' in str(
        outcomes[1]
    )


def test_a_column_of_the_kind_that_is_missing_is_for_a_person_to_mend(store: PostgresStore) -> None:
    written(store, [{}])
    (outcomes,) = written(store, [{"id": "a", "name": "Home"}, {"id": "b", "name": "Shop"}], create_tables=False)
    assert [isinstance(one, Retry) and one.pause for one in outcomes] == [True, True]
    assert 'column "name" of relation "things" does not exist' in str(outcomes[0])


def test_who_does_not_own_the_table_fills_the_columns_that_are_there(store: PostgresStore) -> None:
    written(store, [{"plan": 3}])
    schema = store.settings.schema_name
    store.ask("DROP ROLE IF EXISTS filler")
    store.ask("CREATE ROLE filler LOGIN")
    store.ask(f"GRANT USAGE ON SCHEMA {schema} TO filler; GRANT INSERT, SELECT ON things TO filler")
    rows: list[dict[str, Any]] = [
        {"id": "a", "plan": 4},
        {"id": "b", "plan": "pro"},
        {"id": "c", "extra": 1},
        {"id": "d", "extra": 2, "other": 3},
        {"id": "e"},
    ]
    (outcomes,) = written(store, rows, user="filler")
    assert kinds(outcomes) == ["sent", "rejected", "rejected", "rejected", "sent"]
    assert all("must be owner of table things (SQLSTATE 42501)" in str(one) for one in outcomes[1:4])
    assert [str(one).count('column "extra"') for one in outcomes[2:4]] == [1, 1]
    store.ask(f"DROP OWNED BY filler; DROP ROLE filler; SELECT '{schema}'")


def test_a_column_that_the_server_computes_costs_only_the_rows_that_name_it(store: PostgresStore) -> None:
    written(store, [{"plan": 3}])
    store.ask("ALTER TABLE things ADD COLUMN twice numeric GENERATED ALWAYS AS (plan * 2) STORED")
    (outcomes,) = written(store, [{"id": "a", "plan": 4}, {"id": "b", "twice": 1}])
    assert kinds(outcomes) == ["sent", "rejected"]
    assert 'column "twice" cannot hold 1: the server computes its value' in str(outcomes[1])
    assert store.rows("things")["a"]["twice"] == 8


def test_a_column_in_use_is_widened_later_and_others_do_not_wait(store: PostgresStore) -> None:
    written(store, [{"plan": 3}])
    shop = store.settings
    with psycopg.connect(host=shop.host, user="postgres", dbname="postgres") as reader:
        # Somebody reads the table in a transaction that goes on.
        reader.execute(f"TABLE {shop.schema_name}.things".encode())
        start = time.monotonic()
        (outcomes,) = written(store, [{"id": "a", "plan": 4}, {"id": "b", "plan": "pro"}, {"id": "c", "plan": 5}])
        assert kinds(outcomes) == ["sent", "retry", "sent"]
        # Seconds, on a busy machine too; the reader's transaction goes on for ever.
        assert time.monotonic() - start < 60
    assert "others hold the table" in str(outcomes[1])
    assert written(store, [{"id": "b", "plan": "pro"}]) == [[Sent()]]


def test_a_change_that_takes_too_long_costs_only_the_rows_that_need_it(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(store, [{"plan": 3}])
    store.ask(
        "INSERT INTO things (id, \"timestamp\", plan) SELECT 'old-' || n, now(), n FROM generate_series(1, 200000) AS n"
    )
    monkeypatch.setattr(table, "PATIENT", "SET LOCAL lock_timeout = '1s'; SET LOCAL statement_timeout = '30ms'")
    rows: list[dict[str, Any]] = [{"id": "a", "plan": 4}, {"id": "b", "plan": "pro"}]
    first, later = written(store, rows, [{"id": "c", "plan": True}, {"id": "d", "plan": 5}])
    assert kinds(first) == ["sent", "rejected"]
    assert kinds(later) == ["rejected", "sent"]
    assert 'column "plan" cannot hold "pro": it is numeric, and cannot be widened: it takes over 10 s' in str(first[1])
    assert types_of(store) == {"plan": "numeric"}


def test_what_the_system_has_costs_only_its_row_even_unchecked(store: PostgresStore) -> None:
    rows = [{"id": "a", "plan": "pro"}, {"id": "b", "xmin": "5", "plan": "x"}, {"id": "c", "plan": "free"}]
    (outcomes,) = written(store, rows)
    assert kinds(outcomes) == ["sent", "rejected", "sent"]
    assert 'column "xmin" cannot hold "5"' in str(outcomes[1])
    assert types_of(store) == {"plan": "text"}


# Reasons


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param({"plan": "\x00"}, 'column "plan" cannot hold "\\u0000": ', id="a text that no column holds"),
        pytest.param({"other": {"a": "\x00"}}, 'column "other" cannot hold an object: ', id="the same within"),
        pytest.param({"score": "high"}, 'column "score" cannot hold "high": invalid input syntax', id="a text"),
        pytest.param({"day": "32 March"}, 'column "day" cannot hold "32 March": ', id="no day"),
        pytest.param({"code": "four"}, 'column "code" cannot hold "four": value too long', id="a text too long"),
        pytest.param({"must": None}, 'column "must" cannot hold null: null value', id="nothing where there must be"),
        pytest.param({"score": 10**9}, "check constraint", id="a number that a rule forbids"),
        pytest.param({"id": None}, 'column "id" cannot hold null: ', id="no id"),
    ],
)
def test_a_row_that_is_refused_is_refused_for_its_column_and_value(
    store: PostgresStore, bad: dict[str, Any], words: str
) -> None:
    store.ask(f"CREATE SCHEMA {store.settings.schema_name}")
    store.ask(
        'CREATE TABLE things (id text PRIMARY KEY, "timestamp" timestamptz, plan text, other jsonb, day date,'
        " score real CHECK (score < 100), code varchar(3), must text NOT NULL)"
    )
    good = [{"must": "x", "score": 1, "day": "2026-03-01", "code": "abc"} for _ in range(5)]
    (outcomes,) = written(store, [*good[:3], {**good[0], **bad}, *good[3:]])
    assert kinds(outcomes) == ["sent"] * 3 + ["rejected"] + ["sent"] * 2
    assert isinstance(outcomes[3], Rejected)
    assert words in outcomes[3].reason


@pytest.mark.slow
def test_many_rows_at_fault_are_reported_apart_in_several_goes(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(store, [{"plan": 3}])
    store.ask("ALTER TABLE things ADD COLUMN score numeric")
    # A clock by which each look takes a second: the time runs out in the middle on quick and slow machines alike.
    clock = itertools.count()
    monkeypatch.setattr(insert, "time", SimpleNamespace(monotonic=lambda: float(next(clock))))
    values = ["high" if number % 3 else number for number in range(60)]
    (outcomes,) = written(store, [{"id": f"n-{number}", "score": value} for number, value in enumerate(values)])
    assert set(kinds(outcomes)) == {"sent", "rejected", "retry"}
    assert not any(isinstance(one, Retry) and one.counts for one in outcomes)
    page: Any = POSTGRES.action_type("page")
    (outcomes,) = delivered(
        store, page, [payload_of(page, number, {"score": one}) for number, one in enumerate(values)]
    )
    assert kinds(outcomes) == ["rejected" if value == "high" else "sent" for value in values]


def test_what_failed_once_for_all_columns_is_not_tried_again(store: PostgresStore) -> None:
    wide = {f"w{number}": 1 for number in range(1590)}
    written(store, [wide])
    rows: list[dict[str, Any]] = [{"id": f"n-{number}", f"x{number}": 1} for number in range(40)]
    start = time.monotonic()
    outcomes, later = written(store, rows, [{"id": "a", "w1": 2}, {"id": "b", "y": 1}])
    assert time.monotonic() - start < 60
    assert {"sent", "rejected"} == set(kinds(outcomes))
    assert kinds(later) == ["sent", "rejected"]
    assert 'column "y" cannot hold 1: it is not there, and cannot be added: tables can have at most 1600' in str(later)


# What is confirmed


def test_a_row_that_a_trigger_drops_is_not_sent(store: PostgresStore) -> None:
    written(store, [{"plan": "pro"}])
    store.ask(
        "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN IF NEW.plan = ''secret'' THEN RETURN NULL; END IF; RETURN NEW; END'"
    )
    store.ask("CREATE TRIGGER drops BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION drop_it()")
    rows = [{"id": "m-0", "plan": "again"}, {"id": "a", "plan": "secret"}, {"id": "b", "plan": "free"}]
    (outcomes,) = written(store, rows)
    assert kinds(outcomes) == ["sent", "rejected", "sent"]
    assert "the table did not keep the row" in str(outcomes[1])
    assert {name: row["plan"] for name, row in store.rows("things").items()} == {"m-0": "pro", "b": "free"}
    # ... also where the row needs a column.
    (outcomes,) = written(store, [{"id": "c", "plan": "secret", "extra": 1}, {"id": "d", "extra": 2}])
    assert kinds(outcomes) == ["rejected", "sent"]


def test_a_row_that_a_trigger_puts_elsewhere_below_the_table_is_sent(store: PostgresStore) -> None:
    written(store, [{"plan": "pro"}])
    store.ask("CREATE TABLE of_march () INHERITS (things)")
    store.ask(
        "CREATE FUNCTION route() RETURNS trigger LANGUAGE plpgsql AS"
        f" 'BEGIN INSERT INTO {store.settings.schema_name}.of_march SELECT NEW.*; RETURN NULL; END'"
    )
    store.ask("CREATE TRIGGER routes BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION route()")
    (outcomes,) = written(store, [{"id": "a", "plan": "x"}, {"id": "b", "plan": "y"}])
    assert kinds(outcomes) == ["sent", "sent"]


def test_a_trigger_that_gives_rows_ids_of_its_own_is_no_trouble(store: PostgresStore) -> None:
    written(store, [{"plan": "pro"}])
    store.ask(
        "CREATE FUNCTION ids() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.id = upper(NEW.id); RETURN NEW; END'"
    )
    store.ask("CREATE TRIGGER ids BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION ids()")
    rows = [{"id": "a"}, {"id": "b"}]
    assert written(store, rows[:1], rows) == [[Sent()], [Sent(), Sent()]]


def test_who_may_only_write_has_the_servers_word(store: PostgresStore) -> None:
    written(store, [{"plan": "pro"}])
    store.ask("DROP ROLE IF EXISTS writer_only")
    store.ask("CREATE ROLE writer_only LOGIN")
    store.ask(f"GRANT USAGE ON SCHEMA {store.settings.schema_name} TO writer_only")
    store.ask("GRANT INSERT ON things TO writer_only; GRANT SELECT (id) ON things TO writer_only")
    rows = [{"id": "a", "plan": "x"}, {"id": "a", "plan": "y"}]
    (outcomes,) = written(store, rows, user="writer_only")
    assert kinds(outcomes) == ["sent", "sent"]
    store.ask("DROP OWNED BY writer_only; DROP ROLE writer_only")


@pytest.mark.parametrize(("setting", "seen"), [("off", "on"), ("local", "local"), ("on", "on")])
def test_what_is_confirmed_is_on_the_disk(store: PostgresStore, setting: str, seen: str) -> None:
    # The server of the tests does not wait for its disk, as some do for speed.
    written(store, [{"plan": "pro"}])
    store.ask("CREATE TABLE noted (setting text)")
    store.ask(
        "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO"
        f" {store.settings.schema_name}.noted SELECT current_setting(''synchronous_commit''); RETURN NEW; END'"
    )
    store.ask("CREATE TRIGGER notes AFTER INSERT ON things FOR EACH ROW EXECUTE FUNCTION note()")
    store.ask("DROP ROLE IF EXISTS careless")
    store.ask("CREATE ROLE careless SUPERUSER LOGIN")
    store.ask(f"ALTER ROLE careless SET synchronous_commit = {setting}")
    # The second one needs a column, and so another way to the table.
    assert written(store, [{"id": "a"}], [{"id": "b", "extra": Decimal(1)}], user="careless") == [[Sent()], [Sent()]]
    assert store.ask("SELECT setting FROM noted")[1:] == [(seen,), (seen,)]
    store.ask("DROP ROLE careless")
