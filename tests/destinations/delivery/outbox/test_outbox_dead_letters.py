"""Dead letters: when something becomes one, how they are listed, and how they are replayed."""

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from actions.deliver.answer import answer
from actions.deliver.replay.letters import letter_pages
from destinations.delivery.outbox.entry import Arrival, Caps, Cause, Failure, Kind, Replayed
from destinations.delivery.outbox.file.housekeeping import keep_house
from destinations.delivery.outbox.file.search import Wanted, drop
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk.outcome import Rejected
from tests.destinations.delivery.outbox.shop import (
    arrival,
    cursor,
    inside,
    name,
    rows,
    settled,
    take,
)


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


def test_a_decision_that_fails_again_is_the_same_letter(path: Path) -> None:
    def failed(reason: str) -> Arrival:
        kind = Kind("shop", "rows", "toy", "m1")
        return Arrival(b"{}", failures=[Failure("shop/rows/m-1", kind, Cause.NOT_BUILT, reason)])

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([failed("no price")])
        await outbox.accept([failed("no currency")])
        return rows(outbox, "SELECT key, cause, reason FROM letters")

    assert inside(path, use) == [("shop/rows/m-1", "not_built", "no currency")]


def test_an_action_type_that_is_gone_makes_a_letter(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1)])
        claims = await outbox.cursor("shop", {}, lambda _: None).next(9, time.time())
        await settled(outbox)
        return claims, rows(outbox, "SELECT cause, reason FROM letters"), rows(outbox, "SELECT * FROM waiting")

    assert inside(path, use) == ([], [("unreadable", "shop has no action type toy any more")], [])


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
