"""Events held against a tracking plan: what its schemas say, and what becomes of a violation."""

from typing import Any

import pytest

from actions.serve.privacy.json_schema import SchemaError, compile_schema
from actions.serve.privacy.tracking_plan import PlanError, read_source_plan, tagged

# schema, values that it takes, values that it does not.
SCHEMAS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "required": ({"required": ["a"]}, [{"a": None}], [{}]),
    "a type": ({"properties": {"a": {"type": "string"}}}, [{"a": "x"}, {}], [{"a": 1}, {"a": None}]),
    "additionalProperties": ({"properties": {"a": {}}, "additionalProperties": False}, [{"a": 1}], [{"b": 1}]),
    "items": ({"properties": {"a": {"items": {"type": "number"}}}}, [{"a": [1]}], [{"a": [1, "x"]}]),
    "an enum": ({"properties": {"a": {"enum": ["x"]}}}, [{"a": "x"}], [{"a": "y"}]),
    "a pattern": ({"properties": {"a": {"pattern": "^[A-Z]{3}$"}}}, [{"a": "EUR"}], [{"a": "eur"}]),
    "a format": ({"properties": {"a": {"format": "email"}}}, [{"a": "a@example.com"}], [{"a": "a"}]),
    "a reference inside": (
        {"definitions": {"m": {"minimum": 1}}, "properties": {"a": {"$ref": "#/definitions/m"}}},
        [{"a": 1}],
        [{"a": 0}],
    ),
    "numbers beyond all bounds": (
        {"properties": {"a": {"type": "string"}}},
        [{}],
        [{"a": 10**400}, {"a": float("nan")}],
    ),
}


@pytest.mark.parametrize(("schema", "good", "bad"), SCHEMAS.values(), ids=SCHEMAS)
def test_a_schema_says_what_properties_must_be(schema: Any, good: list[Any], bad: list[Any]) -> None:
    check = compile_schema(schema, "properties")
    assert [value for value in good if list(check(value))] == []
    assert [value for value in bad if not list(check(value))] == []


WRONG = {
    "a type that is none": ({"type": "text"}, "#/type"),
    "a pattern that looks around": ({"pattern": "(?=a)"}, "#/pattern"),
    "a reference to the network": ({"$ref": "https://example.com/s.json"}, "Retrieval is disabled"),
    "a reference to a file": ({"$ref": "file:///etc/passwd"}, "Retrieval is disabled"),
    "a reference to nothing": ({"$ref": "#/definitions/a"}, "does not exist"),
    "a schema that is a text": ({"properties": {"a": "string"}}, "#/properties/a"),
}


@pytest.mark.parametrize(("schema", "message"), WRONG.values(), ids=WRONG)
def test_a_schema_that_cannot_be_used_says_where(schema: Any, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        compile_schema(schema, "properties")


def test_no_violation_holds_the_value() -> None:
    schema = {"properties": {"a": {"enum": ["x"]}, "b": {"pattern": "x"}, "c": {"maxLength": 1}, "d": {"const": 1}}}
    check = compile_schema(schema, "properties")
    assert "secret" not in str(list(check(dict.fromkeys("abcd", "secret"))))


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
