"""`actions run` tells of events that are one delivery: in their rows, and in a warning where they differ."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.decision import Fired
from actions.reading.lines import Line
from actions.run.results import Answer, Row
from actions.run.summary import repeats
from actions.run.summary.repeats import Repeats
from destinations.sdk.payload import Payload
from destinations.testing import StandIn
from tests.actions.small_projects import write_project

FIRST = {"type": "track", "event": "X", "userId": "u1", "messageId": "m-1", "timestamp": "2026-03-01T10:15:30Z"}
OTHER_PERSON = {**FIRST, "userId": "u2"}
SENT_AGAIN = {
    **FIRST,
    "originalTimestamp": FIRST["timestamp"],
    "timestamp": "2026-03-01T10:15:31Z",
    "receivedAt": "2026-03-01T10:15:40Z",
    "context": {"ip": "203.0.113.9"},
}
ACTIONS = '- do: track\n  when: event = "X"\n'


def write(folder: Path, name: str, *events: Any) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(one) + "\n" for one in events), encoding="utf-8")
    return path


def said(folder: Path, *arguments: str) -> str:
    answer = CliRunner().invoke(app, ["run", *arguments, "-C", str(folder), "--format", "json"])
    assert answer.exit_code == 0
    return answer.stderr


@pytest.mark.parametrize(
    ("events", "message"),
    [
        pytest.param([FIRST, OTHER_PERSON], "events.ndjson:2 and events.ndjson:1;", id="another person"),
        pytest.param([FIRST, SENT_AGAIN], "", id="the same event, sent again through a server"),
        pytest.param([FIRST, {**FIRST, "messageId": "m-2", "userId": "u2"}], "", id="another id"),
        pytest.param([FIRST, {**OTHER_PERSON, "timestamp": "2026-03-01T11:15:30Z"}], "", id="another hour"),
        pytest.param([FIRST, {**OTHER_PERSON, "event": "Y"}], "", id="one of them fires nothing"),
        pytest.param(
            [FIRST, *({**FIRST, "userId": f"u{number}"} for number in range(2, 8))],
            "events.ndjson:4 and events.ndjson:1 and 3 more;",
            id="more than are named",
        ),
        pytest.param([{**one, "messageId": None} for one in (FIRST, OTHER_PERSON)], "", id="no ids of their own"),
    ],
)
def test_events_of_one_id_that_say_different_things_are_reported(
    tmp_path: Path, events: list[Any], message: str
) -> None:
    folder = write_project(tmp_path, mixpanel=ACTIONS)
    warning = said(folder, str(write(folder, "events.ndjson", *events))).replace(f"{folder}{os.sep}", "")
    assert warning.count("under one messageId events say different things") == bool(message)
    assert message in warning


def test_several_processes_compare_their_events(tmp_path: Path) -> None:
    folder = write_project(tmp_path, mixpanel=ACTIONS)
    files = [str(write(folder, "1.ndjson", FIRST, OTHER_PERSON)), str(write(folder, "2.ndjson", OTHER_PERSON))]
    warning = said(folder, *files)
    assert f"{files[0]}:2 and {files[0]}:1, {files[1]}:1 and {files[0]}:1;" in warning
    assert said(folder, *files, "--jobs", "2") == warning


def test_the_row_of_a_repeat_names_the_event_it_repeats(tmp_path: Path) -> None:
    folder = write_project(tmp_path, mixpanel=ACTIONS)
    path = write(folder, "events.ndjson", FIRST, SENT_AGAIN, {**FIRST, "messageId": "m-2"})

    async def run(form: str) -> tuple[bytes, bytes]:
        async with StandIn() as standin:
            program = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from actions.cli.main import main; main()", "run", str(path)),
                *("-C", str(folder), "--format", form, "--send", "--yes", "--divert", standin.url),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=os.environ | {"MIXPANEL_TOKEN": "made-up"},
            )
            return await program.communicate()

    out, err = asyncio.run(run("json"))
    # Rows come as outcomes do.
    rows = sorted(map(json.loads, out.splitlines()), key=lambda row: row["line"])
    assert [row["outcome"]["repeats"] for row in rows] == [None, {"file": str(path), "line": 1}, None]
    assert b"warning" not in err
    out, _ = asyncio.run(run("text"))
    assert out.decode().count(f"the same delivery as {path}:1") == 1


def test_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(number: int, name: str, **said: Any) -> Answer:
        line = Line("e", number, {**FIRST, **said}, 0)
        return Answer(line, (Row(line, Fired("m-1", "i", "a", "track", name, Payload(), "")),))

    monkeypatch.setattr(repeats, "MOST_DELIVERIES", 2)
    seen = Repeats()
    for number, name in enumerate(("a", "b", "c"), 1):
        seen.mark(answer(number, name))
    assert [seen.mark(answer(4, name, userId="u9")).rows[0].repeats for name in ("c", "b")] == [("e", 3), ("e", 2)]
    assert seen.mark(answer(5, "a")).rows[0].repeats is None
    assert seen.differing == 2
