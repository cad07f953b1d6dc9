"""A plugin that misbehaves, beside a sound webhook, in a process of its own: the webhook gets all it should."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from destinations.testing import StandIn
from tests.actions.outbox_files import waiting
from tests.actions.small_projects import write_project
from tests.installed_packages import write_about

PLUGIN = """
import sys
from destinations.sdk import ActionType, Destination, Payload, Rejected, Request, Retry, Sent, Settings, hookimpl
AT_IMPORT

class RudeSettings(Settings):
    IN_SETTINGS

class Note(Payload):
    n: int

def build(notes, settings):
    IN_BUILD
    return Request.post("https://hooks.example.com/rude", json=[one.n for one in notes])

def judge(response, notes):
    IN_JUDGE
    return []

@hookimpl
def register_destinations():
    note = ActionType("note", Note, build, "Keep a note.", judge=judge)
    return [Destination("rude", "Rude", RudeSettings, (note,), "Keeps notes.")]
"""
PLACES = {"AT_IMPORT": "", "IN_SETTINGS": "pass", "IN_BUILD": "pass", "IN_JUDGE": "pass"}
RUDE = """
version: 1
destination: rude
actions: [{name: A, do: note, when: type = "track", map: {n: properties.n}}]
"""
EVENTS = [
    {"type": "track", "event": "X", "userId": "u", "messageId": f"m{number}", "properties": {"n": number}}
    for number in range(3)
]
Use = Callable[[Process], Awaitable[None]]


def write(folder: Path, places: dict[str, str]) -> dict[str, str]:
    """The project, and the environment of a process in which the plugin is installed."""
    write_project(folder, webhook='- {name: W, do: send, when: type = "track"}')
    (folder / "mappings" / "a_rude.yaml").write_text(RUDE, encoding="utf-8")
    (folder / "e.ndjson").write_text("".join(json.dumps(one) + "\n" for one in EVENTS), encoding="utf-8")
    text = PLUGIN
    for place, code in (PLACES | places).items():
        text = text.replace(place, code)
    (folder / "rude_destination.py").write_text(text, encoding="utf-8")
    points = {"destinations": {"rude": "rude_destination"}}
    write_about({"name": "rude", "version": "1.0", "entry-points": points}, folder)
    return os.environ | {"PYTHONPATH": str(folder)}


async def nothing(_: Process) -> None:
    """Let it run to its end."""


def send(folder: Path, places: dict[str, str], use: Use = nothing) -> tuple[int | None, list[dict[str, Any]], int, str]:
    """The exit code, the rows, how many requests the webhook got, and what was said on standard error."""

    async def run() -> tuple[int | None, list[dict[str, Any]], int, str]:
        environment = write(folder, places)
        async with StandIn() as standin:
            program = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from actions.cli.entry import main; main()", "run", str(folder / "e.ndjson")),
                *("-C", str(folder), "--format", "json", "--send", "--yes", "--divert", standin.url),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
            )
            ended = asyncio.create_task(program.communicate())
            await use(program)
            out, reported = await asyncio.wait_for(ended, 180)
            hooks = [one for one in standin.received if one.url.endswith("/in")]
            return program.returncode, [json.loads(row) for row in out.splitlines()], len(hooks), reported.decode()

    return asyncio.run(run())


async def ended_within(program: Process, seconds: float) -> None:
    """Wait so long, or until the program has ended."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(program.wait())), seconds)


def fates(rows: list[dict[str, Any]], instance: str) -> set[str]:
    return {
        row["diagnostics"][0]["code"] if row["status"] == "failed" else row["outcome"]["status"]
        for row in rows
        if row["instance"] == instance
    }


