"""The pace of an instance."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from destinations.delivery.pace.limit import Pace


@given(st.lists(st.floats(0, 100), min_size=2, max_size=50).map(sorted), st.floats(0.1, 1000))
def test_requests_of_an_action_type_keep_their_distance(moments: list[float], per_second: float) -> None:
    pace = Pace()
    starts = [pace.reserve("track", per_second, now) for now in moments]
    assert all(start >= now for start, now in zip(starts, moments, strict=True))
    assert all(b - a >= 1 / per_second - 1e-9 for a, b in pairwise(starts))


def test_action_types_do_not_wait_for_each_other() -> None:
    pace = Pace()
    pace.reserve("track", 1.0, now=0.0)
    assert pace.reserve("identify", 1.0, now=0.0) == 0.0


def test_without_a_rate_nothing_waits() -> None:
    pace = Pace()
    assert [pace.reserve("track", None, now=3.0) for _ in range(3)] == [3.0, 3.0, 3.0]


@pytest.mark.parametrize("second", [pytest.param(5.0, id="shorter"), pytest.param(60.0, id="the same")])
def test_a_pause_is_not_ended_by_a_shorter_one(second: float) -> None:
    pace = Pace()
    pace.pause(60.0)
    pace.pause(second)
    assert pace.reserve("track", None, now=0.0) == 60.0


def test_a_pause_holds_what_was_reserved_before_it() -> None:
    pace = Pace()
    start = pace.reserve("track", None, now=0.0)
    assert not pace.holds(start)
    pace.pause(1.0)
    assert pace.holds(start)


def test_one_that_woke_up_late_keeps_the_others_at_their_distance() -> None:
    pace = Pace()
    starts = [pace.reserve("track", 10.0, now=0.0)]
    pace.started("track", 10.0, now=0.0)
    starts.append(pace.reserve("track", 10.0, now=0.0))
    # The process had no time for half a second.
    pace.started("track", 10.0, now=0.6)
    starts.append(pace.reserve("track", 10.0, now=0.6))
    assert [round(start, 6) for start in starts] == [0.0, 0.1, 0.7]
