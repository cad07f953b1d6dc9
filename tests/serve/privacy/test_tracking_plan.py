"""Events held against a tracking plan: every keyword of its schemas, and what becomes of a violation."""

from typing import Any

import pytest

from actions.serve.privacy.json_schema import SchemaError, compile_schema
from actions.serve.privacy.tracking_plan import PlanError, read_source_plan, tagged

# schema, values that it takes, values that it does not.
KEYWORDS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "true takes anything": (True, [1, None], []),
    "false takes nothing": (False, [], [1, None]),
    "type": ({"type": "string"}, ["a"], [1, None, {}]),
    "several types": ({"type": ["string", "null"]}, ["a", None], [1]),
    "an integer may be written 1.0": ({"type": "integer"}, [1, 1.0], [1.5, True, "1"]),
    "a number may be an integer": ({"type": "number"}, [1, 1.5], [True, "1"]),
    "a boolean is no number": ({"type": "boolean"}, [True], [1]),
    "enum": ({"enum": ["a", 1]}, ["a", 1, 1.0], ["b", True]),
    "const": ({"const": None}, [None], [0, ""]),
    "required": ({"required": ["a"]}, [{"a": None}, "no object"], [{}]),
    "properties": ({"properties": {"a": {"type": "string"}}}, [{"a": "x"}, {}], [{"a": 1}]),
    "nested properties": ({"properties": {"a": {"required": ["b"]}}}, [{"a": {"b": 1}}], [{"a": {}}]),
    "patternProperties": ({"patternProperties": {"^n_": {"type": "number"}}}, [{"n_a": 1, "b": "x"}], [{"n_a": "x"}]),
    "additionalProperties false": (
        {"properties": {"a": {}}, "patternProperties": {"^x_": {}}, "additionalProperties": False},
        [{"a": 1, "x_b": 2}],
        [{"b": 1}],
    ),
    "additionalProperties with a schema": ({"additionalProperties": {"type": "number"}}, [{"b": 1}], [{"b": "x"}]),
    "propertyNames": ({"propertyNames": {"pattern": "^[a-z]+$"}}, [{"a": 1}], [{"A": 1}]),
    "items": ({"items": {"type": "number"}}, [[1, 2], "no list"], [[1, "x"]]),
    "items for each place": ({"items": [{"type": "number"}, {"type": "string"}]}, [[1, "x", None]], [["x"]]),
    "prefixItems, then items": ({"prefixItems": [{}], "items": {"type": "number"}}, [["x", 1]], [["x", "y"]]),
    "contains": ({"contains": {"const": 1}}, [[0, 1]], [[], [0]]),
    "uniqueItems": ({"uniqueItems": True}, [[1, True], [{}, []]], [[1, 1]]),
    "pattern": ({"pattern": "^[A-Z]{3}$"}, ["EUR", 5], ["eur"]),
    "minLength and maxLength": ({"minLength": 2, "maxLength": 3}, ["ab", "äöü", 5], ["a", "abcd"]),
    "minimum and maximum": ({"minimum": 0, "maximum": 9}, [0, 9, "x"], [-1, 9.5]),
    "exclusive bounds": ({"exclusiveMinimum": 0, "exclusiveMaximum": 9}, [0.1], [0, 9]),
    "multipleOf": ({"multipleOf": 0.01}, [19.99, 5], [0.005]),
    "minItems and maxItems": ({"minItems": 1, "maxItems": 2}, [[1]], [[], [1, 2, 3]]),
    "minProperties and maxProperties": ({"minProperties": 1, "maxProperties": 1}, [{"a": 1}], [{}, {"a": 1, "b": 2}]),
    "allOf": ({"allOf": [{"minimum": 1}, {"maximum": 2}]}, [1], [0, 3]),
    "anyOf": ({"anyOf": [{"type": "string"}, {"minimum": 5, "type": "number"}]}, ["a", 6], [1]),
    "oneOf": ({"oneOf": [{"minimum": 1}, {"minimum": 5}]}, [2], [0, 6]),
    "not": ({"not": {"type": "null"}}, [1], [None]),
    "if, then and else": (
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}},
        [{"a": 1, "b": 1}, {"c": 1}],
        [{"a": 1}, {}],
    ),
    "a reference": (
        {"definitions": {"m": {"minimum": 1}}, "properties": {"a": {"$ref": "#/definitions/m"}}},
        [{"a": 1}],
        [{"a": 0}],
    ),
    "a reference to itself": (
        {"properties": {"children": {"items": {"$ref": "#"}}, "name": {"type": "string"}}},
        [{"children": [{"name": "x", "children": []}]}],
        [{"children": [{"children": [{"name": 1}]}]}],
    ),
    "date-time": ({"format": "date-time"}, ["2026-03-01T10:15:30Z", 5], ["2026-03-01", "x"]),
    "date, email, uri, uuid": (
        {"properties": {"d": {"format": "date"}, "e": {"format": "email"}, "u": {"format": "uri"}}},
        [{"d": "2026-03-01", "e": "a@example.com", "u": "https://example.com/"}],
        [{"d": "1.3.2026"}, {"e": "a@b"}, {"u": "example.com"}],
    ),
    "a format that is not known says nothing": ({"format": "isbn"}, ["x"], []),
    "remarks say nothing": ({"title": "A", "description": "B", "$schema": "C", "examples": []}, [1], []),
}


