"""Actions that say the same run one function, and each other action its own."""

from typing import Any

import pytest

from actions.plan.plan import Plan
from tests.bench.our_plan import plan_of

EVENT = {"type": "track", "userId": "u", "properties": {"n": 1}}


def plan(*tests: str, fields: dict[str, list[Any]] | None = None) -> Plan:
    """One action for each test of a property's value, all with one mapping."""
    made = fields or {"who": ["path", "userId"]}
    return plan_of(
        [
            {"name": f"a{number}", "when": [["eq", "event", f"E{number}"], ["eq", "properties.n", one]], "fields": made}
            for number, one in enumerate(tests)
        ]
    )


@pytest.mark.parametrize(
    ("tests", "functions"),
    [
        pytest.param(("x", "x", "x"), 1, id="the same question"),
        pytest.param(("x", "y", "x"), 2, id="another value"),
        pytest.param(("1", "True", "1.0"), 3, id="values that look alike"),
    ],
)
def test_one_function_for_each_thing_that_is_said(tests: tuple[str, ...], functions: int) -> None:
    made = plan(*tests)
    for number, (action, wanted) in enumerate(zip(made.actions, tests, strict=True)):
        for seen in {*tests, "z"}:
            event = {**EVENT, "event": f"E{number}", "properties": {"n": seen}}
            found = action.run(event)
            assert (found is not None) == (seen == wanted)
    assert len({id(action.run) for action in made.actions}) == functions
