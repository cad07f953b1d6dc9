"""`actions record`: a sample of events whose bytes name nobody, each of which does what its original does."""

import asyncio
import errno
import json
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from actions.cli.insight import record as verb
from actions.cli.main import app
from actions.engine.decide import decide
from actions.insight.record.masking import Masker
from actions.insight.record.recording import Recording
from actions.insight.record.reservoir import Reservoir
from actions.serve.journal import Record, SegmentJournal
from tests.actions.small_projects import MakeProject, write_project
from tests.bench.pairs.events import KINDS
from tests.fuzz.four_ways import NOW
from tests.fuzz.plans import plan_of as random_plan

MASKER = Masker(b"k" * 32)
PERSON: dict[str, Any] = {
    "email": "canary.bird@cages.example.org", "firstName": "Canaria", "lastName": "Birdsong", "phone": "+436601234567",
    "birthday": "1815-12-10", "address": {"street": "12 Perch Lane", "city": "Featherton", "postalCode": "W1 4AB"},
    "password": "h0neysuckle", "name": "Canaria Birdsong",
}  # fmt: skip
TRACES = [
    *("canary.bird", "cages.example", "canaria", "birdsong", "6601234567", "1815", "perch", "featherton", "w1 4ab"),
    *("h0neysuckle", "u-canary-77", "203.0.113.77", "s3cr3t-t0ken"),
]


def event(**changes: Any) -> dict[str, Any]:
    return {
        "type": "track", "event": "Signed Up", "userId": "u-canary-77", "messageId": "m-1",
        "timestamp": "2026-03-01T10:15:30Z", "context": {"ip": "203.0.113.77", "traits": dict(PERSON)},
        "properties": {"plan": "pro", "total": 12.5, "products": [{"name": "Tea", "sku": "a"}]}, **changes,
    }  # fmt: skip


HIDDEN: list[tuple[str, dict[str, Any]]] = [
    ("traits of the context", {}),
    ("traits of the event", {"type": "identify", "traits": PERSON}),
    ("a text that speaks of the person", {"properties": {"note": "Canaria Birdsong called from +43 660 1234567"}}),
    ("the name in a short word of its own", {"properties": {"note": "hi Canaria!"}}),
    ("an address in another case", {"properties": {"to": "CANARY.BIRD@CAGES.EXAMPLE.ORG"}}),
    ("an address in that of a page", {"properties": {"url": "https://x.example/?m=canary.bird%40cages.example.org"}}),
    ("an address that no field names", {"context": {}, "properties": {"x": "canary.bird@cages.example.org"}}),
    ("an id in a list", {"properties": {"seen": ["u-canary-77", {"by": "u-canary-77"}]}}),
    ("a name of a field", {"properties": {"canary.bird@cages.example.org": 1}}),
    ("a secret", {"properties": {"apiToken": "s3cr3t-t0ken", "auth": {"client_secret": "s3cr3t-t0ken"}}}),
    ("a message id", {"messageId": "m-u-canary-77-1"}),
    ("the name of an event", {"event": "Birdsong was seen"}),
]


@pytest.mark.parametrize("changes", [row[1] for row in HIDDEN], ids=[row[0] for row in HIDDEN])
def test_no_byte_names_the_person(changes: dict[str, Any]) -> None:
    text = json.dumps(MASKER.event(event(**changes)), ensure_ascii=False).lower()
    assert [trace for trace in TRACES if trace in text] == []


SAME: list[tuple[str, str, str]] = [
    ("an e-mail address stays one", "email", r"[a-z.]+@[a-z.]+\.example\.org"),
    ("a phone number stays one", "phone", r"\+43[0-9]{10}"),
    ("a date stays one", "birthday", r"(19|20)[0-9]{2}-[01][0-9]-[0-2][0-9]"),
    ("a name keeps its case", "name", r"[A-Z][a-z]{6} [A-Z][a-z]{7}"),
]


