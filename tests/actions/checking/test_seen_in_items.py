"""Fields of items, held against events that were seen."""

import pytest

from actions.project import check_texts
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.find import find_all
from actions.workbench.checking.fixing.paste import span_of
from tests.actions.mistakes.mistake import whole_file

ITEM = {"sku": "a", "price": 3, "parts": [{"number": 1}]}


def evidence() -> Evidence:
    found = Evidence(is_record=True)
    for _ in range(30):
        found.add({"type": "track", "event": "A", "userId": "u", "properties": {"items": [ITEM, ITEM]}})
    return found


@pytest.mark.parametrize(
    ("field", "message", "fix"),
    [
        ("s: skuu", "properties.items[].skuu was in 0 of 30 recorded events", "sku"),
        ("s: color", "properties.items[].color was in 0 of 30", None),
        ("s: {each: parts, map: {n: nummber}}", "properties.items[].parts[].nummber was in 0 of 30", "number"),
    ],
)
def test_a_field_that_no_item_has_is_reported(field: str, message: str, fix: str | None) -> None:
    text = whole_file(f"- do: track\n  map: {{properties.a: {{each: properties.items, map: {{{field}}}}}}}\n")
    (one,) = find_all(check_texts({"mappings/shop.yaml": text}, environ={}), evidence())
    assert (one.code, one.fix) == ("W305", fix)
    assert message in one.message


@pytest.mark.parametrize(
    ("path", "message", "place", "fix"),
    [
        ("properties.items[].skuu", "properties.items[].skuu was in 0 of 30", "skuu", "sku"),
        ("properties.items[?price > `2`].skuu", "properties.items[].skuu was in 0 of 30", "skuu", "sku"),
        ("properties.items[?prise > `2`].sku", "properties.items[].prise was in 0 of 30", "prise", "price"),
        ("properties.items[0].skuu", "properties.items[].skuu was in 0 of 30", "skuu", "sku"),
        ("sum(properties.items[*].prise)", "properties.items[].prise was in 0 of 30", "prise", "price"),
        ("properties.items[].{s: skuu}", "properties.items[].skuu was in 0 of 30", "skuu", "sku"),
        ("properties.itemss[?price > `2`].sku", "properties.itemss[].sku was in 0 of 30", "itemss", "items"),
        ("properties.items[].parts[].nummber", "properties.items[].parts[].nummber", "nummber", "number"),
    ],
)
def test_a_name_that_no_item_has_is_reported_at_its_place(path: str, message: str, place: str, fix: str) -> None:
    text = whole_file(f'- do: track\n  map: {{properties.a: "{path}"}}\n')
    (one,) = find_all(check_texts({"mappings/shop.yaml": text}, environ={}), evidence())
    assert (one.code, one.fix) == ("W305", fix)
    assert message in one.message
    start, end = span_of(text, one)
    assert text[start:end] == place


@pytest.mark.parametrize(
    "path",
    [
        "properties.items[?sku || product_id].price",
        "properties.items[?price > `2`] | [0].sku",
        "properties.items[].sku || properties.products[].sku",
        "map(&nothing, properties.items)",
        "properties.items[*].parts[0].number",
    ],
)
def test_names_of_items_that_are_there_or_may_be_have_no_finding(path: str) -> None:
    text = whole_file(f'- do: track\n  map: {{properties.a: "{path}"}}\n')
    assert [*find_all(check_texts({"mappings/shop.yaml": text}, environ={}), evidence())] == []


@pytest.mark.parametrize(
    "field",
    [
        "s: sku",
        "s: {each: partss, map: {n: number}}",
        "s: {each: parts, map: {n: number}}",
        "s: {from_event: userId}",
        "s: {from: '@'}",
    ],
)
def test_a_field_that_items_have_or_whose_list_is_not_known_has_no_finding(field: str) -> None:
    text = whole_file(f"- do: track\n  map: {{properties.a: {{each: properties.items, map: {{{field}}}}}}}\n")
    assert [*find_all(check_texts({"mappings/shop.yaml": text}, environ={}), evidence())] == []
