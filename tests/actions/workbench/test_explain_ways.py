"""What `explain` says has to change makes the action fire: verified by changing it."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import Project
from actions.event.event import Refused
from actions.event.read import read_event
from actions.project import check_project
from actions.trigger.compile import compile_condition
from actions.trigger.trace import LeafTrace, Trace, trace_condition
from actions.workbench.explaining.changes import changed, find_changes
from actions.workbench.explaining.explain import Explanation, explain_event
from actions.workbench.explaining.ways import ways_to_hold
from mappings.budget import Budget
from tests.actions.test_engine import NOW
from tests.actions.trigger.conditions import condition as read_condition
from tests.actions.trigger.test_trigger_trace import CONDITIONS, EVENTS
from tests.docs_pages import ROOT

STARTER = ROOT / "actions" / "starter"


def verdict(trace: Trace, turned: frozenset[int]) -> bool:
    """The verdict of the condition with these tests turned, worked out from the tree alone."""
    numbers = iter(range(len(list(trace.leaves()))))

    def of(part: Trace) -> bool:
        if isinstance(part, LeafTrace):
            return part.verdict is (next(numbers) not in turned)
        inner = [of(one) for one in part.parts]
        return not inner[0] if part.group == "not" else (all if part.group == "all" else any)(inner)

    return of(trace)


@given(CONDITIONS, EVENTS)
def test_for_every_condition_that_does_not_hold_tests_are_named_that_would_make_it_hold(value: Any, event: Any) -> None:
    condition = read_condition(value)
    trace = trace_condition(condition, event, Budget())
    ways = ways_to_hold(trace)
    assert ways
    for way in ways:
        assert verdict(trace, way)
        assert trace.verdict is (not way)
    if not trace.verdict:
        tests = list(trace.leaves())
        for way in ways:
            changes = find_changes(condition, [tests[number] for number in way], event)
            if changes is not None:
                assert compile_condition(condition)(changed(event, changes), Budget())


def is_explained(found: Explanation, value: Any, project: Project) -> bool:
    """Whether what is named makes the action fire, asked of the engine."""
    if found.status != "not_fired":
        return True
    if found.obstacle is not None:
        return found.trace.verdict or not found.action.enabled
    if found.never:
        return not found.ways
    for way in found.ways:
        if way.changes is None:
            continue
        then = explain_event(changed(value, way.changes), project.plan, NOW, {found.action.key})
        assert isinstance(then, list)
        [again] = then
        assert again.trace.verdict
        assert again.status != "not_fired" or again.obstacle
    return any(way.changes is not None for way in found.ways)


def test_every_action_of_the_starter_that_does_not_fire_for_a_sample_is_explained() -> None:
    project = Project.load(STARTER)
    lines = (STARTER / "samples" / "events.ndjson").read_text(encoding="utf-8").splitlines()
    asked = 0
    for line in lines[::8]:
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(read_event(value, NOW), Refused):
            continue
        found = explain_event(value, project.plan, NOW)
        assert isinstance(found, list)
        assert len(found) == len(project.plan.actions)
        decided = {(one.action, one.delivery_id) for one in project.decide(value, NOW) if one.status == "fired"}
        reported = {(d.action, d.delivery_id) for one in found for d in one.decisions if d.status == "fired"}
        assert reported == decided
        assert all(is_explained(one, value, project) for one in found)
        asked += len(found)
    assert asked > 300


LEAF_TEXTS = (
    'type = "track"',
    'type in ["page", "identify"]',
    'event = "Trial Started"',
    'event in ["A", "B"]',
    'starts_with(event, "Trial")',
    'match(event, "Order *")',
    'contains(lower(event), "ended")',
    'lower(properties.plan) = "pro"',
    "userId exists",
    "anonymousId exists",
    'starts_with(userId, "crm-")',
    "properties exists",
    "properties.mrr > 10",
    "properties.mrr <= 3.5",
    "properties.mrr = 5",
    'properties.plan = "annual"',
    'properties.plan != "annual"',
    'properties.plan in ["annual", "monthly"]',
    "properties.trial = true",
    "properties.coupon exists",
    "properties.at > '2026-02-01T00:00:00Z'",
    "length(properties.products) >= 2",
    "length(properties.plan) < 4",
    "to_number(properties.total) > 100",
    "sum(properties.products[*].price) > 50",
    "sum_product(properties.products, 'price', 'quantity') > 10",
    "max(properties.products[].price) < 2",
    'has(properties.products[*].sku, "G-32")',
    'has(properties.tags, "vip")',
    "length(properties.products[?price > `5`]) >= 1",
    "(properties.mrr > `100`) = true",
    "(properties.mrr > `100` && properties.plan == 'annual') = true",
    "(properties.plan == properties.coupon) = true",
    '(properties.coupon || properties.plan) = "free"',
    'contains(context.page.url, "shop")',
    "context.traits.email exists",
)


def generated(count: int, seed: int = 14) -> list[str]:
    """One-line conditions of tests in each other under and, or and not."""
    chance = Random(seed)  # noqa: S311  # the same conditions each time

    def made(depth: int) -> str:
        kind = chance.randrange(6) if depth else 0
        if kind < 3:
            leaf = chance.choice(LEAF_TEXTS)
            return f"not ({leaf})" if kind == 2 else leaf
        if kind == 5:
            return f"not ({made(depth - 1)})"
        word = " and " if kind == 3 else " or "
        return f"({word.join(made(depth - 1) for _ in range(chance.choice((2, 2, 3))))})"

    again = 'length(properties.products) >= 2 and not (properties.mrr > 10 and properties.plan = "annual") and '
    return [
        f"{again}properties.mrr > 10",
        *LEAF_TEXTS,
        *(f"not ({one})" for one in LEAF_TEXTS),
        *(made(3) for _ in range(count)),
    ]


PROPERTIES: tuple[dict[str, Any], ...] = (
    {},
    {
        "mrr": 5, "plan": "annual", "trial": False, "total": "12.50", "tags": ["a"], "at": "2026-01-01T00:00:00Z",
        "products": [{"sku": "A", "price": 3, "quantity": 1}],
    },
    {"mrr": "200", "plan": "Pro", "coupon": "X", "tags": "vip", "products": {"sku": "A"}, "total": 7, "trial": "true"},
)  # fmt: skip


OTHER_EVENTS: tuple[dict[str, Any], ...] = tuple(
    {
        "userId": "crm-1",
        "properties": about,
        "context": {"page": {"url": "/shop"}, "traits": {"email": "a@b.c"}},
        **more,
    }
    for about in PROPERTIES
    for more in ({"type": "track", "event": "Trial ended"}, {"type": "page"}, {"type": "track", "event": "A"})
)


def explained(value: Any, project: Project) -> list[Explanation]:
    found = explain_event(value, project.plan, NOW)
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("about", PROPERTIES, ids=["no properties", "usual properties", "properties of other kinds"])
def test_for_every_generated_condition_a_change_is_named_or_that_there_is_none(
    tmp_path_factory: pytest.TempPathFactory, about: dict[str, Any]
) -> None:
    project = made_of_all(tmp_path_factory, generated(80))
    value = {"type": "track", "event": "Trial Started", "userId": "u1", "messageId": "m1", "properties": about}
    found = explain_event(value, project.plan, NOW)
    assert isinstance(found, list)
    unexplained = [one.action.name for one in found if not is_explained(one, value, project)]
    assert not unexplained
    never = {one.action.key for one in found if one.never}
    fired = {one.action.key for other in OTHER_EVENTS for one in explained(other, project) if one.trace.verdict}
    assert fired
    assert not never & fired


TRIGGERS = st.sampled_from(
    [
        'event = "Order Completed" and properties.revenue > 1000',
        'event in ["A", "B"] and not (properties.plan = "free" or properties.n < 3)',
        "length(properties.products) >= 2 and context.traits.email exists",
        "{event: {matches: 'Order *', is_not: Order Updated}}",
        "{properties.tags: {has: vip}, properties.at: {at_least: '2026-01-01T00:00:00Z'}}",
        "{any: [{properties.n: {between: [3, 5]}}, {userId: {starts_with: crm-}}], none: [{event: {contains: test}}]}",
        'to_number(properties.revenue) > 10 and lower(properties.plan) = "pro"',
        "{all: [{event: {ends_with: Viewed}}, {properties.url: {contains: shop}}, {properties.a.b: {exists: true}}]}",
    ]
)
VALUES = st.sampled_from([None, "", "free", "Pro", 0, 4, 2000, "1249.00", [], ["VIP"], [{"sku": 1}], {"b": 1}])
NAMES = ("revenue", "plan", "n", "products", "tags", "at", "url", "a")


@settings(max_examples=60, deadline=None)
@given(
    TRIGGERS, st.dictionaries(st.sampled_from(NAMES), VALUES), st.sampled_from(["A", "order completed", "Page test"])
)
def test_every_generated_event_that_an_action_does_not_take_is_explained(
    tmp_path_factory: pytest.TempPathFactory, trigger: str, properties: dict[str, Any], name: str
) -> None:
    project = made(tmp_path_factory, trigger)
    value = {"type": "track", "event": name, "userId": "u1", "messageId": "m1", "properties": properties}
    found = explain_event(value, project.plan, NOW)
    assert isinstance(found, list)
    assert all(is_explained(one, value, project) for one in found)


PROJECTS: dict[str, Project] = {}


def made_of_all(folders: pytest.TempPathFactory, triggers: list[str]) -> Project:
    """One project with an action for each condition, which is its name."""
    if "" not in PROJECTS:
        file = folders.mktemp("generated") / "webhook.yaml"
        actions = [{"name": f"{number} {one}", "do": "send", "when": one, "map": {"data.id": "messageId"}}
                   for number, one in enumerate(triggers)]  # fmt: skip
        head = {"version": 1, "destination": "webhook", "settings": {"url": "https://hooks.example.com/in"}}
        file.write_text(json.dumps({**head, "actions": actions}), encoding="utf-8")
        PROJECTS[""] = Project(check_project(file, {}))
    return PROJECTS[""]


def made(folders: pytest.TempPathFactory, trigger: str) -> Project:
    if trigger not in PROJECTS:
        file = folders.mktemp("explained") / "webhook.yaml"
        when = trigger if trigger.startswith("{") else f"'{trigger}'"
        file.write_text(
            "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/in}\n"
            f"actions:\n  - {{name: A, do: send, when: {when}, map: {{data.id: messageId}}}}\n",
            encoding="utf-8",
        )
        checked = check_project(file, {})
        assert not checked.report.has_errors, list(checked.report)
        PROJECTS[trigger] = Project(checked)
    return PROJECTS[trigger]
