"""What stands in the inputs of a field, and what comes of it in the file."""

from typing import Any

import pytest

from actions.studio.model.editing.draft import Draft, DraftError, Pair

WRITTEN: dict[str, tuple[str, Any]] = {
    "a path": ("map", "properties.total"),
    "several paths": ("map", {"from": ["context.plan", "context.traits.plan"]}),
    "a path with options": ("map", {"from": "properties.total", "as": "number", "default": 0}),
    "a required path": ("map", {"from": "userId", "required": True}),
    "a text with paths": ("map", {"template": "{{ userId }}: x", "if_missing": "fail"}),
    "a lookup": ("map", {"from": "properties.plan", "lookup": {"free": 0, "pro": "paid", "no": None}}),
    "a list item by item": ("map", {"each": "properties.products", "map": {"id": "sku", "n": {"counter": 1}}}),
    "a list with constants and a condition": (
        "map",
        {"each": "products", "map": {"id": "sku"}, "set": {"kind": "x"}, "where": {"price": {"above": 1}}},
    ),
    "an object of fields": ("map", {"map": {"a": "userId"}}),
    "options that have no input": ("map", {"from": "traits", "except": ["email"], "only_when": "userId exists"}),
    "a constant": ("set", ["a", 1]),
    "a text that looks like a number": ("set", "10"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_what_is_not_touched_stays_as_it_is_written(name: str) -> None:
    under, written = WRITTEN[name]
    assert Draft.of(written, under).written() == written


def test_a_list_is_mapped_item_by_item() -> None:
    draft = Draft(
        "each", "properties.products", items=[Pair("id", "sku"), Pair("", ""), Pair("price", "{from: p, as: number}")]
    )
    assert draft.written() == {
        "each": "properties.products",
        "map": {"id": "sku", "price": {"from": "p", "as": "number"}},
    }


def test_values_are_looked_up() -> None:
    draft = Draft("path", "properties.plan", lookup=[Pair("free", "0"), Pair("pro", "paid")], convert="text")
    assert draft.written() == {"from": "properties.plan", "lookup": {"free": 0, "pro": "paid"}, "as": "text"}


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (Draft(), "where the value comes from"),
        (Draft("each", "properties.products"), "at least one field inside"),
        (Draft("path", "a", lookup=[Pair("x", "")]), "half empty: x"),
        (Draft("path", "a", lookup=[Pair("x", "1"), Pair("x", "2")]), "is there twice"),
        (Draft("path", "a", others="except"), "in braces"),
        (Draft("path", "a", others="{default: 1}"), "default: has an input"),
    ],
    ids=["no source", "no items", "half a row", "a value twice", "no options", "an option that has an input"],
)  # fmt: skip
def test_what_cannot_be_written_is_said(draft: Draft, words: str) -> None:
    with pytest.raises(DraftError, match=words):
        draft.written()
