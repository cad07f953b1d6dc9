"""What the outbox keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destinations.delivery.delivery import Delivery
from destinations.delivery.outbox import Claimed, MemoryOutbox
from destinations.sdk.destination import ActionType
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request

TOY = ActionType("toy", Payload, lambda *_: Request("POST", "https://toy.example/", {}, b""), "A toy.")


def delivery(number: object, instance: str = "shop") -> Delivery:
    return Delivery(str(number), instance, TOY, Payload())


def ids(claims: list[Claimed]) -> list[str]:
    return [claim.delivery.id for claim in claims]


@pytest.fixture
def outbox() -> MemoryOutbox:
    outbox = MemoryOutbox()
    for number in range(4):
        outbox.put(delivery(number))
    return outbox


def test_the_oldest_are_claimed_first_and_only_once(outbox: MemoryOutbox) -> None:
    assert ids(outbox.claim("shop", 3, 0.0)) == ["0", "1", "2"]
    assert ids(outbox.claim("shop", 3, 0.0)) == ["3"]


def test_an_instance_gets_only_its_own(outbox: MemoryOutbox) -> None:
    outbox.put(delivery("other", "crm"))
    assert ids(outbox.claim("crm", 10, 0.0)) == ["other"]
    assert outbox.claim("nobody", 10, 0.0) == []


def test_the_same_id_is_kept_once_until_it_is_settled(outbox: MemoryOutbox) -> None:
    outbox.put(delivery(0))
    assert len(outbox.unsettled("shop")) == 4
    outbox.settle(delivery(0))
    outbox.put(delivery(0))
    assert len(outbox.unsettled("shop")) == 4


def test_a_postponed_delivery_comes_back_when_it_is_ready(outbox: MemoryOutbox) -> None:
    first, *_ = outbox.claim("shop", 4, 0.0)
    outbox.postpone(first.tried(0.0, 503, counts=True), ready_at=9.0)
    assert outbox.next_ready("shop") == 9.0
    assert outbox.claim("shop", 4, 8.9) == []
    assert outbox.claim("shop", 4, 9.0) == [Claimed(delivery(0), tries=1, attempts=1, first_at=0.0, status=503)]


def test_what_is_claimed_and_not_settled_is_not_lost(outbox: MemoryOutbox) -> None:
    outbox.claim("shop", 4, 0.0)
    assert [one.id for one in outbox.unsettled("shop")] == ["0", "1", "2", "3"]


def test_an_attempt_that_does_not_count_is_still_a_try() -> None:
    claim = Claimed(delivery(0)).tried(5.0, 429, counts=False).tried(6.0, 503, counts=True)
    assert (claim.tries, claim.attempts, claim.first_at, claim.status) == (2, 1, 5.0, 503)


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 100)), max_size=30))
def test_nothing_is_claimed_before_it_is_ready(moves: list[tuple[int, float]]) -> None:
    outbox, ready = MemoryOutbox(), dict.fromkeys(map(str, range(10)), 0.0)
    for number in range(10):
        outbox.put(delivery(number))
    for most, at in moves:
        for claim in outbox.claim("shop", most, at):
            assert ready[claim.delivery.id] <= at
            ready[claim.delivery.id] = at + 1
            outbox.postpone(claim, at + 1)
    assert len(outbox.unsettled("shop")) == 10
