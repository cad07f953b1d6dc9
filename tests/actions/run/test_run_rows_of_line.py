"""Rows of the payloads of a line, made without decisions; `tests.fuzz.every_action` holds them against decisions."""

import json
from typing import Any

import pytest

from actions import Project
from actions.engine.decide import decide
from actions.run.ndjson.one_line import rows_of_line
from destinations.sdk.rows.record import Record
from tests.bench.pairs.plans import NOW, plan_of

EVENT = {
    "type": "track",
    "event": "Signed Up",
    "messageId": "m-1",
    "userId": "u-1",
    "timestamp": "2026-03-01T10:15:30.250Z",
    "properties": {"plan": "pro"},
}


def rows_of(tool: str, action: str, event: Any, **entries: Any) -> list[list[Any]] | None:
    plan, settings = plan_of(tool, action, **entries)
    assert settings
    ready = rows_of_line(json.dumps(event).encode(), plan, NOW, {tool: settings})
    return ready if ready is None else [[json.loads(row) for row in one.rows] for one in ready]


def test_the_rows_are_those_of_the_payload_that_is_decided_about() -> None:
    plan, settings = plan_of("mixpanel", "track")
    assert settings
    found = rows_of_line(json.dumps(EVENT).encode(), plan, NOW, {"mixpanel": settings})
    assert found
    [ready] = found
    [decision] = decide(EVENT, plan, NOW)
    kind = plan.actions[0].action_type
    assert (ready.action, ready.delivery_id) == (plan.actions[0], decision.delivery_id)
    assert isinstance(ready.payload, Record)
    assert list(ready.rows) == list(kind.write_rows(decision.payload, settings))


@pytest.mark.parametrize(
    ("tool", "event"),
    [
        pytest.param("mixpanel", {**EVENT, "timestamp": "yesterday"}, id="a time that is none"),
        pytest.param("mixpanel", {**EVENT, "userId": None}, id="an event of nobody"),
        pytest.param("mixpanel", [EVENT], id="no event"),
        pytest.param("webhook", EVENT, id="an action type that has a build alone"),
    ],
)
def test_what_only_decisions_can_tell_is_left_to_them(tool: str, event: Any) -> None:
    assert rows_of(tool, "send" if tool == "webhook" else "track", event) is None


@pytest.mark.parametrize(
    ("entries", "event", "expected"),
    [
        pytest.param({"when": "event = 'Other'"}, EVENT, [], id="an action that does not fire has no rows"),
        pytest.param({}, {**EVENT, "integrations": {"Mixpanel": False}}, [], id="nor has one that is switched off"),
        pytest.param({"enabled": False}, EVENT, [], id="nor one that is not enabled"),
    ],
)
def test_an_event_that_fires_nothing(entries: dict[str, Any], event: Any, expected: list[Any]) -> None:
    assert rows_of("mixpanel", "track", event, **entries) == expected


ORDER = {
    **EVENT,
    "event": "Order Completed",
    "properties": {"order_id": "o-1", "revenue": 8, "products": [{"product_id": "p-1", "price": 4, "quantity": 2}]},
}


@pytest.mark.parametrize(
    "event", [ORDER, {**ORDER, "context": {"app": {"name": 'a "quoted" one'}}}], ids=["", "quoted"]
)
def test_models_within_a_payload_are_records_too(event: dict[str, Any]) -> None:
    plan, settings = plan_of("ga4", "purchase")
    assert settings
    found = rows_of_line(json.dumps(event).encode(), plan, NOW, {"ga4": settings})
    assert found
    payload: Any = found[0].payload
    [decision] = decide(event, plan, NOW)
    assert [type(one).__mro__[1] for one in payload.items] == [Record]
    assert list(found[0].rows) == list(plan.actions[0].action_type.write_rows(decision.payload, settings))


def test_each_item_has_rows_and_a_delivery_id_of_its_own() -> None:
    products = [{"product_id": "p-1"}, {}, {"product_id": "p-2"}]
    event = {**ORDER, "properties": {"products": products}}
    mapped = {"event": "'Bought'", "distinct_id": "product_id"}
    plan, settings = plan_of("mixpanel", "track", each="properties.products", map=mapped, when="type = 'track'")
    assert settings
    found = rows_of_line(json.dumps(event).encode(), plan, NOW, {"mixpanel": settings})
    assert found is not None
    assert [one.delivery_id for one in found] == [one.delivery_id for one in decide(event, plan, NOW)]
    assert [type(one.payload).__mro__[1] for one in found] == [Record, Record]


SHOPS = """\
version: 1
destination: mixpanel
name: shop-{number}
settings: {{project_token: {{secret: TOKEN}}}}
actions:
  - do: track
    when: type = "track"
  - do: purchase
    exclusive: orders
  - name: Again
    do: purchase
    exclusive: orders
"""


@pytest.mark.parametrize("files", [1, 2, 4], ids=["one instance", "two alike", "more actions than a function holds"])
@pytest.mark.parametrize(
    "event",
    [
        pytest.param(EVENT, id="an event of one action each"),
        pytest.param(ORDER, id="an order, which one of two exclusive actions takes"),
        pytest.param({**ORDER, "integrations": {"shop-1": False}}, id="an instance is switched off"),
    ],
)
def test_all_actions_of_an_event_have_rows_in_the_order_of_the_files(files: int, event: dict[str, Any]) -> None:
    texts = {f"{number}.yaml": SHOPS.format(number=number) for number in range(files)}
    plan = Project.from_texts(texts).plan
    settings = {name: one.settings.resolve(f"{name}-{{}}".format) for name, one in plan.instances.items()}
    found = rows_of_line(json.dumps(event).encode(), plan, NOW, settings)
    assert found is not None
    decided = decide(event, plan, NOW)
    assert decided
    assert [(one.delivery_id, one.action.instance.name, one.action.id) for one in found] == [
        (one.delivery_id, one.instance, one.action) for one in decided
    ]
    for ready, decision in zip(found, decided, strict=True):
        written = ready.action.action_type.write_rows(decision.payload, settings[ready.action.instance.name])
        assert list(ready.rows) == list(written)
