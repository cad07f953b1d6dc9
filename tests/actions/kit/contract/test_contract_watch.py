"""What a call touches, and what only happens meanwhile."""

import gc
import time
from collections.abc import Iterator
from typing import Any

import pytest

from actions.kit.contract.building.watch import touched


@pytest.fixture
def clock_at_each_collection() -> Iterator[None]:
    def asks(*_: Any) -> None:
        time.perf_counter()

    gc.callbacks.append(asks)
    yield
    gc.callbacks.remove(asks)


@pytest.mark.usefixtures("clock_at_each_collection")
def test_a_clock_that_is_asked_when_garbage_is_collected_is_no_doing_of_the_call() -> None:
    assert touched(lambda: [[number] for number in range(200_000)]) == []
    assert gc.isenabled()
