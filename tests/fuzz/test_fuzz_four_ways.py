"""Some thousands of lines of the fuzz; `make fuzz` has a million."""

from collections import Counter

import pytest

from tests.destinations.acceptance.built_in import NAMES
from tests.fuzz.four_ways import run_job

# Even jobs are a built-in destination each, odd ones a random webhook; `make soak` has all of them.
JOBS = [*range(0, 2 * len(NAMES), 6), *range(1, 2 * len(NAMES), 12)]
LINES = 40


@pytest.mark.parametrize("number", JOBS)
def test_the_four_ways_say_the_same_of_every_line(number: int) -> None:
    _, name, found = run_job(number, seed=0, most=LINES)
    assert [str(one) for one in found.differences] == [], (
        f"{name}: python -m tests.fuzz.four_ways --seed 0 --job {number}"
    )
    assert found.counts["lines"] == LINES


def test_the_fuzz_meets_all_that_can_become_of_an_event() -> None:
    counts = sum((run_job(number, seed=0, most=100)[2].counts for number in (0, 2, 4)), Counter[str]())
    assert {"fired", "failed", "failed, refused", "warnings", "stops", "beyond all bounds"} <= counts.keys()
