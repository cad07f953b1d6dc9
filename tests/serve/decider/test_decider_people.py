"""Requests to suppress and delete people, in the journal, the outbox and the dead letters."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.serve.admin.people import regulate
from actions.serve.decider.decider import Decider
from actions.serve.decider.loading import Loaded
from actions.serve.decider.service import Service
from actions.serve.journal import SegmentReader
from actions.serve.privacy.regulation import read_regulation
from actions.serve.privacy.suppressions import hash_of
from tests.serve.decider.outcomes import adds_up, decided, outcome
from tests.serve.decider.running import event, letters, project, record, write

PEOPLE = ("ada", "bob")


def regulated(folder: Path, body: dict[str, Any], mapping: str = "") -> Any:
    """What is left after a request about people, and after events of theirs that come later."""
    file = project(folder)
    if mapping:
        (folder / "mappings" / "tool.yaml").write_text(mapping)
    write(folder, [record(event(f"{who}{number}", userId=who)) for who in PEOPLE for number in range(3)])

    async def look(decider: Decider, loaded: Loaded) -> Any:
        service = Service(file, replace(loaded))
        service.decider, service.deliverer = decider, decider._deliverer
        found = await regulate(service, read_regulation(body))
        await asyncio.to_thread(write, folder, [record(event(f"{who}-later", userId=who)) for who in PEOPLE])
        await decider.step(asyncio.Event())
        lanes = decider._deliverer.outbox.store.lanes
        return found, {name: lane.rows for name, lane in lanes.items()}, decider.totals.by_source()["website"]

    return decided(file, look)


REGULATIONS = {
    "suppress": ({"type": "suppress", "userIds": ["ada"]}, 7, 1, True),
    "suppress by hash": ({"type": "suppress", "hashedUserIds": [hash_of("ada")]}, 7, 1, True),
    "delete": ({"type": "delete", "userIds": ["ada"]}, 5, 0, True),
    "delete and suppress": ({"type": "delete with suppress", "userIds": ["ada"]}, 4, 1, False),
    "delete and suppress by hash": ({"type": "suppress_with_delete", "hashedUserIds": [hash_of("ada")]}, 4, 1, False),
    "unsuppress who is not suppressed": ({"type": "unsuppress", "userIds": ["ada"]}, 8, 0, True),
}


@pytest.mark.parametrize(("body", "waiting", "suppressed", "kept"), REGULATIONS.values(), ids=REGULATIONS)
def test_a_request_about_people(
    tmp_path: Path, body: dict[str, Any], waiting: int, suppressed: int, kept: bool
) -> None:
    _, rows, of = regulated(tmp_path, body)
    assert rows == {"shop": waiting}
    assert of["suppressed"] == suppressed
    assert adds_up(of)
    segments = b"".join(path.read_bytes() for path in sorted((tmp_path / "journal").glob("*.seg"))[:1])
    assert (b'"ada"' in segments) == (kept and "delete" not in body["type"])
    assert b'"bob"' in segments


def test_a_deletion_is_forwarded_by_an_action_that_waits_for_it(tmp_path: Path) -> None:
    mapping = """version: 1
destination: customerio
name: tool
settings: {site_id: s, api_key: k}
actions: [{do: delete, when: event = "User Deleted"}]
"""
    body = {"type": "delete with suppress", "userIds": ["ada"]}
    found, rows, _ = regulated(tmp_path, body, mapping)
    # The shop has no action that waits for it, which is said.
    told = {"forwarded": 1, "not_told": ["shop"]}
    assert found == {"people": 1, "erased": 3, "deliveries": 3, "letters": 0, "under_way": 0, **told}
    # The shop's action takes any track event, and would tell its tool anew of who is to be deleted.
    assert rows == {"shop": 4, "tool": 1}


def test_of_suppressed_people_nothing_stays_in_the_journal_and_their_records_are_passed_over(tmp_path: Path) -> None:
    file = project(tmp_path, suppress={"file": "gone.ndjson"})
    (tmp_path / "gone.ndjson").write_text('{"userId": "canary"}\n')
    refused = record({"userId": "canary"}, code="no_name", message="a track needs a name")
    unread = record(b'{"event":"A\xe9","userId" : "canary"}', code="bad_utf8", message="no UTF-8")
    of_canary = [record(event(2, userId="canary"), address="203.0.113.9"), refused, unread]
    write(tmp_path, [record(event(1)), *of_canary, record(event(3))])
    assert decided(file, outcome)["sources"]["website"]["suppressed"] == 1
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "gone.ndjson")
    assert b"canary" not in kept
    assert b"203.0.113.9" not in kept
    claim = SegmentReader(tmp_path / "journal").read()
    assert [json.loads(one.record.body)["messageId"] for one in claim.stored] == ["m1", "m3"]


UNREAD = {
    "bytes that are not UTF-8": b'{"event":"A\xe9","userId":"ada"}',
    "a batch that is not JSON": b'{"batch":[{"userId":"bob"},{"anonymousId": "ada", "n": }]}',
    "an id that is written with escapes": b'{"userId":"\\u0061da"',
}


@pytest.mark.parametrize("body", UNREAD.values(), ids=UNREAD)
@pytest.mark.parametrize("who", [{"userIds": ["ada"]}, {"hashedUserIds": [hash_of("ada")]}], ids=["id", "hash"])
def test_a_deletion_takes_dead_letters_of_what_could_not_be_read(tmp_path: Path, body: bytes, who: Any) -> None:
    file = project(tmp_path)
    other = b'{"event":"A\xe9","userId":"eve","n":"ada"}'
    write(tmp_path, [record(one, code="bad_json", message="no JSON") for one in (body, other)])

    async def look(decider: Decider, loaded: Loaded) -> Any:
        service = Service(file, loaded)
        service.decider, service.deliverer = decider, decider._deliverer
        found = await regulate(service, read_regulation({"type": "delete", **who}))
        return found["erased"], found["letters"], [one["event"] for one in await letters(decider)]

    erased, gone, left = decided(file, look)
    # What has the id somewhere in it and cannot be read goes from the journal, to be on the safe side.
    assert erased == (2 if "userIds" in who else 1)
    assert (gone, left) == (1, [other.decode("utf-8", "replace")])
