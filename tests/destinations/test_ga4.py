"""GA4 beyond its cases: limits the vendor does not report, batches, settings."""

import re
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from destinations.ga4 import GA4, Ga4Settings, batch_key
from destinations.ga4.names import RESERVED_EVENTS, RESERVED_PREFIXES, event_name
from destinations.ga4.payloads import Event, Hit, Transaction
from tests.destinations.played import requests_of
from tests.destinations.untidy import left_out

WEB = Ga4Settings.model_validate({"measurement_id": "G-1", "api_secret": "s3cret"})


def hit(**given: Any) -> Event:
    return Event.model_validate({"client_id": "c", "name": "clicked", **given})


def body(payloads: list[Hit], kind: str = "event", settings: Ga4Settings = WEB) -> Any:
    return orjson.loads(requests_of(GA4, kind, payloads, settings)[0].body)


# Limits


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"client_id": None}, "map client_id (web) or app_instance_id (app)", id="nobody"),
        pytest.param({"client_id": ""}, "an empty text is not an id", id="an empty id"),
        pytest.param({"client_id": True}, "true is not an id", id="true as id"),
        pytest.param({"user_id": "u" * 257}, "has 257 characters, GA4 takes 256", id="a long user id"),
        pytest.param({"name": "1st"}, "a letter first", id="a name with a digit first"),
        pytest.param({"name": "!"}, "is not a name for GA4, which takes letters", id="a name of signs"),
        pytest.param({"name": ""}, "is not a name for GA4", id="no name"),
        pytest.param({"name": "x" * 41}, "has 41 characters, and GA4 takes 40", id="a long name"),
        pytest.param({"name": "_hidden"}, "begins with _", id="an underscore first"),
        pytest.param({"name": "GA: Login"}, "begins with ga_", id="a prefix that comes of snake case"),
        pytest.param({"name": "Google_Thing"}, "begins with google_", id="a reserved prefix in capitals"),
        pytest.param({"items": [{"price": 1}]}, "an item needs item_id or item_name", id="an item without name"),
        pytest.param({"items": [{"item_id": "i", "price": "dear"}]}, '"dear" is not a number', id="a price in words"),
        pytest.param({"items": [{"item_id": ["i"]}]}, "a list is not an id or code", id="a list as item id"),
        pytest.param(
            {"items": [{"item_id": "x" * 101}]}, "has 101 characters, GA4 takes 100; shorten it", id="a long item id"
        ),
        pytest.param(
            {"consent": {"ad_user_data": 2}}, "2 is not a consent; write GRANTED", id="a number for a consent"
        ),
        pytest.param({"user_data": {"street": "-"}}, '"-" is not a street', id="a street of signs"),
        pytest.param({"user_data": {"country": "Utopia"}}, "is not a country", id="a country that is none"),
        pytest.param(
            {"consent": {"ad_user_data": "maybe"}}, '"maybe" is not a consent; write GRANTED', id="a consent in words"
        ),
        pytest.param({"consent": {"ads": "GRANTED"}}, "Extra inputs", id="a consent that is none"),
        pytest.param({"user_data": {"email": "ada"}}, "is not an e-mail address", id="no e-mail address"),
        pytest.param({"timestamp_micros": "soon"}, '"soon" is not a time', id="no time"),
    ],
)
def test_what_ga4_would_silently_drop_is_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        hit(**given)