@pytest.mark.parametrize(("schema", "good", "bad"), KEYWORDS.values(), ids=KEYWORDS)
def test_a_keyword_says_what_a_value_must_be(schema: Any, good: list[Any], bad: list[Any]) -> None:
    check = compile_schema(schema)
    assert [value for value in good if list(check(value, "p"))] == []
    assert [value for value in bad if not list(check(value, "p"))] == []


WRONG = {
    "a keyword that is not known": ({"requird": ["a"]}, "required"),
    "a type that is none": ({"type": "text"}, "a type is one of"),
    "a pattern that looks around": ({"pattern": "(?=a)"}, "#/pattern"),
    "a reference elsewhere": ({"$ref": "https://example.com/s.json"}, "same schema"),
    "a reference to nothing": ({"$ref": "#/definitions/a"}, "points to nothing"),
    "required that is a text": ({"required": "a"}, "list of names"),
    "an empty anyOf": ({"anyOf": []}, "list of schemas"),
    "a bound that is a text": ({"minimum": "1"}, "is a number"),
    "a negative length": ({"minLength": -1}, "from 0 on"),
    "a schema that is a text": ({"properties": {"a": "string"}}, "#/properties/a"),
}


@pytest.mark.parametrize(("schema", "told"), WRONG.values(), ids=WRONG)
def test_a_schema_that_cannot_be_used_says_where(schema: Any, told: str) -> None:
    with pytest.raises(SchemaError, match=told):
        compile_schema(schema)


ORDER = {"type": "object", "required": ["total"], "properties": {"total": {"type": "number"}}}
PLAN = read_source_plan({"Order Completed": ORDER}, "plan")


def track(name: str = "Order Completed", **more: Any) -> dict[str, Any]:
    return {"type": "track", "event": name, "userId": "u1", **more}


EVENTS = {
    "an event as planned": (track(properties={"total": 5}), []),
    "a property of another type": (track(properties={"total": "5"}), [("Invalid Type", "properties.total")]),
    "no properties at all": (track(), [("Required", "properties.total")]),
    "properties that are a list": (track(properties=[]), [("Invalid Type", "properties")]),
    "an event that the plan does not have": (track("Order Done"), [("Unplanned Event", "event")]),
    "an event of another type": ({"type": "page", "name": "Home"}, []),
}


@pytest.mark.parametrize(("event", "expected"), EVENTS.values(), ids=EVENTS)
def test_violations_name_the_field_and_never_the_value(event: dict[str, Any], expected: list[Any]) -> None:
    assert [(one.kind, one.field) for one in PLAN.violations(event)] == expected


def test_a_tagged_event_keeps_all_else_and_the_given_one_is_left_alone() -> None:
    event = track(context={"ip": "::1", "protocols": {"sourceId": "s"}})
    found = tagged(event, PLAN.violations(event))
    assert event["context"] == {"ip": "::1", "protocols": {"sourceId": "s"}}
    assert found["context"]["ip"] == "::1"
    assert found["context"]["protocols"] == {
        "sourceId": "s",
        "violations": [{"type": "Required", "field": "properties.total", "description": "properties.total is missing"}],
    }
    assert tagged({"context": None}, [])["context"] == {"protocols": {"violations": []}}


@pytest.mark.parametrize("value", [[], {}, {"A": {"type": "text"}}], ids=["a list", "empty", "a wrong schema"])
def test_what_is_no_plan_is_told(value: Any) -> None:
    with pytest.raises(PlanError):
        read_source_plan(value, "plan")
