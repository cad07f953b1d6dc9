"""Files beyond their cases: what stands in them, how they appear, and what a second writing leaves."""

import asyncio
import gzip
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from pyarrow import dataset, parquet
from pydantic import ValidationError

from destinations.delivery import Deliverer, Delivery
from destinations.files import FILES, FilesSettings, build_rows, file_of
from destinations.files.stand_in import VENDOR
from destinations.files.writer import FilesWriter
from destinations.files.writer.placing import put_elsewhere
from destinations.sdk import Outcome, Request, Retry, Sent, Write
from tests.destinations.played import said

WHEN = "2026-03-01T10:15:30.250Z"


def settings_of(folder: object, **own: Any) -> FilesSettings:
    return FilesSettings.model_validate({"folder": str(folder), **own})


def payload(number: int, kind: str = "track", **own: Any) -> Any:
    action_type = FILES.action_type(kind)
    assert action_type
    fields = {"table": "tracks", "id": f"m-{number}", "timestamp": WHEN, "event": "E", **own}
    return action_type.payload.model_validate(fields).with_delivery_id(f"d-{number}")


def written(settings: FilesSettings, *batches: Sequence[Any]) -> list[list[Outcome]]:
    """The outcomes of batches written one after the other."""

    async def run() -> list[list[Outcome]]:
        async with settings.open_writer() as writer:
            return [list(await writer.write(build_rows(batch, settings))) for batch in batches]

    return asyncio.run(run())


def files_in(folder: Path) -> list[str]:
    """The files that readers of a folder see."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name[0] not in "._")
    return sorted(path.relative_to(folder).as_posix() for path in found)


def read_lines(path: Path) -> list[Any]:
    compression = {".gz": "gzip", ".zst": "zstd"}.get(path.suffix)
    with pa.input_stream(str(path), compression=compression) as stream:
        return [json.loads(line) for line in stream.read().splitlines()]


# What stands in them


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_each_line_is_a_row(tmp_path: Path, compression: str) -> None:
    settings = settings_of(tmp_path, compression=compression)
    batch = [
        payload(1, revenue=Decimal("19.990"), properties={"a": "line\nbreak"}),
        payload(2, columns={"plan": "pro"}),
    ]
    assert written(settings, batch) == [[Sent(), Sent()]]
    (name,) = files_in(tmp_path)
    assert read_lines(tmp_path / name) == [
        {"id": "m-1", "timestamp": WHEN, "event": "E", "revenue": 19.99, "properties": {"a": "line\nbreak"}},
        {"id": "m-2", "timestamp": WHEN, "event": "E", "plan": "pro"},
    ]


def test_gzip_is_what_others_call_gzip(tmp_path: Path) -> None:
    written(settings_of(tmp_path, compression="gzip"), [payload(1)])
    (name,) = files_in(tmp_path)
    assert json.loads(gzip.decompress((tmp_path / name).read_bytes()))["id"] == "m-1"


@pytest.mark.parametrize("compression", ["none", "gzip", "zstd"])
def test_parquet_has_exact_amounts_and_moments(tmp_path: Path, compression: str) -> None:
    settings = settings_of(tmp_path, format="parquet", compression=compression)
    own: dict[str, Any] = {
        "revenue": "19.99",
        "currency": "USD",
        "properties": {"a": [1]},
        "columns": {"vip": True, "visits": 3},
    }
    assert written(settings, [payload(1, **own), payload(2)]) == [[Sent(), Sent()]]
    (name,) = files_in(tmp_path)
    first, second = parquet.read_table(tmp_path / name, partitioning=None).to_pylist()
    assert first == {
        **dict.fromkeys(second),
        "id": "m-1",
        "timestamp": datetime(2026, 3, 1, 10, 15, 30, 250000, UTC),
        "event": "E",
        "revenue": Decimal("19.99"),
        "currency": "USD",
        "properties": '{"a":[1]}',
        "vip": True,
        "visits": 3,
    }
    assert second["revenue"] is None


def test_all_parquet_files_of_a_table_have_one_schema(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, format="parquet")
    tomorrow = "2026-03-02T00:00:00Z"
    full: dict[str, Any] = {
        "order_id": "o",
        "revenue": 10**14,
        "tax": "0.0000000001",
        "products": [{"price": 1}],
        "context": {"a": 1},
    }
    written(settings, [payload(1, "purchase")], [payload(2, "purchase", timestamp=tomorrow, **full)])
    schemas = {parquet.read_schema(tmp_path / name) for name in files_in(tmp_path)}
    assert len(schemas) == 1
    table = dataset.dataset(tmp_path, partitioning="hive").to_table()
    assert sorted(table.column("dt").to_pylist()) == ["2026-03-01", "2026-03-02"]
    assert Decimal(10**14) in table.column("revenue").to_pylist()


# How they appear


def test_deliveries_end_in_a_file_for_each_table_and_day(tmp_path: Path) -> None:
    kind = FILES.action_types[0]
    places = [("tracks", WHEN), ("leads", WHEN), ("tracks", WHEN), ("tracks", "2026-03-02")]
    payloads = [payload(number, table=table, timestamp=when) for number, (table, when) in enumerate(places)]

    async def run() -> list[Outcome]:
        async with Deliverer({"lake": settings_of(tmp_path)}) as deliverer:
            deliveries = [Delivery(one.delivery_id, "lake", kind, one) for one in payloads]
            return [one.outcome for one in await deliverer.deliver(deliveries)]

    assert asyncio.run(run()) == [Sent()] * 4
    found = {name: [row["id"] for row in read_lines(tmp_path / name)] for name in files_in(tmp_path)}
    assert sorted(found.values()) == [["m-0", "m-2"], ["m-1"], ["m-3"]]


def test_a_tilde_is_the_home_folder_of_who_runs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    kind, one = FILES.action_types[0], payload(1)

    async def run() -> list[Outcome]:
        async with Deliverer({"lake": FilesSettings(folder="~/events")}) as deliverer:
            return [done.outcome for done in await deliverer.deliver([Delivery("d", "lake", kind, one)])]

    assert asyncio.run(run()) == [Sent()]
    assert files_in(tmp_path / "home" / "events")


def test_rows_of_two_tables_or_days_never_stand_in_one_file() -> None:
    others = [payload(1), payload(1, timestamp="2026-03-02"), payload(1, table="leads"), payload(2)]
    assert [file_of(one) for one in others] == [
        ("tracks", "2026-03-01"),
        ("tracks", "2026-03-02"),
        ("leads", "2026-03-01"),
        ("tracks", "2026-03-01"),
    ]


def test_what_is_written_again_takes_its_own_place(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    written(settings, [payload(1), payload(2)], [payload(3)], [payload(2), payload(1)])
    rows = [row["id"] for name in files_in(tmp_path) for row in read_lines(tmp_path / name)]
    assert sorted(rows) == ["m-1", "m-2", "m-3"]


class Bucket(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A store that shows an object once it is whole."""

    protocol = ("s3",)
    store: ClassVar[dict[str, Any]] = {}

    def mv(self, *_: Any, **__: Any) -> None:
        raise AssertionError("a bucket copies what is to be moved")


