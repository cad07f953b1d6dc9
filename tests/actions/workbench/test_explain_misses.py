"""The nearest miss: what an event nearly says, and what to write so that the test holds."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from actions.event.context import Context
from actions.project.project import Project
from actions.trigger.compile import compile_condition
from actions.trigger.trace import LeafTrace, trace_condition
from actions.workbench.explaining.misses import Miss, nearest_miss
from actions.workbench.explaining.survey import ActionSurvey, Survey
from mappings.budget import Budget
from tests.actions.small_projects import write_project
from tests.actions.trigger.conditions import condition


def miss_of(value: Any, event: Any) -> Miss | None:
    trace = trace_condition(condition(value), event, Budget())
    assert isinstance(trace, LeafTrace)
    return nearest_miss(trace, event)


def survey_of(folder: Path, value: Any, event: Any) -> ActionSurvey:
    """What is counted for an action with that condition, of one event."""
    write_project(folder, webhook=f"- {{do: send, when: {json.dumps(value)}}}")
    survey = Survey(Project.load(folder).plan, Context(datetime(2026, 3, 1, tzinfo=UTC)))
    survey.add({"type": "track", "event": "Example", "userId": "u1", "messageId": "m1"} | event, "m1")
    assert survey.events == 1
    [found] = survey.actions
    return found


def with_properties(**values: Any) -> dict[str, Any]:
    return {"type": "track", "event": "Order Completed", "properties": values}


HELPED: list[tuple[str, Any, Any, str, str]] = [
    (
        "another case",
        {"event": "order completed"},
        with_properties(),
        "differs only by case",
        "ignore_case: true",
    ),
    ("space around it", 'event = "Order Completed"', {"event": " Order Completed "}, "only by space", "trim(event)"),
    (
        "another spelling of an event of the spec",
        {"event": "Order Completed"},
        {"event": "order_completed"},
        "differs only by spelling",
        "spec_name(event)",
    ),
    (
        "a text where a number is compared",
        "properties.revenue > 1000",
        with_properties(revenue="1249.00"),
        "text, not a number",
        "to_number(properties.revenue)",
    ),
    (
        "a number with commas between thousands",
        "properties.revenue > 1000",
        with_properties(revenue="1,249.00"),
        "text, not a number",
        "parse_number(properties.revenue, '1,234.56')",
    ),
    (
        "a number with commas that to_number() was to read",
        "to_number(properties.revenue) > 1000",
        with_properties(revenue="1.249,50 €"),
        "which to_number() cannot read",
        "parse_number(properties.revenue, '1.234,56')",
    ),
    (
        "a text of digits where a number is asked for",
        {"properties.n": 5},
        with_properties(n="5"),
        "text, not a number",
        "to_number(properties.n)",
    ),
    (
        "a number where a text is asked for",
        {"properties.n": "5"},
        with_properties(n=5),
        "a number, not text",
        "write 5",
    ),
    (
        "true where a text is asked for",
        {"properties.n": "true"},
        with_properties(n=True),
        "true or false, not text",
        "write true",
    ),
    (
        "the name in another case",
        'properties.plan = "pro"',
        with_properties(Plan="pro"),
        "the event has Plan, not plan",
        "properties.Plan",
    ),
    (
        "the name in snake case",
        "properties.orderId exists",
        with_properties(order_id="A1"),
        "the event has order_id, not orderId",
        "properties.order_id",
    ),
    (
        "a name with a letter wrong",
        "properties.campain exists",
        with_properties(campaign="x"),
        "the event has campaign, not campain",
        "properties.campaign",
    ),
    (
        "a first word on the way is another",
        "context.trait.email exists",
        {"context": {"traits": {"email": "a@b.c"}}},
        "the event has traits, not trait",
        "context.traits.email",
    ),
    (
        "the name elsewhere in the event",
        "traits.email exists",
        {"type": "track", "context": {"traits": {"email": "a@b.c"}}},
        "the event has context.traits.email",
        "context.traits.email",
    ),
    (
        "a name with a space",
        "properties.listname exists",
        with_properties(**{"List Name": "x"}),
        "the event has List Name, not listname",
        'properties."List Name"',
    ),
    (
        "the length of a list",
        "properties.products.length > 1",
        with_properties(products=[1, 2]),
        "properties.products is a list of 2",
        "length(properties.products)",
    ),
    (
        "a list that holds the text",
        {"properties.tags": "vip"},
        with_properties(tags=["vip"]),
        "a list that holds it",
        'has: "vip"',
    ),
    (
        "a list that holds it in another case",
        {"properties.tags": {"has": "vip"}},
        with_properties(tags=["VIP"]),
        "differs only by case",
        "ignore_case: true",
    ),
    (
        "a text where a list is looked through",
        {"properties.tags": {"has": "vip"}},
        with_properties(tags="vip"),
        "a text, not a list",
        'is: "vip"',
    ),
    (
        "a star that is a plain character",
        {"event": "Order *"},
        with_properties(),
        "* and ? are plain characters here",
        'matches: "Order *"',
    ),
]


@pytest.mark.parametrize(("value", "event", "words", "advice"), [row[1:] for row in HELPED], ids=[r[0] for r in HELPED])
def test_what_is_reported_to_write_makes_the_test_hold(value: Any, event: Any, words: str, advice: str) -> None:
    miss = miss_of(value, event)
    assert miss
    assert words in miss.words
    assert miss.advice == advice
    assert miss.leaf
    assert compile_condition(miss.leaf)(event, Budget())


FAILS_EITHER_WAY: list[tuple[str, Any, Any, str]] = [
    (
        "a text that is too small a number",
        "properties.revenue >= 100",
        with_properties(revenue="19.99"),
        "text, not a number; as a number it is 19.99, which does not pass either",
    ),
    (
        "a text that is another number",
        {"properties.n": 5},
        with_properties(n="6"),
        "as a number it is 6, which does not pass either",
    ),
    (
        "a text with commas that is too small a number",
        "properties.revenue >= 5000",
        with_properties(revenue="1,249.00"),
        "as a number it is 1249, which does not pass either",
    ),
    (
        "a number with commas that to_number() was to read",
        "to_number(properties.revenue) > 5000",
        with_properties(revenue="1.249,50 €"),
        "as a number it is 1249.5, which does not pass either",
    ),
    (
        "the name in another case, with another value",
        'properties.plan = "pro"',
        with_properties(Plan="free"),
        'the event has Plan, not plan; properties.Plan is "free", which does not pass either',
    ),
    (
        "the name elsewhere, with another value",
        'traits.plan = "pro"',
        {"type": "track", "context": {"traits": {"plan": "free"}}},
        'the event has context.traits.plan; context.traits.plan is "free", which does not pass either',
    ),
    (
        "the length of a shorter list",
        "properties.products.length > 5",
        with_properties(products=[1, 2]),
        "length(properties.products) is 2, which does not pass either",
    ),
    (
        "an item of a list, with another value",
        'properties.products.sku = "x"',
        with_properties(products=[{"sku": "a"}]),
        "properties.products is a list of 1: properties.products[0].sku is of its first item",
    ),
]


@pytest.mark.parametrize(
    ("value", "event", "words"), [row[1:] for row in FAILS_EITHER_WAY], ids=[row[0] for row in FAILS_EITHER_WAY]
)
def test_what_would_not_help_is_not_suggested(value: Any, event: Any, words: str) -> None:
    miss = miss_of(value, event)
    assert miss
    assert (words in miss.words, miss.advice, miss.leaf) == (True, None, None), miss


@pytest.mark.parametrize(("value", "event"), [row[1:3] for row in HELPED], ids=[row[0] for row in HELPED])
def test_it_nearly_fires_for_the_event(tmp_path: Path, value: Any, event: Any) -> None:
    assert survey_of(tmp_path, value, event).nearly == 1


@pytest.mark.parametrize(
    ("value", "event"), [row[1:3] for row in FAILS_EITHER_WAY], ids=[row[0] for row in FAILS_EITHER_WAY]
)
def test_it_does_not_nearly_fire_for_the_event(tmp_path: Path, value: Any, event: Any) -> None:
    assert survey_of(tmp_path, value, event).nearly == 0


TOLD: list[tuple[str, Any, Any, str]] = [
    (
        "a text that is not a number",
        "properties.revenue > 1000",
        with_properties(revenue="a lot"),
        "to_number() cannot read it",
    ),
    ("a number that is too small once it is one", "properties.n > 1000", with_properties(n="12"), "text, not a number"),
    (
        "the price of a list",
        "properties.products.price > 1",
        with_properties(products=[{"price": 2}]),
        "is a list of 1",
    ),
    ("a name inside a text", 'properties.a.b = "x"', with_properties(a="x"), "properties.a is a text"),
    ("an event nearly called so", {"event": "Order Complete"}, with_properties(), 'looks like "Order Complete"'),
    ("what cannot be worked out", "length(properties.n) > 1", with_properties(n=5), "cannot be worked out"),
]


@pytest.mark.parametrize(("value", "event", "words"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_what_is_near_is_reported(value: Any, event: Any, words: str) -> None:
    miss = miss_of(value, event)
    assert miss
    assert words in miss.words


@pytest.mark.parametrize(
    ("value", "event"),
    [({"event": "Signed Up"}, with_properties()), ("properties.zzz exists", with_properties(a=1))],
    ids=["another event", "a name that is nowhere"],
)
def test_what_is_far_is_left_alone(value: Any, event: Any) -> None:
    assert miss_of(value, event) is None
