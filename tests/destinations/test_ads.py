"""What advertising tools match people by: the vendors' published examples, and what cannot be matched."""

from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import example
from hypothesis import given as drawn
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from destinations.sdk import HashedPhone
from destinations.sdk.families.ads import (
    Conversion,
    HashedDigits,
    Person,
    Product,
    decimal_text,
    normalize_country,
    normalize_state,
)
from destinations.sdk.families.ads.people import SHORT_NAMES
from destinations.sdk.families.ads.places import STATE_CODES
from destinations.sdk.fields.people.countries import CODES, COUNTRIES, codes_of
from destinations.sdk.fields.people.own_names import OWN_NAMES


class TikTokPhone(BaseModel):
    phone: HashedPhone


class MetaPhone(BaseModel):
    phone: HashedDigits


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


# Meta: developers.facebook.com, "Customer Information Parameters". TikTok: business-api.tiktok.com/portal/docs,
# "Report App, Web, Offline, or CRM Events". Pinterest publishes hashes, but not of what (v5, events/create); those
# of its gender and country are of `male` and `US`, which its own rules forbid.
PUBLISHED = [
    ("email", "John_Smith@gmail.com", "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"),
    ("phone", "+1 (650)555-1212", "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"),
    ("first_name", "Mary", "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"),
    ("first_name", "정", "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14"),
    ("last_name", "Valéry", "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c"),
    ("birthday", "2/16/1997", "01acdbf6ec7b4f478a225f1a246e5d6767eeab1a7ffa17f025265b5b94f40f0c"),
    ("country", "United States", "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"),
    ("email", " ALICE_abc@gmail.com ", "848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f"),
    ("external_id", "user_123", "80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b"),
]


@pytest.mark.parametrize(("field", "value", "published"), PUBLISHED, ids=lambda part: str(part)[:20])
def test_hashes_are_those_that_the_vendors_publish(field: str, value: str, published: str) -> None:
    assert getattr(Person.model_validate({field: value}), field) == published


def test_a_phone_number_is_hashed_with_its_plus_for_tiktok_and_without_for_meta() -> None:
    published = "9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd"
    assert TikTokPhone(phone="(+1)2133734253").phone == published == digest("+12133734253")
    assert MetaPhone(phone="(+1)2133734253").phone == digest("12133734253")


@pytest.mark.parametrize(
    ("field", "value", "plain"),
    [
        pytest.param("gender", "Female", "f", id="a gender in full"),
        pytest.param("gender", "M", "m", id="a gender as a letter"),
        pytest.param("gender", "non-binary", "n", id="neither of the two"),
        pytest.param("birthday", "1997-02-16", "19970216", id="an ISO date"),
        pytest.param("birthday", "1997-02-16T10:00:00.000Z", "19970216", id="an ISO time"),
        pytest.param("birthday", "1997-02-16 00:00:00", "19970216", id="a time of a database"),
        pytest.param("birthday", "1997/2/16", "19970216", id="a date with slashes"),
        pytest.param("birthday", "02/02/1997", "19970202", id="a day that is the same in all countries"),
        pytest.param("birthday", 19970216, "19970216", id="a date as a number"),
        pytest.param("postal_code", 94035.0, "94035", id="a postal code with a point"),
        pytest.param("city", "New York", "newyork", id="a city of two words"),
        pytest.param("city", "Ma\u0301laga", "málaga", id="an accent that stands apart"),
        pytest.param("state", "California", "ca", id="a state of the USA in full"),
        pytest.param("state", "New South Wales", "newsouthwales", id="another state"),
        pytest.param("postal_code", "94035-1234", "94035", id="a ZIP+4"),
        pytest.param("postal_code", 94035, "94035", id="a postal code as a number"),
        pytest.param("postal_code", "M5V 3L9", "m5v3l9", id="letters and digits"),
        pytest.param("country", "USA", "us", id="three letters"),
        pytest.param("country", "uk", "gb", id="the usual two letters that are not ISO's"),
        pytest.param("country", "Côte d’Ivoire", "ci", id="a name with signs"),  # noqa: RUF001 - the sign in question
        pytest.param("external_id", 42, "42", id="an id as a number"),
    ],
)
def test_equal_values_get_equal_hashes(field: str, value: Any, plain: str) -> None:
    assert getattr(Person.model_validate({field: value}), field) == digest(plain)


