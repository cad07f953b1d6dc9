from typing import Any, get_args

import pytest

from mappings.convert import CONVERSIONS, to_json_text
from mappings.file.model import Kind
from mappings.findings.errors import EvaluationError

GOOD = {
    "text from a text": ("text", " a ", " a "),
    "text from an integer": ("text", 12345678901234567890, "12345678901234567890"),
    "text from a float": ("text", 178.0, "178.0"),
    "text from false": ("text", False, "false"),
    "e-mail in lower case": ("email", " Ada@Example.COM ", "ada@example.com"),
    "phone with marks": ("phone", "+47 22 22-55(55)", "+4722225555"),
    "phone with two zeros": ("phone", "0047 22225555", "+4722225555"),
    "country in capitals": ("country", " no ", "NO"),
    "currency in capitals": ("currency", "usd", "USD"),
    "url with a query": ("url", " https://shop.example/a?b=c#d ", "https://shop.example/a?b=c#d"),
    "url of an app": ("url", "myapp://product/7", "myapp://product/7"),
    "url in capitals": ("url", "HTTPS://SHOP.EXAMPLE", "HTTPS://SHOP.EXAMPLE"),
    "a list stays": ("list", [1, None], [1, None]),
    "an empty list stays": ("list", [], []),
    "a list of one": ("list", "a", ["a"]),
    "an object in a list": ("list", {"a": 1}, [{"a": 1}]),
    "seconds": ("epoch_s", "2026-03-01T10:15:30.250Z", 1772360130),
    "milliseconds": ("epoch_ms", "2026-03-01T10:15:30.250Z", 1772360130250),
    "microseconds": ("epoch_us", "2026-03-01T10:15:30.250Z", 1772360130250000),
    "milliseconds from seconds": ("epoch_ms", 1772360130, 1772360130000),
    "microseconds from milliseconds": ("epoch_us", 1772360130250, 1772360130250000),
    "seconds from microseconds": ("epoch_s", 1772360130250000, 1772360130),
    "an offset": ("epoch_s", "2026-03-01T11:15:30+01:00", 1772360130),
    "no offset is UTC": ("epoch_s", "2026-03-01T10:15:30", 1772360130),
    "ISO keeps milliseconds": ("iso_time", "2026-03-01T11:15:30.250+01:00", "2026-03-01T10:15:30.250Z"),
    "ISO from seconds": ("iso_time", 1772360130, "2026-03-01T10:15:30Z"),
    "a day": ("date", "2026-03-01", "2026-03-01"),
    "the day in UTC": ("date", "2026-03-01T23:30:00-05:00", "2026-03-02"),
}


@pytest.mark.parametrize(("kind", "value", "converted"), GOOD.values(), ids=GOOD)
def test_converts(kind: str, value: Any, converted: Any) -> None:
    assert CONVERSIONS[kind](value) == converted


BAD = {
    "text from a list": ("text", [], "a list is not text"),
    "text from an object": ("text", {}, "an object is not text"),
    "e-mail without an at": ("email", "ada", '"ada" is not an e-mail address'),
    "e-mail with two": ("email", "a@b@example.com", "is not an e-mail address"),
    "e-mail without a domain": ("email", "ada@localhost", "is not an e-mail address"),
    "e-mail with a space": ("email", "a da@example.com", "is not an e-mail address"),
    "e-mail from a number": ("email", 5, "5 is not an e-mail address"),
    "an empty e-mail": ("email", "", '"" is not an e-mail address'),
    "phone without a country": ("phone", "22225555", '"22225555" is not a phone number with its country'),
    "phone of letters": ("phone", "call me", "is not a phone number"),
    "phone from a number": ("phone", 4722225555, "is not a phone number"),
    "country of three letters": ("country", "NOR", "is not a country code of two letters"),
    "country by name": ("country", "Norway", "is not a country code of two letters"),
    "country from a number": ("country", 47, "47 is not a country code"),
    "no such currency": ("currency", "XXQ", "is not a currency"),
    "url without a scheme": ("url", "shop.example/cart", "is not a whole URL"),
    "url of a path": ("url", "/cart", "is not a whole URL"),
    "url without a host": ("url", "https:///cart", "is not a whole URL"),
    "url without a server": ("url", "mailto:ada@example.com", "is not a whole URL"),
    "url with a space": ("url", "https://shop.example/a b", "is not a whole URL"),
    "url with a line end inside": ("url", "https://shop.example/a\nb", "is not a whole URL"),
    "url with a broken address": ("url", "https://[::1", "is not a whole URL"),
    "url from a list": ("url", [], "a list is not a whole URL"),
    "time in words": ("epoch_s", "yesterday", '"yesterday" is not an ISO 8601 time'),
    "a day that is none": ("date", "2026-02-30", "is not a time of the calendar"),
    "a year of five digits": ("iso_time", "99999-01-01T00:00:00Z", "is not an ISO 8601 time"),
    "time from true": ("epoch_ms", True, "true is not a time"),
    "time from an object": ("iso_time", {}, "an object is not a time"),
    "time from not a number": ("epoch_us", float("nan"), "NaN is not a number"),
}


@pytest.mark.parametrize(("kind", "value", "words"), BAD.values(), ids=BAD)
def test_refuses(kind: str, value: Any, words: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        CONVERSIONS[kind](value)
    assert words in str(caught.value)


@pytest.mark.parametrize("kind", ["email", "phone", "country", "url"])
def test_an_empty_text_has_its_own_advice(kind: str) -> None:
    with pytest.raises(EvaluationError) as caught:
        CONVERSIONS[kind]("")
    assert caught.value.hint == "empty as missing: null_if(…, '')"


def test_every_word_behind_as_has_its_conversion() -> None:
    assert {*CONVERSIONS, "money", "json"} == set(get_args(Kind))


@pytest.mark.parametrize(("value", "text"), [({"a": [1, 2.5, "é"]}, '{"a":[1,2.5,"é"]}'), ("a", '"a"'), (True, "true")])
def test_json(value: Any, text: str) -> None:
    assert to_json_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], {"a": object()}])
def test_no_json(value: Any) -> None:
    with pytest.raises(EvaluationError, match="cannot be written as JSON"):
        to_json_text(value)
