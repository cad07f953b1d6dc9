"""What triggers of Segment become, and what is said about those that never meant what they say."""

from typing import Any

import pytest

from actions.importing.segment.trigger.parse import parse_trigger
from actions.importing.segment.trigger.when import write_when

TRACK = {"type": "track"}


@pytest.mark.parametrize(
    ("trigger", "when"),
    [
        pytest.param('type = "track"', TRACK, id="a type"),
        pytest.param('type = "track" and event = "A"', {"all": [TRACK, {"event": "A"}]}, id="both"),
        pytest.param('event = "A" or event = "B"', {"event": ["A", "B"]}, id="names in one list"),
        pytest.param(
            '(event = "A" or name = "B") and type = "track"',
            {"all": [{"any": [{"event": "A"}, {"name": "B"}]}, TRACK]},
            id="a group",
        ),
        pytest.param("properties.total > 5", {"properties.total": {"above": 5}}, id="above"),
        pytest.param('properties.total <= "5.5"', {"properties.total": {"at_most": 5.5}}, id="a number in quotes"),
        pytest.param("properties.total = 5", {"properties.total": {"is": 5}}, id="a number"),
        pytest.param(
            "properties.total != 5",
            {"all": [{"type(properties.total)": "number"}, {"properties.total": {"is_not": 5}}]},
            id="no number is not another number",
        ),
        pytest.param(
            'properties.List\\ Name != "a"', {'properties."List Name"': {"is_not": "a"}}, id="a name with a blank"
        ),
        pytest.param('type = track AND event = "A"', {"all": [TRACK, {"event": "A"}]}, id="capitals, and no quotes"),
        pytest.param("context.traits != null", {"context.traits": {"exists": True}}, id="exists"),
        pytest.param("traits.plan = null", {"traits.plan": {"exists": False}}, id="does not exist"),
        pytest.param("properties.vip = true", {"properties.vip": True}, id="true"),
        pytest.param('contains(event, "Order")', {"event": {"contains": "Order"}}, id="contains"),
        pytest.param('match(event, "Order*")', {"event": {"starts_with": "Order"}}, id="starts with"),
        pytest.param('match(event, "*Order")', {"event": {"ends_with": "Order"}}, id="ends with"),
        pytest.param(
            '!contains(name, "a")',
            {"all": [{"type(name)": "string"}, {"none": [{"name": {"contains": "a"}}]}]},
            id="what is not text does not fail to contain",
        ),
    ],
)
def test_a_trigger_that_means_what_it_says(trigger: str, when: Any) -> None:
    condition, notes = parse_trigger(trigger)
    assert (write_when(condition), notes) == (when, [])


@pytest.mark.parametrize(
    ("trigger", "when", "words"),
    [
        pytest.param(
            'type = "track" and event = "A" or event = "B"',
            {"any": [TRACK, {"event": ["A", "B"]}]},
            "the last one, or, for all",
            id="and with or",
        ),
        pytest.param(
            'type = "track" and propertis.a = "x"', TRACK, "passes over the test of propertis.a", id="a mistyped field"
        ),
        pytest.param('!(event = "A")', {"event": "A"}, "passes over the negation", id="a negated group"),
        pytest.param(
            '(contains(event, "a") or event = "b") and type = "track"',
            {"all": [{"event": {"contains": "a"}}, {"event": "b"}, TRACK]},
            "ends for Segment at the first closing one",
            id="a function in a group",
        ),
        pytest.param('match(event, "*a*")', {"event": {"starts_with": "*a"}}, "knows a single *", id="two stars"),
        pytest.param('match(event, "abc")', {"event": {"ends_with": "bc"}}, "ends with bc", id="no star"),
        pytest.param("event != null", {"event": {"is_not": "null"}}, 'with the text "null"', id="null of a text"),
        pytest.param(
            "properties.a != true", {"properties.a": {"is_not": "true"}}, 'with the text "true"', id="not true"
        ),
        pytest.param(
            'event = "A" OR event = "B"',
            {"all": [{"event": "A"}, {"event": "B"}]},
            "in small letters alone; it takes and",
            id="or in capitals",
        ),
        pytest.param(
            "properties.a = properties.b",
            {"properties.a": "properties.b"},
            "takes properties.b for a text",
            id="another field",
        ),
        pytest.param("event = 'A'", {"event": {"is": "'A'"}}, "single quotes", id="single quotes"),
        pytest.param(
            "context != null",
            {"context.context": {"exists": True}},
            "looks for context inside context",
            id="a whole object",
        ),
        pytest.param('event!="A"', None, "needs a space", id="no space"),
        pytest.param("properties.a>5", None, "cannot read >", id="no space before a sign"),
        pytest.param("", None, "nothing is left", id="nothing"),
        pytest.param('contains(type, "a")', None, "passes over contains(type", id="a function of the type"),
        pytest.param('event > "A"', None, "never holds", id="an order of texts"),
        pytest.param('(event = "A"', None, "not closed", id="an open parenthesis"),
    ],
)
def test_a_trigger_that_never_meant_what_it_says(trigger: str, when: Any, words: str) -> None:
    condition, notes = parse_trigger(trigger)
    assert write_when(condition) == when
    assert words in " · ".join(notes)
