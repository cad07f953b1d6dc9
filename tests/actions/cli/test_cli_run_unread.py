"""`actions run` of input that ends before its events do: never code 0, and what was there is done."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.actions.small_projects import write_project

PROGRAM = [sys.executable, "-c", "from actions.cli.main import main; main()", "run"]
EVENTS = b"".join(
    json.dumps({"type": "track", "event": "X", "userId": "u", "messageId": f"m{number}"}).encode() + b"\n"
    for number in range(2000)
)
WHOLE = gzip.compress(EVENTS)
HALF = WHOLE[: len(WHOLE) // 2]


def folder_with_one(folder: Path) -> Sequence[str]:
    inside = folder / "inside"
    inside.mkdir()
    (inside / "a.ndjson.gz").write_bytes(HALF)
    (inside / "b.ndjson").write_bytes(EVENTS[: EVENTS.index(b"\n") + 1])
    return [str(inside)]


def file_with(data: bytes) -> Callable[[Path], Sequence[str]]:
    def write(folder: Path) -> Sequence[str]:
        (folder / "e.ndjson.gz").write_bytes(data)
        return [str(folder / "e.ndjson.gz")]

    return write


def link_to_nothing(folder: Path) -> Sequence[str]:
    (folder / "inside").mkdir()
    (folder / "inside" / "e.ndjson").symlink_to(folder / "nowhere")
    return [str(folder / "inside")]


def run(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *arguments, "-C", str(folder)], capture_output=True, check=False, **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_project(tmp_path, webhook='- {name: A, do: send, when: type = "track"}')


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(file_with(HALF), id="half of a gzip file"),
        pytest.param(file_with(WHOLE[:5]), id="five bytes of one"),
        pytest.param(file_with(WHOLE[:-8] + b"\0\0\0\0" + WHOLE[-4:]), id="a wrong checksum"),
        pytest.param(file_with(WHOLE + b"garbage"), id="garbage behind it"),
        pytest.param(folder_with_one, id="one of a folder"),
        pytest.param(link_to_nothing, id="a link to no file"),
    ],
)
def test_a_file_that_ends_early_is_not_fine(folder: Path, form: str, write: Callable[[Path], Sequence[str]]) -> None:
    done = run(folder, *write(folder), "--format", form)
    assert done.returncode == 1
    assert b"not read to the end" in done.stderr
    if form == "text":
        assert b"1 file not read to the end" in done.stdout
        assert b"not read as events" not in done.stdout


def test_standard_input_that_ends_early_is_not_fine(folder: Path) -> None:
    done = run(folder, "-", "--format", "json", input=HALF)
    *rows, last = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, last["line"], last["diagnostics"][0]["code"]) == (1, 0, "E540")
    assert {row["status"] for row in rows} == {"fired"}


def test_what_was_there_is_delivered_and_the_code_tells(folder: Path) -> None:
    (folder / "e.ndjson.gz").write_bytes(HALF)
    script = """
import asyncio, sys
from destinations.testing import StandIn
async def run():
    async with StandIn() as standin:
        program = await asyncio.create_subprocess_exec(*sys.argv[1:], "--divert", standin.url)
        code = await program.wait()
        print(len(standin.received), flush=True)
        return code
sys.exit(asyncio.run(run()))
"""
    command = [*PROGRAM, str(folder / "e.ndjson.gz"), "-C", str(folder), "--format", "json", "--send", "--yes"]
    done = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, check=False)
    *reported, received = map(json.loads, done.stdout.splitlines())
    rows = [row for row in reported if row["status"] == "fired"]
    assert done.returncode == 1
    assert {row["outcome"]["status"] for row in rows} == {"sent"}
    assert received == len(rows) > 100
