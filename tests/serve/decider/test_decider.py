"""From the journal to the outbox: what becomes of each record, and that the numbers add up."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.event.context import Context
from actions.serve.admin.people import regulate
from actions.serve.decider.decider import Decider
from actions.serve.decider.deciding import Explained, decide_claim, join_claim
from actions.serve.decider.loading import Loaded, LoadError, load
from actions.serve.decider.service import Service
from actions.serve.journal import Position, Record, SegmentReader
from actions.serve.privacy.consent_gate import ConsentGate
from actions.serve.privacy.regulation import read_regulation
from actions.serve.privacy.suppressions import hash_of
from destinations.delivery.outbox.entry import Arrival
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.outbox import NoRoomError
from tests.serve.decider.running import deciding, event, letters, project, record, write

Look = Callable[[Decider, Loaded], Coroutine[Any, Any, Any]]


def decided(file: Path, look: Look) -> Any:
    """What `look` finds once all of the journal is decided about."""

    async def run() -> Any:
        async with deciding(file) as (decider, loaded):
            return await look(decider, loaded)

    return asyncio.run(run())


async def outcome(decider: Decider, _: Loaded) -> dict[str, Any]:
    """The numbers, the dead letters' reasons, and how many deliveries wait for each instance."""
    store = decider._deliverer.outbox.store
    return {
        "sources": decider.totals.by_source(),
        "letters": [one["reason"] for one in await letters(decider)],
        "waiting": {name: lane.rows for name, lane in store.lanes.items()},
        "tail": [one async for one in _kept(decider)],
    }


async def _kept(decider: Decider) -> Any:
    watching = decider.tail.watch(1000)
    for _ in range(decider.tail._next):
        yield await anext(watching)
    await watching.aclose()


def adds_up(of: dict[str, int]) -> bool:
    parts = of["decided"] - of["suppressed"] - of["blocked"]
    return of["read"] == of["accepted"] + of["refused"] + of["repeated"] and of["accepted"] == of["decided"] >= parts


REFUSED = Record(1, "website", b'{"type": "track", "userId": "u1"}', code="no_name", message="a track needs a name")


def test_each_record_becomes_one_thing_and_the_numbers_add_up(tmp_path: Path) -> None:
    file = project(tmp_path, suppress={"file": "gone.ndjson"})
    (tmp_path / "gone.ndjson").write_text('{"userId": "u7"}\n')
    write(
        tmp_path,
        [
            *(record(event(number)) for number in range(10)),
            record(event(3)),
            record(event("other", messageId="m4")),
            record(event(5, userId="u7", messageId="m99")),
            REFUSED,
            record(b"{no json"),
            record(event(11, source="gone"), source="gone"),
        ],
    )
    found = decided(file, outcome)
    of = found["sources"]["website"]
    assert of == {
        "read": 15,
        "refused": 1,
        "repeated": 2,
        "accepted": 12,
        "suppressed": 2,
        "blocked": 0,
        "invalid": 1,
        "decided": 12,
    }
    assert all(adds_up(one) for one in found["sources"].values())
    assert found["sources"]["gone"]["blocked"] == 1
    assert found["waiting"] == {"shop": 9}
    assert [one.split(":")[0] for one in found["letters"]] == [
        *("no_name", "this is not a complete JSON value at column 2", "no_source")
    ]


def test_what_was_decided_is_not_decided_again_by_the_next_process(tmp_path: Path) -> None:
    file = project(tmp_path)
    write(tmp_path, [record(event(1)), record(event(2))])
    first = decided(file, outcome)
    # A retry that came while nothing ran, in a new segment, and one event more.
    write(tmp_path, [record(event(2)), record(event(3))])
    second = decided(file, outcome)
    assert first["sources"]["website"]["decided"] == 2
    assert second["sources"]["website"] == {
        "read": 4,
        "refused": 0,
        "repeated": 1,
        "accepted": 3,
        "suppressed": 0,
        "blocked": 0,
        "invalid": 0,
        "decided": 3,
    }
    assert second["waiting"] == {"shop": 3}


def test_one_id_in_two_sources_is_two_events(tmp_path: Path) -> None:
    sources = [{"name": name, "keys": [name], "mappings": f"mappings/{name}"} for name in ("website", "app")]
    file = project(tmp_path, ["website/web", "app/mobile"], sources=sources)
    write(tmp_path, [record(event(1)), record(event(1), source="app")])
    assert decided(file, outcome)["waiting"] == {"web": 1, "mobile": 1}


