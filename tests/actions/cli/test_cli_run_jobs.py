"""`actions run --jobs`: several processes, and nobody can tell from what they print."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from actions.reading.lines import read_range
from actions.reading.ranges import BYTES_A_RANGE, cut_ranges
from tests.actions.small_projects import write_project

PROGRAM = [sys.executable, "-c", "from actions.cli.main import main; main()", "run"]
ACTIONS = """\
- {name: A, do: send, when: event = "Order Completed", map: {data: messageId}}
- {name: N, do: send, when: type = "track", map: {data: {from: properties.n, as: integer, required: true}}}
"""
# The programs run elsewhere: these are the packages they are to test.
PLACE = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
PADDING = "y" * 40_000


def event(number: Any) -> dict[str, Any]:
    names = {"type": "track", "event": "Order Completed", "userId": "u1", "messageId": f"m{number}"}
    return names | {"timestamp": "2026-03-01T10:15:30.250Z", "context": {"x": PADDING}, "properties": {"n": number}}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project and a file of some ranges in which some events fail, some are none, and some lines are blank."""
    folder = write_project(tmp_path_factory.mktemp("shop"), webhook=ACTIONS)
    rows = [json.dumps(event("x" if number % 50 == 7 else number)) for number in range(260)]
    rows[3:3], rows[150:150], rows[200:200] = [""], ["[1]", "", "nonsense"], ["x" * (1 << 20) + "xx"]
    (folder / "events.ndjson").write_text("\n".join(rows), encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str, file: str = "events.ndjson") -> tuple[int, bytes, bytes]:
    # The same words for the file in both runs: they are part of what is printed.
    done = subprocess.run([*PROGRAM, file, *arguments], cwd=folder, env=PLACE, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


SAME: list[tuple[str, list[str]]] = [
    ("text with requests", ["--requests"]),
    ("all decisions of some actions", ["--format", "json", "--all", "--select", "*.n"]),
    ("json, asked to fail", ["--format", "json", "--fail-on", "not_built"]),
]


@pytest.mark.parametrize("arguments", [row[1] for row in SAME], ids=[row[0] for row in SAME])
def test_two_processes_print_what_one_prints(shop: Path, arguments: list[str]) -> None:
    assert len(list(cut_ranges(shop / "events.ndjson"))) > 2
    alone = run(shop, *arguments)
    assert alone[0] == ("--fail-on" in arguments)
    assert len(alone[1]) > 5_000
    assert run(shop, *arguments, "--jobs", "2") == alone


def test_a_stop_ends_all_ranges(tmp_path: Path) -> None:
    folder = write_project(tmp_path, webhook=ACTIONS.replace("name: N,", "name: N, on_error: stop,"))
    rows = [json.dumps(event("x" if number == 130 else number)) for number in range(400)]
    (folder / "events.ndjson").write_text("\n".join(rows), encoding="utf-8")
    alone = run(folder, "--format", "json")
    assert alone[0] == 1
    assert run(folder, "--format", "json", "--jobs", "2") == alone


REFUSED: list[tuple[str, str, bytes, list[str], str]] = [
    ("gzip", "e.ndjson.gz", gzip.compress(b"{}"), [], "gunzip it"),
    ("a JSON document", "e.json", b"[{}]", [], "one event per line"),
    ("standard input", "-", b"", [], "standard input comes in one piece"),
    ("delivering", "e.ndjson", b"{}", ["--send"], "deliveries are made by one process"),
    ("a limit", "e.ndjson", b"{}", ["--limit", "3"], "one process has to count"),
    ("a selection that names no action", "e.ndjson", b"{}", ["--select", "webhok"], 'did you mean "webhook"'),
]


@pytest.mark.parametrize(
    ("name", "data", "arguments", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_takes_one_process_says_so(
    tmp_path: Path, name: str, data: bytes, arguments: list[str], words: str
) -> None:
    folder = write_project(tmp_path, webhook=ACTIONS)
    if name != "-":
        (folder / name).write_bytes(data)
    code, _, reported = run(folder, "--jobs", "2", *arguments, file=name)
    assert code == 2
    assert words in " ".join(reported.decode().replace("│", " ").split())


def test_a_pipe_takes_one_process(tmp_path: Path) -> None:
    folder = write_project(tmp_path, webhook=ACTIONS)
    os.mkfifo(folder / "pipe")
    code, _, reported = run(folder, "--jobs", "2", file="pipe")
    assert (code, b"--jobs: pipe comes in one piece" in reported) == (2, True)


@pytest.mark.parametrize("form", ["json", "text"])
def test_who_has_read_enough_ends_all_processes_without_complaint(shop: Path, form: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [*PROGRAM, "events.ndjson", "--format", form, "--jobs", "2"]
    done = subprocess.run(command, cwd=shop, env=PLACE, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_all_processes(tmp_path: Path, number: signal.Signals) -> None:
    folder = write_project(tmp_path, webhook=ACTIONS)
    row = json.dumps(event(1)).encode() + b"\n"
    (folder / "events.ndjson").write_bytes(row * (24 * BYTES_A_RANGE // len(row)))
    command = [*PROGRAM, "events.ndjson", "--format", "json", "--jobs", "2"]
    with subprocess.Popen(
        command, cwd=folder, env=PLACE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as program:
        assert program.stdout
        program.stdout.readline()
        # As a terminal and `timeout` do: to every process of the group.
        os.killpg(program.pid, number)
        _, reported = program.communicate()
    assert program.returncode == 130
    assert b"interrupted after" in reported
    assert b"Traceback" not in reported
    for _ in range(100):
        try:
            os.killpg(program.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a process is left")


def test_a_file_that_went_away_says_so(tmp_path: Path) -> None:
    [line] = read_range(tmp_path / "gone.ndjson", 0, 10, 1)
    assert (line.number, line.value.diagnostic.code) == (0, "E540")


RANGES: list[tuple[str, bytes, list[tuple[int, int, int]]]] = [
    ("cut at line ends", b"aa\nbb\ncc\ndd\n", [(0, 6, 1), (6, 12, 3)]),
    ("a long line stays whole", b"a\n" + b"b" * 20 + b"\nc\n", [(0, 23, 1), (23, 25, 3)]),
    ("no end of line at the end", b"aaaa\nbbbb", [(0, 5, 1), (5, 9, 2)]),
    ("an empty file", b"", []),
]


@pytest.mark.parametrize(("data", "expected"), [row[1:] for row in RANGES], ids=[row[0] for row in RANGES])
def test_ranges(tmp_path: Path, data: bytes, expected: list[tuple[int, int, int]]) -> None:
    path = tmp_path / "e.ndjson"
    path.write_bytes(data)
    assert [(one.start, one.end, one.number) for one in cut_ranges(path, 5)] == expected
