"""Who can be matched: somebody at all, and Google's way with e-mail addresses."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from destinations.sdk import Payload, sha256_hex
from destinations.sdk.families.ads import GoogleEmail, google_email, require_one_of


class Sale(Payload):
    """A sale to somebody."""

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None

    _has_one = require_one_of("email", "first_name and last_name")


class Refund(Sale):
    """A payload that inherits the check."""


@pytest.mark.parametrize("model", [Sale, Refund])
@pytest.mark.parametrize("fields", [{"email": "a"}, {"first_name": "a", "last_name": "b"}])
def test_one_choice_is_enough(model: Any, fields: dict[str, str]) -> None:
    assert model.model_validate(fields).model_dump(exclude_none=True) == fields


@pytest.mark.parametrize("model", [Sale, Refund])
@pytest.mark.parametrize("fields", [{}, {"email": ""}, {"first_name": "a"}, {"first_name": "a", "last_name": ""}])
def test_a_payload_without_one_complete_choice_is_refused(model: Any, fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="nobody to match this to: map one of email, first_name and last_name"):
        model.model_validate(fields)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Jefferson.Loves.hiking@gmail.com", "jeffersonloveshiking@gmail.com"),
        ("Cloudy.SanFrancisco+shopping@googlemail.com", "cloudysanfrancisco@googlemail.com"),
        (" user.name+NYC@Example.com ", "user.name+nyc@example.com"),
        ("a.b+c@gmail.com.example", "a.b+c@gmail.com.example"),
    ],
)
def test_addresses_as_google_hashes_them(written: str, same: str) -> None:
    assert google_email(written) == same
    assert TypeAdapter(GoogleEmail).validate_python(written) == sha256_hex(same)


@pytest.mark.parametrize("written", ["", "  "])
def test_a_blank_address_is_none(written: str) -> None:
    assert TypeAdapter(GoogleEmail).validate_python(written) is None


@pytest.mark.parametrize("written", ["...@gmail.com", "+a@googlemail.com", "ada", "@gmail.com"])
def test_addresses_that_cannot_be(written: str) -> None:
    with pytest.raises(ValidationError, match="is not an e-mail address"):
        TypeAdapter(GoogleEmail).validate_python(written)
