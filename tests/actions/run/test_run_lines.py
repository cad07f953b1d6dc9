"""Events come out of files of every form, and what is not an event says so."""

import gzip
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from actions.reading.lines import Line, NoEventsError, find_files, read_lines
from actions.reading.parse_event import Unreadable, parse_event

A, B = b'{"a":1}', b'{"b":2}'
INF = float("inf")


def values(path: Path) -> list[tuple[int, Any]]:
    return [
        (line.number, line.value.diagnostic.code if isinstance(line.value, Unreadable) else line.value)
        for line in read_lines([path])
    ]


FILES: list[tuple[str, str, bytes, list[tuple[int, Any]]]] = [
    ("one event a line", "e.ndjson", A + b"\n" + B + b"\n", [(1, {"a": 1}), (2, {"b": 2})]),
    ("no end of line at the end", "e.ndjson", A + b"\n" + B, [(1, {"a": 1}), (2, {"b": 2})]),
    ("Windows line ends", "e.ndjson", A + b"\r\n" + B + b"\r\n", [(1, {"a": 1}), (2, {"b": 2})]),
    (
        "blank lines count but say nothing",
        "e.ndjson",
        b"\n" + A + b"\n \n" + B,
        [(2, {"a": 1}), (4, {"b": 2})],
    ),
    ("a byte order mark", "e.ndjson", b"\xef\xbb\xbf" + A, [(1, {"a": 1})]),
    ("a line cut short", "e.ndjson", A + b'\n{"b":\n' + B, [(1, {"a": 1}), (2, "E540"), (3, {"b": 2})]),
    ("a last line cut short ends the file", "e.ndjson", A + b'\n{"b":', [(1, {"a": 1}), (2, "E540")]),
    ("bytes that are not UTF-8", "e.ndjson", A + b'\n{"b":"\xff"}\n', [(1, {"a": 1}), (2, "E540")]),
    ("what the event's own check will refuse", "e.ndjson", b'{"a":-Infinity,"b":1e999}', [(1, {"a": -INF, "b": INF})]),
    ("a lone surrogate as well", "e.ndjson", rb'{"a":"\ud800"}', [(1, {"a": "\ud800"})]),
    ("2^64 keeps its digits", "e.ndjson", b'{"a":18446744073709551616}', [(1, {"a": 2**64})]),
    ("400 digits keep their digits", "e.ndjson", b'{"a":1' + b"0" * 400 + b"}", [(1, {"a": 10**400})]),
    ("5000 digits are more than Python reads", "e.ndjson", b'{"a":1' + b"0" * 5000 + b"}", [(1, "E538")]),
    ("100 000 brackets", "e.ndjson", b"[" * 100_000, [(1, "E537")]),
    ("of two equal keys the last counts", "e.ndjson", b'{"a":1,"a":2}', [(1, {"a": 2})]),
    (
        "a line over 1 MiB",
        "e.ndjson",
        A + b"\n" + b'"' + b"x" * (1 << 20) + b'"\n' + B,
        [(1, {"a": 1}), (2, "E540"), (3, {"b": 2})],
    ),
    ("a JSON list", "e.json", b"[\n" + A + b",\n" + B + b"]", [(1, {"a": 1}), (2, {"b": 2})]),
    ("one JSON object over several lines", "e.json", b'{\n "a": 1\n}\n', [(1, {"a": 1})]),
    (
        "a list keeps its events where one has a number that is none",
        "e.json",
        b"[" + A + b',\n{"a":Infinity},\n' + B + b"]",
        [(1, {"a": 1}), (2, {"a": INF}), (3, {"b": 2})],
    ),
    ("a list that breaks off is one finding", "e.json", b"[\n" + A + b",\n" + B + b",\n", [(4, "E540")]),
    ("an object that breaks off, too", "e.json", b'{\n"a": 1,\n"b"\n', [(4, "E540")]),
    (
        "a first line cut short loses no other",
        "e.json",
        b'{"a":\n' + A + b"\n" + B,
        [(1, "E540"), (2, {"a": 1}), (3, {"b": 2})],
    ),
    ("NDJSON in a .json file", "e.json", A + b"\n" + B, [(1, {"a": 1}), (2, {"b": 2})]),
    ("a first line that is a list among lines", "e.ndjson", b"[1]\n" + A, [(1, [1]), (2, {"a": 1})]),
    ("gzip", "e.ndjson.gz", gzip.compress(A + b"\n" + B), [(1, {"a": 1}), (2, {"b": 2})]),
    ("gzip that does not say so", "e.ndjson", gzip.compress(A), [(1, {"a": 1})]),
    ("an empty file", "e.ndjson", b"", []),
]


