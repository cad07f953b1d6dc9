"""Phone numbers as E.164 writes them, `+` and digits.

A number that is written with its country, by `+` or `00`, is taken if numbers of that country have so many digits:
numbering plans open new ranges sooner than any table of them is renewed, and nothing is guessed. A number without a
country says whose it is only beside one: `complete_phone` reads it as a national number of that country, or as an
international one whose plus was lost, and only where the numbering plans know it as valid in one way alone.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from pydantic_core import PydanticCustomError

from destinations.arguments import TEXT, no_such
from destinations.sdk.fields.people.countries import country_code
from destinations.sdk.fields.people.ids import whole_text
from destinations.sdk.refusal import refusal, shown

# What people write between digits: space, brackets, dots, slashes, any hyphen; marks of direction come by copying.
FILLERS = re.compile(r"[\s().\-/\u00ad\u200b-\u200f\u202a-\u202e\u2010-\u2015\u2060\u2066-\u2069\u2212\ufeff]+")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
DIGITS = re.compile(r"[0-9]{4,17}")
# Country codes have one digit, two or three.
LONGEST_CODE = 3
PLUS_ONE = "US"


def normalize_phone(text: str) -> str | None:
    """The number as E.164 writes it, `+` and digits; None when blank.

    >>> [normalize_phone(text) for text in ("+44 (20) 7946-0018", "0044 20 7946 0018", "+44 (0)20 7946 0018")]
    ['+442079460018', '+442079460018', '+442079460018']
    """
    if not isinstance(text, str):
        raise no_such("normalize_phone", "text", text, TEXT)
    written = text if E164.fullmatch(text) else _bare(text)
    if not written:
        return None
    number = _international(written) if written[0] == "+" else None
    if number is None:
        raise refusal(f"{shown(text)} is not a whole phone number; write it with + and its country code")
    return number


def complete_phone(value: Any, country: Any) -> str | None:
    """The number as E.164 writes it, where it is known whose it is; None where it is not.

    `country` is where the person is, as a code or a name; what is not text, as events may have it, counts as none. A
    number without `+` is one of that country, if it is a valid one there, else an international one, if it is that.
    Without a country it is international only if it is not a number of the countries that share +1, where people write
    ten digits.

    >>> complete_phone("(415) 555-2671", "US"), complete_phone("(415) 555-2671", None)
    ('+14155552671', None)
    >>> complete_phone(4722123456, "Norway"), complete_phone(4722123456, None)
    ('+4722123456', None)
    """
    text = whole_text(value)
    if not isinstance(text, str):
        return None
    written = _bare(text)
    if written[:1] == "+":
        return _international(written)
    if not DIGITS.fullmatch(written):
        return None
    code = country_code(country) if isinstance(country, str) else None
    abroad = _valid(f"+{written}", None)
    if code is not None:
        return _valid(written, code.upper()) or abroad
    return abroad if _valid(written, PLUS_ONE) in {None, abroad} else None


def _bare(text: str) -> str:
    """The text without what people write between digits, digits of any script as ours, and 00 as a plus."""
    written = FILLERS.sub("", text)
    if not written.isascii():
        digits = (str(unicodedata.decimal(one)) if one.isdecimal() else one for one in written)
        written = "".join(digits).replace("\uff0b", "+")
    return f"+{written[2:]}" if written[:2] == "00" else written


def _international(written: str) -> str | None:
    """The number that begins with a plus, if numbers of its country have so many digits."""
    if not E164.fullmatch(written):
        return None
    for end in range(2, 2 + LONGEST_CODE):
        if plan := _plan(int(written[1:end])):
            lengths, prefix = plan
            national = written[end:]
            # Most numbers are E.164 as they stand; the others have a digit that is only dialled within the country.
            if len(national) in lengths and not (prefix and (found := prefix.match(national)) and found.end()):
                return written
            return _possible(written)
    return None


@cache
def _plan(calling_code: int) -> tuple[frozenset[int], re.Pattern[str] | None] | None:
    """How many digits numbers behind this country code have, and what they begin with within the country."""
    # Its tables take 100 ms to read, which only those with phone numbers should wait for.
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    regions = COUNTRY_CODE_TO_REGION_CODE.get(calling_code)
    if regions is None:
        return None
    plan = PhoneMetadata.metadata_for_region_or_calling_code(calling_code, regions[0])
    if plan is None or plan.general_desc is None:
        return None
    prefix = plan.national_prefix_for_parsing
    return frozenset(plan.general_desc.possible_length), re.compile(prefix) if prefix else None


@lru_cache(maxsize=1024)
def _possible(written: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(written, None)
    except phonenumbers.NumberParseException:
        return None
    # A number that is dialled within a town is possible, too, and no whole one.
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return _e164(number) if whole else None


@lru_cache(maxsize=1024)
def _valid(written: str, region: str | None) -> str | None:
    """The number as E.164 writes it, if the numbering plan has it; read as one within `region`, if there is one."""
    import phonenumbers

    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    return _e164(number) if phonenumbers.is_valid_number(number) else None


def _e164(number: Any) -> str:
    from phonenumbers import PhoneNumberFormat, format_number

    return str(format_number(number, PhoneNumberFormat.E164))


def phone_by_digits(traits: dict[str, Any]) -> dict[str, Any]:
    """The attributes, `phone` as messages by SMS need it, + and digits; what is not a whole number stays as it is.

    >>> phone_by_digits({"phone": "+43 660 1234567"}), phone_by_digits({"phone": "0660 1234567"})
    ({'phone': '+436601234567'}, {'phone': '0660 1234567'})
    """
    phone = traits.get("phone")
    if not isinstance(phone, str):
        return traits
    try:
        number = normalize_phone(phone)
    except PydanticCustomError:
        return traits
    return {**traits, "phone": number} if number else traits