P = {f"p{n}": n for n in range(26)}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            {"params": {"x" * 41: 1}}, {f"params.{'x' * 41}": "has 41 characters, and GA4 takes 40"}, id="a long name"
        ),
        pytest.param(
            {"params": {"google_user_id": 1}},
            {"params.google_user_id": "begins with google_, which GA4 keeps to itself"},
            id="a reserved name",
        ),
        pytest.param(
            {"params": {"1st": "y"}},
            {"params.1st": "is not a name for GA4, which takes letters, digits and _, a letter first"},
            id="a name with a digit first",
        ),
        pytest.param(
            {"params": {"a b": 1, "a_b": 2}}, {"params.a_b": "would be named a_b as another one is"}, id="names alike"
        ),
        pytest.param(
            {"params": {"text": "x" * 101}}, {"params.text": "has 101 characters, and GA4 takes 100"}, id="a long text"
        ),
        pytest.param(
            {"params": {"page_title": "x" * 301}},
            {"params.page_title": "has 301 characters, and GA4 takes 300"},
            id="a long title",
        ),
        pytest.param(
            {"params": {"page_location": "x" * 1001}},
            {"params.page_location": "has 1001 characters, and GA4 takes 1000"},
            id="a long URL",
        ),
        pytest.param(
            {"params": {"deep": {}}}, {"params.deep": "is an object, and GA4 takes texts and numbers"}, id="an object"
        ),
        pytest.param(
            {"params": {"many": [1]}}, {"params.many": "is a list, and GA4 takes texts and numbers"}, id="a list"
        ),
        pytest.param(
            {"params": {"value": "dark"}},
            {"params.value": 'is "dark", and GA4 takes an amount there'},
            id="a value that is not an amount",
        ),
        pytest.param(
            {"params": {**P, "many": []}},
            {
                "params.many": "is a list, and GA4 takes texts and numbers",
                "params.p0": "is one too many: GA4 takes 25 parameters",
            },
            id="a list among 27 parameters",
        ),
        pytest.param(
            {"params": {**P, "session_id": "s", "P0": 1}, "value": 1},
            {f"params.p{n}": "is one too many: GA4 takes 25 parameters" for n in range(5)},
            id="28 parameters, a value and its currency",
        ),
        pytest.param(
            {"params": {"session_id": "s", **P}},
            {f"params.p{n}": "is one too many: GA4 takes 25 parameters" for n in range(2)},
            id="the session first of 27 parameters",
        ),
        pytest.param(
            {"user_properties": {"x" * 25: 1}},
            {f"user_properties.{'x' * 25}": "has 25 characters, and GA4 takes 24"},
            id="a long property name",
        ),
        pytest.param(
            {"user_properties": {"a": "x" * 37}},
            {"user_properties.a": "has 37 characters, and GA4 takes 36"},
            id="a long property",
        ),
        pytest.param(
            {"user_properties": {"user_id": "u"}},
            {"user_properties.user_id": "is a name that GA4 keeps to itself"},
            id="a reserved property",
        ),
        pytest.param({"user_properties": P}, {"user_properties.p0": "is one too many: GA4 takes 25"}, id="26 of them"),
        pytest.param(
            {"items": [{"item_id": "i"}] * 201},
            {"items.200": "is one too many: GA4 takes 200 items in one event"},
            id="201 items",
        ),
        pytest.param(
            {"items": [{"item_id": "i", "more": {}, "1st": 1}]},
            {
                "items.0.more": "is an object, and GA4 takes texts and numbers",
                "items.0.1st": "is not a name for GA4, which takes letters, digits and _, a letter first",
            },
            id="parameters of an item",
        ),
        pytest.param(
            {"items": [{"item_id": "i", **{f"p{n}": n for n in range(11)}}]},
            {"items.0.p0": "is one too many: GA4 takes 10"},
            id="11 own parameters of an item",
        ),
    ],
)
def test_what_ga4_would_silently_drop_is_left_out_of_what_is_copied(
    given: dict[str, Any], expected: dict[str, str]
) -> None:
    _, parts = left_out(Event, {"client_id": "c", "name": "clicked", **given})
    assert parts == expected


@pytest.mark.parametrize("given", [{"value": 1}, {"value": 1, "currency": "EUR"}, {"currency": "EUR"}, {"items": []}])
def test_no_more_than_25_parameters_are_sent_and_no_fewer_of_many(given: dict[str, Any]) -> None:
    fields = {"client_id": "c", "name": "clicked", "params": {f"p{n}": n for n in range(40)}, **given}
    event, _ = left_out(Event, fields)
    assert len(event.all_params()) == 25


@pytest.mark.parametrize(
    ("given", "params"),
    [
        pytest.param({"params": {f"p{n}": n for n in range(25)}}, {f"p{n}": n for n in range(25)}, id="25 parameters"),
        pytest.param({"params": {"text": "x" * 100}}, {"text": "x" * 100}, id="a hundred characters"),
        pytest.param({"params": {"gone": None, "on": False}}, {"on": "false"}, id="nulls go, booleans are texts"),
        pytest.param({"params": {"value": 1}, "value": 2}, {"value": 2, "currency": "USD"}, id="a field wins"),
        pytest.param({"items": []}, {}, id="no items, no parameter"),
        pytest.param({"currency": "XXQ"}, {}, id="a currency alone"),
    ],
)
def test_what_goes_into_params(given: dict[str, Any], params: dict[str, Any]) -> None:
    assert body([hit(**given)])["events"][0]["params"] == params


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_an_event_name_is_fitting_or_refused(name: str) -> None:
    try:
        fitted = event_name(name)
    except ValueError:
        return
    assert re.fullmatch(r"[^\W\d_]\w{0,39}", fitted)
    assert fitted not in RESERVED_EVENTS
    assert not fitted.lower().startswith(RESERVED_PREFIXES)
    assert event_name(fitted) == fitted


# Batches


def test_hits_of_one_person_travel_together_each_with_its_time() -> None:
    sent = body([hit(timestamp_micros=1772360130), hit(name="read", timestamp_micros=1772360131)])
    assert [one["timestamp_micros"] for one in sent["events"]] == [1772360130000000, 1772360131000000]
    assert [one["name"] for one in sent["events"]] == ["clicked", "read"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"client_id": "d"}, id="another browser"),
        pytest.param({"app_instance_id": "i"}, id="another app"),
        pytest.param({"user_id": "u"}, id="another user"),
        pytest.param({"user_properties": {"plan": "pro"}}, id="another property of the user"),
        pytest.param({"consent": {"ad_user_data": "DENIED"}}, id="another consent"),
        pytest.param({"user_data": {"email": "ada@example.com"}}, id="other personal data"),
    ],
)
def test_hits_that_differ_in_what_a_request_says_once_travel_apart(other: dict[str, Any]) -> None:
    assert batch_key(hit(**other)) != batch_key(hit())