@pytest.mark.parametrize(("field", "shape"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_shapes(field: str, shape: str) -> None:
    assert re.fullmatch(shape, MASKER.event(event())["context"]["traits"][field])


def test_what_is_nobodys_stays() -> None:
    made = MASKER.event(event())
    assert made["properties"] == event()["properties"]
    assert (made["type"], made["event"], made["messageId"], made["timestamp"]) == (
        "track", "Signed Up", "m-1", "2026-03-01T10:15:30Z",
    )  # fmt: skip


def test_one_person_has_one_mask_in_all_events_and_another_one_under_another_key() -> None:
    one, two = MASKER.event(event()), MASKER.event(event(traits={"email": " CANARY.bird@cages.example.org"}))
    assert two["traits"]["email"].strip().lower() == one["context"]["traits"]["email"]
    assert Masker(b"x" * 32).event(event())["userId"] != one["userId"]


def test_rare_names_keep_theirs_and_the_order_does_not_count() -> None:
    rows = [("often", f"m{number}") for number in range(200)] + [("rarely", f"r{number}") for number in range(3)]
    kept = []
    for seed in range(3):
        Random(seed).shuffle(rows)  # noqa: S311 - for cases that come again
        made = Reservoir(20)
        for name, event_id in [*rows, *rows[:50]]:
            if made.would_keep(name, event_id):
                made.add(name, event_id, event_id)
        kept.append(list(made))
    assert kept[0] == kept[1] == kept[2]
    assert [sum(one[0] == name for one in kept[0]) for name in ("often", "rarely")] == [17, 3]


@settings(max_examples=12 if settings().derandomize else 200)
@given(number=st.integers(0, 2**32))
def test_a_recorded_event_fires_what_its_original_fires(number: int) -> None:
    random = Random(number)  # noqa: S311 - Hypothesis gives the numbers
    _, plan = random_plan(random, 1)
    originals = [KINDS[random.choice(sorted(KINDS))](random) for _ in range(20)]
    made = Recording(plan, NOW, MASKER, 100)
    for one in originals:
        made.add(one)
    by_id = {one["messageId"]: one for one in originals}
    for _, event_id, masked in made.kept:
        fired = [
            [(one.instance, one.action, one.item) for one in decide(value, plan, NOW) if one.status == "fired"]
            for value in (by_id[event_id], masked)
        ]
        assert fired[0] == fired[1]
    assert len(made.kept) + made.left_out == len(by_id)


def test_an_event_that_fires_for_its_person_alone_is_left_out(make_project: MakeProject) -> None:
    plan = make_project(webhook="- {do: send, when: {context.traits.email: {ends_with: '@cages.example.org'}}}").plan
    made = Recording(plan, NOW, MASKER, 100)
    made.add(event())
    assert (len(made.kept), made.left_out) == (0, 1)


def test_the_command_adds_to_what_was_recorded(tmp_path: Path) -> None:
    folder = write_project(tmp_path, webhook='- {do: send, when: type = "track"}')
    source = tmp_path / "events.ndjson"
    kept = folder / ".actions" / "recorded" / "events.ndjson"
    texts = []
    for number in (1, 2):
        source.write_text(json.dumps(event(messageId=f"m-{number}")) + "\nno json\n", encoding="utf-8")
        told = CliRunner().invoke(app, ["record", str(source), "-C", str(folder)])
        assert told.exit_code == 0, told.output
        assert "1 line that is not an event" in told.output
        texts.append(kept.read_text(encoding="utf-8"))
    assert texts[1].startswith(texts[0])
    first, second = map(json.loads, texts[1].splitlines())
    assert first["userId"] == second["userId"] != "u-canary-77"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    told = CliRunner().invoke(app, ["coverage", "-C", str(folder)])
    assert "2 events of recorded" in told.output


def test_what_was_recorded_says_its_format_and_a_newer_one_is_refused_and_stays(tmp_path: Path) -> None:
    folder = write_project(tmp_path, webhook='- {do: send, when: type = "track"}')
    source = tmp_path / "events.ndjson"
    source.write_text(json.dumps(event()), encoding="utf-8")
    recorded = folder / ".actions" / "recorded"
    record = ["record", str(source), "-C", str(folder)]
    assert CliRunner().invoke(app, record).exit_code == 0
    number, kept = recorded / "format", recorded / "events.ndjson"
    assert (number.read_text(), stat.S_IMODE(number.stat().st_mode)) == ("1\n", 0o600)
    # What an older version recorded has no number.
    number.unlink()
    assert CliRunner().invoke(app, ["coverage", "-C", str(folder)]).exit_code == 0
    number.write_text("2\n")
    before = kept.read_bytes()
    for words in (record, ["coverage", "-C", str(folder)], ["explain", "recorded", "-C", str(folder)]):
        told = CliRunner().invoke(app, words)
        assert told.exit_code != 0
        text = " ".join(told.stderr.split())
        assert "has format 2, and this version reads up to 1: install a newer one" in text, (words, told.output)
    assert (kept.read_bytes(), number.read_text()) == (before, "2\n")


def test_a_journal_of_the_service_is_read(tmp_path: Path) -> None:
    """With what the request adds to the event, and without what was refused there."""
    folder = write_project(tmp_path, webhook='- {do: send, when: type = "track"}')

    async def write(journal: SegmentJournal, *records: Record) -> None:
        journal.open()
        await journal.append(records)
        await journal.close()

    sent = json.dumps({"event": "Seen", "userId": "u-canary-77", "messageId": "m-1"}).encode()
    rows = [
        Record(1_772_359_530_000_000, "site", sent, type="track", address="203.0.113.77"),
        Record(2, "site", b"{", "bad"),
    ]
    asyncio.run(write(SegmentJournal(tmp_path / "journal", reserve=0), *rows))
    again = Record(3, "site", sent.replace(b"m-1", b"m-2"), type="track")
    asyncio.run(write(SegmentJournal(tmp_path / "journal" / "server-2", reserve=0), again))
    told = CliRunner().invoke(app, ["record", str(tmp_path / "journal"), "-C", str(folder), "--format", "json"])
    assert (told.exit_code, json.loads(told.stdout)["kept"]) == (0, 2), told.output
    kept = (folder / ".actions" / "recorded" / "events.ndjson").read_text(encoding="utf-8")
    first, _ = map(json.loads, kept.splitlines())
    assert (first["type"], first["event"], first["receivedAt"][:10]) == ("track", "Seen", "2026-03-01")
    assert [one for one in TRACES if one in kept] == []
    assert first["context"]["ip"].startswith("198.1")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_what_a_pipe_gave_is_kept_when_it_is_interrupted(tmp_path: Path, number: int) -> None:
    folder = write_project(tmp_path, webhook='- {do: send, when: type = "track"}')
    command = [str(Path(sys.executable).with_name("actions")), "record", "-", "-C", str(folder), "--mask", "none"]
    # A pipe holds 64 KiB: of more than twice as much, some has been read when all is written.
    rows = [event(messageId=f"m-{place}", properties={"a": "x" * 1000}) for place in range(200)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True) as running:
        assert running.stdin
        running.stdin.write(b"".join(json.dumps(one).encode() + b"\n" for one in rows))
        running.stdin.flush()
        running.send_signal(number)
        told, complained = (one.decode() for one in running.communicate(timeout=120))
    read = re.match(r"(\d+) events read", told)
    assert read, complained
    assert (running.returncode, "interrupted: what was read until then is kept" in complained) == (130, True)
    kept = (folder / ".actions" / "recorded" / "events.ndjson").read_text(encoding="utf-8").splitlines()
    assert len(kept) == int(read[1]) > 0


def test_a_pipe_is_read(tmp_path: Path) -> None:
    folder = write_project(tmp_path, webhook='- {do: send, when: type = "track"}')
    command = [str(Path(sys.executable).with_name("actions")), "record", "-", "-C", str(folder)]
    told = subprocess.run(command, input=json.dumps(event()), capture_output=True, text=True, check=False)
    assert (told.returncode, "1 event read, 1 event kept" in told.stdout) == (0, True), told.stderr


def test_a_full_disk_leaves_what_was_there_and_nothing_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_project(tmp_path, webhook='- {do: send, when: type = "track"}')
    source = tmp_path / "events.ndjson"
    source.write_text(json.dumps(event()), encoding="utf-8")
    command = ["record", str(source), "-C", str(folder)]
    assert CliRunner().invoke(app, command).exit_code == 0
    kept = folder / ".actions" / "recorded"
    before = {one.name: one.read_bytes() for one in kept.iterdir()}

    def full(_: Any) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(verb, "json_line", full)
    told = CliRunner().invoke(app, command)
    assert (told.exit_code, "No space left on device" in told.output) == (1, True), told.output
    assert {one.name: one.read_bytes() for one in kept.iterdir()} == before
