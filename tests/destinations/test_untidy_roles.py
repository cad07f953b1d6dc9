"""What holds for every field of a person, an id or a code, in every destination: a new one joins by its roles."""

from typing import Any

import pytest

from destinations.sdk import CodeRole, DedupeRole, Personal, PersonRole, ScopeRole
from destinations.sdk.destination import Destination
from tests.destinations.spots import Located, Refused, destinations, is_said_of, spots

HASH = "8b7df143d91c716ecfa5fc1730022f6b421b05cedee8fd52b1fc65a96030ad52"
# In hashed fields these are not ids, and no id of a person is a truth value.
IDS = (PersonRole, DedupeRole)
NAMES = {"name", "city", "state", "postal code", "country", "gender", "birthday", "street"}
# What is kept as an object or as any JSON has no text to be untidy.
FREE = {"traits", "address"}


SPOTS = {
    f"{one.name}: {spot.model.__name__}.{spot.name}": spot
    for one in destinations()
    for kind in one.action_types
    for spot in spots(kind.payload)
    if spot.has(Personal, PersonRole, DedupeRole, CodeRole, ScopeRole)
    and not (spot.personal and spot.personal.kind in FREE)
    and spot.model.model_fields[spot.name].annotation is not Any
}


def of(*kinds: type) -> pytest.MarkDecorator:
    found = {name: spot for name, spot in SPOTS.items() if spot.has(*kinds)}
    return pytest.mark.parametrize("spot", found.values(), ids=found)


def personal(*kinds: str, sent: str) -> pytest.MarkDecorator:
    found = {
        name: spot
        for name, spot in SPOTS.items()
        if spot.personal and spot.personal.sent == sent and (not kinds or spot.personal.kind in kinds)
    }
    return pytest.mark.parametrize("spot", found.values(), ids=found)


@of(Personal, PersonRole, DedupeRole, CodeRole, ScopeRole)
@pytest.mark.parametrize(
    "value", [True, False, [], ["a"], {}, {"a": 1}], ids=["true", "false", "[]", "list", "{}", "object"]
)
def test_what_is_no_text_is_refused_by_the_field_itself(spot: Located, value: Any) -> None:
    if value == [] and spot.personal and spot.personal.kind == "ip":
        # A list of addresses is read, and an empty one is not an address.
        return
    is_said_of(spot, value)


@of(Personal)
@pytest.mark.parametrize("value", ["", " ", "\t\n"], ids=["empty", "blank", "tab"])
def test_a_blank_says_nothing_of_anybody(spot: Located, value: str) -> None:
    try:
        read = spot.read(value)
    except Refused:
        return
    assert read is None or (read == value and spot.personal and spot.personal.sent == "plain")


@of(*IDS)
@pytest.mark.parametrize("value", ["null", "Undefined", "[object Object]", "00000000-0000-0000-0000-000000000000", 0])
def test_a_placeholder_is_no_id(spot: Located, value: Any) -> None:
    assert "placeholder" in is_said_of(spot, value)


@personal("id", sent="sha256")
@pytest.mark.parametrize("value", ["null", "Undefined", "[object Object]", "00000000-0000-0000-0000-000000000000", 0])
def test_a_placeholder_is_not_hashed(spot: Located, value: Any) -> None:
    assert "placeholder" in is_said_of(spot, value)


@of(PersonRole, DedupeRole, CodeRole)
def test_a_whole_number_is_an_id_or_a_code(spot: Located) -> None:
    assert (spot.read(12345), spot.read(12345.0)) == ("12345", "12345")


@personal("email", "phone", sent="sha256")
def test_a_hash_passes_as_it_is_and_does_so_again(spot: Located) -> None:
    assert spot.read(HASH.upper()) == spot.read(spot.read(HASH)) == HASH


@personal(*NAMES, sent="sha256")
def test_a_name_that_looks_like_a_hash_is_not_hashed(spot: Located) -> None:
    assert "write sha256: before it" in is_said_of(spot, HASH)
    assert spot.read(f"sha256:{HASH}") == HASH


@personal("email", "phone", *NAMES, "company", "job title", sent="plain")
def test_a_hash_is_not_sent_where_the_value_itself_is_wanted(spot: Located) -> None:
    for digest in (HASH, f"sha256:{HASH}", HASH[:32]):
        assert "map the value itself" in is_said_of(spot, digest)


@personal("ip", sent="plain")
def test_an_address_is_one_that_is_public(spot: Located) -> None:
    assert (spot.read("10.0.0.1, 203.0.113.7"), spot.read("")) == ("203.0.113.7", None)
    assert "is not a public IP address" in is_said_of(spot, "10.0.0.1")


@personal(sent="sha256")
def test_what_is_hashed_is_a_hash_or_nothing(spot: Located) -> None:
    for value in ("ada@example.com", "+4722123456", "Ada", "1990-02-16", "f", "NO", "0150", 7):
        try:
            read = spot.read(value)
        except Refused:
            continue
        assert len(read) == len(HASH)


@pytest.mark.parametrize("one", list(destinations()), ids=lambda one: one.name)
def test_settings_have_a_default_country_where_there_are_phone_numbers(one: Destination) -> None:
    phones = {name for name, spot in SPOTS.items() if name.startswith(f"{one.name}: ") and spot.personal}
    has_phone = any((role := SPOTS[name].personal) and role.kind == "phone" for name in phones)
    assert ("default_country" in one.settings.model_fields) == has_phone
