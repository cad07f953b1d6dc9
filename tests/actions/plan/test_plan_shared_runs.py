"""Actions that differ only in the values they ask for run one code, each with values of its own."""

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
    "tests",
    [
        pytest.param(("x", "x", "x"), id="the same question"),
        pytest.param(("x", "y", "x"), id="another value"),
        pytest.param(("1", "True", "1.0"), id="values that look alike"),
    ],
)
def test_one_code_for_all_that_say_the_same(tests: tuple[str, ...]) -> None:
    made = plan(*tests)
    functions = [made.fields.find("track", f"E{number}") for number in range(len(tests))]
    for make, action, wanted in zip(functions, made.actions, tests, strict=True):
        for seen in {*tests, "z"}:
            found = make({**EVENT, "properties": {"n": seen}}) if make else []
            assert [one for one, _, _ in found] == ([action] if seen == wanted else [])
    assert len({id(make.__code__) for make in functions}) == 1  # type: ignore[union-attr]  # a function has one
