"""Generated code charges an event's budget as the reference does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.budget import MOST_DEPTH, Budget, measure
from mappings.fields.compiled.runtime import charge

SCALARS = st.none() | st.booleans() | st.integers(-(2**64), 2**65) | st.floats() | st.text(max_size=5)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner))


def nested(depth: int) -> Any:
    value: Any = 1
    for number in range(depth):
        value = [value] if number % 2 else {"a": value}
    return value


def left(pay: Any, nodes: int, size: int) -> Budget | None:
    """What is left of a budget, None where it does not do."""
    budget = Budget(nodes, size)
    try:
        pay(budget)
    except Exception:  # noqa: BLE001  # generated code may raise whatever it likes
        return None
    return budget


def measure_all(values: list[Any], budget: Budget) -> None:
    for value in values:
        measure(value, budget)


def both(values: list[Any], nodes: int, size: int) -> tuple[Budget | None, Budget | None]:
    return (
        left(lambda budget: charge(values, budget), nodes, size),
        left(lambda budget: measure_all(values, budget), nodes, size),
    )


@given(values=st.lists(JSON, max_size=4), nodes=st.integers(0, 40), size=st.integers(0, 40))
def test_any_values_cost_what_measure_says(values: list[Any], nodes: int, size: int) -> None:
    charged, measured = both(values, nodes, size)
    assert charged == measured


@pytest.mark.parametrize("depth", [MOST_DEPTH - 1, MOST_DEPTH, MOST_DEPTH + 1, 3000])
def test_deep_values_are_refused_at_the_same_depth(depth: int) -> None:
    charged, measured = both([nested(depth)], 10_000, 10_000)
    assert charged == measured
    assert (charged is None) == (depth > MOST_DEPTH)


def test_a_value_of_many_shared_parts_is_refused_soon() -> None:
    value: Any = "x"
    for _ in range(60):
        value = [value, value]
    assert both([value], 10_000, 10_000) == (None, None)
