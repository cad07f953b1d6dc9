"""Numbers of accounts and the like."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from destinations.sdk.families.ads import Digits


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        pytest.param(104012, "104012", id="a number"),
        pytest.param("00104012", "00104012", id="zeros in front are part of it"),
        pytest.param(" 123-456-7890\n", "1234567890", id="as it stands on a screen"),
        pytest.param("9" * 20, "9" * 20, id="the longest"),
    ],
)
def test_digits_are_read(written: Any, digits: str) -> None:
    assert TypeAdapter(Digits).validate_python(written) == digits


@pytest.mark.parametrize(
    ("written", "words"),
    [
        pytest.param("", '"" is not a number of up to 20 digits; write one such as 104012', id="nothing"),
        pytest.param("-", '"-" is not', id="a hyphen alone"),
        pytest.param("act_55", '"act_55" is not', id="letters"),
        pytest.param("١٢٣", '"١٢٣" is not', id="digits of another script"),
        pytest.param(-5, "-5 is not", id="a negative number"),
        pytest.param("-5", '"-5" is not', id="a negative number as text"),
        pytest.param(1.0, "1.0 is not", id="a float"),
        pytest.param(True, "true is not", id="true"),
        pytest.param("9" * 21, "is not a number of up to 20 digits", id="too many"),
        pytest.param(None, "null is not", id="null"),
    ],
)
def test_other_things_are_refused(written: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        TypeAdapter(Digits).validate_python(written)
