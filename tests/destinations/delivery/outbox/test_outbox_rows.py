"""What goes into the outbox file, who gets it, and what is left of it."""

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from actions.deliver.answer import answer
from actions.deliver.replay.letters import letter_pages
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.entry import Arrival, Caps, Cause, Failure, Kind, Mark, Replayed
from destinations.delivery.outbox.file.bundle import unpack
from destinations.delivery.outbox.file.housekeeping import keep_house
from destinations.delivery.outbox.file.search import Wanted, drop
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.outbox import NoRoomError, Outbox
from destinations.delivery.outbox.stored import write_payload
from destinations.sdk.outcome import Rejected, Retry, Sent
from tests.destinations.delivery.outbox.shop import (
    Row,
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


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own" / "outbox.db"


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


@pytest.mark.parametrize(
    ("outcome", "gave_up", "cause"),
    [(Rejected("no such person"), False, Cause.REJECTED), (Rejected("gave up after 9"), True, Cause.GAVE_UP)],
)
def test_what_never_will_arrive_is_a_letter_with_its_event(
    path: Path, outcome: Rejected, gave_up: bool, cause: Cause
) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1)])
        taker = cursor(outbox)
        (claim,) = await take(taker)
        taker.done(claim.tried(5.0, 404, counts=True), outcome, gave_up=gave_up)
        await settled(outbox)
        return rows(outbox, "SELECT key, instance, action, mapping, cause, reason, event, tries, status FROM letters")

    expected = (name("shop", 1), "shop", "rows", "m1", cause.value, outcome.reason, b'{"n":1}', 1, 404)
    assert inside(path, use) == [expected]


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


def test_a_decision_that_fails_again_is_the_same_letter(path: Path) -> None:
    def failed(reason: str) -> Arrival:
        kind = Kind("shop", "rows", "toy", "m1")
        return Arrival(b"{}", failures=[Failure("shop/rows/m-1", kind, Cause.NOT_BUILT, reason)])

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([failed("no price")])
        await outbox.accept([failed("no currency")])
        return rows(outbox, "SELECT key, cause, reason FROM letters")

    assert inside(path, use) == [("shop/rows/m-1", "not_built", "no currency")]


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


def test_an_action_type_that_is_gone_makes_a_letter(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1)])
        claims = await outbox.cursor("shop", {}, lambda _: None).next(9, time.time())
        await settled(outbox)
        return claims, rows(outbox, "SELECT cause, reason FROM letters"), rows(outbox, "SELECT * FROM waiting")

    assert inside(path, use) == ([], [("unreadable", "shop has no action type toy any more")], [])


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


def test_letters_that_are_too_many_are_counted_in_their_own_environment(path: Path) -> None:
    async def fail(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(3)])
        for claim in await take(taker := cursor(outbox)):
            taker.done(claim, Rejected("no"))
        await settled(outbox)
        if outbox.environment == "production":
            await outbox.commit.write(lambda store: keep_house(store, time.time()))
        return rows(outbox, "SELECT environment, dropped FROM lanes ORDER BY environment")

    inside(path, fail, environment="sandbox")
    caps = Caps(letters=2)
    assert inside(path, fail, environment="production", caps=caps) == [("production", 1), ("sandbox", 3)]


@pytest.mark.parametrize("byte", [0, 9, 17, 65, 80, 120, 140, 160])
def test_where_what_is_known_of_deliveries_has_changed_on_disk_none_of_them_is_sent(path: Path, byte: int) -> None:
    async def accept(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(3)])
        await outbox.accept([arrival(number) for number in range(3, 6)])
        ((head,),) = outbox.store.connection.execute("SELECT head FROM bundles ORDER BY place LIMIT 1").fetchall()
        other = bytes([*head[:byte], head[byte] ^ 4, *head[byte + 1 :]])
        outbox.store.connection.execute("UPDATE bundles SET head = ? WHERE head = ?", (other, head))

    async def use(outbox: Outbox) -> Any:
        taker = cursor(outbox)
        found = numbers(claims := await take(taker))
        for claim in claims:
            taker.done(claim, Sent())
        await settled(outbox)
        return found, rows(outbox, "SELECT cause FROM letters"), outbox.store.lanes["shop"].rows

    inside(path, accept)
    assert inside(path, use) == ([3, 4, 5], ["unreadable"] * 3, 0)


@pytest.mark.parametrize(
    "changed", ["id = 'd-2'", "event = event + 1", "kind = 2", "about = x'7b7d'", "payload = x'7b7d'"]
)
def test_a_row_that_has_changed_on_disk_is_not_sent(path: Path, changed: str) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(7, "shop"), arrival(8, "crm")])
        taker = cursor(outbox)
        for claim in await take(taker):
            taker.later(claim.tried(5.0, 503, counts=True), 6.0)
        await settled(outbox)
        outbox.store.connection.execute(f"UPDATE waiting SET {changed}")  # noqa: S608 - of the table above
        found = await take(taker)
        await settled(outbox)
        return found, rows(outbox, "SELECT cause FROM letters"), outbox.store.lanes["shop"].rows

    assert inside(path, use) == ([], ["unreadable"], 0)


