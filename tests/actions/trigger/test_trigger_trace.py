"""Traces agree with compiled conditions, and reasons name line, value and what is nearly right."""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.trigger.compile import compile_condition
from actions.trigger.condition import Condition
from actions.trigger.facts import Facts, Names, read_facts
from actions.trigger.trace import trace_condition, why_not
from mappings.budget import Budget

Read: TypeAlias = Callable[[str], Any]
Build: TypeAlias = Callable[[Any], Condition]

NAMES = ["track", "identify", "A", "a", "B"]
SCALARS = st.sampled_from([*NAMES, "2026-01-01", "5", 0, 5, 1.0, True, False])
VALUES = st.one_of(st.none(), SCALARS, st.lists(SCALARS, max_size=2), st.dictionaries(st.sampled_from("ab"), SCALARS))
PATHS = st.sampled_from(["type", "event", "x", "x.a", "length(x)", "abs(x)", "[x, event]"])
TESTS = st.one_of(
    st.none(),
    SCALARS,
    st.lists(SCALARS, min_size=1, max_size=3),
    st.fixed_dictionaries({"is_not": SCALARS}),
    st.fixed_dictionaries({"none_of": st.lists(SCALARS, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"exists": st.booleans()}),
    st.fixed_dictionaries({"is": st.sampled_from(NAMES), "ignore_case": st.booleans()}),
    st.fixed_dictionaries({"matches": st.sampled_from(["*a*", "t?ack", "A"]), "ignore_case": st.booleans()}),
    st.fixed_dictionaries({"regex": st.sampled_from(["a", "^t"])}),
    st.fixed_dictionaries({"contains": st.sampled_from(NAMES)}),
    st.fixed_dictionaries({"above": st.sampled_from([0, 4.5, "2025-12-31"])}, optional={"at_most": st.just(5)}),
    st.fixed_dictionaries({"between": st.just([0, 5])}),
    st.fixed_dictionaries({"has": SCALARS}),
)
LEAVES = st.one_of(
    st.dictionaries(PATHS, TESTS, min_size=1, max_size=2),
    st.sampled_from(['type = "track"', 'event in ["A", "B"] or x exists', 'not event = "A" and length(x) > 1']),
)


def grouped(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    members = st.lists(parts, min_size=1, max_size=3)
    return st.dictionaries(st.sampled_from(["all", "any", "none"]), members, min_size=1, max_size=2)


CONDITIONS = st.recursive(LEAVES, grouped, max_leaves=8)
EVENTS = st.fixed_dictionaries({}, optional={"type": VALUES, "event": VALUES, "x": VALUES})


@given(CONDITIONS, EVENTS, st.sampled_from([0, 1, 3, 10_000]))
def test_a_trace_has_the_verdict_of_the_compiled_condition(build: Build, value: Any, event: Any, nodes: int) -> None:
    condition = build(value)
    trace = trace_condition(condition, event, Budget(nodes=nodes))
    assert trace.verdict == compile_condition(condition)(event, Budget(nodes=nodes))
    assert json.loads(orjson.dumps(trace.as_dict()))["verdict"] == trace.verdict
    if not trace.verdict:
        assert why_not(trace)


@given(CONDITIONS, EVENTS)
def test_a_condition_holds_only_for_events_within_its_facts(build: Build, value: Any, event: Any) -> None:
    condition = build(value)
    facts = read_facts(condition)
    if compile_condition(condition)(event, Budget()):
        assert facts.types is None or event.get("type") in facts.types
        assert facts.events is None or event.get("event") in facts.events


@given(CONDITIONS, EVENTS)
def test_none_is_the_opposite_of_any(build: Build, value: Any, event: Any) -> None:
    none, any_of = (compile_condition(build({group: [value]})) for group in ("none", "any"))
    assert none(event, Budget()) != any_of(event, Budget())


@pytest.mark.parametrize(
    ("text", "types", "events"),
    [
        ('type = "track" and event = "A"', {"track"}, {"A"}),
        ('type = "track" and event in ["A", "B"] and userId exists', {"track"}, {"A", "B"}),
        ('type = "track" or type = "page"', {"track", "page"}, None),
        ('(type = "track" and event = "A") or type = "page"', {"track", "page"}, None),
        ('type = "track" and type = "page"', set(), None),
        ('type in ["track", "page"] and type in ["page"]', {"page"}, None),
        ("userId exists", None, None),
        ('userId exists or type = "track"', None, None),
        ('not type = "track"', None, None),
        ('type != "track"', None, None),
        ('match(event, "A*")', None, None),
        ("{event: {is: a, ignore_case: true}}", None, None),
        ("{event: [a, 5]}", None, None),
        ("{context.event: a}", None, None),
    ],
)
def test_facts_are_the_types_and_names_that_can_match(read: Read, text: str, types: Any, events: Any) -> None:
    assert read(f"when: {text}").condition, read(f"when: {text}").findings
    assert read_facts(read(f"when: {text}").condition) == Facts(
        None if types is None else Names(frozenset(types)), None if events is None else Names(frozenset(events))
    )


SPEC = """
when:
  all:
    - event: Button Clicked
    - context.traits: {exists: true}
"""
REASONS = [
    (SPEC, {"event": "Button Clicked"}, "context.traits exists (line 5): saw nothing"),
    (
        SPEC,
        {"event": "button clicked"},
        'event is "Button Clicked" (line 4): saw "button clicked", differs only by case',
    ),
    (
        SPEC,
        {"event": "Button Clicked "},
        'event is "Button Clicked" (line 4): saw "Button Clicked ", differs only by space around it',
    ),
    (SPEC, {}, 'event is "Button Clicked" (line 4): saw nothing'),
    ("when: properties.total > 5", {"properties": {"total": "7"}}, 'saw "7", text, not a number'),
    (
        "when: properties.total > 5",
        {"properties": {"total": 4}},
        "properties.total is above 5 (line 1): saw 4",
    ),
    ('when: event in ["A", "B"]', {"event": "C"}, 'event is one of "A", "B" (line 1): saw "C"'),
    ("when: {none: [{event: C}]}", {"event": "C"}, 'event is "C" (line 1) must not hold: saw "C"'),
    ("when: userId = null", {"userId": "u"}, 'userId is missing (line 1): saw "u"'),
    (
        'when: event = "A" or userId exists',
        {"event": "C"},
        'none of 2 holds: event is "A" (line 1): saw "C"; userId exists (line 1): saw nothing',
    ),
    ("when: not (event exists and type exists)", {"event": "C", "type": "t"}, 'saw "C"; and type exists'),
    ("when: not not userId exists", {}, "must not fail: userId exists (line 1): saw nothing"),
    ("when: abs(userId) = 5", {"userId": "x"}, "abs(userId) is 5 (line 1): cannot be worked out: "),
    (
        "when: {event: {is: A, ignore_case: true}}",
        {"event": "B"},
        'event is "A" in any case (line 1): saw "B"',
    ),
]


@pytest.mark.parametrize(("text", "event", "reason"), REASONS, ids=[row[2] for row in REASONS])
def test_a_reason_names_the_line_and_the_value(read: Read, text: str, event: Any, reason: str) -> None:
    trace = trace_condition(read(text).condition, event, Budget())
    assert not trace.verdict
    assert reason in why_not(trace)


def test_the_trace_of_the_specs_example_shows_every_leaf(read: Read) -> None:
    text = 'when:\n  type = "track" and event = "Button Clicked"\n  and context.traits != null\n'
    event = {"type": "page", "event": "Button Clicked", "context": {"traits": {"username": "ada"}}}
    trace = trace_condition(read(text).condition, event, Budget())
    seen = [(leaf.leaf.path, leaf.verdict, leaf.seen, leaf.place.line) for leaf in trace.leaves()]
    assert seen == [
        ("type", False, "page", 2),
        ("event", True, "Button Clicked", 2),
        ("context.traits", True, {"username": "ada"}, 3),
    ]
    assert trace.as_dict()["parts"][0] == {
        "path": "type",
        "test": "is",
        "operand": "track",
        "ignore_case": False,
        "any_spelling": False,
        "seen": "page",
        "verdict": False,
        "note": None,
        "file": "mixpanel.yaml",
        "line": 2,
        "column": 3,
    }


@pytest.mark.parametrize(
    "value",
    [
        "a" * 10_000,
        "\ud800",
        2**70,
        10**400,
        float("nan"),
        list(range(1000)),
        {str(one): one for one in range(1000)},
        "deep",
    ],
    ids=[
        "long text",
        "a lone surrogate",
        "huge number",
        "longer than a float",
        "nan",
        "long list",
        "large object",
        "deep list",
    ],
)
def test_a_trace_is_short_json_whatever_it_saw(build: Build, value: Any) -> None:
    for _ in range(500 if value == "deep" else 0):
        value = [value]
    trace = trace_condition(build({"x": "y"}), {"x": value}, Budget())
    assert len(orjson.dumps(trace.as_dict())) < 1000
    assert len(why_not(trace)) < 200


def test_looking_at_every_leaf_spends_none_of_the_events_budget(build: Build) -> None:
    condition = build({"any": [{"x": 1}, {"[x, x, x, x]": {"has": 2}}]})
    budget = Budget()
    trace_condition(condition, {"x": 1}, budget)
    assert budget == Budget()
