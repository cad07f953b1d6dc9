"""What the lane of an instance takes from memory, and gives back."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.outbox.cursor import Claimed
from destinations.delivery.outbox.memory import MemoryCursor
from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Retry, Sent
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request

TOY = ActionType("toy", Payload, lambda *_: Request("POST", "https://toy.example/", {}, b""), "A toy.")
STOPPED = Retry("stopped", counts=False)


def delivery(number: object) -> Delivery:
    return Delivery(str(number), "shop", TOY, Payload())


class Shop(MemoryCursor):
    """A cursor that keeps what it reported."""

    def __init__(self, deliveries: int = 4) -> None:
        self.delivered: list[Delivered] = []
        super().__init__(self.delivered.append)
        for number in range(deliveries):
            self.put(delivery(number))

    def take(self, most: int, now: float) -> list[Claimed]:
        return asyncio.run(self.next(most, now))

    def ids(self) -> list[str]:
        return [one.delivery.id for one in self.delivered]


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_the_oldest_are_taken_first_and_only_once(shop: Shop) -> None:
    assert [one.delivery.id for one in shop.take(3, 0.0)] == ["0", "1", "2"]
    assert [one.delivery.id for one in shop.take(3, 0.0)] == ["3"]


def test_the_same_id_is_kept_once_until_it_is_done(shop: Shop) -> None:
    shop.put(delivery(0))
    claims = shop.take(9, 0.0)
    assert len(claims) == 4
    shop.done(claims[0], Sent())
    shop.put(delivery(0))
    assert len(shop.take(9, 0.0)) == 1


def test_what_is_kept_for_later_comes_back_when_it_is_ready(shop: Shop) -> None:
    first, *_ = shop.take(4, 0.0)
    shop.later(first.tried(0.0, 503, counts=True), ready_at=9.0)
    assert asyncio.run(shop.next_ready()) == 9.0
    assert shop.take(4, 8.9) == []
    assert shop.take(4, 9.0) == [Claimed(delivery(0), tries=1, attempts=1, first_at=0.0, status=503)]


def test_what_was_taken_is_given_back_by_one_who_ends(shop: Shop) -> None:
    first, *_ = shop.take(2, 0.0)
    shop.done(first, Sent())
    shop.give_back_waiting(STOPPED)
    assert shop.ids() == ["0", "2", "3"]
    shop.give_back_all(STOPPED)
    assert shop.ids() == ["0", "2", "3", "1"]
    assert [one.outcome for one in shop.delivered] == [Sent(), STOPPED, STOPPED, STOPPED]


def test_an_attempt_that_does_not_count_is_still_a_try() -> None:
    claim = Claimed(delivery(0)).tried(5.0, 429, counts=False).tried(6.0, 503, counts=True)
    assert (claim.tries, claim.attempts, claim.first_at, claim.status) == (2, 1, 5.0, 503)


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 100)), max_size=30))
def test_nothing_is_taken_before_it_is_ready(moves: list[tuple[int, float]]) -> None:
    shop, ready = Shop(10), dict.fromkeys(map(str, range(10)), 0.0)
    for most, at in moves:
        for claim in shop.take(most, at):
            assert ready[claim.delivery.id] <= at
            ready[claim.delivery.id] = at + 1
            shop.later(claim, at + 1)
    shop.give_back_all(STOPPED)
    assert len(shop.delivered) == 10
