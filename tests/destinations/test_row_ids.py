"""Ids in the form a tool insists on."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from destinations.sdk.families.events.row_ids import ULID, as_ulid, as_uuid

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_any_text_becomes_a_uuid_which_stays_as_it_is(text: str) -> None:
    made = as_uuid(text)
    assert str(UUID(made)) == as_uuid(made) == made


@given(TEXTS, st.integers(-(2**40), 2**40))
def test_any_text_becomes_a_ulid_which_stays_as_it_is(text: str, seconds: int) -> None:
    made = as_ulid(text, seconds)
    assert ULID.fullmatch(made)
    assert as_ulid(made, 0) == made


def test_other_texts_are_other_ids() -> None:
    assert as_uuid("m-1") != as_uuid("m-2")
    assert as_ulid("m-1", 0) != as_ulid("m-2", 0)


def test_ulids_sort_by_time() -> None:
    assert as_ulid("b", 1772360130) < as_ulid("a", 1772360131)
