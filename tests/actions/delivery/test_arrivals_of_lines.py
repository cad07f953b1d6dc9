"""What the outbox is given for lines, made without decisions: the same as with them."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from actions.deliver.arrivals import arrival_of
from actions.deliver.arrivals_of_lines import LinesReader, arrivals_of_lines
from actions.engine.decide import decide
from actions.plan.plan import Plan
from destinations.delivery.outbox.entry import Arrival, Entry
from destinations.delivery.outbox.stored import read_payload
from destinations.sdk.destination import ActionType
from destinations.sdk.payload import Payload
from destinations.sdk.rows.record import Record, record_of
from tests.bench.pairs.plans import NOW, plan_of

EVENT = {
    "type": "track",
    "event": "Order Completed",
    "messageId": "m-1",
    "userId": "u-1",
    "anonymousId": " a-1 ",
    "timestamp": "2026-03-01T10:15:30.250Z",
    "context": {"traits": {"email": "ada@example.com"}, "ip": "192.0.2.7"},
    "properties": {
        "order_id": "o-1",
        "total": 19.9,
        "currency": "EUR",
        "plan": "pro",
        "products": [{"product_id": "p-1", "price": 9.95, "quantity": 2}, {"product_id": "p-2", "price": 1}],
    },
}
EACH = {"when": "userId exists", "each": "properties.products", "map": {"data.id": "product_id"}, "inherit": False}


def facts(kind: ActionType, arrival: Arrival) -> Any:
    """All that is kept; payloads as they are read again."""

    def entry(one: Entry) -> Any:
        payload = read_payload(kind.payload, one.id, one.payload)
        return one.id, one.kind, one.about, payload, payload.delivery_id, payload.model_fields_set

    # Of an event of which nothing is kept nobody asks.
    message_id = arrival.message_id if arrival.entries else None
    rest = (arrival.event, arrival.name, message_id, arrival.user, arrival.anonymous, list(arrival.failures))
    return [entry(one) for one in arrival.entries], rest


def by_decisions(plan: Plan, line: bytes, number: int) -> Arrival:
    event = json.loads(line)
    return arrival_of(event, decide(event, plan, NOW), {"line": number}, line)


def lines(*events: Any) -> list[tuple[int, bytes]]:
    return list(enumerate((json.dumps(event).encode() for event in events), 1))


@pytest.mark.parametrize(
    ("tool", "action", "entries"),
    [
        pytest.param("mixpanel", "track", {}, id="of a tool that takes rows"),
        pytest.param("mixpanel", "purchase", {}, id="with amounts and products"),
        pytest.param("meta_capi", "purchase", {}, id="with hashes of personal data"),
        pytest.param("webhook", "send", {}, id="of a tool that has a build alone"),
        pytest.param("ga4", "purchase", {}, id="of a tool that asks a payload with whom it may travel"),
        pytest.param("webhook", "send", EACH, id="several of one event"),
        pytest.param("webhook", "send", {"when": "event = 'Other'"}, id="none"),
    ],
)
def test_what_is_kept_of_a_line_is_what_is_kept_of_its_decisions(
    tool: str, action: str, entries: dict[str, Any]
) -> None:
    plan, _ = plan_of(tool, action, **entries)
    kind = plan.actions[0].action_type
    [(number, line)] = lines(EVENT)
    made = LinesReader(plan, NOW.now).arrival(line, {"line": number})
    assert made
    assert facts(kind, made) == facts(kind, by_decisions(plan, line, number))
    assert len(made.entries) == (2 if "each" in entries else 0 if tool == "webhook" and entries else 1)


def test_what_is_kept_in_memory_is_a_record_where_rows_are_made_of_it() -> None:
    plan, settings = plan_of("mixpanel", "track")
    kind = plan.actions[0].action_type
    made = LinesReader(plan, NOW.now).arrival(lines(EVENT)[0][1], {})
    assert made
    [entry] = made.entries
    payload = read_payload(kind.payload, entry.id, entry.payload)
    assert isinstance(entry.model, Record)
    assert entry.model == record_of(payload)
    assert kind.requests([entry.model], settings) == kind.requests([payload], settings)


@pytest.mark.parametrize("tool", ["webhook", "ga4"])
def test_what_is_kept_in_memory_is_a_payload_where_more_is_asked_of_it(tool: str) -> None:
    plan, _ = plan_of(tool, "send" if tool == "webhook" else "purchase")
    made = LinesReader(plan, NOW.now).arrival(lines(EVENT)[0][1], {})
    assert made
    assert [type(entry.model) for entry in made.entries] == [plan.actions[0].action_type.payload]


@pytest.mark.parametrize(
    ("row", "kept", "failures"),
    [
        pytest.param(b"{", [], ["refused"], id="what is not JSON"),
        pytest.param(b"[]", [], ["refused"], id="what is not an event"),
        pytest.param(b'\xff{"type":"track"}', [], ["refused"], id="what is not UTF-8"),
        pytest.param(json.dumps({**EVENT, "event": "É\t"}).encode(), ["É\t"], [], id="an event with escapes"),
        pytest.param(json.dumps({**EVENT, "timestamp": "2026-03-01"}).encode(), ["Order Completed"], [], id="a day"),
        pytest.param(
            json.dumps({**EVENT, "unread": 0}).replace("0}", "1e999}").encode(),
            ["Order Completed"],
            [],
            id="a number beyond all bounds that no action reads",
        ),
        pytest.param(
            json.dumps({**EVENT, "unread": 0, "event": "É"}).replace("0,", "1e999,").encode(),
            ["É"],
            [],
            id="such a number in an event with escapes",
        ),
    ],
)
def test_what_only_decisions_can_tell_of_is_decided(row: bytes, kept: Sequence[str], failures: Sequence[str]) -> None:
    plan, _ = plan_of("mixpanel", "track")
    usual = lines(EVENT)[0][1]
    found = arrivals_of_lines([(1, usual), (2, b" "), (3, row), (4, b"")], plan, NOW)
    assert [(one.name, len(one.entries)) for one in found[:1]] == [("Order Completed", 1)]
    assert [(one.name, len(one.entries)) for one in found[1:] if one.entries] == [(name, 1) for name in kept]
    assert [one.cause for arrival in found for one in arrival.failures] == failures
    assert [b'"line":3' in entry.about for entry in found[-1].entries] == [True for _ in kept]
    assert all(isinstance(entry.model, Payload | Record) for arrival in found for entry in arrival.entries)