@pytest.mark.parametrize(
    ("places", "fate", "code", "words"),
    [
        pytest.param({"IN_BUILD": "sys.exit(0)"}, "rejected", 5, "SystemExit: 0", id="build exits"),
        pytest.param({"IN_BUILD": "raise BaseException('no')"}, "rejected", 5, "BaseException: no", id="build raises"),
        pytest.param(
            {"IN_BUILD": "return None"}, "rejected", 5, "its build returned NoneType", id="build returns nothing"
        ),
        pytest.param(
            {"IN_BUILD": "return Request('POST', 'https://x/\\ud800', {}, b'')"},
            "rejected",
            5,
            "the URL holds a lone surrogate",
            id="a lone surrogate in a URL",
        ),
        pytest.param({"IN_JUDGE": "sys.exit(3)"}, "rejected", 5, "SystemExit: 3", id="judge exits"),
        pytest.param({"IN_JUDGE": "return None"}, "rejected", 5, "judge returned NoneType", id="judge returns nothing"),
        pytest.param({"IN_JUDGE": "return 'fine'"}, "rejected", 5, "judge returned str", id="judge returns a text"),
        pytest.param({"IN_JUDGE": "return [True]"}, "rejected", 5, "true is not an outcome", id="judge says yes"),
        pytest.param(
            {"IN_JUDGE": "return [Rejected('half \\ud800')]"}, "rejected", 5, "half \ufffd", id="a lone surrogate"
        ),
        pytest.param({"IN_JUDGE": "return [Rejected(None)]"}, "rejected", 5, "None", id="no reason"),
        pytest.param({"AT_IMPORT": "print('Hello!')"}, "sent", 0, "", id="it prints when it is imported"),
    ],
)
def test_a_rude_plugin_costs_the_webhook_nothing(
    tmp_path: Path, places: dict[str, str], fate: str, code: int, words: str
) -> None:
    ended, rows, hooks, _ = send(tmp_path, places)
    assert (ended, hooks, len(rows)) == (code, 3, 6)
    assert (fates(rows, "rude"), fates(rows, "webhook")) == ({fate}, {"sent"})
    messages = [row["reason"] or row["outcome"]["reason"] or "" for row in rows if row["instance"] == "rude"]
    assert all(words in one for one in messages), messages


@pytest.mark.parametrize(
    ("places", "words"),
    [
        pytest.param({"AT_IMPORT": "raise BaseException('no')"}, "cannot be loaded: BaseException: no", id="import"),
        pytest.param(
            {"IN_SETTINGS": "def private_networks(self): raise KeyError('no')"},
            "rude: its settings cannot be used: KeyError: 'no'",
            id="private_networks",
        ),
        pytest.param(
            {"IN_SETTINGS": "def model_post_init(self, _): sys.exit(0)"},
            "the plugin rude failed at its settings: SystemExit: 0",
            id="settings that exit",
        ),
    ],
)
def test_what_keeps_it_from_starting_is_reported_and_nothing_is_sent(
    tmp_path: Path, places: dict[str, str], words: str
) -> None:
    ended, rows, hooks, reported = send(tmp_path, places)
    assert (ended, rows, hooks) == (4, [], 0)
    assert words in reported
    assert "Traceback" not in reported


def without_end(folder: Path) -> str:
    """Code that says by a file that it has begun, and ends no sooner than whoever runs the tests, however that ends."""
    begun = f"open({str(folder / 'begun')!r}, 'w').close()"
    return f"import os\n    {begun}\n    while os.getppid() == {os.getpid()}: pass"


def interrupt_when(folder: Path) -> Use:
    """Ctrl-C, once the plugin has begun what never ends, and again until the program ends, as a person would."""

    async def use(program: Process) -> None:
        while not (folder / "begun").exists() and program.returncode is None:  # noqa: ASYNC110 - a file says so
            await asyncio.sleep(0.05)
        # Two signals that come in one moment are one: on a busy machine the second may have to be sent again.
        for patience in (0.5, *(5.0,) * 10):
            if program.returncode is None:
                program.send_signal(signal.SIGINT)
                await ended_within(program, patience)

    return use


@pytest.mark.parametrize("place", ["IN_BUILD", "IN_JUDGE"])
def test_ctrl_c_ends_a_plugin_that_never_ends(tmp_path: Path, place: str) -> None:
    ended, _, _, reported = send(tmp_path, {place: without_end(tmp_path)}, interrupt_when(tmp_path))
    assert ended == 130
    assert "Traceback" not in reported


def test_what_was_under_way_when_a_plugin_was_interrupted_is_kept(tmp_path: Path) -> None:
    _, rows, _, _ = send(tmp_path, {"IN_JUDGE": without_end(tmp_path)}, interrupt_when(tmp_path))
    assert fates(rows, "rude") == set()
    assert waiting(tmp_path) == ["m0", "m1", "m2"]
