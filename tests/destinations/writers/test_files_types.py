"""Columns of Parquet: one type for each in all files of its table, and every value to the last digit."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from pyarrow import dataset, parquet

from destinations.files import FILES
from destinations.files.writer.sheet import lay_out
from destinations.files.writer.table import SCHEMA, agreed, read_types
from destinations.files.writer.types import AMOUNT, NUMBER
from destinations.sdk import Outcome, Rejected, Retry, Sent
from tests.destinations.writers.stores import FileStore, Store, delivered, payload_of, read_as_one

PAGE: Any = FILES.action_type("page")
PURCHASE: Any = FILES.action_type("purchase")
BIG = 2**53 + 1


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path, "parquet")


def written(store: Store, *batches: list[Any], kind: Any = PAGE) -> list[list[Outcome]]:
    """The outcomes of batches of rows that have each value in the column `plan`."""
    numbers = iter(range(100))
    return delivered(
        store, kind, *[[payload_of(kind, next(numbers), {"plan": value}) for value in batch] for batch in batches]
    )


def types_of(store: FileStore) -> dict[str, str]:
    """The types of columns of one's own, as the table's schema has them."""
    schema = parquet.read_schema(store.folder / "things" / SCHEMA)
    return {one.name: str(one.type) for one in schema if one.name not in PAGE.payload.model_fields}


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        pytest.param([BIG, 3], "int64", id="whole numbers"),
        pytest.param([2**63 - 1, -(2**63)], "int64", id="the largest and the smallest"),
        pytest.param([2**63, 3], "decimal128(38, 18)", id="a whole number beyond them"),
        pytest.param([2**64 - 1], "decimal128(38, 18)", id="the largest without a sign"),
        pytest.param([3, 0.5], "decimal128(38, 18)", id="whole numbers and fractions"),
        pytest.param([BIG, 0.1], "decimal128(38, 18)", id="a number that no float holds, and a fraction"),
        pytest.param([0.5], "decimal128(38, 18)", id="fractions"),
        pytest.param([1e300, 3], "string", id="a number too large for a decimal"),
        pytest.param([5e-324], "string", id="a number too small for a decimal"),
        pytest.param([True, False], "bool", id="true and false"),
        pytest.param([True, 1], "string", id="true and a number"),
        pytest.param([3, "pro"], "string", id="a number and a text"),
        pytest.param(["pro", {"a": 1}], "string", id="a text and an object"),
        pytest.param([[1]], "string", id="a list"),
    ],
)
def test_the_type_of_a_new_column_is_that_of_all_its_values(store: FileStore, values: list[Any], kind: str) -> None:
    for order in (values, values[::-1]):
        (outcomes,) = written(store, order)
        assert outcomes == [Sent()] * len(values)
        assert types_of(store) == {"plan": kind}


@pytest.mark.parametrize(
    ("first", "later", "cells"),
    [
        pytest.param(3, 4, {"plan": 4}, id="a whole number after another"),
        pytest.param(3, 4.0, {"plan": 4}, id="one with a point"),
        pytest.param(3, 0.5, {"plan__decimal": Decimal("0.5")}, id="a fraction after whole numbers"),
        pytest.param(3, 2**63, {"plan__decimal": Decimal(2**63)}, id="a whole number too large"),
        pytest.param(3, "pro", {"plan__text": "pro"}, id="a text after numbers"),
        pytest.param(3, "3", {"plan__text": "3"}, id="digits after numbers"),
        pytest.param(3, True, {"plan__text": "true"}, id="true after numbers"),
        pytest.param(3, {"a": 1}, {"plan__text": '{"a":1}'}, id="an object after numbers"),
        pytest.param(0.5, 4, {"plan": Decimal(4)}, id="a whole number after fractions"),
        pytest.param(0.5, BIG, {"plan": Decimal(BIG)}, id="a number that no float holds after fractions"),
        pytest.param(0.5, 1e300, {"plan__text": "1e+300"}, id="a number too large for a decimal"),
        pytest.param(True, 1, {"plan__decimal": Decimal(1)}, id="a number after true"),
        pytest.param(True, "yes", {"plan__text": "yes"}, id="a text after true"),
        pytest.param("pro", 3, {"plan": "3"}, id="a number after texts"),
        pytest.param("pro", [1], {"plan": "[1]"}, id="a list after texts"),
    ],
)
def test_a_value_that_its_column_cannot_hold_stands_beside_it(
    store: FileStore, first: Any, later: Any, cells: dict[str, Any]
) -> None:
    assert written(store, [first], [later]) == [[Sent()], [Sent()]]
    found = {row["id"]: row for row in read_as_one(store.folder / "things")}
    assert {name: value for name, value in found["m-1"].items() if name.startswith("plan")} == cells


@pytest.mark.parametrize("values", [[3, 0.5, "pro"], ["pro", 0.5, 3], [0.5, True, 3]], ids=str)
def test_any_reader_reads_the_folder_as_one_whatever_came_first(store: FileStore, values: list[Any]) -> None:
    # No schema is handed to the reader, which takes that of the first file that it finds.
    assert written(store, *[[value] for value in values]) == [[Sent()]] * 3
    assert dataset.dataset(store.folder / "things", partitioning="hive").to_table().num_rows == 3
    whole = dataset.dataset(
        store.folder / "things", schema=parquet.read_schema(store.folder / "things" / SCHEMA), partitioning="hive"
    ).to_table()
    cells = [value for name in whole.column_names if "plan" in name for value in whole[name].to_pylist()]
    assert len([value for value in cells if value is not None]) == 3


def test_a_name_that_is_an_amount_elsewhere_is_ones_own_column_here(store: FileStore) -> None:
    columns = {"shipping": "express", "tax": True, "total": BIG, "value": {"a": 1}, "revenue": 0.1 + 0.2}
    delivered(store, PAGE, [payload_of(PAGE, 0, columns), payload_of(PAGE, 1, {})])
    assert types_of(store) == {
        "shipping": "string",
        "tax": "bool",
        "total": "int64",
        "value": "string",
        "revenue": "decimal128(38, 18)",
    }
    found = {row["id"]: row for row in read_as_one(store.folder / "things")}
    assert found["m-0"]["revenue"] == Decimal("0.30000000000000004")


def test_amounts_of_the_kind_keep_their_nine_places_with_values_or_without(store: FileStore) -> None:
    rows: list[Any] = [{}, {"revenue": "19.99", "tax": "0.00000000049"}]
    delivered(store, PURCHASE, *[[payload_of(PURCHASE, number, {}, **row)] for number, row in enumerate(rows)])
    for path in (store.folder / "things").rglob("*.parquet"):
        assert {parquet.read_schema(path).field(name).type for name in ("revenue", "tax", "total")} == {AMOUNT}
    found = {row["id"]: row for row in read_as_one(store.folder / "things")}
    assert (found["m-1"]["revenue"], found["m-1"]["tax"]) == (Decimal("19.99"), Decimal(0))


@pytest.mark.parametrize("first", ["page", "purchase"])
def test_kinds_that_share_a_table_share_its_types(store: FileStore, first: str) -> None:
    own = payload_of(PAGE, 0, {"total": 3, "revenue": "much"})
    order = payload_of(PURCHASE, 1, {}, total="19.99", revenue="5")
    batches = [(PAGE, [own]), (PURCHASE, [order])]
    for kind, batch in batches if first == "page" else batches[::-1]:
        assert delivered(store, kind, batch) == [[Sent()]]
    found = {row["id"]: row for row in read_as_one(store.folder / "things")}
    assert found["m-0"].get("total") == 3
    assert Decimal("19.99") in (found["m-1"].get("total"), found["m-1"].get("total__decimal"))


def test_a_row_is_refused_alone_where_there_is_no_place_left_for_its_value(store: FileStore) -> None:
    rows: list[Any] = [{"plan": 4}, {"plan": "pro", "plan__text": "mine"}, {"plan": "free"}]
    first, outcomes = delivered(
        store,
        PAGE,
        [payload_of(PAGE, 9, {"plan": 3})],
        [payload_of(PAGE, number, row) for number, row in enumerate(rows)],
    )
    assert [type(one) for one in [*first, *outcomes]] == [Sent, Sent, Rejected, Sent]
    assert 'column "plan" has the type int64 in this table and cannot hold "pro"' in str(outcomes[1])
    assert sorted(row["id"] for row in read_as_one(store.folder / "things")) == ["m-0", "m-2", "m-9"]


def test_a_batch_of_which_nothing_can_be_written_makes_no_file(store: FileStore) -> None:
    written(store, [3])
    row = payload_of(PAGE, 9, {"plan": "pro", "plan__text": "mine"})
    (outcomes,) = delivered(store, PAGE, [row])
    assert [type(one) for one in outcomes] == [Rejected]
    assert len(list((store.folder / "things").rglob("*.parquet"))) == 1


# The table's schema


def old_file(folder: Path, columns: dict[str, Any]) -> None:
    path = folder / "things" / "dt=2026-02-01" / "old.parquet"
    path.parent.mkdir(parents=True)
    parquet.write_table(pa.table(columns), path)


def test_a_table_that_was_begun_before_keeps_the_types_of_its_files(store: FileStore) -> None:
    # As earlier versions wrote numbers.
    old_file(store.folder, {"id": ["old"], "plan": pa.array([0.5], pa.float64())})
    assert written(store, [3, 0.25, BIG, "pro"]) == [[Sent()] * 4]
    found = {
        row["id"]: {name: row[name] for name in row if "plan" in name} for row in read_as_one(store.folder / "things")
    }
    assert found == {
        "old": {"plan": 0.5},
        "m-0": {"plan": 3.0},
        "m-1": {"plan": 0.25},
        "m-2": {"plan__decimal": Decimal(BIG)},
        "m-3": {"plan__text": "pro"},
    }


def test_whoever_writes_the_schema_down_first_decides(store: FileStore) -> None:
    folder = store.folder / "things"
    folder.mkdir()
    parquet.write_metadata(pa.schema([("plan", pa.int32()), ("score", pa.float64())]), folder / SCHEMA)
    rows: list[Any] = [{"plan": 3, "score": 0.1}, {"plan": 2**31, "score": BIG}]
    delivered(store, PAGE, [payload_of(PAGE, number, row) for number, row in enumerate(rows)])
    found = {row["id"]: row for row in read_as_one(folder)}
    assert (found["m-0"]["plan"], found["m-0"]["score"]) == (3, 0.1)
    assert (found["m-1"]["plan__decimal"], found["m-1"]["score__decimal"]) == (2**31, BIG)


def test_a_schema_that_cannot_be_read_needs_a_person(store: FileStore) -> None:
    (store.folder / "things").mkdir()
    (store.folder / "things" / SCHEMA).write_bytes(b"no schema at all")
    ((outcome,),) = written(store, [3])
    assert isinstance(outcome, Retry)
    assert outcome.pause
    assert f"{SCHEMA} holds no schema of Parquet; delete it" in outcome.reason


APART = """
import asyncio, sys
from destinations.files import FILES, FilesSettings, build_rows
kind = FILES.action_type("page")
def page(number):
    columns = {{f"c{{n}}": {value} for n in range(number, number + 20)}}
    fields = {{"table": "things", "id": f"{name}-{{number}}", "timestamp": "2026-03-01", "columns": columns}}
    return kind.payload.model_validate(fields).with_delivery_id(f"{name}-{{number}}")
