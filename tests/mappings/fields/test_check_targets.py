from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field

from mappings.fields.check_targets import check_targets
from mappings.fields.entry import Entry
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place

EntriesOf = Callable[[str], tuple[Entry, ...]]


class Consent(BaseModel):
    ad_user_data: str | None = None


class Item(BaseModel):
    item_id: str
    price: float | None = None
    consent: Consent | None = None


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")

    sku: str | None = None


def not_taken(name: str) -> str:
    if name == "xmin":
        raise ValueError("xmin is taken; write another name")
    return name


OwnName = Annotated[str, AfterValidator(not_taken)]


class Purchase(BaseModel):
    transaction_id: Annotated[str, Field(min_length=1)]
    value: float | None = None
    items: list[Item] | None = None
    extras: Annotated[list[Open], Field(max_length=9)] = []
    params: dict[str, Any] = {}
    columns: dict[OwnName, Any] | None = None
    either_way: dict[OwnName, Any] | dict[str, int] = {}
    consent: Annotated[Consent | None, Field()] = None
    anything: Any = None
    either: Consent | Open | None = None
    loose: Item | dict[str, Any] | None = None
    words: list[str] = []
    sent_as: str | None = Field(default=None, alias="sentAs")
    known_as: str | None = Field(default=None, validation_alias=AliasChoices("knownAs", "known"))


DO = Place("m.yaml", 9, 5, 9, 7)
ID = "map: {transaction_id: messageId}\nset: "

GOOD = {
    "fields of the payload": "{value: 1}",
    "a field inside a field": "{consent.ad_user_data: x}",
    "anything inside a free object": "{params.a.b.c: 1}",
    "anything inside anything": "{anything.a.b: 1}",
    "a name that is free": "{columns.plan: 1, columns.xmax.xmin: 2}",
    "an object of names that are free": "{columns: {plan: {xmin: 1}}}",
    "a name that one of two types takes": "{either_way.xmin: 1}",
    "a name of one of two types": "{either.ad_user_data: x, either.sku: y}",
    "a type that takes further names": "{either.colour: red}",
    "an alias": "{sentAs: x}",
    "each of several aliases": "{known: x}",
}
GOOD_MAPS = {
    "items of a list": "items: {each: properties.products, map: {item_id: sku, price: price}}",
    "a field inside an item": "items: {each: a, map: {item_id: sku, consent.ad_user_data: b}}",
    "items that take further names": "extras: {each: a, map: {colour: b}}",
    "a nested map where anything may be": "loose: {map: {colour: a}}",
    "a nested map": "consent: {map: {ad_user_data: a}}",
    "a nested map in a free object": "params: {map: {a: b}}",
    "a nested map deep in a free object": "params.x: {map: {a: b}}",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_good_literals(entries_of: EntriesOf, text: str) -> None:
    report = Report()
    check_targets(entries_of(ID + text), Purchase, "purchase", report, lambda: DO)
    assert list(report) == []


@pytest.mark.parametrize("text", GOOD_MAPS.values(), ids=GOOD_MAPS)
def test_good_maps(entries_of: EntriesOf, text: str) -> None:
    report = Report()
    check_targets(entries_of(f"map:\n  transaction_id: messageId\n  {text}"), Purchase, "purchase", report, lambda: DO)
    assert list(report) == []


BAD = {
    "misspelt": ("vale: a", "E342", "3:3", "purchase has no field vale", 'did you mean "value"?'),
    "a name in Python that has an alias": (
        "sent_as: a",
        "E342",
        "3:3",
        "purchase has no field sent_as",
        '"sentAs"',
    ),
    "a field of one's own": ("planet: a", "E342", "3:3", "purchase has no field planet", "write params.planet"),
    "misspelt inside": (
        "consent.ad_usr_data: a",
        "E342",
        "3:3",
        "purchase has no field consent.ad_usr_data",
        'did you mean "ad_user_data"?',
    ),
    "nothing like it inside": (
        "consent.xyz: a",
        "E342",
        "3:3",
        "purchase has no field consent.xyz",
        "its fields are ad_user_data",
    ),
    "misspelt in a nested map": (
        "consent: {map: {ad_data: a}}",
        "E342",
        "3:19",
        "purchase has no field consent.ad_data",
        "its fields are ad_user_data",
    ),
    "misspelt in an item": (
        "items: {each: a, map: {item_id: b, prise: c}}",
        "E342",
        "3:38",
        "purchase has no field items.prise",
        'did you mean "price"?',
    ),
    "misspelt deep in an item": (
        "items: {each: a, map: {item_id: b, consent.x: c}}",
        "E342",
        "3:38",
        "purchase has no field items.consent.x",
        "its fields are ad_user_data",
    ),
    "inside a number": ("value.amount: a", "E344", "3:3", "nothing goes inside value of purchase", None),
    "a map where a number goes": (
        "value: {map: {a: b}}",
        "E344",
        "3:17",
        "nothing goes inside value of purchase",
        None,
    ),
    "inside a list": ("items.price: a", "E344", "3:3", "nothing goes inside items of purchase", "each:"),
    "inside a text of an item": (
        "items: {each: a, map: {item_id.x: b}}",
        "E344",
        "3:26",
        "nothing goes inside items.item_id of purchase",
        None,
    ),
    "inside a declared text of an open item": (
        "extras: {each: a, map: {sku.x: b}}",
        "E344",
        "3:27",
        "nothing goes inside extras.sku of purchase",
        None,
    ),
    "a name that an object of any names does not take": (
        "columns.xmin: a",
        "E349",
        "3:3",
        "purchase has no place for columns.xmin: xmin is taken",
        "write another name",
    ),
    "such a name in a nested map": (
        "columns: {map: {plan: a, xmin: b}}",
        "E349",
        "3:28",
        "purchase has no place for columns.xmin: xmin is taken",
        "write another name",
    ),
    "such a name in an object as it is": (
        "columns: {value: {plan: 1, xmin: 2}}",
        "E349",
        "3:3",
        "purchase has no place for columns.xmin: xmin is taken",
        "write another name",
    ),
    "a name of parts of its own": (
        "columns.xmin.a: a",
        "E349",
        "3:3",
        "purchase has no place for columns.xmin: xmin is taken",
        "write another name",
    ),
    "an item without what it needs": (
        "items: {each: a, map: {price: b}}",
        "E343",
        "3:3",
        "purchase needs items.item_id",
        "add it under map:",
    ),
}


@pytest.mark.parametrize(("text", "code", "at", "message", "hint"), BAD.values(), ids=BAD)
def test_bad(*, entries_of: EntriesOf, text: str, code: str, at: str, message: str, hint: str | None) -> None:
    report = Report()
    check_targets(entries_of(f"map:\n  transaction_id: messageId\n  {text}"), Purchase, "purchase", report, lambda: DO)
    (found,) = report
    assert (found.code, str(found.place), found.message) == (code, f"m.yaml:{at}", message)
    assert found.hint == hint if hint is None else hint in (found.hint or "")


@pytest.mark.parametrize("text", ["map: {value: a}", "set: {params.transaction_id: 1}", "{}"])
def test_a_field_that_must_be_there_is_missed_where_the_action_says_do(entries_of: EntriesOf, text: str) -> None:
    report = Report()
    check_targets(entries_of(text), Purchase, "purchase", report, lambda: DO)
    (found,) = report
    assert (found.code, found.place, found.message) == ("E343", DO, "purchase needs transaction_id")
    assert found.hint == "add it under map:"
