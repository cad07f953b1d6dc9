"""What goes into the outbox file, who gets it, and what is left of it."""

import time
from pathlib import Path
from typing import Any

import pytest

from actions.deliver.answer import answer
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.entry import Arrival, Caps, Cause, Failure, Kind, Mark
from destinations.delivery.outbox.file.bundle import unpack
from destinations.delivery.outbox.outbox import NoRoomError, Outbox
from destinations.sdk.outcome import Rejected, Retry, Sent
from tests.destinations.delivery.outbox.shop import (
    arrival,
    cursor,
    inside,
    name,
    numbers,
    rows,
    settled,
    sizes,
    take,
)

STOPPED = Retry("stopped", counts=False)


def test_what_was_accepted_is_there_for_the_next_process(path: Path) -> None:
    inside(path, lambda outbox: outbox.accept([arrival(1), arrival(2)]))

    async def use(outbox: Outbox) -> Any:
        first = await take(cursor(outbox))
        return [(one.delivery.id, one.delivery.payload.delivery_id, one.delivery.note.about) for one in first]

    one, two = name("shop", 1), name("shop", 2)
    assert inside(path, use) == [(one, one, b'{"line":1}'), (two, two, b'{"line":2}')]


def test_nothing_is_taken_twice_and_what_is_given_back_is_taken_again(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(5)])
        taker = cursor(outbox)
        first, second = await take(taker, 3), await take(taker, 3)
        taker.give_back(first[1], STOPPED)
        return numbers(first), numbers(second), numbers(await take(taker)), numbers(await take(taker))

    assert inside(path, use) == ([0, 1, 2], [3, 4], [1], [])


def test_what_is_kept_for_later_comes_when_it_is_ready_also_after_a_restart(path: Path) -> None:
    now = time.time()

    async def try_once(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1), arrival(2)])
        taker = cursor(outbox)
        claim, _ = await take(taker)
        taker.later(claim.tried(now, 503, counts=True), now + 50)
        await settled(outbox)
        return await taker.next_ready()

    async def try_again(outbox: Outbox) -> Any:
        taker = cursor(outbox)
        new, later = await take(taker, now=now + 49), await take(taker, now=now + 51)
        return numbers(new), numbers(later), (later[0].tries, later[0].attempts, later[0].status, later[0].first_at)

    assert inside(path, try_once) == now + 50
    assert inside(path, try_again) == ([2], [1], (1, 1, 503, now))


def test_a_delivery_that_is_done_with_is_gone_and_its_event_with_the_last_one(path: Path) -> None:
    reported: list[Delivered] = []

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1, "shop", "crm")])
        found: list[Any] = []
        for instance in ("shop", "crm"):
            taker = cursor(outbox, reported, instance)
            (claim,) = await take(taker)
            taker.done(claim, Sent())
            assert len(reported) == len(found)
            await settled(outbox)
            left = [sizes(outbox)[table] for table in ("bundles", "done", "waiting")]
            found.append((left, rows(outbox, "SELECT body FROM blocks")))
        return found, rows(outbox, "SELECT instance, accepted, sent FROM lanes")

    assert inside(path, use) == ([([1, 0, 0], [b'{"n":1}']), ([0, 0, 0], [])], [("shop", 1, 1), ("crm", 1, 1)])
    assert [one.outcome for one in reported] == [Sent(), Sent()]