def test_one_id_in_two_sources_is_two_deliveries_of_the_same_action(tmp_path: Path) -> None:
    sources = [{"name": name, "keys": [name]} for name in ("website", "app")]
    file = project(tmp_path, sources=sources)
    # One that fires, one of which the action fails, one of which nothing can be made; and each of them once more.
    events = [event(1), event(2, properties={"n": 10**30}), event(3, timestamp="2036-03-01T10:00:00.000Z")]
    write(tmp_path, [record(one, source=name) for one in events for name in ("website", "app", "website")])

    async def look(decider: Decider, loaded: Loaded) -> Any:
        found = await outcome(decider, loaded)
        again = await decider.replay(0, None, again=False)
        return found["waiting"], found["letters"], again["accepted"], _ids(found["tail"])

    waiting, reasons, accepted_again, ids = decided(file, look)
    assert (waiting, len(reasons), accepted_again) == ({"shop": 2}, 4, 0)
    assert len(set(ids)) == len(ids) == 2


def _ids(tail: Any) -> list[str]:
    return [made.delivery_id for one in tail for made in one.decisions if made.delivery_id]


def test_a_source_has_the_instances_of_its_own_mapping_files(tmp_path: Path) -> None:
    sources = [{"name": "website", "keys": ["k1"], "mappings": "mappings/website"}, {"name": "app", "keys": ["k2"]}]
    file = project(tmp_path, ["website/web", "crm"], sources=sources)
    write(tmp_path, [record(event(1)), record(event(2), source="app")])
    assert decided(file, outcome)["waiting"] == {"web": 2, "crm": 1}


def consent(*granted: str, **more: Any) -> dict[str, Any]:
    return {"context": {"consent": {"categoryPreferences": dict.fromkeys(granted, True)}}, **more}


def test_consent_holds_instances_back_and_says_why(tmp_path: Path) -> None:
    file = project(tmp_path, ["ads", "crm"], consent={"categories": {"Advertising": ["ads"]}})
    write(tmp_path, [record(event(1, **consent())), record(event(2, **consent("Advertising"))), record(event(3))])
    found = decided(file, outcome)
    assert found["waiting"] == {"ads": 2, "crm": 3}
    held = [(one.instance, one.status, one.reason) for one in found["tail"][0].decisions]
    assert held == [("ads", "not_fired", "consent: Advertising is not granted"), ("crm", "fired", None)]


def test_consent_is_passed_on_in_the_words_of_the_default_mappings(tmp_path: Path) -> None:
    signals = {"ad_user_data": "Advertising", "ad_personalization": "Profiling"}
    file = project(tmp_path, consent={"categories": {"Advertising": ["shop"]}, "signals": signals})
    own = consent("Advertising")
    own["context"]["consent"]["ad_personalization"] = "granted"
    write(tmp_path, [record(event(1, **consent("Advertising"))), record(event(2)), record(event(3, **own))])
    tail = decided(file, outcome)["tail"]
    written = [one.event.get("context", {}).get("consent", {}) for one in tail]
    assert [(one.get("ad_user_data"), one.get("ad_personalization")) for one in written] == [
        *((True, False), (None, None), (True, "granted"))
    ]


PLAN = {"Order Completed": {"type": "object", "required": ["total"], "properties": {"total": {"type": "number"}}}}


@pytest.mark.parametrize(
    ("on_violation", "waiting", "blocked", "tagged"),
    [("accept", 3, 0, False), ("tag", 3, 0, True), ("block", 1, 2, False)],
)
def test_a_tracking_plan(tmp_path: Path, on_violation: str, waiting: int, blocked: int, tagged: bool) -> None:
    source = {"name": "website", "keys": ["k1"], "plan": {"file": "plan.json", "on_violation": on_violation}}
    file = project(tmp_path, sources=[source])
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    good, bad, unplanned = event(1, properties={"total": 5}), event(2, properties={"total": "5"}), event(3, event="New")
    write(tmp_path, [record(good), record(bad), record(unplanned)])
    found = decided(file, outcome)
    assert sum(found["waiting"].values()) == waiting
    assert found["sources"]["website"]["blocked"] == blocked
    assert all(adds_up(one) for one in found["sources"].values())
    written = [one.event.get("context", {}).get("protocols", {}).get("violations") for one in found["tail"]]
    assert [bool(one) for one in written] == [False, tagged, tagged]
    assert len(found["letters"]) == blocked
    assert [len(one.violations) for one in found["tail"]] == [0, 1, 1]


