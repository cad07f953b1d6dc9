"""Events of objects at URLs: what is read, in which order, how often, and what is said of what cannot be read."""

import gzip
import json
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from actions.reading.lines import Line, NoEventsError
from actions.reading.parse_event import Unreadable
from actions.reading.stored import Known, ObjectMark, StoredPlace, at_most, events_only, find_inputs, read_inputs


class Store:
    """A folder of objects in memory."""

    def __init__(self) -> None:
        self.files = fsspec.filesystem("memory")
        self.url = f"memory://{uuid4().hex}/in/"

    def put(self, name: str, data: bytes) -> None:
        with self.files.open(self.url + name, "wb") as file:
            file.write(data)

    def read(self, **options: Any) -> list[Line]:
        return list(read_inputs(find_inputs([self.url], may_be_empty=True), **options))


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store()
    yield made
    made.files.rm(made.url.removesuffix("in/"), recursive=True)


def lines(*numbers: int) -> bytes:
    return b"".join(json.dumps({"n": number}).encode() + b"\n" for number in numbers)


def names(found: list[Line]) -> list[tuple[str, Any]]:
    return [(line.file.rpartition("/")[2], line.value["n"]) for line in events_only(found)]


def known(found: list[Line]) -> dict[str, Known]:
    """What a run remembers that has read these lines."""
    made: dict[str, Known] = {}
    tags: dict[str, str] = {}
    for line in found:
        if isinstance(line.value, ObjectMark):
            tags[line.file] = line.value.tag
        is_end = isinstance(line.value, ObjectMark) and line.value.is_end
        made[line.file] = Known(tags[line.file], line.number, is_end)
    return made


def test_objects_are_read_in_the_order_of_their_names_whatever_they_are(store: Store) -> None:
    store.put("b.ndjson.gz", gzip.compress(lines(3, 4)))
    store.put("a.ndjson", lines(1, 2))
    store.put("c/deep.json", b'[{"n": 5}, {"n": 6}]')
    store.put("d.jsonl", b'\n{"n": 7}')
    found = names(store.read())
    assert found == [
        ("a.ndjson", 1),
        ("a.ndjson", 2),
        ("b.ndjson.gz", 3),
        ("b.ndjson.gz", 4),
        ("deep.json", 5),
        ("deep.json", 6),
        ("d.jsonl", 7),
    ]


@pytest.mark.parametrize("name", ["_SUCCESS", ".part.ndjson", "_temporary/a.ndjson", "notes.txt", "a.ndjson.crc"])
def test_what_is_unfinished_or_no_events_is_left_out(store: Store, name: str) -> None:
    store.put(name, b"?")
    store.put("z.ndjson", lines(1))
    assert names(store.read()) == [("z.ndjson", 1)]


def test_an_object_that_is_named_itself_may_have_any_name(store: Store) -> None:
    store.put("_export", lines(1))
    assert names(list(read_inputs(find_inputs([f"{store.url}_export"])))) == [("_export", 1)]


def test_a_folder_of_this_machine_is_read_as_a_url_too(tmp_path: Path) -> None:
    (tmp_path / "one.ndjson").write_bytes(lines(1))
    (tmp_path / "two.ndjson").write_bytes(lines(2))
    urls = [f"file://{tmp_path}", str(tmp_path / "two.ndjson")]
    # What is named as a file comes first.
    assert names(list(read_inputs(find_inputs(urls)))) == [("two.ndjson", 2), ("one.ndjson", 1), ("two.ndjson", 2)]


def test_what_was_read_whole_is_not_read_again_and_what_was_begun_goes_on(store: Store) -> None:
    store.put("a.ndjson", lines(1, 2))
    store.put("b.ndjson", lines(3, 4, 5))
    first = list(at_most(store.read(), 3))
    assert names(first) == [("a.ndjson", 1), ("a.ndjson", 2), ("b.ndjson", 3)]
    second = store.read(known=known(first))
    assert names(second) == [("b.ndjson", 4), ("b.ndjson", 5)]
    assert store.read(known=known(first) | known(second)) == []


