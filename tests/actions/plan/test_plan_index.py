"""The index is quick and loses nothing: what it leaves out, and what it leaves untested, cannot matter."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.plan.index import MOST_CACHED_NAMES, Index
from mappings.budget import Budget
from mappings.event_fields import EVENT_TYPES
from tests.actions.plan.asking import Asking

NAMES = ("Order Completed", "Order Refunded", "Signed Up", "order completed", "signed_up", "")
names = st.sampled_from(NAMES)
leaves = (
    st.builds(
        lambda value: {"type": value}, st.sampled_from(EVENT_TYPES) | st.lists(st.sampled_from(EVENT_TYPES), min_size=1)
    )
    | st.builds(lambda value: {"event": value}, names | st.lists(names, min_size=1) | st.integers(0, 2))
    | st.builds(lambda value: {"event": {"starts_with": value}}, st.sampled_from(["Order", "S"]))
    | st.builds(lambda value: {"event": {"is_not": value}}, names)
    | st.builds(lambda value: {"event": {"is": value, "ignore_case": True}}, names)
    | st.builds(lambda value: {"event": {"exists": value}}, st.booleans())
    | st.builds(lambda value: {"properties.n": value}, st.integers(0, 1))
)
triggers = st.recursive(
    leaves,
    lambda inner: st.builds(
        lambda group, parts: {group: parts}, st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1)
    ),
    max_leaves=6,
)
events = st.fixed_dictionaries(
    {"type": st.sampled_from(EVENT_TYPES), "event": names | st.none() | st.integers(0, 2)},
    optional={"properties": st.builds(lambda n: {"n": n}, st.integers(0, 1))},
)


@given(st.lists(st.tuples(triggers, st.booleans()), max_size=8), st.lists(events, min_size=1, max_size=5))
def test_the_index_finds_what_a_look_at_every_trigger_finds(
    whens: list[tuple[Any, bool]], asked: list[dict[str, Any]]
) -> None:
    actions = [Asking.of(when, any_spelling=any_spelling) for when, any_spelling in whens]
    index = Index(actions)
    for event in [*asked, *asked]:
        name = event["event"] if isinstance(event["event"], str) else None
        found = [
            one.action
            for one in index.candidates(event["type"], name)
            if one.matches is None or one.matches(event, Budget())
        ]
        expected = [one for one in actions if one.matches(event, Budget())]
        assert list(map(id, found)) == list(map(id, expected))


LEFT: list[tuple[str, Any, str, list[bool]]] = [
    ("type and name say all", {"type": "track", "event": "A"}, "A", [False]),
    ("another name", {"type": "track", "event": "A"}, "B", []),
    ("another type", {"type": "page", "event": "A"}, "A", []),
    ("a test of the event itself is left", {"event": "A", "userId": {"exists": True}}, "A", [True]),
    ("the beginning of a name is judged once", {"event": {"starts_with": "Or"}}, "Order", [False]),
    ("and rules out", {"event": {"starts_with": "Or"}}, "Signed Up", []),
    ("none of some names", {"none": [{"event": "A"}, {"event": "B"}]}, "C", [False]),
    ("a mixed group is left whole", {"any": [{"event": "A"}, {"userId": "u"}]}, "C", [True]),
]


@pytest.mark.parametrize(("when", "name", "tested"), [row[1:] for row in LEFT], ids=[row[0] for row in LEFT])
def test_what_is_left_to_test(when: Any, name: str, tested: list[bool]) -> None:
    found = Index([Asking.of(when)]).candidates("track", name)
    assert [one.matches is not None for one in found] == tested


def test_tests_that_look_equal_to_python_stay_apart() -> None:
    index = Index([Asking.of({"event": "A", "properties.n": n}) for n in (1, True, 1.0, 1)])
    matches = [one.matches for one in index.candidates("track", "A") if one.matches]
    assert [one({"properties": {"n": True}}, Budget()) for one in matches] == [False, True, False, False]
    assert matches[0] is matches[3]


def test_names_from_outside_do_not_fill_the_memory() -> None:
    index = Index([Asking.of({"event": {"starts_with": "Order"}})])
    for number in range(MOST_CACHED_NAMES + 10):
        assert len(index.candidates("track", f"Order {number}")) == 1
    remembered = index._cache
    assert 0 < len(remembered) <= MOST_CACHED_NAMES
    index.candidates("track", "Order " * 1000)
    assert max(len(name or "") for _, name in remembered) < 100