def test_a_blocked_event_that_is_tried_again_goes_nowhere_that_consent_held_it_back_from(tmp_path: Path) -> None:
    source = {"name": "website", "keys": ["k1"], "plan": {"file": "plan.json", "on_violation": "block"}}
    categories = {"categories": {"Advertising": ["ads"]}}
    file = project(tmp_path, ["ads", "crm"], sources=[source], consent=categories)
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    write(tmp_path, [record(event(1, **consent(), integrations={"All": True}))])

    async def replayed(decider: Decider, loaded: Loaded) -> Any:
        (letter,) = await letters(decider)
        return [one.instance for one in loaded.project.decide(letter["event"])], letter["source"], letter["code"]

    assert decided(file, replayed) == (["crm"], "website", "plan")


def test_a_flood_of_events_that_are_refused_makes_so_many_dead_letters_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.serve.decider.deciding.MOST_EXPLAINED", 5)
    monkeypatch.setattr("actions.serve.decider.deciding.Explained.__init__.__defaults__", (5,))
    file = project(tmp_path)
    bad = [record(event(number, userId=None)) for number in range(20)]
    write(tmp_path, [*bad, record(event(1, messageId="good")), record(event(1, userId=None), source="app")])
    found = decided(file, outcome)
    assert len(found["letters"]) == 6
    assert (found["sources"]["website"]["decided"], found["sources"]["website"]["invalid"]) == (21, 20)
    assert found["waiting"] == {"shop": 1}


def test_a_journal_that_was_emptied_is_read_from_its_beginning(tmp_path: Path) -> None:
    file = project(tmp_path)
    for number in range(3):
        write(tmp_path, [record(event(number))])
    assert decided(file, lambda decider, _: _position(decider)).segment == 3
    for path in (tmp_path / "journal").glob("*.seg"):
        path.unlink()
    write(tmp_path, [record(event("new"))])
    assert decided(file, outcome)["waiting"] == {"shop": 4}


async def _position(decider: Decider) -> Position:
    return decider.positions["journal"]


def test_where_the_outbox_has_no_room_the_decider_waits_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.serve.decider.decider.PAUSE", 0.01)
    file = project(tmp_path)
    write(tmp_path, [record(event(1))])

    async def look(decider: Decider, _: Loaded) -> Any:
        outbox = decider._deliverer.outbox
        problems, real = [], outbox.accept

        async def full(*given: Any, **options: Any) -> Any:
            problems.append(decider.problem)
            if len(problems) < 3:
                raise NoRoomError("the disk has 0 MiB left")
            return await real(*given, **options)

        outbox.accept = full  # type: ignore[method-assign]
        await asyncio.to_thread(write, tmp_path, [record(event(2))])
        assert await decider.step(asyncio.Event())
        return problems, decider.problem, outbox.store.lanes["shop"].rows

    problems, problem, rows = decided(file, look)
    assert problems == ["", *["the disk has 0 MiB left"] * 2]
    assert (problem, rows) == ("", 2)


def test_a_damaged_record_stops_the_decider_with_its_place(tmp_path: Path) -> None:
    file = project(tmp_path)
    write(tmp_path, [record(event(1)), record(event("damaged")), record(event(3))])
    path = tmp_path / "journal" / "00000001.seg"
    path.write_bytes(path.read_bytes().replace(b"mdamaged", b"mDAMAGED"))

    async def look(decider: Decider, _: Loaded) -> Any:
        return decider.problem, decider.lag > 0, decider.totals.by_source()["website"]["decided"]

    problem, lags, count = decided(file, look)
    assert "00000001.seg" in problem
    assert "actions serve repair" in problem
    assert (lags, count) == (True, 1)


def test_a_replay_decides_once_more_and_what_is_known_is_not_accepted_twice(tmp_path: Path) -> None:
    file = project(tmp_path)
    write(tmp_path, [record(event(1)), record(event(2)), record(event(2)), REFUSED, record(event(3), source="app")])

    async def look(decider: Decider, _: Loaded) -> Any:
        store = decider._deliverer.outbox.store
        first = await decider.replay(0, None, again=False)
        # As if the mapping had been wrong: nothing of these was accepted.
        await decider._deliverer.outbox.commit.write(_empty)
        second = await decider.replay(0, "website", again=False)
        return first, second, decider.totals.by_source()["website"]["read"], store.lanes["shop"].rows

    first, second, read, _ = decided(file, look)
    assert first == {"events": 4, "accepted": 0, "repeated": 2, "failures": 1}
    assert second == {"events": 3, "accepted": 2, "repeated": 0, "failures": 0}
    assert read == 4