@pytest.mark.parametrize("lines_read", [1, 3], ids=["after one that was begun", "after one that was read whole"])
def test_an_object_that_has_changed_is_read_from_its_beginning(store: Store, lines_read: int) -> None:
    store.put("a.ndjson", lines(1, 2))
    before = known(list(at_most(store.read(), lines_read)))
    store.put("a.ndjson", lines(1, 2, 3))
    assert names(store.read(known=before)) == [("a.ndjson", 1), ("a.ndjson", 2), ("a.ndjson", 3)]


def test_an_object_that_comes_while_others_are_read_is_read_too(store: Store) -> None:
    store.put("b.ndjson", lines(2))
    found = []
    for line in read_inputs(find_inputs([store.url])):
        found.append(line)
        if line.value == {"n": 2}:
            store.put("a.ndjson", lines(1))
    assert names(found) == [("b.ndjson", 2), ("a.ndjson", 1)]


def test_who_watches_gets_what_comes_until_stopped(store: Store) -> None:
    waits = iter(range(1, 4))

    class Stop(Event):
        def wait(self, timeout: float | None = None) -> bool:
            """Nobody waits: an object comes instead, three times."""
            assert timeout == 30
            number = next(waits, None)
            if number is None:
                self.set()
            else:
                store.put(f"{number}.ndjson", lines(number))
            return self.is_set()

    stop = Stop()
    found = list(read_inputs(find_inputs([store.url], may_be_empty=True), stop=stop, watch=30))
    assert names(found) == [("1.ndjson", 1), ("2.ndjson", 2), ("3.ndjson", 3)]


def test_once_stopped_an_object_is_not_marked_as_read(store: Store) -> None:
    store.put("a.ndjson", lines(1, 2))
    stop, found = Event(), []
    for line in read_inputs(find_inputs([store.url]), stop=stop):
        found.append(line)
        if line.number:
            stop.set()
    assert names(found) == [("a.ndjson", 1)]
    assert not any(isinstance(one.value, ObjectMark) and one.value.is_end for one in found)


def test_a_damaged_object_is_named_and_not_marked_as_read_and_others_are(store: Store) -> None:
    store.put("a.ndjson.gz", gzip.compress(lines(*range(20_000)))[:-2000])
    store.put("b.ndjson", lines(1))
    found = store.read()
    [trouble] = [line for line in found if isinstance(line.value, Unreadable)]
    assert trouble.file.endswith("a.ndjson.gz")
    assert "compressed ends in the middle" in trouble.value.diagnostic.message
    assert [name.rpartition("/")[2] for name, one in known(found).items() if one.is_whole] == ["b.ndjson"]


def test_a_store_that_does_not_answer_is_named_once_for_each_reason(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("a.ndjson", lines(1))
    inputs = find_inputs([store.url])
    answers = iter(["no route", "no route", None, "no route"])

    def objects(_: StoredPlace) -> list[Any]:
        answer = next(answers, "stop")
        if answer == "stop":
            stop.set()
        if answer:
            raise OSError(answer)
        return []

    class Stop(Event):
        def wait(self, timeout: float | None = None) -> bool:
            return self.is_set() or timeout is None

    stop = Stop()
    monkeypatch.setattr(StoredPlace, "objects", objects)
    found = [line.value.diagnostic.message for line in read_inputs(inputs, stop=stop, watch=1)]
    assert found == [f"the objects cannot be listed: {why}" for why in ("no route", "no route", "stop")]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("memory://nothing-here/", "holds no .ndjson", id="nothing"),
        pytest.param("nonsense://bucket/", "nonsense://bucket/ cannot be read: Protocol not known", id="no such kind"),
        pytest.param("adl2x+s3://b/", "cannot be read", id="no such kind with a sign"),
    ],
)
def test_what_cannot_be_reached_is_said_before_anything_is_read(url: str, message: str) -> None:
    with pytest.raises(NoEventsError, match=message):
        find_inputs([url])


def parquet(columns: dict[str, Any]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue())


def test_rows_of_typed_columns_are_events_without_their_nulls(store: Store) -> None:
    when = datetime(2026, 3, 1, 10, tzinfo=UTC)
    properties = [{"revenue": Decimal("19.90"), "note": None, "tags": ["a", None]}, None]
    columns = {"type": ["track", "page"], "n": [1, 2], "timestamp": [when, None], "properties": properties}
    store.put("a.snappy.parquet", parquet(columns))
    assert [line.value for line in events_only(store.read())] == [
        {
            "type": "track",
            "n": 1,
            "timestamp": "2026-03-01T10:00:00+00:00",
            "properties": {"revenue": "19.90", "tags": ["a", None]},
        },
        {"type": "page", "n": 2},
    ]


