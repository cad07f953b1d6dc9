"""Texts in a tool's markup: what the file writes is markup, what the event says is escaped."""

from typing import Any

import pytest

from actions.plan.build import build_plan
from actions.plan.planned import PlannedAction
from destinations.registry import load_registry
from mappings.budget import Budget
from mappings.fields.scope import Scope
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

REGISTRY = load_registry([])
FILE = """
version: 1
destination: slack
settings: {{url: {{secret: SLACK_URL}}}}
actions:
  - {{do: message, {}}}
"""
EVENT = {
    "type": "track",
    "event": "Signed Up",
    "userId": "u_1",
    "properties": {"name": "<!channel> & co", "plan": "a&b", "n": 7, "facts": {"a<b": "<!here>"}},
}
RAW = (
    "W350 text is raw markup, and properties.name of the event goes into it as it is; escape it,"
    " escape_html(properties.name), or leave markup: true out: then only the file's text is markup"
)


def planned(action: str) -> tuple[PlannedAction, list[str]]:
    report = Report()
    plan = build_plan(load_mapping_file(FILE.format(action), "slack.yaml", report), REGISTRY, report, lambda _: "x")
    return plan.actions[0], [f"{one.code} {one.message}; {one.hint}" for one in report]


def texts(action: PlannedAction, event: dict[str, Any]) -> list[Any]:
    """The text as generated code gives it, and as the reference does."""
    quick, slow = (made(Scope(event, event, 0, Budget())) for made in (action.mapper.fast, action.mapper))
    assert slow.failures == []
    return [quick.fields.get("text"), slow.fields.get("text")]


@pytest.mark.parametrize(
    ("action", "text"),
    [
        pytest.param(
            'map: {text: {template: "<https://a.example/{{ userId }}|{{ properties.name }}> signed up"}}',
            "<https://a.example/u_1|&lt;!channel&gt; &amp; co> signed up",
            id="a link with a name on it",
        ),
        pytest.param('map: {text: {template: "{{ properties.n }} <b>"}}', "7 <b>", id="a number"),
        pytest.param(
            'map: {text: {template: "<{{ gone }}>", if_missing: "<?>"}}'.replace("gone", "properties.gone"),
            "<<?>>",
            id="what stands for a missing value is the file's",
        ),
        pytest.param('map: {text: {template: "<{{ properties.gone }}>"}}', None, id="nothing"),
        pytest.param("map: {text: properties.name}", "&lt;!channel&gt; &amp; co", id="a path"),
        pytest.param(
            "map: {text: {from: [properties.gone, properties.name]}}", "&lt;!channel&gt; &amp; co", id="two paths"
        ),
        pytest.param('map: {text: {from: properties.gone, default: "<!here>"}}', "<!here>", id="a default"),
        pytest.param('map: {text: {from: properties.plan, lookup: {a&b: "<!here>"}}}', "<!here>", id="a lookup"),
        pytest.param(
            "map: {text: {from: properties.facts, as: json}}", '{"a&lt;b":"&lt;!here&gt;"}', id="an object as JSON"
        ),
        pytest.param('set: {text: "<!here>"}', "<!here>", id="what is set"),
        pytest.param(
            'map: {text: {template: "{{ properties.name }}"}}, set: {markup: true}', "<!channel> & co", id="raw"
        ),
        pytest.param(
            'map: {text: {template: "{{ properties.name }}"}}, set: {markup: false}',
            "&lt;!channel&gt; &amp; co",
            id="not raw",
        ),
        pytest.param(
            'map: {text: {template: "{{ properties.name }}"}, markup: properties.n}',
            "&lt;!channel&gt; &amp; co",
            id="an event cannot ask for raw markup",
        ),
    ],
)
def test_what_an_event_says_is_escaped_and_what_the_file_writes_is_not(action: str, text: str | None) -> None:
    assert texts(planned(action)[0], EVENT) == [text, text]


def test_the_default_text_is_escaped_too() -> None:
    text = "*&lt;!channel&gt;* by u_1"
    assert texts(planned("when: {type: track}")[0], {**EVENT, "event": "<!channel>"}) == [text, text]


@pytest.mark.parametrize(
    ("action", "found"),
    [
        pytest.param('map: {text: {template: "<{{ properties.name }}>"}}', [], id="escaped by itself"),
        pytest.param(
            'map: {text: {template: "{{ escape_html(properties.name) }}"}}, set: {markup: true}', [], id="by hand"
        ),
        pytest.param('set: {text: "<!here>", markup: true}', [], id="nothing of the event"),
        pytest.param(
            'map: {text: {template: "{{ escape_html(userId) }} {{ properties.name }}"}}, set: {markup: true}',
            [RAW],
            id="a hole",
        ),
        pytest.param(
            "map: {text: properties.name}, set: {markup: true}",
            [RAW],
            id="a path",
        ),
    ],
)
def test_raw_markup_with_something_of_the_event_in_it_is_warned_of(action: str, found: list[str]) -> None:
    assert planned(action)[1] == found


def test_what_is_wrong_with_a_path_is_reported_once_and_at_its_place() -> None:
    report = Report()
    file = FILE.format('map: {text: {template: "{{ propertys.name }}"}}')
    build_plan(load_mapping_file(file, "slack.yaml", report), REGISTRY, report, lambda _: "x")
    assert [(one.code, str(one.place)) for one in report] == [("E301", "slack.yaml:6:46")]
