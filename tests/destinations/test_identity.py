"""Personal data is normalized before it is hashed, and hashed once."""

from hashlib import sha256
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from destinations.sdk import Email, HashedEmail, HashedName, HashedPhone, Phone, PlainName, sha256_hex
from destinations.sdk.families.ads import HashedId


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
        pytest.param("email", "ada@example.com\u200b", "ada@example.com", id="a character that nobody sees"),
        pytest.param("email", "o'hara+shop@mail.example.com", "o'hara+shop@mail.example.com", id="signs in a name"),
        pytest.param("email", "ada@b\u00fccher.example", "ada@b\u00fccher.example", id="a domain with its letters"),
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


HASH = "8b7df143d91c716ecfa5fc1730022f6b421b05cedee8fd52b1fc65a96030ad52"
BASE64 = "i33xQ9kccW7PpfwXMAIvaya0Bc7e6P1SsfxlqWAwrVI="
MD5, SHA1, SHA512 = "d41d8cd98f00b204e9800998ecf8427e", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "c" * 128


@pytest.mark.parametrize("field", ["email", "phone", "name"])
def test_a_hash_that_says_so_is_passed_on(field: str) -> None:
    assert Person.model_validate({field: f" sha256:{HASH.upper()} "}).model_dump()[field] == HASH


@pytest.mark.parametrize("field", ["email", "phone"])
@pytest.mark.parametrize("given", [HASH, HASH.upper(), f" {HASH} "], ids=["lower case", "capitals", "space around"])
def test_the_digits_of_a_hash_pass_where_nothing_else_has_them(field: str, given: str) -> None:
    once = Person.model_validate({field: given}).model_dump()[field]
    assert once == HASH == Person.model_validate({field: once}).model_dump()[field]


def test_a_name_that_looks_like_a_hash_has_to_say_what_it_is() -> None:
    with pytest.raises(ValidationError, match="look like a hash; if it is one, write sha256: before it"):
        Person(name=HASH)


@pytest.mark.parametrize("field", ["email", "phone", "name"])
@pytest.mark.parametrize("digest", [MD5, SHA1, SHA512, BASE64], ids=["MD5", "SHA-1", "SHA-512", "base64"])
def test_a_hash_by_which_nobody_is_found_is_refused(field: str, digest: str) -> None:
    with pytest.raises(ValidationError, match=r"this looks like a hash \(.*\), by which nobody is found"):
        Person.model_validate({field: digest})


@pytest.mark.parametrize("kind", [Email, Phone, PlainName], ids=["e-mail", "phone", "name"])
@pytest.mark.parametrize("digest", [HASH, f"sha256:{HASH}", MD5, SHA1, SHA512, BASE64])
def test_no_hash_goes_where_the_tool_wants_the_value_itself(kind: Any, digest: str) -> None:
    with pytest.raises(ValidationError, match=r"looks like a hash .* is sent as it is; map the value itself"):
        TypeAdapter(kind).validate_python(digest)


def test_an_id_is_hashed_whatever_it_looks_like() -> None:
    read = TypeAdapter(HashedId).validate_python
    assert (read(HASH), read(MD5), read(f"sha256:{HASH}")) == (digest(HASH), digest(MD5), HASH)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        pytest.param("email", "ada", '"ada" is not an e-mail address', id="no @"),
        pytest.param("email", "ada@localhost", "is not an e-mail address", id="no domain"),
        pytest.param("email", ["ada@example.com"], "a list is not a text", id="a list"),
        pytest.param("phone", "020 7946 0018", "with + and its country code", id="no country code"),
        pytest.param("phone", "+12", "is not a whole phone number", id="too short"),
        pytest.param("phone", 442079460018, "with + and its country code", id="a number"),
        pytest.param("phone", True, "true is not a text", id="true"),
        pytest.param("email", 123, '"123" is not an e-mail address', id="a number for an address"),
        pytest.param("email", "ada@example..com", "is not an e-mail address", id="a part of the domain missing"),
        pytest.param("email", "ada@example.com,", "is not an e-mail address", id="a comma behind it"),
        pytest.param("email", "Ada <ada@example.com>", "is not an e-mail address", id="a name before it"),
        pytest.param("email", "ada@127.0.0.1", "is not an e-mail address", id="a number for a domain"),
        pytest.param("email", f"{'a' * 250}@example.com", "262 characters", id="a long one"),
        pytest.param("name", "123", '"123" is not a name, as it holds no letter', id="a name without letters"),
        pytest.param("name", "-", "is not a name", id="a sign for a name"),
        pytest.param("name", False, "false is not a text", id="false for a name"),
    ],
)
def test_what_cannot_be_matched_is_refused(field: str, value: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=r".") as caught:
        Person.model_validate({field: value})
    assert words in caught.value.errors()[0]["msg"]


def test_the_empty_text_has_no_hash() -> None:
    with pytest.raises(ValueError, match="empty"):
        sha256_hex("")
