"""People as advertising tools match them: each value is normalized as the tools document it, then hashed once.

The types here stand beside `HashedEmail`, `HashedPhone` and `HashedName` of `destinations.sdk.fields.identity`, and
like them take plain values or a hash, and hold SHA-256 in lower-case hexadecimal. What tools take unhashed (IP
address, browser, click ids) is never hashed.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field

from destinations.sdk.families.ads.places import normalize_city, normalize_postal_code, normalize_state
from destinations.sdk.fields.identity import HashedEmail, HashedName, IpAddress, UserAgent
from destinations.sdk.fields.people.birthdays import read_birthday
from destinations.sdk.fields.people.countries import normalize_country
from destinations.sdk.fields.people.hashes import hashing, hashing_contact, hashing_id
from destinations.sdk.fields.people.ids import check_placeholder
from destinations.sdk.fields.people.phones import normalize_phone
from destinations.sdk.fields.roles import Personal
from destinations.sdk.payload import Payload
from destinations.sdk.refusal import refusal, shown

GENDERS = {"f": "f", "female": "f", "woman": "f", "m": "m", "male": "m", "man": "m", "n": "n", "nonbinary": "n"}
SHORT_NAMES = {
    "email": "em",
    "phone": "ph",
    "first_name": "fn",
    "last_name": "ln",
    "gender": "ge",
    "birthday": "db",
    "city": "ct",
    "state": "st",
    "postal_code": "zp",
    "country": "country",
    "external_id": "external_id",
}


def normal_digits(text: str) -> str | None:
    """The whole phone number in digits alone, country code first; None when blank.

    >>> normal_digits("+1 (650) 555-1212")
    '16505551212'
    """
    number = normalize_phone(text)
    return number and number.removeprefix("+")


def normal_gender(text: str) -> str | None:
    """f, m, or n (non-binary); None when blank. Any other word is refused, as no tool matches by it.

    >>> normal_gender("Female"), normal_gender("Non-binary")
    ('f', 'n')
    """
    gender = GENDERS.get("".join(letter for letter in text.lower() if letter.isalpha()))
    if gender is None and text.strip():
        raise refusal(f"{shown(text)} is not a gender that tools match by; write f, m or n (non-binary)")
    return gender


def normal_birthday(text: str) -> str | None:
    """Year, month and day in eight digits; None when blank. One that could be two days is refused.

    >>> normal_birthday("1997-02-16T00:00:00Z"), normal_birthday("2/16/1997")
    ('19970216', '19970216')
    """
    born = read_birthday(text)
    return f"{born:%Y%m%d}" if born else None


def normal_id(text: str) -> str | None:
    """The id trimmed; None when blank. What programs write for no id is refused."""
    check_placeholder(text, text)
    return text.strip() or None


HashedDigits = Annotated[str | None, BeforeValidator(hashing_contact(normal_digits)), Personal("phone", sent="sha256")]
HashedGender = Annotated[str | None, BeforeValidator(hashing(normal_gender)), Personal("gender", sent="sha256")]
HashedBirthday = Annotated[str | None, BeforeValidator(hashing(normal_birthday)), Personal("birthday", sent="sha256")]
HashedCity = Annotated[str | None, BeforeValidator(hashing(normalize_city)), Personal("city", sent="sha256")]
HashedState = Annotated[str | None, BeforeValidator(hashing(normalize_state)), Personal("state", sent="sha256")]
HashedPostalCode = Annotated[
    str | None, BeforeValidator(hashing(normalize_postal_code)), Personal("postal code", sent="sha256")
]
HashedCountry = Annotated[str | None, BeforeValidator(hashing(normalize_country)), Personal("country", sent="sha256")]
HashedId = Annotated[str | None, BeforeValidator(hashing_id(normal_id)), Personal("id", sent="sha256")]


class Person(Payload):
    """Who did it, by everything that may be matched. Plain values are hashed here; the vendor gets no plain one."""

    vendor_names: ClassVar[Mapping[str, str]] = {short: name for name, short in SHORT_NAMES.items()}

    email: HashedEmail = Field(None, description="The person's e-mail address; its hash is sent.")
    phone: HashedDigits = Field(None, description="Phone number with + and country code; its hash is sent.")
    first_name: HashedName = Field(None, description="First name; its hash is sent.")
    last_name: HashedName = Field(None, description="Last name; its hash is sent.")
    gender: HashedGender = Field(None, description="f, m or n (non-binary); its hash is sent.")
    birthday: HashedBirthday = Field(None, description="Date of birth, such as 1997-02-16; its hash is sent.")
    city: HashedCity = Field(None, description="City; its hash is sent.")
    state: HashedState = Field(None, description="State or region; its hash is sent.")
    postal_code: HashedPostalCode = Field(None, description="Postal code; its hash is sent.")
    country: HashedCountry = Field(None, description="Country, best its two letters; its hash is sent.")
    external_id: HashedId = Field(None, description="The person's id in your database; its hash is sent.")
    ip: IpAddress = Field(None, description="The person's IP address, sent as it is.")
    user_agent: UserAgent = Field(None, description="The person's browser (user agent), sent as it is.")


def short_names(person: Person) -> dict[str, Any]:
    """What is known of the person under the short names that Meta, Pinterest and others share, hashes in lists.

    >>> short_names(Person(state="CA", user_agent="Mozilla/5.0"))["client_user_agent"]
    'Mozilla/5.0'
    """
    hashes = {short: [value] for name, short in SHORT_NAMES.items() if (value := getattr(person, name)) is not None}
    raw = {"client_ip_address": person.ip, "client_user_agent": person.user_agent}
    return {**hashes, **{name: value for name, value in raw.items() if value is not None}}
