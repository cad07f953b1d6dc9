"""What the page shows of an action and an event is what the engine and its explanations say."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from actions.studio.model.asking.answer import Answer, Node, ask
from actions.studio.model.asking.event import Branch, tree_of
from actions.studio.model.editing.fields import clear_field, fields_of, put_constant, put_field, value_at
from actions.studio.model.editing.fixes import apply_fix
from actions.studio.model.editing.lines import Way, ways_of_actions
from actions.studio.model.files.events import Events
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.counts import Counts
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml

MIXPANEL = "mappings/mixpanel.yaml"
CLICK: dict[str, Any] = {
    "type": "track",
    "event": "button clicked",
    "userId": "u_42",
    "messageId": "m-1",
    "timestamp": "2026-03-01T10:15:30Z",
    "context": {"traits": {"email": "ada@example.com", "firstName": "Ada"}},
}


def answer_of(workspace: Workspace, key: str, event: Any) -> Answer:
    found = workspace.find_action(key)
    assert found
    return ask(found[1], workspace.compiled(found[0]).plan, event)


def way_of(workspace: Workspace, key: str) -> Way:
    found = workspace.find_action(key)
    assert found
    documents = read_yaml(workspace.files[found[0]].text, "f", Report())
    line = found[1].spot.place.line
    return next(way for way, spot in ways_of_actions(documents) if spot.place.line == line)


def nodes(node: Node | None) -> Iterator[Node]:
    if node:
        yield node
        for part in node.parts:
            yield from nodes(part)


def test_the_form_shows_the_values_of_the_parts_of_an_object(workspace: Workspace) -> None:
    text = workspace.files[MIXPANEL].text
    mapped = "do: track\n    map: {properties: {map: {who: userId, what: event}, set: {by: shop}}}"
    workspace.put(MIXPANEL, text.replace("do: track", mapped, 1))
    answer = answer_of(workspace, "mixpanel.button-clicks", CLICK)
    found = workspace.find_action("mixpanel.button-clicks")
    assert found
    fields = fields_of(found[1], workspace.files[MIXPANEL].text, way_of(workspace, "mixpanel.button-clicks"))
    rows = {one.name: value_at(answer.as_it_is, one.name, answer.payload_as_it_is) for one in fields if one.is_own}
    shown = {name: answer.value_of(row, reveal=False) for name, row in rows.items() if row and name != "properties"}
    assert shown == {"properties.who": '"u_42"', "properties.what": '"button clicked"', "properties.by": '"shop"'}


def test_the_form_shows_the_values_of_the_event_and_none_of_what_would_make_it_fire(workspace: Workspace) -> None:
    text = workspace.files[MIXPANEL].text
    changed = text.replace(
        'when: type = "track" and event = "Button Clicked"',
        'when: event = "Button Clicked" and properties.total >= 100\n    map: {properties.sum: properties.total}',
    )
    assert changed != text
    workspace.put(MIXPANEL, changed)
    answer = answer_of(workspace, "mixpanel.button-clicks", CLICK)
    assert answer.status == "not_fired"
    assert {one.field: one.value for one in answer.rows}["properties.sum"] == 100
    assert not {one.field: one for one in answer.as_it_is}["properties.sum"].is_there
    assert {one.field: one.value for one in answer.as_it_is}["distinct_id"] == "u_42"


@pytest.mark.parametrize("key", ["mixpanel.button-clicks", "mixpanel.people-who-click"], ids=["on one line", "in rows"])
def test_an_event_that_misses_by_case_fires_once_the_fix_is_applied(workspace: Workspace, key: str) -> None:
    answer = answer_of(workspace, key, CLICK)
    assert answer.status == "not_fired"
    assert 'event = "Button Clicked"' in answer.ways[0]
    found = workspace.find_action(key)
    near = [one for one in nodes(answer.node) if one.better]
    assert [one.miss for one in near] == ["differs only by case"]
    assert found
    assert near[0].leaf
    assert near[0].better
    text = workspace.files[MIXPANEL].text
    whole = found[1].placed_condition()
    workspace.put(MIXPANEL, apply_fix(text, way_of(workspace, key), whole, near[0].leaf, near[0].better))
    assert answer_of(workspace, key, CLICK).status == "fired"
    assert workspace.check_file(MIXPANEL) == []


def test_a_payload_names_its_lines_and_hides_people(workspace: Workspace) -> None:
    event = {**CLICK, "event": "Button Clicked"}
    answer = answer_of(workspace, "mixpanel.people-who-click", event)
    assert answer.status == "fired"
    row = next(one for one in answer.rows if one.field == "traits")
    assert row.place
    assert row.place.file == MIXPANEL
    assert "ada@example.com" not in json.dumps(answer.hide(list(answer.requests), reveal=False))
    assert "ada@example.com" in json.dumps(answer.hide(list(answer.requests), reveal=True))
    assert "MIXPANEL_TOKEN" in json.dumps(answer.requests)


@pytest.mark.parametrize("value", [None, [], "x", {"type": "track"}, {"type": "odd"}], ids=str)
def test_what_is_no_event_is_said_to_be_none(workspace: Workspace, value: Any) -> None:
    answer = answer_of(workspace, "mixpanel.orders", value)
    assert answer.status == "refused"
    assert answer.trouble


def test_the_fields_of_an_action_are_its_own_its_defaults_and_the_rest(workspace: Workspace) -> None:
    found = workspace.find_action("mixpanel.people-who-click")
    assert found
    text, way = workspace.files[MIXPANEL].text, way_of(workspace, "mixpanel.people-who-click")
    fields = {one.name: one for one in fields_of(found[1], text, way)}
    assert (fields["traits"].layer, fields["traits"].under) == ("own", "map")
    assert fields["traits"].written == {"from": "context.traits", "except": ["password"]}
    assert (fields["traits.source"].under, fields["traits.source"].written) == ("set", "website")
    assert fields["distinct_id"].layer == "destination default"


def test_a_field_is_filled_by_a_path_then_by_a_value_then_by_nothing(workspace: Workspace) -> None:
    text, way = workspace.files[MIXPANEL].text, way_of(workspace, "mixpanel.button-clicks")
    with_path = put_field(text, way, "properties.label", "properties.label")
    assert "      properties.label: properties.label\n" in with_path
    with_value = put_constant(with_path, way, "properties.label", "Pay")
    assert "      properties.label: Pay\n" in with_value
    assert clear_field(with_value, way, "properties.label") == text


def flat(branches: list[Branch] | tuple[Branch, ...]) -> Iterator[Branch]:
    for one in branches:
        yield one
        yield from flat(one.parts)


def test_an_event_is_a_tree_of_paths_with_people_hidden() -> None:
    event = {
        **CLICK,
        "properties": {"List Name": "tea", "products": [{"sku": "A"}], "html": "<script>alert(1)</script>"},
    }
    found = {one.path: one for one in flat(tree_of(event, reveal=False))}
    assert found['properties."List Name"'].text == '"tea"'
    assert found["properties.products[0].sku"].text == '"A"'
    assert found["context.traits.email"].text == "•••"
    assert found["properties.html"].text == '"<script>alert(1)</script>"'
    assert "ada" in next(one.text for one in flat(tree_of(event, reveal=True)) if one.path == "context.traits.email")


@pytest.mark.parametrize(
    "event",
    [
        {"a": "x" * (1 << 20)},
        {"a": {"b": {}}},
        {"a": [[[[[[1]]]]]]},
        {str(n): n for n in range(5000)},
        {"a\u202eb": "c\u202ed"},
    ],
    ids=["a MiB of text", "an empty object", "lists in lists", "very many names", "marks that turn the text"],
)
def test_odd_events_are_shown_in_short(event: Any) -> None:
    found = list(flat(tree_of(event, reveal=True)))
    assert len(found) <= 3000
    assert all(len(one.text) < 500 for one in found)


def test_events_are_found_by_name_id_and_text(workspace: Workspace) -> None:
    events = Events(workspace.folder)
    events.read()
    assert events.names()["Order Completed"] == 25
    assert any("is not a complete JSON value" in one for one in events.trouble)
    one = next(events.matching(name="Order Completed"))
    assert events.find(one.id) is one
    assert one in list(events.matching(one.id[:12]))
    assert list(events.matching("no such words anywhere")) == []
    events.read()
    assert events.find(one.id) == one


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (b'{"type": "page"}', 1),
        (b'[{"type": "page"}, {"type": "page"}]', 2),
        (b'{"type": "page"}\n\n{"type": "page"}\n', 2),
    ],
    ids=["one event", "a list", "one on each line"],
)
def test_events_can_be_pasted(workspace: Workspace, data: bytes, number: int) -> None:
    events = Events(workspace.folder)
    assert len(events.add_text("pasted", data)) == number
    assert len(events.add_text("pasted", data)) == number
    assert len(events.all) == len({one.id for one in events.all}) == 2 * number


def test_no_more_events_are_added_than_there_may_be(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    events = Events(workspace.folder)
    monkeypatch.setattr("actions.studio.model.files.events.MOST_EVENTS", 3)
    assert len(events.add_text("pasted", b'[{"type": "page"}, {"type": "page"}]')) == 2
    with pytest.raises(ValueError, match="there are 2 events already, and 3 are the most"):
        events.add_text("pasted", b'[{"type": "page"}, {"type": "page"}]')
    assert events.number == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{", b'{"a": 1}\n{', b"x" * (9 << 20)],
    ids=["nothing", "an empty list", "half an object", "half a line", "too much"],
)
def test_what_cannot_be_pasted_is_said(workspace: Workspace, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Events(workspace.folder).add_text("pasted", data)


def test_counts_are_those_of_a_run(workspace: Workspace) -> None:
    events = Events(workspace.folder)
    events.read()
    counts = Counts()
    steps = sum(1 for _ in counts.count({"all": workspace.whole.plan}, events.all, 1))
    assert steps
    assert counts.is_done
    assert counts.of("mixpanel.orders").fired == 22
    assert counts.of("mixpanel.orders").failed == 3
    assert len(counts.of("mixpanel.orders").failures) == 3
    assert counts.of("no.such").fired == 0
    assert sum(one["mixpanel.orders"] for one in counts.names.values()) == 22 + 3
