"""Standard streams that are closed, full or left, and signals at the very start and end: the exit code is true."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from destinations.testing import StandIn
from destinations.testing.standin import Fault
from tests.actions.outbox_files import letters
from tests.actions.small_projects import write_project

HOST = "hooks.example.com"
PROGRAM = "from actions.cli.entry import main; main()"
EVENTS = [{"type": "track", "event": "X", "userId": "u", "messageId": f"m{number}"} for number in range(3)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_project(tmp_path, webhook='- {name: A, do: send, when: type = "track"}')
    (folder / "e.ndjson").write_text("".join(json.dumps(one) + "\n" for one in EVENTS), encoding="utf-8")
    return folder


def command(folder: Path, *options: str, program: str = PROGRAM) -> list[str]:
    return [sys.executable, "-c", program, "run", str(folder / "e.ndjson"), "-C", str(folder), *options]


def redirected(redirect: str, words: Sequence[str]) -> list[str]:
    """The command with its streams as a shell would set them."""
    return ["/bin/sh", "-c", f'exec "$@" {redirect}', "sh", *words]


def send(folder: Path, redirect: str, faults: Sequence[Fault] = (), **options: Any) -> tuple[int | None, int, str]:
    """The exit code of a run that delivers, how many requests came in, and what it said on standard error."""

    async def run() -> tuple[int | None, int, str]:
        async with StandIn() as standin:
            standin.fail(HOST, faults)
            words = command(folder, "--send", "--yes", "--divert", standin.url, **options)
            program = await asyncio.create_subprocess_exec(
                *redirected(redirect, words), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            _, reported = await program.communicate()
            return program.returncode, len(standin.received), reported.decode()

    return asyncio.run(run())


REDIRECTS = {
    "standard output is closed": (">&-", 0),
    "both outputs are closed": (">&- 2>&-", 0),
    "standard input is closed": ("<&- >/dev/null", 0),
    "all are closed": ("<&- >&- 2>&-", 0),
    "standard output is on a full disk": ("> /dev/full", 1),
}
# Each starts two processes that deliver: half of them are asked in `make soak`.
STREAMS = [
    pytest.param(*of, form, id=f"{name}, {form}", marks=[pytest.mark.slow] if (number + other) % 2 else [])
    for number, (name, of) in enumerate(REDIRECTS.items())
    for other, form in enumerate(("text", "json"))
]


@pytest.mark.parametrize(("redirect", "code", "form"), STREAMS)
def test_all_is_delivered_whatever_the_streams_are(folder: Path, redirect: str, code: int, form: str) -> None:
    shaped = f"--format {form} {redirect}"
    assert send(folder, shaped)[:2] == (code, 3)
    assert letters(folder) == []
    assert send(folder, f"--again {shaped}", [404])[:2] == (5, 3)
    assert len(letters(folder)) == 1


def test_a_full_disk_is_reported_of_the_output_and_not_of_deliveries(folder: Path) -> None:
    assert "the output cannot be written: No space left" in send(folder, "> /dev/full")[2]


@pytest.mark.parametrize(("redirect", "code"), [(">&-", 0), ("> /dev/full", 1), ("2>&- > /dev/null", 0)])
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_dry_run_fails_where_its_rows_are_lost_and_not_where_nobody_wants_them(
    folder: Path, redirect: str, code: int, form: str
) -> None:
    done = subprocess.run(redirected(redirect, command(folder, "--format", form)), check=False, capture_output=True)
    assert done.returncode == code


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_reader_who_leaves_hides_no_failure(folder: Path, form: str) -> None:
    """The pipe is broken before the first row is written."""
    read, write = os.pipe()
    os.close(read)
    (folder / "mappings" / "bad.yaml").write_text("version: 1\n", encoding="utf-8")
    words = [sys.executable, "-c", PROGRAM, "check", "-C", str(folder), "--format", form]
    assert subprocess.run(words, check=False, stdout=write, stderr=subprocess.PIPE).returncode == 1
    os.close(write)


def test_without_a_terminal_sending_wants_a_yes(folder: Path) -> None:
    done = subprocess.run(command(folder, "--send"), check=False, capture_output=True, stdin=subprocess.DEVNULL)
    assert (done.returncode, b"--send --yes" in done.stderr) == (2, True)


@pytest.mark.parametrize("redirect", ["", "<&-"])
def test_without_a_terminal_not_even_a_stand_in_gets_anything(folder: Path, redirect: str) -> None:
    async def run() -> tuple[int | None, int]:
        async with StandIn() as standin:
            words = redirected(redirect, command(folder, "--send", "--divert", standin.url))
            program = await asyncio.create_subprocess_exec(
                *words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
            return await program.wait(), len(standin.received)

    assert asyncio.run(run()) == (2, 0)


EARLY = """
import os, signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == "actions.cli.main":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
"""
LATE = """
import atexit, os, signal
atexit.register(os.kill, os.getpid(), signal.NUMBER)
"""
LEFT_BEHIND = """
import os, signal, threading, time
def wait():
    while threading.main_thread().is_alive():
        time.sleep(0.01)
    time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)
threading.Thread(target=wait).start()
"""


def test_an_interrupt_while_the_command_still_loads_is_quiet(folder: Path) -> None:
    done = subprocess.run(command(folder, program=EARLY + PROGRAM), check=False, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_a_signal_at_the_very_end_changes_no_exit_code(folder: Path, number: str) -> None:
    program = LATE.replace("NUMBER", number) + PROGRAM
    assert send(folder, "> /dev/null", [404], program=program)[0] == 5


def test_a_thread_that_somebody_left_behind_can_be_interrupted(folder: Path) -> None:
    assert send(folder, "> /dev/null", [404], program=LEFT_BEHIND + PROGRAM)[0] == 5


def test_an_outbox_that_cannot_be_opened_is_no_bug_of_ours(folder: Path) -> None:
    (folder / ".actions" / "outbox.db").mkdir(parents=True)
    code, received, reported = send(folder, "> /dev/null")
    assert (code, received) == (4, 0)
    assert "outbox.db cannot be opened: Is a directory" in reported
