"""`actions run`: decisions as JSON and text, exit codes, flat memory, interruption, and delivery over real HTTP."""

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
from typer.testing import CliRunner

from actions.cli.main import app
from destinations.testing import StandIn
from tests.actions.outbox_files import letters, waiting
from tests.actions.small_projects import write_project

EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2026-03-01T10:15:30.250Z",
    "properties": {"order_id": "o1", "revenue": 19.99},
}
PROGRAM = [sys.executable, "-c", "from actions.cli.main import main; main()"]
# As a user's shell has it: a pipe is not flushed for us.
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
MEASURED = """
import resource, sys
from actions.cli.main import main
try:
    main()
finally:
    sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


def write_events(folder: Path, *events: Any) -> str:
    path = folder / "events.ndjson"
    path.write_text("".join(json.dumps(one) + "\n" for one in events), encoding="utf-8")
    return str(path)


def run(folder: Path, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    answer = CliRunner().invoke(app, ["run", *arguments, "-C", str(folder), "--format", "json"])
    return answer.exit_code, [json.loads(row) for row in answer.stdout.splitlines()]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_project(tmp_path, mixpanel="- do: purchase\n- {name: Everything, do: track}\n", ga4="- do: purchase\n")


def test_a_decision_is_one_line_of_json(shop: Path) -> None:
    code, rows = run(shop, write_events(shop, EVENT))
    assert code == 0
    first = rows[0]
    assert (first["instance"], first["action"], first["type"], first["status"]) == (
        "ga4",
        "purchase",
        "purchase",
        "fired",
    )
    assert {"line", "message_id", "reason", "delivery_id", "payload", "requests", "diagnostics"} <= first.keys()
    [request] = first["requests"]
    assert request.keys() == {"method", "url", "headers", "body"}
    assert "api_secret=GA4_SECRET" in request["url"]
    assert request["body"]["events"][0]["params"]["value"] == 19.99
    assert [row["instance"] for row in rows] == ["ga4", "mixpanel", "mixpanel"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_type_of_events_that_say_none_can_be_given(shop: Path, jobs: str) -> None:
    bare = {name: value for name, value in EVENT.items() if name != "type"}
    file = write_events(shop, bare, bare | {"type": "page", "messageId": "m2"})
    _, rows = run(shop, file, "--type", "track", "--jobs", jobs)
    assert {row["message_id"] for row in rows if row["status"] == "fired"} == {"m1"}
    _, rows = run(shop, file)
    assert rows[0]["diagnostics"][0]["code"] == "E531"


def test_a_type_that_there_is_not_is_reported(shop: Path) -> None:
    answer = CliRunner().invoke(app, ["run", write_events(shop, EVENT), "-C", str(shop), "--type", "trakc"])
    assert (answer.exit_code, "--type trakc: there is no event type" in answer.stderr) == (2, True), answer.stderr
    assert 'did you mean "track"' in answer.stderr


def test_all_adds_those_that_did_not_fire_and_why(shop: Path) -> None:
    path = write_events(shop, EVENT | {"event": "Button Clicked"})
    assert [row["status"] for row in run(shop, path)[1]] == ["fired"]
    rows = run(shop, path, "--all")[1]
    assert [row["status"] for row in rows] == ["not_fired", "not_fired", "fired"]
    assert 'saw "Button Clicked"' in rows[0]["reason"]


def test_lines_that_are_no_events_have_their_decision_too(shop: Path) -> None:
    path = write_events(shop, [1], EVENT)
    with Path(path).open("a", encoding="utf-8") as file:
        file.write('{"type":\n')
    rows = run(shop, path)[1]
    assert [(row["line"], row["diagnostics"][0]["code"]) for row in rows if row["status"] == "failed"] == [
        (1, "E530"),
        (3, "E540"),
    ]


def test_standard_input_is_read(shop: Path) -> None:
    answer = subprocess.run(
        [*PROGRAM, "run", "-", "-C", str(shop), "--format", "json"],
        input=json.dumps(EVENT),
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(answer.stdout.splitlines()) == 3


EXITS: list[tuple[str, Sequence[str], int]] = [
    ("fine", [], 0),
    ("an unknown option", ["--sendd"], 2),
    ("an unknown --fail-on", ["--fail-on", "rain"], 2),
    ("a decision failed and that was asked to fail", ["--fail-on", "not_built"], 1),
    ("a selection that names no action", ["--select", "mixpanle"], 2),
    ("a stand-in without a URL", ["--send", "--yes", "--divert", "localhost:8090"], 2),
    ("a secret is missing", ["--send", "--yes"], 4),
]


@pytest.mark.parametrize(("arguments", "code"), [row[1:] for row in EXITS], ids=[row[0] for row in EXITS])
def test_exit_codes(shop: Path, arguments: Sequence[str], code: int) -> None:
    path = write_events(shop, EVENT, [1])
    assert CliRunner().invoke(app, ["run", path, "-C", str(shop), *arguments]).exit_code == code


def test_a_missing_file_and_a_broken_project_are_reported_apart(shop: Path) -> None:
    assert CliRunner().invoke(app, ["run", "nowhere.ndjson", "-C", str(shop)]).exit_code == 2
    (shop / "mappings" / "ga4.yaml").write_text("version: 1\n", encoding="utf-8")
    answer = CliRunner().invoke(app, ["run", write_events(shop, EVENT), "-C", str(shop)])
    assert answer.exit_code == 4
    assert "mappings/ga4.yaml:1:1: error" in answer.stderr


def test_selected_actions_only(shop: Path) -> None:
    path = write_events(shop, EVENT)
    assert [row["action"] for row in run(shop, path, "--select", "mixpanel")[1]] == ["purchase", "everything"]
    assert [row["instance"] for row in run(shop, path, "--select", "ga4.*")[1]] == ["ga4"]


def test_only_the_secrets_of_selected_instances_are_needed(shop: Path) -> None:
    path = write_events(shop, EVENT)
    answer = CliRunner().invoke(app, ["run", path, "-C", str(shop), "--send", "--yes", "--select", "mixpanel"])
    assert answer.exit_code == 4
    assert ("MIXPANEL_TOKEN" in answer.stderr, "GA4_SECRET" in answer.stderr) == (True, False)


def test_text_shows_the_payload_and_that_nothing_was_sent(shop: Path) -> None:
    shown = CliRunner().invoke(app, ["run", write_events(shop, EVENT, [1]), "-C", str(shop), "--requests"]).stdout
    for words in (
        "POST api.mixpanel.com/import",
        "revenue            19.99",
        "Basic MIXPANEL_TOKEN:",
        "dry run: nothing was sent",
        "E530",
    ):
        assert words in shown


def test_a_stopping_action_ends_the_run(tmp_path: Path) -> None:
    folder = write_project(
        tmp_path,
        webhook='- {do: send, on_error: stop, map: {data: {from: properties.n, as: integer}}, when: type = "track"}',
    )
    path = write_events(folder, *(EVENT | {"properties": {"n": n}} for n in (1, "x", 3)))
    code, rows = run(folder, path)
    assert [row["status"] for row in rows] == ["fired", "failed"]
    assert code == 1


@pytest.mark.slow
def test_a_hundred_thousand_events_stream_in_flat_memory(tmp_path: Path) -> None:
    folder = write_project(
        tmp_path, webhook='- {name: A, do: send, when: event = "Order Completed", map: {data: messageId}}'
    )
    peaks = []
    for count in (1_000, 100_000):
        path = folder / "many.ndjson"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(EVENT | {"messageId": f"m{number}"}) + "\n" for number in range(count))
        with (folder / "out.ndjson").open("wb") as out:
            command = [sys.executable, "-c", MEASURED, "run", str(path), "-C", str(folder), "--format", "json"]
            answer = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=True)
        peaks.append(int(answer.stderr.split()[-1]))
    with (folder / "out.ndjson").open("rb") as out:
        assert sum(1 for _ in out) == 100_000
    assert peaks[1] < peaks[0] + 20_000, "kilobytes: the peak must not grow with the events"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_says_what_it_finished(tmp_path: Path, number: signal.Signals) -> None:
    folder = write_project(
        tmp_path, webhook='- {name: A, do: send, when: event = "Order Completed", map: {data: messageId}}'
    )
    command = [*PROGRAM, "run", "-", "-C", str(folder), "--format", "json"]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, **pipes, env=BUFFERED) as program:
        assert program.stdin
        assert program.stdout
        program.stdin.write(json.dumps(EVENT).encode() + b"\n")
        program.stdin.flush()
        assert json.loads(program.stdout.readline())["status"] == "fired"
        program.send_signal(number)
        _, reported = program.communicate()
    assert program.returncode == 130
    assert b"interrupted after 1 event, the last at -:1" in reported


@pytest.mark.parametrize(("verb", "form"), [("run", "json"), ("run", "text"), ("check", "text")])
def test_who_has_read_enough_ends_the_command_without_complaint(shop: Path, verb: str, form: str) -> None:
    events = [write_events(shop, *[EVENT] * 500)] if verb == "run" else []
    command = [*PROGRAM, verb, *events, "-C", str(shop), "--format", form]
    reader, writer = os.pipe()
    os.close(reader)
    answer = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, env=BUFFERED, check=False)
    os.close(writer)
    assert (answer.returncode, answer.stderr) == (0, b"")


@pytest.mark.parametrize("command", [["coverage", "a" * 300], ["docs", "build", "-o", "a" * 300]])
def test_a_name_too_long_is_no_bug_of_ours(shop: Path, command: list[str]) -> None:
    answer = subprocess.run([*PROGRAM, *command, "-C", str(shop)], capture_output=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr.endswith(b"aaa\xe2\x80\xa6: File name too long\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("form", ["json", "text"])
def test_a_full_disk_is_no_bug_of_ours(shop: Path, form: str) -> None:
    command = [*PROGRAM, "run", write_events(shop, EVENT), "-C", str(shop), "--format", form]
    with Path("/dev/full").open("wb") as full:
        answer = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=BUFFERED, check=False)
    assert (answer.returncode, answer.stderr) == (
        1,
        b"actions: the output cannot be written: No space left on device\n",
    )


def send(shop: Path, path: str, secrets: dict[str, str], faults: Sequence[int] = ()) -> tuple[int, str, list[Any]]:
    """The exit code, all output and what the stand-in got of a run that delivers; Mixpanel meets the faults first."""

    async def deliver() -> tuple[int, str, list[Any]]:
        async with StandIn() as standin:
            standin.fail("api.mixpanel.com", faults)
            options = ("-C", str(shop), "--format", "json", "--send", "--yes", "--divert", standin.url)
            program = await asyncio.create_subprocess_exec(
                *(*PROGRAM, "run", path, *options),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=os.environ | secrets,
            )
            out, _ = await program.communicate()
            return program.returncode or 0, out.decode(), standin.received

    return asyncio.run(deliver())


def test_send_delivers_over_http_and_gives_each_decision_its_outcome(shop: Path) -> None:
    path = write_events(shop, EVENT, EVENT | {"messageId": "m2", "properties": {"revenue": "abc"}})
    code, out, received = send(shop, path, {"MIXPANEL_TOKEN": "canary-t0ken", "GA4_SECRET": "canary-s3cret"})
    rows = [json.loads(row) for row in out.splitlines() if row.startswith("{")]
    assert [row["outcome"]["status"] for row in rows if row["status"] == "fired"] == ["sent"] * 3
    assert [row["status"] for row in rows].count("failed") == 3
    assert code == 0
    assert {one.vendor for one in received} == {"ga4", "mixpanel"}
    assert "canary" not in out
    assert "canary" not in repr(letters(shop))
    assert len(letters(shop)) == 3


def test_a_clients_own_retry_is_one_delivery(shop: Path) -> None:
    secrets = {"MIXPANEL_TOKEN": "t", "GA4_SECRET": "s"}
    _, out, received = send(shop, write_events(shop, EVENT, EVENT), secrets)
    messages = sorted(json.loads(row)["outcome"]["status"] for row in out.splitlines() if row.startswith("{"))
    assert messages == ["repeated"] * 3 + ["sent"] * 3
    assert sum(len(one.accepted) for one in received) == 3


def test_a_refused_delivery_is_a_dead_letter_and_exit_code_5(shop: Path) -> None:
    code, out, _ = send(shop, write_events(shop, EVENT), {"MIXPANEL_TOKEN": "t", "GA4_SECRET": "s"}, [404, 404])
    rows = [json.loads(row) for row in out.splitlines() if row.startswith("{")]
    reported = {(row["instance"], row["outcome"]["status"]) for row in rows}
    assert (code, reported) == (5, {("ga4", "sent"), ("mixpanel", "rejected")})
    assert [(one["instance"], one["event"]["messageId"]) for one in letters(shop)] == [("mixpanel", "m1")] * 2


def test_what_a_person_must_mend_first_waits_and_goes_out_with_the_next_run(shop: Path) -> None:
    path, secrets = write_events(shop, EVENT), {"MIXPANEL_TOKEN": "t", "GA4_SECRET": "s"}
    code, out, _ = send(shop, path, secrets, [401, 401])
    assert code == 5
    assert "waiting for mixpanel: 2: answered 401 Unauthorized" in out
    assert (letters(shop), waiting(shop)) == ([], ["m1", "m1"])
    code, out, received = send(shop, path, secrets)
    rows = [json.loads(row) for row in out.splitlines() if row.startswith("{")]
    messages = [(row["instance"], row["outcome"]["status"]) for row in rows]
    assert (messages.count(("mixpanel", "sent")), {status for _, status in messages}) == (2, {"sent", "repeated"})
    assert (code, {one.vendor for one in received}) == (0, {"mixpanel"})
