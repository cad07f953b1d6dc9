"""Each action type on mutated events of its kind; `python -m tests.fuzz.every_action` has more of them."""

import os

import pytest

from tests.fuzz.every_action import every_action, run_action

# `.ci/run` and `make soak` ask for more.
EVENTS = int(os.environ.get("MUTATED_EVENTS", "60"))


@pytest.mark.parametrize(("tool", "action"), every_action())
def test_generated_code_gives_the_references_lines_and_requests(tool: str, action: str) -> None:
    found = run_action(tool, action, seed=1, events=EVENTS)
    assert [str(one) for one in found.differences] == []
    assert found.counts["lines"] == EVENTS
    assert found.counts["fired"] + found.counts["failed"] > EVENTS // 10