def _empty(store: Store) -> None:
    store.connection.execute("DELETE FROM ids")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "consent names an instance that is not there": (
        {"consent": {"categories": {"Ads": ["shpo"]}}},
        "no instance is named shpo; there are shop",
    ),
    "a source's mappings hold nothing": (
        {"sources": [{"name": "a", "keys": ["k"], "mappings": "mappings/none"}]},
        "source a: .*mappings/none holds no mapping file",
    ),
    "a plan is not there": (
        {"sources": [{"name": "a", "keys": ["k"], "plan": {"file": "none.json"}}]},
        "none.json cannot be read",
    ),
    "a plan has a schema that is none": (
        {"sources": [{"name": "a", "keys": ["k"], "plan": {"file": "bad.yaml"}}]},
        r"source a: .*bad.yaml:3:9: Order: #/type",
    ),
    "a plan in the form of Protocols has a schema that is none": (
        {"sources": [{"name": "a", "keys": ["k"], "plan": {"file": "protocols.json"}}]},
        r"protocols.json:2:67: Paid: #/properties/total/type",
    ),
    "a plan is not JSON": (
        {"sources": [{"name": "a", "keys": ["k"], "plan": {"file": "cut.json"}}]},
        r"cut.json:1:11: this is not JSON",
    ),
    "a file of suppressed people has a wrong line": (
        {"suppress": {"file": "bad.ndjson"}},
        "bad.ndjson:1: this is not JSON",
    ),
}


@pytest.mark.parametrize(("settings", "message"), WRONG.values(), ids=WRONG)
def test_settings_that_do_not_go_with_the_files_are_told(
    tmp_path: Path, settings: dict[str, Any], message: str
) -> None:
    (tmp_path / "bad.yaml").write_text("# the plan\nOrder:\n  type: text\n  properties: {}\n")
    (tmp_path / "cut.json").write_text('{"Order": ')
    (tmp_path / "protocols.json").write_text(
        '{"rules": {"events": [{"name": "Other", "rules": {}}, {"name": "Paid", "rules":\n'
        '  {"properties": {"properties": {"properties": {"total": {"type": "text"}}}}}}]}}'
    )
    (tmp_path / "bad.ndjson").write_text("u_1\n")
    with pytest.raises(LoadError, match=message):
        load(project(tmp_path, **settings))


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


SHAPES = {
    "a plain event": event(1),
    "an event that one instance is held back from": event(2, **consent("Analytics")),
    "an event that all are held back from": event(3, **consent()),
    "a number beyond 64 bits": event(4, properties={"n": 10**30}),
    "a tag by the plan": event(5, properties={"n": 1, "total": "x"}),
    "an event that is refused": event(6, userId=None),
    "escapes and other letters": event('7 "ä😀\\'),
    "an event that nobody wants": event(8, type="page", event=None),
    "a clock that is wrong": event(9, timestamp="2036-03-01T10:00:00.000Z", sentAt="2036-03-01T10:00:01.000Z"),
    "switched off by its integrations": event(10, integrations={"All": False}),
}


@pytest.mark.parametrize("given", SHAPES.values(), ids=SHAPES)
def test_what_is_kept_without_decisions_is_what_decisions_would_keep(tmp_path: Path, given: dict[str, Any]) -> None:
    categories = {"Advertising": ["ads"], "Analytics": ["stats"]}
    file = project(tmp_path, ["ads", "stats"], consent={"categories": categories})
    rules, records, context = load(file).rules, [record(given)], Context.current()
    joined = join_claim(records, rules)
    quick, slow = (
        decide_claim(records, events, rules, (), lambda _: False, context, Explained())[0]
        for events in (joined, [one._replace(plain=False) for one in joined])
    )
    assert quick.decisions == slow.decisions
    assert _entries(quick.arrival) == _entries(slow.arrival)


def _entries(arrival: Arrival | None) -> Any:
    if arrival is None:
        return None
    entries = [(one.id, one.kind, json.loads(one.payload), json.loads(one.about)) for one in arrival.entries]
    return json.loads(arrival.event), arrival.user, arrival.message_id, entries, list(arrival.failures)


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


def test_an_event_at_which_we_fail_is_a_dead_letter_and_holds_back_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ConsentGate.held_back

    def held_back(self: ConsentGate, given: dict[str, Any]) -> dict[str, str]:
        if given["messageId"] == "m2":
            raise RuntimeError("canary")
        return real(self, given)

    monkeypatch.setattr(ConsentGate, "held_back", held_back)
    file = project(tmp_path)
    write(tmp_path, [record(event(number)) for number in range(4)])
    found = decided(file, outcome)
    assert found["waiting"] == {"shop": 3}
    assert found["letters"] == ["internal: this is a defect of ours: RuntimeError"]
    assert adds_up(found["sources"]["website"])
