"""Decisions: which actions fire for an event, with what, and why the others do not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from actions import Context
from actions.decision import Decision
from tests.actions.small_projects import MakeProject

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Button Clicked",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2026-03-01T10:15:30.250Z",
    "context": {"traits": {"username": "ada"}},
    "properties": {
        "title": "Intro",
        "items": [{"sku": "a", "price": 1}, {"sku": "b", "price": "x"}, {"sku": "c", "price": 3}],
    },
}
SPEC_EXAMPLE = """\
- name: Clicks
  do: track
  when: event = "Button Clicked"
  map:
    properties.username: context.traits.username
- name: People who click
  do: identify
  when:
    all:
      - event: Button Clicked
      - context.traits: {exists: true}
  map:
    traits: context.traits
"""


def described(decisions: list[Decision]) -> list[tuple[str | None, str]]:
    return [(one.action, one.status) for one in decisions]


def test_the_specs_example_fires_both_actions_and_both_read_the_traits(make_project: MakeProject) -> None:
    track, identify = make_project(mixpanel=SPEC_EXAMPLE).decide(EVENT, NOW)
    assert described([track, identify]) == [("clicks", "fired"), ("people-who-click", "fired")]
    assert track.as_dict()["payload"]["properties"] == {**EVENT["properties"], "username": "ada"}
    assert identify.as_dict()["payload"]["traits"] == {"username": "ada"}


def test_without_traits_only_the_track_action_fires_and_the_reason_is_reported(make_project: MakeProject) -> None:
    project = make_project(mixpanel=SPEC_EXAMPLE)
    stranger = EVENT | {"context": {}}
    assert described(project.decide(stranger, NOW)) == [("clicks", "fired")]
    _, identify = project.explain(stranger, NOW)
    assert identify.status == "not_fired"
    assert identify.reason == "context.traits exists (line 15): saw nothing"


ITEMS = 'do: send, when: type = "track", each: properties.items'
SEND = 'do: send, when: type = "track"'
NUMBER = "{from: properties.title, as: number}"
EXPLODE = "[@,@][] | " * 21 + "@"

WEBHOOK_ROWS: list[tuple[str, str, dict[str, Any], list[tuple[str, str, Any]]]] = [
    ("the whole event by default", f"- {{name: A, {SEND}}}", {}, [("a", "fired", EVENT)]),
    (
        "one decision per item of each",
        f"- {{name: A, {ITEMS}, map: {{data: sku}}}}",
        {},
        [("a", "fired", "a"), ("a", "fired", "b"), ("a", "fired", "c")],
    ),
    (
        "an item goes without a field that cannot be made",
        f"- {{name: A, {ITEMS}, unset: data, map: {{data.sku: sku, data.price: {{from: price, as: number}}}}}}",
        {},
        [
            ("a", "fired", {"sku": "a", "price": 1}),
            ("a", "fired", {"sku": "b"}),
            ("a", "fired", {"sku": "c", "price": 3}),
        ],
    ),
    (
        "a failing item leaves the others alone",
        f"- {{name: A, {ITEMS}, unset: data, map: {{data.price: {{from: price, as: number, required: true}}}}}}",
        {},
        [
            ("a", "fired", {"price": 1}),
            ("a", "failed", 'data.price: "x" is not a number'),
            ("a", "fired", {"price": 3}),
        ],
    ),
    (
        "each over nothing does not fire",
        f"- {{name: A, {SEND}, each: properties.nothing, map: {{data: sku}}}}",
        {},
        [],
    ),
    (
        "each over what is not a list fails",
        f"- {{name: A, {SEND}, each: properties.title, map: {{data: sku}}}}",
        {},
        [("a", "failed", "each: properties.title is a text, not a list")],
    ),
    (
        "a failing action leaves the others alone",
        f"- {{name: A, {SEND}, map: {{data: {NUMBER}}}}}\n- {{name: B, {SEND}, map: {{data: event}}}}",
        {},
        [("a", "failed", 'data: "Intro" is not a number'), ("b", "fired", "Button Clicked")],
    ),
    (
        "skip_field leaves the failing field out",
        f"- {{name: A, {SEND}, on_error: skip_field, unset: data, map: {{data.n: {NUMBER}, data.t: event}}}}",
        {},
        [("a", "fired", {"t": "Button Clicked"})],
    ),
    (
        "the first of an exclusive group wins",
        f"""\
        - {{name: A, do: send, exclusive: g, when: event = "Other"}}
        - {{name: B, {SEND}, exclusive: g, map: {{data: event}}}}
        - {{name: C, {SEND}, exclusive: g}}
        - {{name: D, {SEND}, map: {{data: type}}}}
        """,
        {},
        [("b", "fired", "Button Clicked"), ("d", "fired", "track")],
    ),
    ("an action that is not enabled never fires", f"- {{name: A, {SEND}, enabled: false}}", {}, []),
    ("switched off by integrations", f"- {{name: A, {SEND}}}", {"integrations": {"All": False}}, []),
    (
        "required and missing",
        f"- {{name: A, {SEND}, map: {{data: {{from: properties.total, required: true}}}}}}",
        {},
        [("a", "failed", "data is required and missing")],
    ),
    ("null is what the mapping wrote", f"- {{name: A, {SEND}, set: {{data: null}}}}", {}, [("a", "fired", None)]),
    (
        "an expression cannot explode",
        f'- {{name: A, {SEND}, map: {{data: "{EXPLODE}"}}}}\n- {{name: B, {SEND}, map: {{data: type}}}}',
        {},
        [("a", "failed", "data: this event builds over 10,000 list and object items"), ("b", "fired", "track")],
    ),
]


@pytest.mark.parametrize(
    ("actions", "change", "expected"), [row[1:] for row in WEBHOOK_ROWS], ids=[row[0] for row in WEBHOOK_ROWS]
)
def test_decisions(
    make_project: MakeProject, actions: str, change: dict[str, Any], expected: list[tuple[str, str, Any]]
) -> None:
    decisions = make_project(webhook=actions).decide(EVENT | change, NOW)
    seen = [
        (one.action, one.status, one.as_dict()["payload"]["data"] if one.payload else one.reason) for one in decisions
    ]
    assert [row[:2] for row in seen] == [row[:2] for row in expected]
    for (_, status, got), (_, _, want) in zip(seen, expected, strict=True):
        assert got == want if status == "fired" else want in str(got)


EXPLAINED: list[tuple[str, str, dict[str, Any], str]] = [
    ("not enabled", "- {name: A, do: send, enabled: false, when: type = 'track'}", {}, "enabled: false"),
    (
        "switched off",
        '- {name: A, do: send, when: type = "track"}',
        {"integrations": {"webhook": False}},
        "integrations.webhook is false",
    ),
    (
        "differs only by case",
        '- {name: A, do: send, when: event = "button clicked"}',
        {},
        "differs only by case",
    ),
    ("wrong type", "- {name: A, do: send, when: properties.title > 5}", {}, "text, not a number"),
    ("each over nothing", f"- {{name: A, {SEND}, each: properties.nothing}}", {}, "properties.nothing found nothing"),
    (
        "each over no items",
        f"- {{name: A, {SEND}, each: properties.items}}",
        {"properties": {"items": [None, {}]}},
        "each: no item of properties.items says anything",
    ),
    (
        "each over an empty list",
        f"- {{name: A, {SEND}, each: properties.items}}",
        {"properties": {"items": []}},
        "each: no item of properties.items says anything",
    ),
]


def test_a_clock_that_stands_in_for_another_is_reported_in_every_decision(make_project: MakeProject) -> None:
    project = make_project(
        webhook=f"- {{name: A, {SEND}, map: {{data: timestamp}}}}\n- {{name: B, {SEND}, map: {{data: {NUMBER}}}}}"
    )
    event = EVENT | {"timestamp": "soon", "originalTimestamp": "2026-03-01T10:15:30.250Z"}
    for decisions in (project.decide(event, NOW), project.explain(event, NOW)):
        assert [[found.code for found in one.diagnostics] for one in decisions] == [["W535"], ["E510", "W535"]]
        assert [found.action for one in decisions for found in one.diagnostics] == [
            "webhook.a",
            "webhook.b",
            "webhook.b",
        ]
        assert decisions[0].as_dict()["payload"] == {"data": "2026-03-01T10:15:30.250Z"}


def test_a_stopping_action_says_so(make_project: MakeProject) -> None:
    project = make_project(webhook=f"- {{name: A, {SEND}, on_error: stop, map: {{data: {NUMBER}}}}}")
    [decision] = project.decide(EVENT, NOW)
    assert (decision.status, decision.stop) == ("failed", True)


@pytest.mark.parametrize(
    ("actions", "change", "words"), [row[1:] for row in EXPLAINED], ids=[row[0] for row in EXPLAINED]
)
def test_explain_says_why_an_action_did_not_fire(
    make_project: MakeProject, actions: str, change: dict[str, Any], words: str
) -> None:
    actions = actions.replace("'track'", '"track"')
    [decision] = make_project(webhook=actions).explain(EVENT | change, NOW)
    assert decision.status == "not_fired"
    assert words in (decision.reason or "")


def test_a_default_trigger_is_reported_with_its_file(make_project: MakeProject) -> None:
    [decision] = make_project(mixpanel="- do: purchase").explain(EVENT, NOW)
    assert " (by default of mixpanel.purchase): saw" in (decision.reason or "")


def test_delivery_ids_are_the_same_on_every_machine_and_differ_per_item(make_project: MakeProject) -> None:
    project = make_project(
        webhook='- {name: A, do: send, when: type = "track", each: properties.items, map: {data: sku}}'
    )
    once = [one.delivery_id for one in project.decide(EVENT, NOW)]
    again = [one.delivery_id for one in project.decide(dict(reversed(EVENT.items())), Context.current())]
    assert once == again
    assert len(set(once)) == 3


def test_the_event_is_never_changed(make_project: MakeProject) -> None:
    project = make_project(webhook='- {name: A, do: send, when: type = "track", set: {data.properties.added: 1}}')
    before = repr(EVENT)
    [decision] = project.decide(EVENT, NOW)
    assert decision.as_dict()["payload"]["data"]["properties"]["added"] == 1
    assert repr(EVENT) == before


def test_all_six_types_meet_their_default_triggers(make_project: MakeProject) -> None:
    project = make_project(mixpanel="- do: track\n- do: identify\n- do: group\n- do: alias\n", ga4="- do: page_view\n")
    base = {"userId": "u1", "messageId": "m", "timestamp": "2026-03-01T10:00:00Z", "anonymousId": "a1"}
    rows: dict[str, dict[str, Any]] = {
        "track": {"event": "X"},
        "identify": {"traits": {"email": "a@example.com"}},
        "page": {"name": "Home", "context": {"page": {"url": "https://shop.example/"}}},
        "group": {"groupId": "g1", "traits": {"name": "Acme"}},
        "alias": {"previousId": "a1"},
    }
    fired = {
        kind: [one.type for one in project.decide(base | {"type": kind} | more, NOW) if one.status == "fired"]
        for kind, more in rows.items()
    }
    assert fired == {
        "track": ["track"],
        "identify": ["identify"],
        "page": ["page_view"],
        "group": ["group"],
        "alias": ["alias"],
    }
    assert project.decide(base | {"type": "screen", "name": "Home"}, NOW) == []


def test_the_mapping_hash_changes_with_the_mapping_only(make_project: MakeProject) -> None:
    project = make_project(webhook=f"- {{name: A, {SEND}}}\n- {{name: B, {SEND}, map: {{data: event}}}}")
    first, second = (one.mapping_hash for one in project.plan.actions)
    assert first != second
    assert [one.mapping_hash for one in project.decide(EVENT, NOW)] == [first, second]