@pytest.mark.parametrize("value", ["", "  ", None])
@pytest.mark.parametrize("field", SHORT_NAMES)
def test_nothing_is_not_hashed(field: str, value: Any) -> None:
    assert getattr(Person.model_validate({field: value}), field) is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        pytest.param(
            "gender", "prefer not to say", "is not a gender that tools match by", id="a gender that none matches"
        ),
        pytest.param("gender", "-", "is not a gender", id="a sign for a gender"),
        pytest.param("country", "123", "is not a country", id="a country of digits"),
        pytest.param("city", "123", '"123" is not a city, as nothing of it could be matched', id="a city of digits"),
        pytest.param("state", "?", '"?" is not a state or region', id="a state of signs"),
        pytest.param("postal_code", "-", '"-" is not a postal code', id="a postal code of signs"),
        pytest.param("birthday", "0000-00-00", "is not a birthday", id="no day at all"),
        pytest.param("birthday", "0001-01-01T00:00:00Z", "is not a birthday", id="the first day of a calendar"),
        pytest.param("birthday", "1900-01-01", "is not a birthday", id="the first day of a database"),
        pytest.param("birthday", "9999-12-31", "is not a birthday", id="the last day of a database"),
        pytest.param("birthday", 855964800, "is not a birthday", id="seconds"),
        pytest.param(
            "external_id", "undefined", 'the id "undefined" is refused as a placeholder', id="an id that is none"
        ),
        pytest.param("external_id", True, "true is not a text", id="true for an id"),
        *(
            pytest.param(field, "ab" * 32, "write sha256: before it", id=f"the hash of a {field}")
            for field in ("first_name", "last_name", "city", "state", "postal_code", "country", "birthday", "gender")
        ),
        pytest.param("country", "Utopia", '"Utopia" is not a country; write its two letters', id="no country"),
        pytest.param("birthday", "16 February", '"16 February" is not a birthday', id="a birthday without a year"),
        pytest.param("birthday", "1997-02-30", "is not a birthday", id="a day that was not"),
        pytest.param("birthday", "03/02/1990", "another in Europe", id="a day that is two days in two countries"),
        pytest.param("phone", "(650)555-1212", "with + and its country code", id="a number without its country"),
        pytest.param("postal_code", True, "true is not a text", id="a postal code that is none"),
        pytest.param("city", ["Paris"], "a list is not a text", id="a list of cities"),
    ],
)
def test_what_cannot_be_matched_is_refused(field: str, value: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=r".") as caught:
        Person.model_validate({field: value})
    assert words in caught.value.errors()[0]["msg"]


def test_every_country_and_state_is_in_the_tables_once() -> None:
    assert (len(set(CODES.values())), len(set(STATE_CODES.values()))) == (249, 51)
    assert {normalize_country(code) for code in CODES.values()} == set(CODES.values())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Österreich", "at"),
        ("DEUTSCHLAND", "de"),
        ("España", "es"),
        ("Suisse", "ch"),
        ("Svizzera", "ch"),
        ("België", "be"),
        ("Belgique", "be"),
        ("Česká republika", "cz"),
        ("Ελλάδα", "gr"),
        ("Россия", "ru"),
        ("日本", "jp"),
        ("대한민국", "kr"),
        ("مصر", "eg"),
        ("México", "mx"),
        ("Türkiye", "tr"),
        ("Côte d'Ivoire", "ci"),
    ],
)
def test_countries_go_by_their_names_in_their_own_languages(written: str, code: str) -> None:
    assert normalize_country(written) == code


def test_no_name_is_that_of_two_countries() -> None:
    own, english = codes_of(OWN_NAMES, 1), codes_of(COUNTRIES, 2)
    assert {name: code for name, code in own.items() if english.get(name, code) != code} == {}
    assert set(own.values()) <= set(english.values())
    assert {normalize_state(code) for code in STATE_CODES.values()} == set(STATE_CODES.values())


@drawn(st.text())
@example("\u03390\u0334")
@example("A\u00ad\u030a")
@example("\u212b\u0130\u212a")
def test_what_is_made_equal_stays_equal(text: str) -> None:
    try:
        once = normalize_state(text)
    except PydanticCustomError:
        return
    assert once is None or normalize_state(once) == once


def conversion(**fields: Any) -> Conversion:
    moment = datetime(2026, 3, 1, 10, 15, 30, tzinfo=UTC)
    return Conversion.model_validate({"event_name": "Purchase", "time": moment, **fields}).with_delivery_id("d-1")


def test_an_event_goes_by_its_own_id_and_else_by_the_deliverys() -> None:
    assert (conversion(event_id=7).dedupe_id, conversion().dedupe_id) == ("7", "d-1")


@pytest.mark.parametrize(
    ("products", "count", "ids"),
    [
        pytest.param(None, None, [], id="no products"),
        pytest.param([], None, [], id="an empty list of them"),
        pytest.param([{"id": "a", "quantity": "2"}, {"id": 7}, {"name": "gift", "quantity": 0}], 3, ["a", "7"], id="3"),
    ],
)
def test_products_are_counted(products: Any, count: int | None, ids: list[str]) -> None:
    one = conversion(products=products)
    assert (one.count, one.product_ids) == (count, ids)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({"quantity": 1.5}, "1.5 is not a whole number", id="half a product"),
        pytest.param({"quantity": -1}, "-1 is less than nothing", id="less than no product"),
        pytest.param({"id": ""}, "is not an id or code", id="an empty id"),
        pytest.param({"id": True}, "true is not an id or code", id="an id that is none"),
        pytest.param({"price": "cheap"}, '"cheap" is not a number', id="a price that is none"),
    ],
)
def test_what_is_no_product_is_refused(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=r".") as caught:
        Product.model_validate(fields)
    assert words in caught.value.errors()[0]["msg"]


def test_a_price_is_exact() -> None:
    assert Product(id="p1", price=0.1 + 0.2).price == Decimal("0.3")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        pytest.param("19.99", "19.99", id="as it is"),
        pytest.param("1E+3", "1000", id="without an exponent"),
        pytest.param("0", "0", id="nothing at all"),
        pytest.param("0.0000001", "0.0000001", id="very little"),
    ],
)
def test_an_amount_is_written_in_digits(amount: str, text: str) -> None:
    assert decimal_text(Decimal(amount)) == text