def test_hits_that_differ_otherwise_travel_together() -> None:
    assert batch_key(hit(name="read", params={"a": 1}, timestamp_micros=1)) == batch_key(hit())


def test_a_request_is_about_all_its_hits() -> None:
    assert tuple(requests_of(GA4, "event", [hit(), hit(), hit()], WEB)[0].items) == (0, 1, 2)


@pytest.mark.parametrize(
    ("stream", "person", "key"),
    [
        pytest.param({"measurement_id": "G-1"}, {"client_id": "c"}, "client_id", id="a web stream"),
        pytest.param({"firebase_app_id": "1:2:ios:f"}, {"app_instance_id": "i"}, "app_instance_id", id="an app stream"),
    ],
)
def test_each_stream_has_its_own_id(stream: dict[str, str], person: dict[str, str], key: str) -> None:
    settings = Ga4Settings.model_validate({"api_secret": "s", **stream})
    both = {"client_id": "c", "app_instance_id": "i"}
    assert set(body([hit(**both)], settings=settings)) == {key, "events"}
    wrong = {name: value for name, value in both.items() if name not in person}
    with pytest.raises(ValueError, match=f"stream needs {key}"):
        requests_of(
            GA4, "event", [hit(client_id=None, **wrong) if "client_id" not in wrong else hit(**wrong)], settings
        )


def test_personal_data_is_hashed_before_it_is_kept() -> None:
    given = {"email": "Ada.L@GMail.com", "phone": "+1 (555) 010-0000", "first_name": "Ada", "city": "London"}
    payload = hit(user_data=given)
    assert "ada" not in repr(payload).lower()
    (address,) = body([payload])["user_data"]["address"]
    assert (address["city"], len(address["sha256_first_name"])) == ("London", 64)
    same = hit(user_data={"email": "adal@gmail.com"}).user_data
    assert same is not None
    assert body([payload])["user_data"]["sha256_email_address"] == [same.email]


def test_labels_are_texts_on_the_wire_and_codes_before_it_too() -> None:
    items = [{"item_id": 1, "item_variant": 10, "index": 0}]
    fields = {"client_id": "c", "transaction_id": "o", "coupon": 7, "items": items}
    payload = Transaction.model_validate(fields)
    codes = {"coupon": "7", "items": [{"item_id": "1", "item_variant": 10, "index": 0}]}
    assert payload.model_dump(exclude_none=True) == fields | codes
    params = body([payload], "purchase")["events"][0]["params"]
    assert params == {
        "transaction_id": "o",
        "coupon": "7",
        "items": [{"item_id": "1", "item_variant": "10", "index": 0}],
    }


@pytest.mark.parametrize(
    ("order", "words"),
    [
        pytest.param("", "an empty text is not an id", id="empty, by which GA4 would count all such orders as one"),
        pytest.param(" ", "an empty text is not an id", id="blank"),
        pytest.param(True, "true is not an id", id="true"),
        pytest.param(
            "undefined", "is refused as a placeholder", id="a placeholder, which would make one order of many"
        ),
        pytest.param(None, "null is not an id", id="null"),
        pytest.param("o" * 101, "has 101 characters", id="too long"),
    ],
)
def test_an_order_needs_an_id(order: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        Transaction.model_validate({"client_id": "c", "transaction_id": order})


# Settings


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({}, "give one of measurement_id", id="no stream"),
        pytest.param({"measurement_id": "G-1", "firebase_app_id": "1:2:ios:f"}, "give one of", id="two streams"),
        pytest.param({"measurement_id": "UA-1-1"}, "begins with G-", id="an id of the old product"),
        pytest.param({"measurement_id": "123456"}, "begins with G-", id="a number of a stream"),
        pytest.param({"measurement_id": "G-1", "region": "us"}, "'global' or 'eu'", id="a region that is none"),
        pytest.param({"measurement_id": "G-1", "late_events": "keep"}, "'clamp' or 'drop'", id="a wish"),
        pytest.param({"measurement_id": "G-1", "secret": "s"}, "Extra inputs", id="a setting that is none"),
    ],
)
def test_settings_that_cannot_be(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        Ga4Settings.model_validate({"api_secret": "s", **given})


def test_secrets_are_escaped_in_the_url() -> None:
    settings = Ga4Settings.model_validate({"measurement_id": "G-1", "api_secret": "a&b=c"})
    assert settings.url.endswith("?measurement_id=G-1&api_secret=a%26b%3Dc")


def test_every_action_type_keeps_the_vendors_limits() -> None:
    assert all((one.limits.items, one.limits.bytes) == (25, 130_000) for one in GA4.action_types)
    assert all(one.batch_key is batch_key for one in GA4.action_types)


@pytest.mark.parametrize(("value", "word"), [(True, "GRANTED"), (False, "DENIED"), (" granted ", "GRANTED")])
def test_a_consent_may_be_true_or_false(value: Any, word: str) -> None:
    assert Hit.model_validate({"client_id": "c", "consent": {"ad_user_data": value}}).consent.ad_user_data == word  # type: ignore[union-attr]  # it was given
