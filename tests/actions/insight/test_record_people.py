"""No recorded byte names the person in an event, wherever and however it is written there; what is joined stays so."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.insight.record.masking import Masker
from actions.json_line import json_line
from tests.actions.insight.test_record import MASKER, PERSON, event

EMAIL, USER, IP, TOKEN = PERSON["email"], "u-canary-77", "203.0.113.77", "s3cr3t-t0ken"
# What must be in no byte: for each thing that is said of the person, a part that tells.
TELLING = {
    EMAIL: "canary.bird",
    "Canaria Birdsong": "birdsong",
    "+436601234567": "1234567",
    USER: USER,
    IP: IP,
    "12 Perch Lane": "perch",
    "W1 4AB": "4ab",
    "h0neysuckle": "h0neysuckle",
    TOKEN: TOKEN,
}
SPELLED: list[Callable[[str], str]] = [
    str,
    str.lower,
    str.upper,
    str.title,
    quote,
    quote_plus,
    lambda text: quote(text, safe=""),
    lambda text: f"called {text} today",
    lambda text: f"<b>{text}</b>",
    lambda text: f"https://x.example/p?to={quote(text)}&x=1",
    lambda text: f"mailto:{text}",
    lambda text: f"{text}'s order",
    lambda text: json.dumps({"note": text}),
    lambda text: json.dumps([{"deep": {"x": [text]}}]),
]
PLACES = st.sampled_from(["note", "x", "title", "label", "ref", "to", "search", "0"])


@st.composite
def said(draw: st.DrawFn) -> str:
    """Something of the person, spelled in some way, of which each is also done to another."""
    text = draw(st.sampled_from(sorted(TELLING)))
    for _ in range(draw(st.integers(1, 2))):
        spell: Callable[[str], str] = draw(st.sampled_from(SPELLED))
        text = spell(text)
    return str(text)


values = st.recursive(
    said() | st.just("tea") | st.integers(0, 99),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(PLACES | said(), inside, max_size=2),
    max_leaves=5,
)
parts = st.dictionaries(st.sampled_from(["properties", "context", "options", "event", "messageId", "extra"]), values)


@settings(max_examples=150)
@given(parts=parts, as_text=st.booleans())
def test_no_byte_names_the_person(parts: dict[str, Any], as_text: bool) -> None:
    own = {"traits": PERSON, "ip": IP, "device": {"id": "d-1", "token": TOKEN}}
    made = event(**parts) | {"context": json.dumps(own) if as_text else own, "more": parts.get("context")}
    text = json_line(MASKER.event(made)).decode().lower()
    assert [one for one in TELLING.values() if one in text] == []


WRITTEN = [
    ("in another case", EMAIL.upper()),
    ("with space around it", f"  {EMAIL} "),
    ("in an address of a page", f"https://x.example/?m={EMAIL}"),
    ("with its sign written as a number", f"https://x.example/?m={EMAIL.replace('@', '%40')}"),
    ("in a sentence", f"please write to {EMAIL}, soon"),
    ("in a text that is JSON", json.dumps({"mail": EMAIL})),
    ("between angle brackets", f"Canaria <{EMAIL}>"),
]


@pytest.mark.parametrize("text", [row[1] for row in WRITTEN], ids=[row[0] for row in WRITTEN])
@pytest.mark.parametrize("field", ["email", "note"])
def test_one_address_has_one_mask_wherever_it_is_written(text: str, field: str) -> None:
    alone = MASKER.event(event())["context"]["traits"]["email"]
    made = MASKER.event(
        event(context={}, properties={"note": text} if field == "note" else {}, traits={"email": EMAIL})
    )
    assert made["traits"]["email"] == alone
    if field == "note":
        assert alone in made["properties"]["note"].lower().replace("%40", "@")


@settings(max_examples=60)
@given(emails=st.lists(st.from_regex(r"[a-z]{3,9}(\.[a-z]{2,8})?@[a-z]{3,8}\.(com|org)", fullmatch=True), min_size=2))
def test_events_are_joined_by_masked_address_as_by_the_own_one(emails: list[str]) -> None:
    """The first event of each person names the address in traits, the second in other words."""
    first = [MASKER.event(event(context={"traits": {"email": one}}))["context"]["traits"]["email"] for one in emails]
    second = [MASKER.event(event(context={}, properties={"to": one.title()}))["properties"]["to"] for one in emails]
    assert [one.lower() for one in second] == first
    assert len(set(first)) == len(set(emails))


NUMBERS = [
    ("a phone number", "phone", 436601234567),
    ("an id", "customerId", 77123456),
    ("a place on earth", "latitude", 48.2082),
    ("a number that ends in noughts", "phone", 1000000000),
    ("a number beyond digits", "phone", 1e300),
    ("nought", "phone", 0),
]


@pytest.mark.parametrize(("field", "value"), [row[1:] for row in NUMBERS], ids=[row[0] for row in NUMBERS])
def test_a_number_stays_one(field: str, value: float) -> None:
    made = MASKER.event(event(traits={field: value}, properties={"again": value, "text": str(value), "count": 3}))
    masked = made["traits"][field]
    assert type(masked) is type(value)
    assert made["properties"]["count"] == 3
    if 10 < value < 1e20:
        assert masked != value
        assert (made["properties"]["again"], str(value) in made["properties"]["text"]) == (masked, False)
        assert len(str(masked)) == len(str(value))


def test_what_is_inside_of_a_secret_is_hidden() -> None:
    made = MASKER.event(event(properties={"credentials": {"user": "bob", "at": ["x", 7]}, "seen": "bob"}))
    assert made["properties"] == {"credentials": {"user": "•••", "at": ["•••", "•••"]}, "seen": "•••"}


def test_another_key_has_other_masks_for_numbers_too() -> None:
    value = event(traits={"phone": 436601234567})
    assert Masker(b"x" * 32).event(value)["traits"]["phone"] != MASKER.event(value)["traits"]["phone"]
