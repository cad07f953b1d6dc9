"""How directives of Segment are written here."""

from typing import Any

import pytest

from actions.importing.segment.mapping.fields import write_fields
from actions.importing.segment.mapping.node import NeedsPersonError
from actions.importing.segment.mapping.place import Event
from actions.importing.segment.mapping.translate import translate

PLAN = {"@path": "$.properties.plan"}
EMAIL = {"@path": "$.context.traits.email"}


@pytest.mark.parametrize(
    ("directive", "written"),
    [
        pytest.param(PLAN, "properties.plan", id="a path"),
        pytest.param({"@path": "$.properties['List Name'][0]"}, 'properties."List Name"[0]', id="an odd path"),
        pytest.param(
            {"@template": "{{userId}} of {{{event}}}"},
            {"template": "{{ userId }} of {{ event }}", "if_missing": "empty"},
            id="a template",
        ),
        pytest.param(
            {"@if": {"exists": PLAN, "then": PLAN, "else": EMAIL}},
            "not_null(properties.plan, context.traits.email)",
            id="the first that is there",
        ),
        pytest.param(
            {"@if": {"blank": PLAN, "then": PLAN, "else": EMAIL}},
            'if_(contains(`[null, "", 0, false, []]`, properties.plan), context.traits.email, properties.plan)',
            id="the first that is filled",
        ),
        pytest.param(
            {"@if": {"exists": PLAN, "then": {"a": EMAIL}}},
            {"map": {"a": "context.traits.email"}, "only_when": {"type(properties.plan)": {"is_not": "null"}}},
            id="an object where something is there",
        ),
        pytest.param(
            {"@arrayPath": ["$.properties.products", {"id": {"@path": "$.sku"}, "unit": "pc"}]},
            {"each": "properties.products", "map": {"id": "sku"}, "set": {"unit": "pc"}, "wrap": True},
            id="items",
        ),
        pytest.param(
            {"@case": {"operator": "lower", "value": EMAIL}},
            "type(context.traits.email) == 'string' && lower(context.traits.email) || context.traits.email",
            id="case",
        ),
        pytest.param(
            {"@replace": {"pattern": " ", "replacement": "_", "value": PLAN}},
            "replace(as_text(properties.plan), ' ', '_')",
            id="replace",
        ),
        pytest.param(
            {"@merge": {"direction": "right", "objects": [{"@path": "$.traits"}, {"a": EMAIL}]}},
            "merge_present(omit(traits, 'a'), omit_nulls({a: context.traits.email}))",
            id="merge",
        ),
        pytest.param(
            {"@json": {"mode": "encode", "value": PLAN}},
            "if_(properties.plan != `null`, json_encode(properties.plan))",
            id="JSON",
        ),
        pytest.param(
            {"@flatten": {"separator": ".", "value": PLAN}}, "flatten_all(properties.plan, '.')", id="flatten"
        ),
        pytest.param(
            {"@transform": {"apply": {"p": {"@path": "$.properties"}}, "mapping": {"x": {"@path": "$.p.plan"}}}},
            {"map": {"x": "properties.plan"}},
            id="transform",
        ),
        pytest.param({"@excludeWhenNull": EMAIL}, "omit_nulls(context.traits.email, `true`)", id="without nulls"),
        pytest.param(
            {"@liquid": "Dear {{ properties.plan | upcase }}"},
            {"template": "Dear {{ upper(not_null(as_text(properties.plan), '')) }}", "if_missing": "empty"},
            id="Liquid",
        ),
        pytest.param(
            {"@liquid": "{% if event == 'A' %}a{% else %}b{% endif %}"},
            "as_text(if_(event == 'A', 'a', 'b'))",
            id="Liquid if",
        ),
        pytest.param([PLAN, "x"], "[properties.plan, 'x']", id="a list"),
    ],
)
def test_a_directive_is_written_as_people_would(directive: Any, written: Any) -> None:
    assert write_fields({("x",): translate(directive, Event([]))}) == ({"x": written}, {})


@pytest.mark.parametrize(
    ("directive", "words"),
    [
        pytest.param({"@liquid": "{% for a in b %}c{% endfor %}"}, "for, on which Segment fails", id="a loop"),
        pytest.param({"@liquid": "{% case a %}{% when 1 %}c{% endcase %}"}, "case, on which", id="a case"),
        pytest.param({"@liquid": "{% cycle 'a', 'b' %}"}, "the Liquid tag cycle", id="another tag"),
        pytest.param({"@liquid": "{% if event > 1 %}b{% endif %}"}, "compares by >", id="an order of values"),
        pytest.param({"@liquid": "{% if event == userId %}b{% endif %}"}, "compares two values", id="two values"),
        pytest.param({"@liquid": "{% if event %}b"}, "Liquid without {% endif %}", id="an open tag"),
        pytest.param({"@liquid": "{% if event %}b{% endunless %}"}, "the Liquid tag endunless", id="a wrong end"),
        pytest.param({"@liquid": "a {{ event"}, "not closed", id="open braces"),
        pytest.param({"@liquid": "{% if event %}{% assign a = 1 %}{% endif %}{{ a }}"}, "some cases", id="a name"),
        pytest.param({"@liquid": "a" * 1001}, "more than 1,000", id="a long text"),
        pytest.param({"@liquid": "{{ properties.a | date: '%Y' }}"}, "the Liquid filter date", id="another filter"),
        pytest.param({"@path": {"@template": "$.{{event}}"}}, "made from the event", id="a path from the event"),
        pytest.param({"@if": {"then": 1}}, "without exists or blank", id="a choice without a test"),
        pytest.param({"@unknown": 1}, "no directive @unknown", id="an unknown directive"),
        pytest.param({"@replace": {"pattern": "x" * 11, "value": PLAN}}, "more than 10", id="a long pattern"),
        pytest.param({"@replace": {"pattern": "x", "replacement": "$&", "value": PLAN}}, "refers to", id="a reference"),
        pytest.param({"@path": "$.a", "b": 1}, "with b", id="something beside a directive"),
    ],
)
def test_what_cannot_be_said_needs_a_person(directive: Any, words: str) -> None:
    with pytest.raises(NeedsPersonError, match=words):
        translate(directive, Event([]))
