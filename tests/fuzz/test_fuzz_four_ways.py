"""A few thousand odd lines; `python -m tests.fuzz.four_ways` takes as many as one likes."""

import pytest

from tests.fuzz.four_ways import differences


@pytest.mark.parametrize("seed", range(12))
def test_the_four_ways_say_the_same(seed: int) -> None:
    seen, found = differences(seed, 150)
    assert found == []
    assert seen["lines"] == 150
    assert seen["fired"] + seen["fired with warnings"] > 10