def test_a_bucket_gets_the_file_in_one_go() -> None:
    bucket = Bucket()
    put_elsewhere(bucket, "/shop/tracks/dt=2026-03-01/a.jsonl", b"{}\n")
    assert bucket.find("/shop") == ["/shop/tracks/dt=2026-03-01/a.jsonl"]


def test_elsewhere_it_is_written_aside_and_renamed() -> None:
    memory = MemoryFileSystem()
    memory.store.clear()
    settings = settings_of("memory://shop/events")
    written(settings, [payload(1)], [payload(1)])
    found = memory.find("/shop")
    assert found == [f"/shop/events/{build_rows([payload(1)], settings).target}"]
    assert json.loads(memory.cat_file(found[0]))["id"] == "m-1"


# Folders that cannot be written to


def test_a_file_where_the_folder_should_be_needs_a_person(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    (outcomes,) = written(settings_of(tmp_path / "taken"), [payload(1), payload(2)])
    assert len(outcomes) == 2
    assert all(isinstance(one, Retry) and one.pause and not one.counts for one in outcomes)


def test_other_trouble_is_raised_to_be_tried_again(tmp_path: Path) -> None:
    writer = FilesWriter(settings_of(tmp_path))
    with pytest.raises(OSError, match="File name too long"):
        asyncio.run(writer.write(Write.of("files", "x" * 300, [{"id": "a"}])))


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        pytest.param("s3://bucket/events", "Install s3fs", id="a package that is not installed"),
        pytest.param("gopher://old/events", "Protocol not known: gopher", id="no such protocol"),
    ],
)
def test_a_folder_that_nothing_here_can_open(folder: str, words: str) -> None:
    with pytest.raises(ModuleNotFoundError, match=words):
        written(settings_of(folder), [payload(1)])


def test_a_library_that_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "destinations.files.writer", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'destination-actions\[files\]'"):
        written(settings_of(tmp_path), [payload(1)])


# Settings, and the stand-in


@pytest.mark.parametrize(
    ("own", "words"),
    [
        pytest.param({"folder": " "}, "is not a folder", id="no folder"),
        pytest.param({"folder": "sftp://me:pa55@host/x"}, "put them into options", id="credentials in the URL"),
        pytest.param({"format": "csv"}, "'jsonl' or 'parquet'", id="another format"),
        pytest.param({"compression": "zip"}, "'none', 'gzip' or 'zstd'", id="another compression"),
        pytest.param({"options": {"client": {"a": 1}}}, "options", id="an option in parts"),
    ],
)
def test_settings_that_cannot_be(own: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        settings_of(**{"folder": "/data", **own})


@pytest.mark.parametrize(
    ("target", "row", "status"),
    [
        pytest.param("tracks/dt=2026-03-01/a.jsonl", {}, 200, id="a file in its place"),
        pytest.param("tracks/dt=2026-03-02/a.jsonl", {}, 400, id="a file of another day"),
        pytest.param("tracks/dt=2026-03-01/a.jsonl", {"id": None}, 400, id="a row without id"),
        pytest.param("../dt=2026-03-01/a.jsonl", {}, 400, id="out of the folder"),
        pytest.param("tracks/dt=2026-03-01/.a.jsonl", {}, 400, id="a hidden file"),
    ],
)
def test_the_stand_in_takes_what_readers_understand(target: str, row: dict[str, Any], status: int) -> None:
    rows = [{"id": "a", "timestamp": WHEN, **row}]
    assert said(VENDOR, Request.post("https://files.writer/", json={"target": target, "rows": rows})).status == status