def test_a_line_too_long_is_said_to_be_that_and_ends_no_file(tmp_path: Path) -> None:
    file = tmp_path / "e.ndjson"
    file.write_bytes(b'{"a":"' + b"x" * (1 << 21) + b'"}\n' + B)
    long, after = (one.value for one in read_lines([file]))
    assert isinstance(long, Unreadable)
    assert (long.diagnostic.message, long.ends_file) == ("the line is over 1 MiB", False)
    assert after == {"b": 2}


@pytest.mark.parametrize(("name", "data", "expected"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_a_file_gives_its_events(tmp_path: Path, name: str, data: bytes, expected: list[tuple[int, Any]]) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert values(path) == expected


WHOLE = gzip.compress(b"".join(b'{"n":%d}\n' % number for number in range(5000)))
HALF = len(WHOLE) // 2
CUT: list[tuple[str, str, bytes]] = [
    ("half of a gzip file", "e.ndjson.gz", WHOLE[:HALF]),
    ("five bytes of one", "e.ndjson.gz", WHOLE[:5]),
    ("a wrong checksum", "e.ndjson.gz", WHOLE[:-8] + b"\0\0\0\0" + WHOLE[-4:]),
    ("garbage behind a gzip member", "e.ndjson.gz", WHOLE + b"garbage"),
    ("garbage within", "e.ndjson.gz", WHOLE[:HALF] + b"\xff" * 40 + WHOLE[HALF:]),
    ("JSON that breaks off", "e.json", b'[\n{"n":1},\n{"n":2},\n'),
]


@pytest.mark.parametrize(("name", "data"), [row[1:] for row in CUT], ids=[row[0] for row in CUT])
def test_a_file_that_ends_early_gives_what_it_has_and_then_says_so(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    *rest, last = read_lines(find_files([str(path)]))
    assert (last.value.diagnostic.code, last.ends_file) == ("E540", True)
    assert not any(one.ends_file for one in rest)


@pytest.mark.parametrize(
    ("last", "ends"),
    [
        pytest.param(b'{"b":', True, id="the last line is the beginning of an event"),
        pytest.param(b'{"b":\n', False, id="a line cut short has an end"),
        pytest.param(b"abc", False, id="no event begins there"),
        pytest.param(b'{"b"}', False, id="it ends as an event does"),
    ],
)
def test_a_file_that_ends_in_the_middle_of_an_event_ends_early(tmp_path: Path, last: bytes, ends: bool) -> None:
    path = tmp_path / "e.ndjson"
    path.write_bytes(A + b"\n" + last)
    assert [line.ends_file for line in read_lines([path])] == [False, ends]


@pytest.mark.slow
def test_a_gzip_bomb_ends_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "e.ndjson.gz"
    with gzip.open(path, "wb", compresslevel=9) as file:
        for _ in range(300):
            file.write(b"0" * (1 << 20))
    tracemalloc.start()
    found = values(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(1, "E540"), (0, "E540")]
    assert peak < 16 << 20


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    for name in ("b.ndjson", "a.json", "sub/c.jsonl.gz", "notes.txt", ".actions/dead-letters.ndjson", ".d.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(A)
    (tmp_path / "folder.json").mkdir()
    assert [path.name for path in find_files([str(tmp_path)]) if path] == ["a.json", "b.ndjson", "c.jsonl.gz"]


def test_a_file_that_cannot_be_opened_says_so_and_the_next_one_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b.json").write_bytes(A)
    first, second = read_lines(find_files([str(tmp_path)]))
    assert (first.number, first.value.diagnostic.message) == (
        0,
        "the file cannot be opened: No such file or directory",
    )
    assert second.value == {"a": 1}


def test_a_named_pipe_is_as_good_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    Thread(target=path.write_bytes, args=(A + b"\n" + B,), daemon=True).start()
    assert [line.value for line in read_lines(find_files([str(path)]))] == [{"a": 1}, {"b": 2}]


def test_a_closed_standard_input_is_nothing_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(NoEventsError, match="standard input is closed"):
        find_files(["-"])


@pytest.mark.parametrize("name", ["nowhere.ndjson", "empty"])
def test_nothing_to_read_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoEventsError, match=name):
        find_files([str(tmp_path / name)])


def test_a_million_bytes_of_lines_stay_one_line_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "e.ndjson"
    path.write_bytes(b"".join(b'{"n":%d,"x":"%s"}\n' % (number, b"y" * 500) for number in range(20_000)))
    lines: Iterator[Line] = read_lines([path])
    next(lines)
    tracemalloc.start()
    count = sum(1 for _ in lines)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 19_999
    assert peak < 1 << 20


def test_an_unreadable_line_shows_what_it_is() -> None:
    answer = parse_event(b'{"type":"track","event":"Order Completed","userId":"u1","properties":{"rev')
    assert isinstance(answer, Unreadable)
    assert '{"type":"track","event":"Order' in answer.diagnostic.message
