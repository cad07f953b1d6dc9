"""Data of people is made equal before it is hashed, and hashed once."""

from hashlib import sha256
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from destinations.sdk import HashedEmail, HashedName, HashedPhone, sha256_hex


class Person(BaseModel):
    email: HashedEmail = None
    phone: HashedPhone = None
    name: HashedName = None


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("field", "value", "plain"),
    [
        pytest.param("email", " Ada@Example.COM ", "ada@example.com", id="an address in any case"),
        pytest.param("phone", "+44 (20) 7946-0018", "+442079460018", id="a number with fillers"),
        pytest.param("phone", "0044 20 7946 0018", "+442079460018", id="a number with 00"),
        pytest.param("name", " Ada  ", "ada", id="a name with space around"),
        pytest.param("name", "Åsa O'Neil-2", "åsa oneil", id="a name with signs"),
    ],
)
def test_equal_values_get_equal_hashes(field: str, value: str, plain: str) -> None:
    assert Person.model_validate({field: value}).model_dump()[field] == digest(plain)


@pytest.mark.parametrize("field", ["email", "phone", "name"])
@pytest.mark.parametrize("value", ["", "   ", None])
def test_nothing_is_not_hashed(field: str, value: Any) -> None:
    assert Person.model_validate({field: value}).model_dump()[field] is None


def test_a_hash_that_says_so_is_passed_on() -> None:
    assert Person(email="sha256:" + "AB" * 32).email == "ab" * 32


def test_a_text_that_only_looks_like_a_hash_is_hashed() -> None:
    assert Person(name="ab" * 32).name == digest("ab" * 32)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        pytest.param("email", "ada", '"ada" is not an e-mail address', id="no @"),
        pytest.param("email", "ada@localhost", "is not an e-mail address", id="no domain"),
        pytest.param("email", ["ada@example.com"], "a list is not a text", id="a list"),
        pytest.param("phone", "020 7946 0018", "with + and its country code", id="no country code"),
        pytest.param("phone", "+12", "is not a whole phone number", id="too short"),
        pytest.param("phone", 442079460018, "442079460018 is not a text", id="a number"),
    ],
)
def test_what_cannot_be_matched_is_refused(field: str, value: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=r".") as caught:
        Person.model_validate({field: value})
    assert words in caught.value.errors()[0]["msg"]


def test_the_empty_text_has_no_hash() -> None:
    with pytest.raises(ValueError, match="empty"):
        sha256_hex("")
