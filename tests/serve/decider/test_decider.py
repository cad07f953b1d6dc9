"""From the journal to the outbox: what becomes of each record, and that the numbers add up."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from actions.serve.decider.decider import Decider
from actions.serve.decider.loading import Loaded
from actions.serve.journal import Position
from actions.serve.privacy.consent_gate import ConsentGate
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.outbox import NoRoomError
from tests.serve.decider.outcomes import REFUSED, adds_up, decided, outcome
from tests.serve.decider.running import event, project, record, write


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
