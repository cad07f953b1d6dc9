"""People are forgotten: what waits of them is gone from the file, wherever it waits, and nothing else is."""

import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from destinations.delivery.outbox.cursor import Claimed
from destinations.delivery.outbox.disk_cursor import DiskCursor
from destinations.delivery.outbox.entry import Arrival, Cause, Failure, Kind
from destinations.delivery.outbox.forget import allow, count_of
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk.outcome import Rejected, Retry, Sent
from tests.destinations.delivery.outbox.shop import (
    TOY,
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

PEOPLE = ("ada", "bob", "eve")


def whose(number: int) -> str:
    return PEOPLE[number % len(PEOPLE)]


def arrivals(count: int, *instances: str, warm: bool = False) -> list[Arrival]:
    return [arrival(number, *instances, user=whose(number), warm=warm) for number in range(count)]


def totals(outbox: Outbox) -> list[Any]:
    return rows(outbox, "SELECT accepted, sent, dropped FROM lanes ORDER BY lane")


@pytest.mark.parametrize("warm", [False, True], ids=["on disk", "in memory still"])
def test_what_waits_of_a_person_is_gone_and_the_others_go_on(path: Path, warm: bool) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept(arrivals(9, "shop", "crm", warm=warm))
        found = await outbox.forget(["ada"])
        left = [numbers(await take(cursor(outbox, instance=one))) for one in ("shop", "crm")]
        lane = outbox.store.lane("shop")
        return found.deliveries, left, totals(outbox), lane.rows, lane.bytes

    async def again(outbox: Outbox) -> Any:
        taker, lane = cursor(outbox), outbox.store.lane("shop")
        found, size = await take(taker), (lane.rows, lane.bytes)
        for one in found:
            taker.done(one, Sent())
        await settled(outbox)
        return numbers(found), size, (lane.rows, lane.bytes)

    left = [1, 2, 4, 5, 7, 8]
    deliveries, found, counted, waiting, size = inside(path, use)
    assert (deliveries, found, counted, waiting) == (6, [left, left], [(9, 0, 3)] * 2, 6)
    assert inside(path, again) == (left, (6, size), (0, 0))


def test_nothing_of_a_person_is_left_in_any_file(path: Path) -> None:
    async def use(outbox: Outbox) -> list[str]:
        events = [
            Arrival(b'{"canary":"%s-%d"}' % (whose(one).encode(), one), "Row", f"{whose(one)}-{one}", whose(one), None)
            for one in range(30)
        ]
        for number, event in enumerate(events):
            event.entries = arrival(number).entries
        events[0].failures = [Failure("key", Kind("shop", "a", "b", "c"), Cause.NOT_BUILT, "no")]
        await outbox.accept(events)
        taker = cursor(outbox)
        claims = await take(taker)
        # One of each person is tried again, one is a letter; the others were not tried.
        for one in claims[3:6]:
            taker.later(one.tried(5.0, 503, counts=True), 9e9)
        for one in claims[6:9]:
            taker.done(one, Rejected("no"))
        await settled(outbox)
        found = await outbox.forget(["ada"])
        assert (found.deliveries, found.letters) == (9, 2)
        content = b"".join(one.read_bytes() for one in path.parent.iterdir())
        return [f"{who}-" for who in PEOPLE if f"{who}-".encode() in content]

    assert inside(path, use) == ["bob-", "eve-"]


def test_an_alias_that_gives_a_person_a_new_id_goes_wherever_it_waits(path: Path) -> None:
    def alias(number: int, previous: str) -> Arrival:
        # As a browser sends it: with three ids.
        made = arrival(number, "shop", "crm", user="new")
        made.anonymous = "device"
        made.event = b'{"type":"alias","userId":"new","anonymousId":"device","previousId":%s}' % previous.encode()
        return made

    async def use(outbox: Outbox) -> Any:
        events = [alias(number, ('"ada"', '"bob"', "42", '"ad\\u0061"')[number % 4]) for number in range(12)]
        events[4].failures = [Failure("one", Kind("shop", "a", "b", "c"), Cause.NOT_BUILT, "no")]
        events[5].failures = [Failure("two", Kind("shop", "a", "b", "c"), Cause.NOT_BUILT, "no")]
        texts = (b'{"previousId":"ada","n":NaN}', b'{"previousId":["bob"]}', b'{"userId":[{"id":"ada"}]}')
        unread = [
            Arrival(one, failures=[Failure(str(one), Kind("", "", "", ""), Cause.REFUSED, "no")]) for one in texts
        ]
        await outbox.accept([*events, *unread])
        taker = cursor(outbox)
        claims = await take(taker)
        for one in claims[:4]:
            taker.later(one.tried(5.0, 503, counts=True), 9e9)
        for one in claims[8:]:
            taker.done(one, Rejected("no"))
        await settled(outbox)
        asked = await outbox.commit.read(lambda store: count_of(store, ["ada", "42"]))
        found = await outbox.forget(["ada", "42"])
        assert (asked.deliveries, asked.letters) == (found.deliveries, found.letters)
        # Of twelve, nine are theirs: to one tool, three of these wait, three are tried again, three are letters.
        assert (found.deliveries, found.letters) == (6 + 9, 3 + 3)
        left = numbers(await take(cursor(outbox, instance="crm")))
        return left, b'"ada"' in b"".join(one.read_bytes() for one in path.parent.iterdir())

    assert inside(path, use) == ([1, 5, 9], False)


def test_what_is_under_way_is_not_tried_again_and_makes_no_letter(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept(arrivals(12))
        taker = cursor(outbox)
        claims = await take(taker)
        found = await outbox.forget(["ada"])
        under_way = len(found.under_way)
        assert numbers(taker.withdrawn(claims)) == [0, 3, 6, 9]
        for claim, end in zip(claims[::3], ("sent", "rejected", "later", "given back"), strict=True):
            if end == "later":
                taker.later(claim.tried(5.0, 503, counts=True), 6.0)
            elif end == "given back":
                taker.give_back(claim, Retry("stopped"))
            else:
                taker.done(claim, Sent() if end == "sent" else Rejected("no"))
        await settled(outbox)
        again = numbers(await take(taker, now=1e9))
        for claim in (*claims[1::3], *claims[2::3]):
            taker.done(claim, Sent())
        await settled(outbox)
        return (
            under_way,
            again,
            totals(outbox),
            rows(outbox, "SELECT count(*) FROM letters"),
            sizes(outbox),
            outbox.store.gone,
            taker.in_flight,
        )

    empty = {"bundles": 0, "blocks": 0, "done": 0, "waiting": 0, "events": 0}
    # The one that arrived all the same counts as sent, and as dropped no longer.
    assert inside(path, use) == (4, [], [(12, 9, 3)], [0], empty, set(), 0)


def test_a_question_changes_nothing(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept(arrivals(6))
        found = await outbox.commit.read(lambda store: count_of(store, ["bob", "nobody"]))
        return found.deliveries, found.letters, totals(outbox), numbers(await take(cursor(outbox)))

    assert inside(path, use) == (2, 0, [(6, 0, 0)], list(range(6)))


def test_nothing_more_of_a_person_is_accepted_until_that_is_allowed(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.forget(["ada"], suppressed=True)
        return None

    async def more(outbox: Outbox) -> Any:
        failed = Arrival(b"{}", user="ada", failures=[Failure("key", Kind("shop", "a", "b", "c"), Cause.NOT_BUILT, "")])
        by_device = arrival(7, user="bob")
        by_device.anonymous = "ada"
        receipt = await outbox.accept([*arrivals(6), failed, by_device])
        waiting = numbers(await take(cursor(outbox)))
        allowed = [await outbox.commit.write(lambda store: allow(store, ["ada"])) for _ in range(2)]
        again = await outbox.accept(arrivals(6))
        return receipt, waiting, allowed, again.accepted

    inside(path, use)
    receipt, waiting, allowed, again = inside(path, more)
    assert (receipt.accepted, receipt.failures) == (4, 0)
    assert receipt.suppressed == tuple(name("shop", number) for number in (0, 3, 7))
    assert (waiting, allowed, again) == ([1, 2, 4, 5], [1, 0], 2)


def test_a_persons_turn_goes_on_where_those_before_were_taken_out(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(number, user="ada") for number in range(4)])
        taker = outbox.cursor("shop", {"toy": TOY}, lambda _: None, by_person=True)
        first = await take(taker)
        await outbox.forget(["ada"])
        await outbox.accept([arrival(9, user="ada")])
        taker.done(first[0], Sent())
        found: list[int] = []
        for _ in range(6):
            await settled(outbox)
            found += numbers(await take(taker))
        return numbers(first), found, taker.in_flight

    assert inside(path, use) == ([0], [9], 1)


FORGET = """
import asyncio, os, signal, sys
from pathlib import Path
from destinations.delivery.outbox import forget as module
from destinations.delivery.outbox.outbox import Outbox
from tests.destinations.delivery.outbox.test_outbox_forget import arrivals

async def run(step):
    async with Outbox(Path(sys.argv[1])) as outbox:
        await outbox.accept(arrivals(40, "shop", "crm"))
        finish = module.finish
        if step == "inside":
            module.finish = lambda *given: (finish(*given), os.kill(os.getpid(), signal.SIGKILL))
        await outbox.forget(["ada"])
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(run(sys.argv[2]))
"""


@pytest.mark.parametrize(("step", "left"), [("inside", 40), ("after", 26)])
def test_whoever_is_killed_meanwhile_has_forgotten_all_or_nothing(path: Path, step: str, left: int) -> None:
    done = subprocess.run([sys.executable, "-c", FORGET, str(path), step], cwd=Path.cwd(), check=False)
    assert done.returncode == -signal.SIGKILL

    async def use(outbox: Outbox) -> Any:
        waiting = [numbers(await take(cursor(outbox, instance=one))) for one in ("shop", "crm")]
        assert waiting[0] == waiting[1]
        return len(waiting[0]), any(whose(one) == "ada" for one in waiting[0]), rows(outbox, "PRAGMA integrity_check")

    assert inside(path, use) == (left, left == 40, ["ok"])


class Model:
    """What must be true of the outbox, by number."""

    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)  # noqa: S311 - the same luck again
        self.accepted = 0
        self.taken: list[Claimed] = []
        self.sent: set[int] = set()
        self.dead: set[int] = set()
        self.forgotten: set[int] = set()

    async def step(self, outbox: Outbox, taker: DiskCursor) -> None:
        move = self.luck.choice(("accept", "take", "end", "end", "forget", "settle"))
        if move == "accept":
            fresh = range(self.accepted, self.accepted + self.luck.randint(1, 7))
            await outbox.accept([arrival(one, user=whose(one), warm=self.luck.random() < 0.5) for one in fresh])
            self.accepted = fresh.stop
        elif move == "take":
            self.taken += await take(taker, self.luck.randint(1, 9), now=9e8)
        elif move == "end":
            for claim in [one for one in self.taken if self.luck.random() < 0.5]:
                self.end(taker, claim, self.luck.choice(("sent", "dead", "later", "given back")))
        elif move == "forget":
            await self.forget(outbox)
        else:
            await settled(outbox)
            self.check(outbox)

    def end(self, taker: DiskCursor, claim: Claimed, how: str) -> None:
        (number,) = numbers([claim])
        self.taken.remove(claim)
        if how == "sent":
            taker.done(claim, Sent())
            self.sent.add(number)
        elif how == "dead":
            taker.done(claim, Rejected("no"))
            # No dead letter is made of a person who is forgotten.
            self.dead |= {number} - self.forgotten
        elif how == "later":
            taker.later(claim.tried(5.0, 503, counts=True), 6.0)
        else:
            taker.give_back(claim, Retry("later"))

    async def forget(self, outbox: Outbox) -> None:
        who = self.luck.choice(PEOPLE)
        theirs = {one for one in range(self.accepted) if whose(one) == who}
        await outbox.forget([who])
        self.forgotten |= theirs - self.sent
        self.dead -= theirs

    def check(self, outbox: Outbox) -> None:
        lane = outbox.store.lane("shop")
        waiting = set(range(self.accepted)) - self.sent - self.dead - self.forgotten
        assert lane.rows == len(waiting)
        assert lane.bytes == sum(len(arrival(one).entries[0].payload) for one in waiting)
        assert rows(outbox, "SELECT count(*) FROM letters") == [len(self.dead)]
        dropped = self.accepted - len(self.sent) - len(self.dead) - len(waiting)
        assert rows(outbox, "SELECT accepted, sent, dropped FROM lanes") == [(self.accepted, len(self.sent), dropped)]


@pytest.mark.parametrize("seed", range(3))
def test_whenever_people_are_forgotten_counters_add_up_and_nobody_else_loses_anything(path: Path, seed: int) -> None:
    model = Model(seed)

    async def use(outbox: Outbox) -> None:
        taker = cursor(outbox)
        await outbox.accept([arrival(0, user=whose(0))])
        model.accepted = 1
        for _ in range(80):
            await model.step(outbox, taker)
        for claim in list(model.taken):
            model.end(taker, claim, "sent")
        await settled(outbox)
        model.check(outbox)
        assert outbox.store.gone == set()

    async def rest(outbox: Outbox) -> list[int]:
        found = numbers(await take(cursor(outbox), 1000, now=9e8))
        model.check(outbox)
        return found

    inside(path, use)
    waiting = set(range(model.accepted)) - model.sent - model.dead - model.forgotten
    assert sorted(inside(path, rest)) == sorted(waiting)
    assert model.accepted > 20
    assert model.forgotten
