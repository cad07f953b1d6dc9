"""Roles: what a field means, however it is written."""

from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError, create_model

from destinations.sdk import (
    Amount,
    AnonymousId,
    Currency,
    DedupeId,
    Email,
    EpochMillis,
    HashedEmail,
    IsoTime,
    Payload,
    Personal,
    Phone,
    PlainName,
    UserId,
    roles_of,
)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        pytest.param(Amount, ["money"], id="an amount"),
        pytest.param(Amount | None, ["money"], id="an amount or none"),
        pytest.param(list[Amount], ["money"], id="a list of amounts"),
        pytest.param(Currency | None, ["currency of the money"], id="a currency"),
        pytest.param(EpochMillis, ["when"], id="an epoch number"),
        pytest.param(IsoTime | None, ["when"], id="a text"),
        pytest.param(UserId, ["who"], id="a person"),
        pytest.param(AnonymousId | None, ["who, not signed in"], id="a device"),
        pytest.param(DedupeId, ["sent once per value"], id="an id that is taken once"),
        pytest.param(HashedEmail, ["hashed e-mail (SHA-256)"], id="a hashed address"),
        pytest.param(list[HashedEmail] | None, ["hashed e-mail (SHA-256)"], id="hashed addresses"),
        pytest.param(Email, ["e-mail, as it is"], id="a plain address"),
        pytest.param(Annotated[str, Personal("ip", sent="plain")], ["IP address, as it is"], id="a field of its own"),
        pytest.param(str | None, [], id="a text that is nothing special"),
    ],
)
def test_the_roles_of_a_field_are_found_wherever_its_type_holds_them(kind: Any, words: list[str]) -> None:
    model = create_model("Toy", __base__=Payload, field=(kind, ...))
    assert [role.words for role in roles_of(model).get("field", ())] == words


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        (UserId, "u 1", "u 1"),
        (UserId, 42, "42"),
        (Email, " Ada@Example.com ", "ada@example.com"),
        (Email, " ", None),
        (Phone, "+44 (20) 7946-0018", "+442079460018"),
        (PlainName, "  Ada   Lovelace ", "Ada Lovelace"),
    ],
)
def test_what_is_sent_plain_is_made_equal(kind: Any, given: Any, read: Any) -> None:
    assert TypeAdapter(kind).validate_python(given) == read


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        (UserId, " ", "an empty text is not an id"),
        (UserId, True, "true is not an id"),
        (DedupeId, 1.5, "1.5 is not an id"),
        (Email, "ada at example.com", '"ada at example.com" is not an e-mail address'),
        (Phone, "12345", '"12345" is not a whole phone number'),
        (PlainName, True, "true is not a text"),
    ],
)
def test_what_names_nobody_is_refused(kind: Any, given: Any, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(given)
    assert words in str(caught.value)
