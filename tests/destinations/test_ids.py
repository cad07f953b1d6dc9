"""Ids of people and codes of things: what is read as text, and what programs write where they have none."""

import re
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from destinations.mixpanel.identity import PersonId
from destinations.sdk import AnonymousId, Code, DedupeId, GroupId, UserId
from destinations.sdk.families.ads import HashedId, Text
from destinations.sdk.fields.people.ids import INEXACT_FROM, is_placeholder, read_code, read_id

IDS = [UserId, AnonymousId, GroupId, DedupeId, PersonId]
names = pytest.mark.parametrize("kind", IDS, ids=["user", "anonymous", "group", "dedupe", "mixpanel"])


@names
@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param("u 1 ", "u 1 ", id="a text, letter by letter"),
        pytest.param(42, "42", id="a whole number"),
        pytest.param(12345.0, "12345", id="a whole number with a point"),
        pytest.param("12345.0", "12345.0", id="a text with a point"),
        pytest.param("-", "-", id="a sign"),
        pytest.param("007", "007", id="digits after zeros"),
        pytest.param("nullify", "nullify", id="a word that begins as a placeholder does"),
    ],
)
def test_an_id_is_a_text(kind: Any, value: Any, read: str) -> None:
    assert TypeAdapter(kind).validate_python(value) == read


@names
@pytest.mark.parametrize(
    "value",
    [
        *(
            "null",
            "NULL",
            " undefined ",
            "None",
            "n/a",
            "N/A",
            "Anonymous",
            "[object Object]",
            "NaN",
            "<nil>",
            "(null)",
        ),
        *("0", "000", "00000000-0000-0000-0000-000000000000", "true", "False", 0, 0.0),
    ],
)
def test_what_programs_write_for_no_id_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(ValidationError, match="is refused as a placeholder, which programs write where they have none"):
        TypeAdapter(kind).validate_python(value)


@names
@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param("", "an empty text is not an id", id="an empty text"),
        pytest.param(" \t", "an empty text is not an id", id="a blank"),
        pytest.param(True, "true is not an id", id="true"),
        pytest.param(False, "false is not an id", id="false"),
        pytest.param(1.5, "1.5 is not an id", id="a number that is not whole"),
        pytest.param(1e300, "1e+300 is not an id", id="a number whose digits are not known"),
        pytest.param(float("nan"), "NaN is not an id", id="no number"),
        pytest.param(["u_1"], "a list is not an id", id="a list"),
        pytest.param({"id": 1}, "an object is not an id", id="an object"),
    ],
)
def test_what_is_no_id_is_refused(kind: Any, value: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        pytest.param(Code, 2024, "2024", id="a coupon that is a year"),
        pytest.param(Code, 12345.0, "12345", id="a product's number with a point"),
        pytest.param(Code, "0", "0", id="a product of which there is no number lower"),
        pytest.param(Code, "free", "free", id="a word, as codes are words"),
        pytest.param(Text, 4711, "4711", id="a brand that is a number"),
        pytest.param(Text, 12345.0, "12345.0", id="a text that is not code keeps its point"),
        pytest.param(Text, 7.5, "7.5", id="a name that is a number"),
    ],
)
def test_a_number_is_read_where_a_text_belongs(kind: Any, value: Any, read: str) -> None:
    assert TypeAdapter(kind).validate_python(value) == read


@pytest.mark.parametrize("kind", [Code, Text], ids=["a code", "a text"])
@pytest.mark.parametrize("value", ["", "  ", True, False, ["a"], {"a": 1}, float("inf")])
def test_what_is_no_code_and_no_text_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(ValidationError, match="is not an id or code" if kind is Code else "is not a text"):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("value", ["null", "0", "00000000-0000-0000-0000-000000000000", "[object Object]"])
def test_a_placeholder_is_no_id_to_hash(value: str) -> None:
    with pytest.raises(ValidationError, match="is refused as a placeholder"):
        TypeAdapter(HashedId).validate_python(value)


@drawn(st.text(max_size=20) | st.integers() | st.floats() | st.booleans())
def test_an_id_that_was_read_is_read_again_as_it_is(value: Any) -> None:
    for read in (read_id, read_code):
        try:
            once = read(value)
        except Exception:  # noqa: BLE001, S112 - refused, whatever it is
            continue
        assert read(once) == once
        if isinstance(value, float):
            assert (float(once), abs(value) < INEXACT_FROM) == (value, True)


@pytest.mark.parametrize("word", ["u_1", "0a", "1-0", "", "-", "00-1", "anonymous-7"])
def test_ids_that_only_resemble_a_placeholder(word: str) -> None:
    assert not is_placeholder(word)
