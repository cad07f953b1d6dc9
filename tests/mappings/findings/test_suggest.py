import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.findings.suggest import did_you_mean, nearest

FIELDS = ("event", "type", "userId", "anonymousId", "properties", "context", "traits", "timestamp")


@pytest.mark.parametrize(
    ("word", "choices", "meant"),
    [
        pytest.param("Event", FIELDS, "event", id="the same letters in another case"),
        pytest.param("userid", FIELDS, "userId", id="another case inside the word"),
        pytest.param("property", FIELDS, "properties", id="the singular of an -ies plural"),
        pytest.param("trait", FIELDS, "traits", id="the singular of an -s plural"),
        pytest.param("user_id", FIELDS, "userId", id="snake case for camel case"),
        pytest.param("order-id", ("order_id", "orderly"), "order_id", id="a hyphen for an underscore"),
        pytest.param("evnt", FIELDS, "event", id="a letter left out"),
        pytest.param("tpye", FIELDS, "type", id="two neighbours swapped"),
        pytest.param("propretis", FIELDS, "properties", id="three mistakes in a long word"),
        pytest.param("form", ("from", "for", "format"), None, id="two are equally near"),
        pytest.param("xyz", FIELDS, None, id="nothing is near"),
        pytest.param("ty", ("type", "if"), None, id="a short word is not stretched"),
        pytest.param("", FIELDS, None, id="no word"),
        pytest.param("event", (), None, id="no choices"),
        pytest.param("address", ("addres", "addresses"), "addres", id="ss is not a plural"),
    ],
)
def test_the_nearest_is_found_only_when_it_is_clear(word: str, choices: tuple[str, ...], meant: str | None) -> None:
    assert nearest(word, choices) == meant


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("evnt", 'did you mean "event"?', id="one candidate"),
        pytest.param("tan", 'did you mean "tag", "tap" or "tar"?', id="three at most"),
        pytest.param("zzzzzz", None, id="none"),
    ],
)
def test_a_hint_is_a_sentence(word: str, hint: str | None) -> None:
    assert did_you_mean(word, ("event", "tap", "tax", "tag", "tar")) == hint


def test_another_case_wins_over_fewer_letters() -> None:
    assert nearest("EVENT", ("event", "EVENTS")) == "event"


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6))
def test_what_is_suggested_exists_and_is_another_word(word: str, choices: list[str]) -> None:
    found = nearest(word, choices)
    assert found is None or (found in choices and found != word)