def test_times_are_read_to_the_microsecond_wherever_they_are(store: Store) -> None:
    nanos, moment = 1_772_359_200_123_456_789, "2026-03-01T10:00:00.123456+00:00"
    kind, time = pa.timestamp("ns", "UTC"), pa.array([1_001], pa.time64("ns"))
    nested = pa.array([{"at": nanos, "all": [nanos]}], pa.struct([("at", kind), ("all", pa.list_(kind))]))
    by_name = pa.array([[("at", nanos)]], pa.map_(pa.string(), kind))
    columns = {"type": ["track"], "timestamp": pa.array([nanos], kind), "p": nested, "m": by_name, "t": time}
    store.put("a.parquet", parquet({**columns, "d": pa.array([1_500_000_000], pa.duration("ns"))}))
    [line] = events_only(store.read())
    expected = {
        "p": {"at": moment, "all": [moment]},
        "m": {"at": moment},
        "t": "00:00:00.000001",
        "d": "0:00:01.500000",
    }
    assert line.value == {"type": "track", "timestamp": moment, **expected}


BAD_TEXT = pa.Array.from_buffers(
    pa.string(), 3, [None, pa.py_buffer(struct.pack("<4i", 0, 1, 3, 4)), pa.py_buffer(b"a\xff\xfeb")]
)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(pa.array([b"a", b"\xff\xfe", b"b"]), id="bytes"),
        pytest.param(BAD_TEXT, id="a text that is not UTF-8"),
        pytest.param(pa.array([0, 1 << 62, 0], pa.timestamp("us")), id="a time beyond all years"),
    ],
)
def test_a_row_that_is_no_event_is_named_and_those_beside_it_are_read(store: Store, odd: pa.Array) -> None:
    store.put("a.parquet", parquet({"type": ["track"] * 3, "n": odd, "id": ["a", "?", "b"]}))
    found = list(events_only(store.read()))
    assert [one.value["id"] for one in found if isinstance(one.value, dict)] == ["a", "b"]
    assert [one.number for one in found] == [1, 2, 3]
    trouble = found[1].value
    assert isinstance(trouble, Unreadable)
    assert not trouble.ends_file
    assert trouble.diagnostic.message.startswith("the row is no event: ")


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param({"event": ['{"n": 1}', None, '{"n": 2}'], "id": [1, 2, 3]}, id="beside others"),
        pytest.param({"value": [b'{"n": 1}', b"", b'{"n": 2}'], "id": [1, 2, 3]}, id="as bytes"),
        pytest.param({"whatever": ['{"n": 1}', "", '{"n": 2}']}, id="alone"),
        pytest.param({"event": [{"n": 1}, None, {"n": 2}], "id": [1, 2, 3]}, id="as a struct"),
    ],
)
def test_a_column_with_events_as_json_is_read_and_rows_are_counted(store: Store, columns: dict[str, Any]) -> None:
    store.put("a.parquet", parquet(columns))
    assert [(line.number, line.value["n"]) for line in events_only(store.read())] == [(1, 1), (3, 2)]


def test_of_a_table_that_was_begun_the_rest_is_read(store: Store) -> None:
    store.put("a.parquet", parquet({"event": [json.dumps({"n": number}) for number in range(2500)]}))
    begun = known(list(at_most(store.read(), 1700)))
    assert [one["n"] for one in (line.value for line in events_only(store.read(known=begun)))] == list(
        range(1700, 2500)
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(parquet({"a": [1], "b": [2]}), "neither a column `type` nor", id="other columns"),
        pytest.param(b"PAR1 and no more", "the table cannot be read to its end", id="damaged"),
    ],
)
def test_a_table_without_events_is_named(store: Store, data: bytes, message: str) -> None:
    store.put("a.parquet", data)
    [trouble] = events_only(store.read())
    assert message in trouble.value.diagnostic.message
