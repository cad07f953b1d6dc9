"""Phone numbers: whose they are is known by a plus, or by a country beside them, and never guessed."""

import random
from typing import Any

import pytest
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from pydantic import TypeAdapter, ValidationError

from destinations.sdk import HashedPhone, Phone, complete_phone, sha256_hex
from destinations.sdk.families.ads import HashedDigits
from destinations.sdk.fields.people.phones import E164, _international, _possible

WHOLE = {
    "fillers of all kinds": ("+44 (20) 7946-0018", "+442079460018"),
    "two zeros for the plus": ("0044 20 7946 0018", "+442079460018"),
    "the zero that is dialled at home": ("+44 (0)20 7946 0018", "+442079460018"),
    "a zero that belongs to the number": ("+39 06 1234 5678", "+390612345678"),
    "hyphens of a word processor": ("+47\u201122\u201112\u201134\u201156", "+4722123456"),
    "marks of direction, copied with it": ("\u202a+47 22 12 34 56\u202c", "+4722123456"),
    "digits of another script": ("+\u0664\u0667\u0662\u0662\u0661\u0662\u0663\u0664\u0665\u0666", "+4722123456"),
    "a number for examples": ("+1 (415) 555-0100", "+14155550100"),
    "a new range, which tables do not know yet": ("+1 555 010 0000", "+15550100000"),
}


@pytest.mark.parametrize(("written", "e164"), WHOLE.values(), ids=WHOLE)
def test_a_whole_number_is_written_as_e164(written: str, e164: str) -> None:
    assert TypeAdapter(Phone).validate_python(written) == e164
    assert TypeAdapter(HashedPhone).validate_python(written) == sha256_hex(e164)
    assert TypeAdapter(HashedDigits).validate_python(written) == sha256_hex(e164[1:])
    assert complete_phone(written, "US") == e164


@pytest.mark.parametrize("kind", [Phone, HashedPhone, HashedDigits], ids=["plain", "hashed", "hashed digits"])
@pytest.mark.parametrize(
    "value",
    [
        *(
            "123",
            "22 12 34 56",
            "555-555-SHIP",
            "4155552671",
            "(415) 555-2671",
            "020 7946 0018",
            "+12",
            "+",
            "++4722123456",
        ),
        *("+999 123 456 789", "+47 22 12 34", "+1 415 555 26711", "+1 555 1234", "+1 415 555 2671 ext. 5", 4722123456),
        *(442079460018, "14155550123", "+47 22 12 34 56, +47 22 12 34 57"),
    ],
)
def test_a_number_without_its_country_or_of_another_length_is_refused(kind: Any, value: Any) -> None:
    with pytest.raises(ValidationError, match="is not a whole phone number; write it with"):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("value", [True, 1.5, ["+4722123456"], {"phone": "+4722123456"}])
def test_what_is_no_number_at_all_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="is not a text"):
        TypeAdapter(Phone).validate_python(value)
    assert complete_phone(value, "NO") is None


COMPLETED = {
    "a number of the country": ("22 12 34 56", "NO", "+4722123456"),
    "a number as people write it in the USA": ("(415) 555-2671", "US", "+14155552671"),
    "a number for examples": ("(415) 555-0123", "US", "+14155550123"),
    "ten digits in the USA": ("4155552671", "US", "+14155552671"),
    "a zero that is dialled at home": ("020 7946 0018", "GB", "+442079460018"),
    "a mobile number without that zero": ("7911123456", "GB", "+447911123456"),
    "a country by its name": ("22 12 34 56", "Norway", "+4722123456"),
    "a country by three letters in any case": ("22 12 34 56", "nor", "+4722123456"),
    "digits of the country that only lack the plus": (4722123456, "NO", "+4722123456"),
    "eleven digits of China, which could be of Texas": ("13612345678", "CN", "+8613612345678"),
    "digits that are of Norway elsewhere, and of Germany in Germany": ("4722123456", "DE", "+494722123456"),
    "digits of another country than the known one": ("442079460018", "NO", "+442079460018"),
    "a number that Americans dial abroad": ("011 44 20 7946 0018", "US", "+442079460018"),
    "digits of one country, none known": (442079460018, None, "+442079460018"),
    "digits of the USA with their 1, none known": (14155550123, None, "+14155550123"),
    "digits with a point and no decimals": (442079460018.0, None, "+442079460018"),
    "a country that is none counts as none": ("442079460018", "Utopia", "+442079460018"),
    "no text for a country counts as none": ("442079460018", 47, "+442079460018"),
    "ten digits that are of Norway and of the USA": (4722123456, None, None),
    "ten digits of the USA, none known": ("4155552671", None, None),
    "a number of the country, none known": ("22 12 34 56", None, None),
    "too few digits for the country": ("123", "NO", None),
    "letters for digits": ("555-555-SHIP", "US", None),
    "no such number in the country, and none abroad": ("99 99", "NO", None),
    "a number with a plus that is none": ("+12", "US", None),
    "a blank": (" ", "US", None),
    "nothing": (None, "US", None),
}


@pytest.mark.parametrize(("value", "country", "e164"), COMPLETED.values(), ids=COMPLETED)
def test_a_country_says_whose_a_number_is(value: Any, country: Any, e164: str | None) -> None:
    assert complete_phone(value, country) == e164


def test_a_completed_number_is_taken_by_all_types() -> None:
    assert {complete_phone(e164, None) for _, _, e164 in COMPLETED.values() if e164} == {
        TypeAdapter(Phone).validate_python(e164) for _, _, e164 in COMPLETED.values() if e164
    }


def test_the_quick_look_at_a_number_gives_what_the_numbering_plans_do() -> None:
    drawn = random.Random(20)  # noqa: S311 - numbers to try, the same each time
    seen = 0
    for _ in range(4000):
        code = drawn.choice(list(COUNTRY_CODE_TO_REGION_CODE))
        start = drawn.choice(["", "0", "1", "8", "9", "15"])
        number = f"+{code}{start}{drawn.randrange(10 ** drawn.randint(4, 11))}"
        if E164.fullmatch(number):
            seen += 1
            assert _international(number) == _possible(number), number
    assert seen > 2000
