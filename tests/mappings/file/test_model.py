from typing import Any

import pytest
from pydantic import ValidationError

from mappings.file.model import Action, Field, MappingFile, slug_of


@pytest.mark.parametrize(
    ("written", "attribute", "value"),
    [
        pytest.param("userId", "from_", ["userId"], id="a text is a path"),
        pytest.param({"from": "userId"}, "from_", ["userId"], id="one path is a list of one"),
        pytest.param({"from": ["a", "b"]}, "from_", ["a", "b"], id="several paths"),
        pytest.param({"from_event": "a"}, "from_event", ["a"], id="a path from the event"),
        pytest.param({"template": "{{ a }}", "if_missing": "nobody"}, "if_missing", "nobody", id="any text for a hole"),
        pytest.param({"from": "a", "if_missing": None}, "if_missing", None, id="null without quotes"),
        pytest.param({"from": "a", "except": "b"}, "except_", ["b"], id="one name is a list of one"),
        pytest.param({"from": "a", "as": "money", "unit": "minor"}, "unit", "minor", id="a unit of money"),
        pytest.param({"from": "a", "lookup": {"yes": True}}, "lookup", {"yes": True}, id="a table"),
        pytest.param({"value": 0}, "value", 0, id="a literal"),
        pytest.param({"counter": 0}, "counter", 0, id="a counter from zero"),
        pytest.param({"each": "a", "set": {"b": 1}, "where": "c", "limit": 2, "wrap": True}, "limit", 2, id="items"),
        pytest.param({"set": {"b": None}}, "set", {"b": None}, id="a nested object of literals"),
    ],
)
def test_a_field_is_read_in_each_of_its_forms(written: Any, attribute: str, value: Any) -> None:
    assert getattr(Field.model_validate(written), attribute) == value


def test_a_null_literal_differs_from_no_literal() -> None:
    assert "value" in Field.model_validate({"value": None}).model_fields_set
    assert "default" in Field.model_validate({"from": "a", "default": None}).model_fields_set
    assert not {"value", "default"} & Field.model_validate("a").model_fields_set


@pytest.mark.parametrize(
    "written",
    [
        5,
        True,
        None,
        ["a"],
        {},
        {"from": "a", "value": 1},
        {"each": "a"},
        {"counter": True},
        {"from_": "a"},
        "",
    ],
    ids=repr,
)
def test_what_is_no_field_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        Field.model_validate(written)


def test_a_field_nests_fields() -> None:
    field = Field.model_validate({"each": "products", "map": {"id": "sku", "tax": {"map": {"rate": "r"}}}})
    assert field.map["id"].from_ == ["sku"]
    assert field.map["tax"].map["rate"].from_ == ["r"]


def test_an_action_type_alone_is_an_action() -> None:
    action = Action.model_validate({"do": "purchase"})
    assert (action.name, action.slug, action.inherit, action.enabled) == ("purchase", "purchase", True, True)
    assert (action.on_error, action.has_when, action.unset) == (None, False, [])


def test_a_trigger_and_names_to_unset_are_kept_as_written() -> None:
    action = Action.model_validate({"do": "a", "when": {"event": "b"}, "unset": "c"})
    assert (action.has_when, action.when, action.unset) == (True, {"event": "b"}, ["c"])


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Orders", "orders"),
        ("Refunds, whole or part", "refunds-whole-or-part"),
        ("  -Café_Übersicht- ", "cafe-ubersicht"),
        ("100 %", "100"),
        ("注文", ""),
        ("!", ""),
    ],
)
def test_an_id_is_made_from_a_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_an_id_that_is_written_stands_for_itself() -> None:
    assert Action.model_validate({"do": "a", "name": "Orders", "id": "o_1-x"}).slug == "o_1-x"


@pytest.mark.parametrize(("name", "instance"), [({}, "mixpanel"), ({"name": "mixpanel-eu"}, "mixpanel-eu")])
def test_an_instance_is_called_after_its_destination_unless_named(name: dict[str, str], instance: str) -> None:
    read = MappingFile.model_validate({"version": 1, "destination": "mixpanel", "actions": [], **name})
    assert read.instance == instance