def test_a_delivery_ends_also_where_its_event_cannot_be_read_any_more(path: Path) -> None:
    async def accept(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number) for number in range(3)])
        outbox.store.connection.execute("UPDATE blocks SET head = ?", (b"[[2,nul",))

    async def use(outbox: Outbox) -> Any:
        taker = cursor(outbox)
        one, two, three = await take(taker)
        taker.done(one, Sent())
        taker.done(two, Rejected("no"))
        taker.later(three, 1.0)
        await asyncio.wait_for(settled(outbox), 5)
        return rows(outbox, "SELECT event, payload FROM letters"), outbox.store.lanes["shop"].rows

    inside(path, accept)
    letters, waiting = inside(path, use)
    assert (letters, waiting) == ([(b"", write_payload(Row(n=1)))], 1)


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


def test_letters_are_replayed_some_at_a_time_and_each_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.deliver.replay.letters.AT_ONCE", 2)
    failures = [Failure(f"key {number}", Kind("shop", "a", "b", "c"), Cause.NOT_BUILT, "no") for number in range(5)]

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([Arrival(b"{}", failures=[one]) for one in failures])
        pages = []
        deliverer: Any = SimpleNamespace(outbox=outbox)
        async for some in letter_pages(deliverer, Wanted(action="a")):
            pages.append([one.letter for one in some])
            # They fail again, and get new numbers.
            await outbox.commit.write(lambda store: drop(store, Wanted(letters=pages[-1])))
            await outbox.accept([Arrival(b"{}", failures=[failures[number - 1]]) for number in pages[-1]])
        return pages

    assert inside(path, use) == [[1, 2], [3, 4], [5]]


def test_what_was_accepted_by_a_clock_that_was_ahead_is_new(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1)])
        outbox.store.connection.execute("UPDATE bundles SET accepted = accepted + 1e9")
        reply = await outbox.commit.read(lambda store: answer(store, {"do": "status"}))
        return reply["instances"]["shop"]["oldest_seconds"]

    assert inside(path, use) == 0.0


def test_a_question_that_makes_no_sense_costs_nobody_else_anything(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def ask(store: Store) -> Any:
        return answer(store, {"do": "pause", "instance": "nobody", "reason": "why not"})

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(0)])
        taker = cursor(outbox)
        for claim in await take(taker):
            taker.done(claim, Sent())
        # All of them go into one commit.
        found = await asyncio.gather(
            outbox.accept([arrival(1)]), outbox.commit.write(ask), outbox.accept([arrival(2)]), return_exceptions=True
        )
        return [getattr(one, "accepted", type(one).__name__) for one in found], outbox.commit.trouble, sizes(outbox)

    accepted, trouble, left = inside(path, use)
    assert (accepted, trouble, caplog.messages) == ([1, "BadRequestError", 1], None, [])
    assert left["bundles"] == 2


def test_large_letters_are_reported_of_some_at_a_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.deliver.answer.MOST_BYTES", 100)
    kind = Kind("shop", "a", "b", "c")
    failures = [Failure(f"key {number}", kind, Cause.NOT_BUILT, "no") for number in range(5)]

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([Arrival(b'{"text":"' + b"y" * 60 + b'"}', failures=[one]) for one in failures])
        reported = outbox.commit
        wanted: dict[str, Any] = {"after": 0}
        pages = []
        while some := (await reported.read(lambda store: answer(store, {"do": "letters", "wanted": wanted})))[
            "letters"
        ]:
            pages.append([one["letter"] for one in some])
            wanted["after"] = pages[-1][-1]
        return pages

    assert inside(path, use) == [[1, 2], [3, 4], [5]]


@pytest.mark.parametrize("environment", ["default", "staging"])
@pytest.mark.parametrize(
    ("failed", "keys"),
    [
        pytest.param(("event/other", ""), ["journal/1"], id="the event is refused again, in other words"),
        pytest.param(
            ("shop/a/m-1/0", "a"), ["shop/a/m-1/0"], id="an action fails, as the event is not refused any more"
        ),
    ],
)
def test_what_is_tried_again_and_fails_is_one_letter(
    path: Path, environment: str, failed: tuple[str, str], keys: list[str]
) -> None:
    key, action = failed
    first = Failure("journal/1", Kind("", "", "", ""), Cause.REFUSED, "bad_utf8")
    again = Failure(key, Kind("shop" if action else "", action, "", ""), Cause.REFUSED, "no event")

    async def run() -> list[tuple[str, str, bool]]:
        async with Outbox(path, environment) as outbox:
            await outbox.accept([Arrival(b"{", user="ada", failures=[first])])
            await outbox.accept(
                [Arrival(b"{", failures=[again], replayed=Replayed(1, 0, is_delivery=False))], again=True
            )
            query = "SELECT key, reason, user IS NOT NULL FROM letters"
            found: list[tuple[str, str, bool]] = await outbox.commit.read(
                lambda store: store.connection.execute(query).fetchall()
            )
            return found

    start = "" if environment == "default" else f"{environment}/"
    # Whose event it was is still known where it cannot be read: the person may ask to be forgotten.
    assert asyncio.run(run()) == [(f"{start}{key}", "no event", key == "journal/1") for key in keys]
