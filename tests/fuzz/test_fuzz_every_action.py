"""Action types on mutated events of their kind; `make soak` has each, on more of them."""

import os

import pytest

from tests.fuzz.every_action import every_action, run_action

# `.ci/run` and `make soak` ask for more.
EVENTS = int(os.environ.get("MUTATED_EVENTS", "60"))
# Many types of one tool are generated alike.
EACH = 4


@pytest.mark.parametrize(("tool", "action"), list(every_action())[::EACH])
def test_generated_code_gives_the_references_lines_and_requests(tool: str, action: str) -> None:
    found = run_action(tool, action, seed=1, events=EVENTS)
    assert [str(one) for one in found.differences] == []
    assert found.counts["lines"] == EVENTS
    assert found.counts["fired"] + found.counts["failed"] > EVENTS // 10
