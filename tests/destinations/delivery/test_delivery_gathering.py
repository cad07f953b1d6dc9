"""Deliveries wait for others to travel with, and no longer than they may."""

from collections.abc import Hashable
from functools import partial
from typing import Any

import pytest

from destinations.delivery.delivery import Delivery
from destinations.delivery.outbox.cursor import Claimed
from destinations.delivery.outbox.file.places import Place
from destinations.delivery.pace.gathering import Gathering
from destinations.sdk import ActionType, Limits, Payload

FULL, BYTES, LINGER, MOST = 3, 100, 2.0, 8


class Row(Payload):
    who: str


def key(row: Any) -> Hashable:
    if not row.who:
        raise ValueError("nobody")
    return ["no key"] if row.who == "unhashable" else str(row.who)  # type: ignore[return-value] # a plugin's slip


KIND = ActionType("row", Row, lambda *_: [], "A row.", Limits(items=FULL, bytes=BYTES), batch_key=key)


def claim(who: str, size: int = 1) -> Claimed:
    return Claimed(Delivery(who, "shop", KIND, Row(who=who)), place=Place(1, 0, size))


def sent(found: list[Claimed]) -> list[str]:
    return [one.delivery.id for one in found]


@pytest.mark.parametrize(
    ("came", "due"),
    [
        pytest.param(["a", "a"], [], id="too few wait"),
        pytest.param(["a", "a", "a", "a"], ["a", "a", "a"], id="a full batch goes"),
        pytest.param(["a", "b", "a", "b"], [], id="those of others do not count"),
        pytest.param(["unhashable", ""], ["unhashable", ""], id="what a plugin cannot sort goes at once"),
        pytest.param(list("abcdefgh"), list("abcdefgh"), id="all go where no more may be kept"),
    ],
)
def test_what_is_sent_at_once(came: list[str], due: list[str]) -> None:
    gathering = Gathering(LINGER, MOST)
    assert sent(gathering.add([claim(who) for who in came], 10.0)) == due
    assert gathering.room == MOST - len(came) + len(due)


def test_a_batch_is_full_by_its_bytes() -> None:
    assert sent(Gathering(LINGER, MOST).add([claim("a", 60), claim("a", 60)], 10.0)) == ["a", "a"]


@pytest.mark.parametrize(
    ("later", "due"),
    [(1.9, 0), (2.0, 2), (3600.0, 2), (-1.0, 2)],
    ids=["before its time", "at its time", "long after", "where the clock was set back"],
)
def test_they_wait_for_so_long_and_no_longer(later: float, due: int) -> None:
    gathering = Gathering(LINGER, MOST)
    add = partial(gathering.add, now=10.0)
    assert add([claim("a")]) == []
    assert gathering.add([claim("a")], 10.0) == []
    assert gathering.next_due == 12.0
    assert len(gathering.add([], 10.0 + later)) == due


def test_nobody_waits_where_nobody_is_to() -> None:
    gathering = Gathering(0.0, MOST)
    assert sent(gathering.add([claim("a"), claim("b")], 10.0)) == ["a", "b"]
    assert gathering.next_due == float("inf")


def test_who_stops_gets_all_back() -> None:
    gathering = Gathering(LINGER, MOST)
    gathering.add([claim("a"), claim("b")], 10.0)
    assert (sent(gathering.clear()), gathering.room) == (["a", "b"], MOST)
