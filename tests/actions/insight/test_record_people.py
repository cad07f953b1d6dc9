"""No recorded byte names the person in an event, wherever and however it is written there; what is joined stays so."""

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import md5, sha1, sha256
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.insight.record import people
from actions.insight.record.masking import Masker
from actions.insight.record.recording import Recording
from actions.json_line import json_line
from destinations.sdk.fields.people.devices import read_ip
from tests.actions.insight.test_record import MASKER, PERSON, event
from tests.actions.small_projects import MakeProject
from tests.fuzz.four_ways import NOW

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
    lambda text: b64encode(text.encode()).decode(),
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


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


ENCODED: list[tuple[str, Callable[[str], str]]] = [
    ("a text", base64),
    ("without its end", lambda text: base64(text).rstrip("=")),
    ("for addresses of pages", lambda text: urlsafe_b64encode(f"{text}?>".encode()).decode()),
    ("JSON", lambda text: base64(json.dumps({"note": {"first": text}}))),
    ("JSON in a query", lambda text: f"https://x.example/p/q?d={quote(base64(json.dumps({'n': text})))}&x=1"),
    ("a folder in an address", lambda text: f"https://x.example/p/{urlsafe_b64encode(text.encode()).decode()}/end"),
    ("twice", lambda text: base64(f"token {base64(text)}")),
    ("a part of a token", lambda text: f"eyJhbGciOiJub25lIn0.{base64(json.dumps({'sub': text})).rstrip('=')}.c2ln"),
]


@pytest.mark.parametrize("encode", [row[1] for row in ENCODED], ids=[row[0] for row in ENCODED])
@pytest.mark.parametrize("text", [EMAIL, "Canaria Birdsong", USER])
def test_what_base64_says_names_nobody_and_is_base64_still(encode: Callable[[str], str], text: str) -> None:
    made = MASKER.event(event(properties={"note": encode(text)}))["properties"]["note"]
    mask = MASKER.event(event(properties={"note": text}))["properties"]["note"]
    assert made == encode(mask)
    assert mask != text


DIGESTS = [sha256, md5, sha1]


@pytest.mark.parametrize("digest", DIGESTS, ids=["sha256", "md5", "sha1"])
def test_the_hash_of_an_address_becomes_that_of_its_mask(digest: Callable[..., Any]) -> None:
    def hashed(text: str) -> str:
        return str(digest(text.encode()).hexdigest())

    made = MASKER.event(
        event(properties={"em": hashed(EMAIL), "other": hashed("b@c.org"), "raw": EMAIL.encode().hex()})
    )
    mask = made["context"]["traits"]["email"]
    assert made["properties"] == {"em": hashed(mask), "other": hashed("b@c.org"), "raw": mask.encode().hex()}


NOT_ENCODED = ["Macintoshes", "0f21ddb6-6cad-4a26-8d11-6ece1738f7d9", "c2VjcmV0IHBsYW5z", base64("a plan for all")]


@pytest.mark.parametrize("text", NOT_ENCODED)
def test_base64_that_is_nobodys_stays(text: str) -> None:
    assert MASKER.event(event(properties={"note": text}))["properties"]["note"] == text


FIELDS = [
    ("a public address", {"ip": "203.0.113.77"}, "ip", True),
    ("a private address", {"ip": "10.1.2.3"}, "ip", False),
    ("an address of six", {"ip": "2a02:8388:6bc3:5b00::1"}, "ip", True),
]


@pytest.mark.parametrize(("context", "name", "is_public"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_an_address_of_a_device_stays_one_that_tools_take(context: dict[str, Any], name: str, is_public: bool) -> None:
    made = MASKER.event(event(context=context))["context"][name]
    assert made != context[name]
    if is_public:
        assert read_ip(made) == made
    else:
        with pytest.raises(ValueError, match="public"):
            read_ip(made)


def test_a_country_stays_and_a_gender_is_one() -> None:
    home = {"street": "12 Perch Lane", "country": "AT"}
    made = MASKER.event(event(traits={"address": home, "gender": "Female", "country": "12 Perch Lane"}))["traits"]
    assert made["address"]["country"] == "AT"
    assert made["gender"] in {"Male", "Female"}
    assert "Perch" not in made["country"]


def test_a_name_in_a_sentence_is_known_from_an_event_of_the_same_person_before(make_project: MakeProject) -> None:
    plan = make_project(webhook="- {do: send, when: {type: track}}").plan
    made = Recording(plan, NOW, MASKER, 100)
    made.add({"type": "identify", "userId": USER, "messageId": "m-0", "traits": {"name": "Bea van Birdsong"}})
    for number, user in enumerate((USER, "u-other")):
        said = event(context={}, userId=user, messageId=f"m-{number + 1}", properties={"note": "Bea Birdsong van left"})
        made.add(said)
    notes = {one["messageId"]: one["properties"]["note"] for _, _, one in made.kept if one["type"] == "track"}
    assert notes["m-2"] == "Bea Birdsong van left"
    assert [word for word in ("Bea", "Birdsong") if word in notes["m-1"]] == []
    assert notes["m-1"].endswith(" van left")


def test_people_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "MOST_PEOPLE", 2)
    known = people.People()
    for user in ("u1", "u2", "u1", "u3"):
        known.remember({"userId": user, "traits": {"firstName": f"Ada {user}"}})
    assert [[one.text for one in known.texts({"userId": user})] for user in ("u1", "u2", "u3")] == [
        ["Ada u1"], [], ["Ada u3"],
    ]  # fmt: skip