async def run():
    settings = FilesSettings(folder=sys.argv[1], format="parquet")
    async with settings.open_writer() as writer:
        for number in range(0, 100, 10):
            print(await writer.write(build_rows([page(number)], settings)))
asyncio.run(run())
"""


def test_two_processes_that_meet_new_columns_at_once_agree_on_their_types(tmp_path: Path) -> None:
    scripts = [APART.format(name="a", value="n"), APART.format(name="b", value="str(n)")]
    both = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for script in scripts
    ]
    messages = [one.communicate(timeout=180)[0] for one in both]
    assert [text.count("Sent()") for text in messages] == [10, 10]
    rows = read_as_one(tmp_path / "things")
    assert len(rows) == 20
    for row in rows:
        number = int(row["id"].partition("-")[2])
        cells = {str(value) for name, value in row.items() if name.startswith("c")}
        assert cells == {str(n) for n in range(number, number + 20)}


class Bucket(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A bucket into which one may only write."""

    protocol = ("s3",)

    def cat_file(self, *_: Any, **__: Any) -> bytes:
        raise PermissionError("Access Denied")


def test_a_folder_elsewhere_has_a_schema_too(tmp_path: Path) -> None:
    MemoryFileSystem().store.clear()
    store = FileStore(tmp_path, "parquet")
    store.settings = store.settings.model_copy(update={"folder": "memory://lake"})
    assert written(store, [3], ["pro"]) == [[Sent()], [Sent()]]
    known = read_types(MemoryFileSystem(), "/lake/things") or {}
    assert {name: str(kind) for name, kind in known.items() if "plan" in name} == {
        "plan": "int64",
        "plan__text": "string",
    }


def test_where_one_may_not_read_each_file_has_the_types_of_its_own_values() -> None:
    bucket = Bucket()
    bucket.store.clear()
    rows = [{"id": "a", "plan": 0.5}]
    assert agreed(bucket, "/lake/things", rows, frozenset({"plan"})).types["plan"] == NUMBER
    assert bucket.find("/lake") == []


def test_a_column_without_any_value_is_not_made() -> None:
    sheet = lay_out([{"id": "a", "plan": None, "name": None}], {"plan"}, {})
    assert {name: str(kind) for name, kind in sheet.types.items()} == {"id": "string", "name": "string"}
