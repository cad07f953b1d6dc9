"""Lineage is complete: where a change in an event changes a field of a payload, lineage names that field."""

import os
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.decision import Decision
from actions.engine.decide import decide
from actions.event.event import Event
from actions.event.read import read_event
from actions.insight.diff.values import differences
from actions.insight.lineage.ask import forward
from actions.insight.lineage.edges import edges_of_all
from actions.insight.lineage.ways import ITEM, Way, below, show_way
from actions.plan.plan import Plan
from mappings.budget import Budget
from tests.bench.pairs.events import KINDS
from tests.bench.pairs.plans import plan_of
from tests.fuzz.every_action import every_action
from tests.fuzz.four_ways import NOW
from tests.fuzz.plans import plan_of as random_plan
from tests.fuzz.plans import written_in_cases

Steps = tuple[str | int, ...]
GONE = object()
# What changes all ids and the moment of an event, and is not a part of what a mapping says.
OURS = {("type",), ("messageId",), ("integrations",)}
OWN_MAPPINGS = 20
# Set it to try more places of an event, of every action; else every third action has its turn.
ASKED = os.environ.get("LINEAGE_PLACES")
MOST_PLACES = int(ASKED or "12")
ACTIONS = every_action()[:: 1 if ASKED else 3]


def places(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """The ways to everything in an event."""
    if steps and (steps[:1] not in OURS):
        yield steps
    named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in named:
        yield from places(part, (*steps, name))


def changed(event: dict[str, Any], steps: Steps, value: Any) -> dict[str, Any]:
    """The event with another value there, or without one."""
    made = deepcopy(event)
    here: Any = made
    for step in steps[:-1]:
        here = here[step]
    last: Any = steps[-1]
    if value is GONE and isinstance(here, dict):
        del here[last]
    else:
        here[last] = None if value is GONE else value
    return made


def others(value: Any) -> Iterator[Any]:
    """Values to put in the place of this one."""
    yield GONE
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str):
        yield f"{value}x"


def value_at(event: Any, steps: Steps) -> Any:
    for step in steps:
        event = event[step]
    return event


def made_of(plan: Plan, event: dict[str, Any]) -> dict[tuple[str, int | None], Decision] | None:
    """What is decided, by action and item; None of an event that is refused."""
    decisions = decide(event, plan, NOW)
    if any(one.instance is None for one in decisions):
        return None
    return {(f"{one.instance}.{one.action}", one.item): one for one in decisions}


def unforeseen(plan: Plan, event: dict[str, Any], most: int = MOST_PLACES) -> Iterator[str]:
    """The fields that change with the event where lineage does not say so; so many places in it are changed."""
    found_places = list(places(event))
    random = Random(f"{[one.key for one in plan.actions]}")  # noqa: S311 - for cases that come again
    for steps in random.sample(found_places, min(most, len(found_places))):
        for value in others(value_at(event, steps)):
            yield from unforeseen_at(plan, event, steps, value)


def unforeseen_at(plan: Plan, event: dict[str, Any], steps: Steps, value: Any) -> Iterator[str]:
    """The same for another value at one place."""
    way: Way = tuple(ITEM if isinstance(step, int) else step for step in steps)
    found = forward(edges_of_all(plan.actions), way)
    before, after = made_of(plan, event), made_of(plan, changed(event, steps, value))
    if before is None or after is None:
        return
    for name in before.keys() | after.keys():
        said = [one.target for one in found if one.edge.action.key == name[0]]
        for target in changes(before.get(name), after.get(name)):
            if not any(below(one, target) is not None or below(target, one) is not None for one in said):
                yield f"{show_way(way)} -> {name[0]} {show_way(target)}"


def changes(old: Decision | None, new: Decision | None) -> Iterator[Way]:
    """The fields that differ; the action itself where only one of the decisions fired."""
    payloads = [one.payload_fields() if one is not None and one.status == "fired" else None for one in (old, new)]
    if payloads[0] is not None and payloads[1] is not None:
        for way, _, __ in differences(payloads[0], payloads[1]):
            yield way
    elif payloads[0] is not payloads[1]:
        yield ()


@cache
def event_of(kind: str, seed: int = 3) -> dict[str, Any]:
    return KINDS[kind](Random(seed))  # noqa: S311 - for cases that come again


def kind_for(plan: Plan) -> str | None:
    """The first kind of event for which the plan's action fires by its trigger."""
    for kind in KINDS:
        event = read_event(event_of(kind), NOW)
        assert isinstance(event, Event)
        for one in plan.index.candidates(event.type, event.name):
            if one.matches is None or one.matches(event.body, Budget()):
                return kind
    return None


@cache
def plan_that_fires(tool: str, action: str) -> tuple[Plan, str | None]:
    """The default mapping, with its own trigger or one that takes all, and a kind of event that it is for."""
    plan, _ = plan_of(tool, action)
    kind = kind_for(plan)
    if kind is None:
        own = {key: value for key, value in written_in_cases(tool).get(action, {}).items() if key != "do"}
        plan, _ = plan_of(tool, action, **{**own, "name": "a", "when": "userId exists"})
        kind = kind_for(plan)
    return plan, kind


@pytest.mark.parametrize(("tool", "action"), ACTIONS)
def test_of_default_mappings(tool: str, action: str) -> None:
    plan, kind = plan_that_fires(tool, action)
    assert kind is None or sorted(set(unforeseen(plan, event_of(kind)))) == []


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**6)
    | st.sampled_from([0.5, "", " ", "x", "EUR", "a@b.org", "2026-01-01"]),
    lambda inside: (
        st.lists(inside, max_size=2) | st.dictionaries(st.sampled_from(["id", "sku", "price", "email", "x"]), inside)
    ),
    max_leaves=4,
)


@settings(max_examples=60 if settings().derandomize else 800)
@given(
    named=st.sampled_from(every_action()),
    seed=st.integers(0, 9),
    place=st.integers(0, 200),
    value=st.just(GONE) | VALUES,
)
def test_whatever_is_put_somewhere_in_an_event(named: tuple[str, str], seed: int, place: int, value: Any) -> None:
    plan, kind = plan_that_fires(*named)
    if kind is not None:
        event = event_of(kind, seed)
        inside = list(places(event))
        assert sorted(set(unforeseen_at(plan, event, inside[place % len(inside)], value))) == []


@pytest.mark.parametrize("number", range(OWN_MAPPINGS))
def test_of_mappings_of_ones_own(number: int) -> None:
    random = Random(number)  # noqa: S311 - for cases that come again
    _, plan = random_plan(random, 1)
    kind = random.choice(sorted(KINDS))
    assert sorted(set(unforeseen(plan, event_of(kind)))) == []
