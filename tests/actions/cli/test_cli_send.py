"""`actions run --send` against a stand-in: trickling input, signals, readers that go away, dead letters."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

from destinations.testing import Answer, StandIn
from destinations.testing.standin import Fault
from tests.actions.outbox_files import letters, waiting
from tests.actions.small_projects import write_project

HOST = "hooks.example.com"
CANARY = "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk="
HEAD = (
    "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/in, secret: {secret: HOOK_SECRET}}\n"
)
# As a user's shell has it: a pipe is not flushed for us.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}


def event(number: int) -> dict[str, Any]:
    return {"type": "track", "event": "X", "userId": "u", "messageId": f"m{number}", "properties": {"n": number}}


def lines(*events: Any) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in events)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_project(tmp_path)
    text = HEAD + 'actions: [{name: A, do: send, when: type = "track"}]\n'
    (folder / "mappings" / "webhook.yaml").write_text(text, encoding="utf-8")
    return folder


def send(
    folder: Path, use: Callable[[Process, StandIn], Coroutine[Any, Any, Any]], faults: Sequence[Fault] = ()
) -> tuple[Any, int | None, str]:
    """What `use` returns about the running program, its exit code, and all that it said on standard error."""

    async def run() -> tuple[Any, int | None, str]:
        async with StandIn() as standin:
            standin.fail(HOST, faults)
            program = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from actions.cli.main import main; main()", "run", "-", "-C", str(folder)),
                *("--format", "json", "--send", "--yes", "--divert", standin.url),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=ENVIRONMENT | {"HOOK_SECRET": CANARY},
            )
            found = await use(program, standin)
            assert program.stderr
            reported = await program.stderr.read()
            return found, await program.wait(), reported.decode()

    return asyncio.run(run())


def test_events_that_trickle_in_are_delivered_as_they_come(folder: Path) -> None:
    async def use(program: Process, standin: StandIn) -> list[Any]:
        assert program.stdin
        assert program.stdout
        found = []
        for number in range(2):
            program.stdin.write(lines(event(number)))
            row = json.loads(await program.stdout.readline())
            found.append((row["message_id"], row["outcome"]["status"], len(standin.received)))
        program.stdin.close()
        return found

    found, code, _ = send(folder, use)
    assert found == [("m0", "sent", 1), ("m1", "sent", 2)]
    assert code == 0
    assert (letters(folder), waiting(folder)) == ([], [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_whose_input_never_ends(folder: Path, number: signal.Signals) -> None:
    async def use(program: Process, _: StandIn) -> None:
        assert program.stdin
        assert program.stdout
        program.stdin.write(lines(event(0)))
        await program.stdout.readline()
        program.send_signal(number)
        await program.wait()

    _, code, reported = send(folder, use)
    assert code == 130
    assert "interrupted after 1 event, the last at -:1" in reported


def test_after_one_signal_what_is_under_way_may_finish(folder: Path) -> None:
    async def use(program: Process, standin: StandIn) -> str:
        assert program.stdin
        assert program.stdout
        assert program.stderr
        program.stdin.write(lines(event(0)))
        await standin.until(1)
        program.send_signal(signal.SIGINT)
        await program.stderr.readline()
        standin.release()
        return str(json.loads(await program.stdout.readline())["outcome"]["status"])

    assert send(folder, use, ["slow"])[:2] == ("sent", 130)


def test_after_two_signals_nothing_is_waited_for_and_nothing_lost(folder: Path) -> None:
    async def use(program: Process, standin: StandIn) -> bytes:
        assert program.stdin
        assert program.stdout
        assert program.stderr
        program.stdin.write(lines(event(0)))
        await standin.until(1)
        program.send_signal(signal.SIGINT)
        await program.stderr.readline()
        program.send_signal(signal.SIGINT)
        return await program.stdout.readline()

    assert send(folder, use, ["slow"])[:2] == (b"", 130)
    assert (letters(folder), waiting(folder)) == ([], ["m0"])


def test_who_stops_reading_stops_no_delivery(folder: Path) -> None:
    async def use(program: Process, standin: StandIn) -> int:
        assert program.stdin
        assert program.stdout
        program.stdout._transport.close()  # type: ignore[attr-defined]  # asyncio has no public way to hang up
        program.stdin.write(lines(event(0)))
        await standin.until(1)
        program.stdin.write(lines(event(1), event(2)))
        program.stdin.close()
        await program.wait()
        return len(standin.received)

    assert send(folder, use, [404])[:2] == (3, 5)
    assert [one["message_id"] for one in letters(folder)] == ["m0"]


def test_a_dead_letter_holds_all_that_a_second_try_needs_and_no_secret(folder: Path) -> None:
    hostile = b'{"type": "track", "event": "X", "userId": "u", "messageId": "nan", "properties": {"a": NaN}}\n'

    async def use(program: Process, _: StandIn) -> str:
        given = lines(event(0)) + hostile + b'{"type": "tra\n'
        out, error = await program.communicate(given)
        return (out + error).decode()

    echo = f"no key {CANARY}, nor {CANARY.removeprefix('whsec_')}"
    found, code, _ = send(folder, use, [Answer(404, body=echo.encode())])
    assert code == 5
    rejected, refused, unread = sorted(letters(folder), key=lambda one: one["cause"] != "rejected")
    assert (rejected["event"], rejected["message_id"]) == (event(0), "m0")
    assert rejected["mapping"]
    assert rejected["reason"] == "answered 404 Not Found: no key [secret], nor [secret]"
    assert repr(refused["event"]) == repr(json.loads(hostile))
    assert unread["event"] == '{"type": "tra'
    for text in (found, repr(letters(folder))):
        assert CANARY.removeprefix("whsec_") not in text


def test_an_event_that_no_json_can_hold_ends_nothing(folder: Path) -> None:
    odd = rb'{"type":"track","event":"X","userId":"u","messageId":"\ud800"}' + b"\n"

    async def use(program: Process, _: StandIn) -> list[tuple[str, str]]:
        out, _told = await program.communicate(lines(event(0)) + odd + lines(event(1)))
        return sorted((row["message_id"], row["status"]) for row in map(json.loads, out.splitlines()))

    assert send(folder, use)[:2] == ([("m0", "fired"), ("m1", "fired"), ("\ufffd", "failed")], 0)
    assert [one["event"] for one in letters(folder)] == [json.loads(odd)]


def test_nothing_is_sent_where_dead_letters_cannot_be_kept(folder: Path) -> None:
    (folder / ".actions").write_text("a file where the folder should be", encoding="utf-8")

    async def use(program: Process, standin: StandIn) -> int:
        await program.communicate(lines(event(0)))
        return len(standin.received)

    assert send(folder, use)[:2] == (0, 4)
