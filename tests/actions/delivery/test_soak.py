"""Short forms of `make soak`: chaos with declared rates, outages by turns, tools that cost a sound one."""

from pathlib import Path

import pytest

from tests.soak.chaos import chaos
from tests.soak.isolation import no_waiting
from tests.soak.order import order
from tests.soak.outages import outages

pytestmark = pytest.mark.slow

MB = 1 << 20


def test_each_event_arrives_and_no_declared_rate_is_exceeded(tmp_path: Path) -> None:
    chaos(tmp_path, seed=3, count=900, batch=20)


def test_a_thousand_people_keep_their_order_through_every_failure(tmp_path: Path) -> None:
    # Elsewhere retries come behind what was sent meanwhile: the count finds something.
    assert order(tmp_path, seed=4, count=3000, batch=30) > 0


def test_outages_by_turns_lose_and_leak_nothing(tmp_path: Path) -> None:
    seen = outages(tmp_path, seconds=6.0, per_second=500, period=2.0)
    assert seen.memory[-1][1] - seen.memory[len(seen.memory) // 2][1] < 20 * MB


def test_nobody_waits_for_a_dead_tool_or_a_slow_one(tmp_path: Path) -> None:
    # `make soak` measures that a sound tool keeps 95 % of its speed: here nothing depends on how quick the machine is.
    left, asked, grown = no_waiting(tmp_path, events=6000, behind=20)
    assert asked["sound"] == 300
    assert (left["sound"], left["dead"]) == (0, 6000)
    assert 0 < left["slow"] <= 6000
    assert grown < 20 * MB