def test_a_delivery_is_accepted_once_also_when_it_is_done_with(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        first = await outbox.accept([arrival(1), arrival(1), arrival(2)])
        taker = cursor(outbox)
        for claim in await take(taker):
            taker.done(claim, Sent())
        await settled(outbox)
        second = await outbox.accept([arrival(1)])
        again = await outbox.accept([arrival(1), arrival(1)], again=True)
        waits = await outbox.accept([arrival(1)], again=True)
        return [(one.accepted, len(one.repeated)) for one in (first, second, again, waits)]

    assert inside(path, use) == [(2, 1), (0, 1), (1, 1), (0, 1)]


def test_an_instance_that_is_full_costs_the_others_nothing(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        receipt = await outbox.accept([arrival(number, "shop", "crm") for number in range(3)])
        letters = rows(outbox, "SELECT instance, cause, reason, event FROM letters ORDER BY letter")
        return receipt.accepted, receipt.full, letters

    accepted, full, letters = inside(path, use, caps=Caps(rows=2))
    assert (accepted, full) == (4, (name("shop", 2), name("crm", 2)))
    assert letters[0] == ("shop", "full", "2 deliveries of 36 bytes to shop wait already", b'{"n":2}')


def test_a_disk_that_is_nearly_full_refuses_events(path: Path) -> None:
    with pytest.raises(NoRoomError, match="MiB left"):
        inside(path, lambda outbox: outbox.accept([arrival(1)]), caps=Caps(reserve=1 << 60))


def test_how_far_an_input_was_read_is_on_disk_with_what_was_read(path: Path) -> None:
    inside(path, lambda outbox: outbox.accept([arrival(1)], [Mark("events.ndjson", "abc", 7)]))
    assert inside(path, lambda outbox: outbox.mark("events.ndjson")) == Mark("events.ndjson", "abc", 7)
    inside(path, lambda outbox: outbox.unmark(["events.ndjson"]))
    assert inside(path, lambda outbox: outbox.mark("events.ndjson")) is None


def test_what_belongs_to_one_environment_is_not_delivered_in_another(path: Path) -> None:
    inside(path, lambda outbox: outbox.accept([arrival(1)], [Mark("a", "", 1)]), environment="staging")

    async def use(outbox: Outbox) -> Any:
        return numbers(await take(cursor(outbox))), await outbox.mark("a")

    assert inside(path, use) == ([], None)
    assert inside(path, use, environment="staging") == ([1], Mark("a", "", 1))


def test_people_are_kept_as_hashes_and_what_is_done_with_is_overwritten(path: Path) -> None:
    canary = "canary.person@example.com"

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([Arrival(canary.encode(), entries=arrival(1).entries, user=canary)])
        (head,) = rows(outbox, "SELECT head FROM bundles")
        hashes = [one.user for one in unpack(head, b"")]
        taker = cursor(outbox)
        taker.done((await take(taker))[0], Sent())
        await settled(outbox)
        return hashes

    (hashed,) = inside(path, use)
    assert len(hashed) == 8
    assert canary.encode() not in path.read_bytes()


def test_an_event_is_delivered_in_each_environment(path: Path) -> None:
    failure = Failure("shop/rows/m-1/0", Kind("shop", "rows", "toy", "m1"), Cause.NOT_BUILT, "no such field")

    async def use(outbox: Outbox) -> Any:
        events = [arrival(1), arrival(2, name=lambda *_: "an id of their own"), Arrival(b"{}", failures=[failure])]
        receipts = [await outbox.accept(events) for _ in range(2)]
        await outbox.accept([arrival(3)])
        for claim in (claims := await take(taker := cursor(outbox))):
            taker.done(claim, Rejected("no"))
        await settled(outbox)
        reply = await outbox.commit.read(lambda store: answer(store, {"do": "status"}))
        return (
            [(one.accepted, len(one.repeated)) for one in receipts],
            len(claims),
            reply["instances"]["shop"]["dead"],
            rows(outbox, "SELECT count(*) FROM letters GROUP BY environment"),
        )

    names = ("sandbox", "default", "production")
    found = [inside(path, use, environment=name) for name in names]
    expected = [(2, 0), (0, 2)], 3, 3
    assert found == [(*expected, [4] * count) for count in (1, 2, 3)]
    assert inside(path, use, environment="sandbox")[0] == [(0, 2), (0, 2)]


@pytest.mark.parametrize(
    ("hours", "taken"),
    [(-1, 1), (1, 0), (71, 0), (24 * 365, 1)],
    ids=["it was ready", "it is to wait", "it is to wait for long", "the clock was a year ahead"],
)
def test_a_clock_that_was_wrong_holds_nothing_back(path: Path, hours: float, taken: int) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1)])
        taker, now = cursor(outbox), time.time()
        (claim,) = await take(taker)
        taker.later(claim.tried(now + 3600 * hours, 500, counts=True), now + 3600 * hours)
        await settled(outbox)
        return len(found := await take(taker)), [
            (one.tried(now, 500, counts=True).first_at or now) <= now for one in found
        ]

    assert inside(path, use) == (taken, [True] * taken)


def test_what_is_taken_at_a_time_has_so_many_bytes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("destinations.delivery.outbox.disk_cursor.MOST_BYTES", 50)

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(6)])
        taker = cursor(outbox)
        first = await take(taker)
        for claim in first:
            taker.later(claim.tried(1.0, 500, counts=True), 1.0)
        await settled(outbox)
        again = [numbers(await take(taker)) for _ in range(3)]
        return numbers(first), again

    # A payload has 18 bytes.
    assert inside(path, use) == ([0, 1, 2], [[0, 1, 2], [3, 4, 5], []])


def test_large_payloads_are_read_from_the_disk_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("destinations.delivery.outbox.file.places.WARM_BYTES", 40)

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number, warm=True) for number in range(2)])
        await outbox.accept([arrival(number, warm=True) for number in range(2, 4)])
        lane = outbox.store.lanes["shop"]
        warm = sum(len(bundle.entries) for bundle in lane.warm.values())
        taker = cursor(outbox)
        taken = [numbers(await take(taker)) for _ in range(2)]
        return warm, taken, lane.warm

    assert inside(path, use) == (2, [[0, 1], [2, 3]], {})


def test_what_was_accepted_by_a_clock_that_was_ahead_is_new(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1)])
        outbox.store.connection.execute("UPDATE bundles SET accepted = accepted + 1e9")
        reply = await outbox.commit.read(lambda store: answer(store, {"do": "status"}))
        return reply["instances"]["shop"]["oldest_seconds"]

    assert inside(path, use) == 0.0
