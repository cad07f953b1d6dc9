"""Facts about the person beyond ids: consent, and data that Google matches by hash."""

import unicodedata
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from destinations.sdk import (
    ConsentRole,
    HashedName,
    HashedPhone,
    Personal,
    display_name,
    hashing,
    normalizing,
    refusal,
    shown,
    upper_country_code,
)
from destinations.sdk.families.ads import GoogleEmail, read_granted


def normal_street(text: str) -> str | None:
    """Street and number in lower case without signs; None when blank.

    >>> normal_street(" 12, St. James's Sq. ")
    '12 st jamess sq'
    """
    kept = (letter for letter in text.lower() if unicodedata.category(letter)[0] not in "PSC")
    street = " ".join("".join(kept).split())
    if not street and text.strip():
        raise refusal(f"{shown(text)} is not a street, as nothing of it could be matched")
    return street or None


def read_consent(value: Any) -> str:
    """GRANTED or DENIED, in capitals; true and false say the same."""
    granted = read_granted(value)
    if not isinstance(granted, bool):
        raise refusal(f"{shown(value)} is not a consent; write GRANTED or DENIED, by a lookup if need be")
    return "GRANTED" if granted else "DENIED"


Granted = Annotated[Literal["GRANTED", "DENIED"], BeforeValidator(read_consent), ConsentRole()]
Street = Annotated[str | None, BeforeValidator(hashing(normal_street)), Personal("street", sent="sha256")]
City = Annotated[str | None, BeforeValidator(normalizing(display_name)), Personal("city", sent="plain")]
Region = Annotated[str | None, BeforeValidator(normalizing(display_name)), Personal("state", sent="plain")]
PostalCode = Annotated[str | None, BeforeValidator(normalizing(display_name)), Personal("postal code", sent="plain")]
Country = Annotated[str | None, BeforeValidator(normalizing(upper_country_code)), Personal("country", sent="plain")]


class Consent(BaseModel):
    """What the person agreed to."""

    model_config = ConfigDict(extra="forbid")

    ad_user_data: Granted | None = Field(None, description="Sending the person's data to Google for ads.")
    ad_personalization: Granted | None = Field(None, description="Ads made for the person.")


# What traits are called in events, by the names that are theirs here.
SPELLINGS: dict[str, str] = {
    "firstName": "first_name",
    "lastName": "last_name",
    "country_code": "country",
    **dict.fromkeys(("phone_number", "phoneNumber"), "phone"),
    **dict.fromkeys(("state", "province"), "region"),
    **dict.fromkeys(("postalCode", "zip", "postcode"), "postal_code"),
    **dict.fromkeys(("address1", "address_1", "line1"), "street"),
}


def in_own_words(value: Any) -> Any:
    """Traits under the names that `user_data` has for them, parts of the address among them; others as they are.

    >>> in_own_words({"firstName": "Ada", "address": {"city": "London", "zip": "SW1"}})
    {'first_name': 'Ada', 'city': 'London', 'postal_code': 'SW1'}
    """
    if not isinstance(value, dict):
        return value
    address = value.get("address")
    parts = address if isinstance(address, dict) else {}
    own = {name: one for name, one in value.items() if not (name == "address" and parts)}
    named: dict[str, Any] = {}
    for name, one in (*own.items(), *parts.items()):
        named.setdefault(SPELLINGS.get(str(name), str(name)), one)
    return named


class UserData(BaseModel):
    """Plain values, hashed as Google wants them; of use together with `user_id`."""

    model_config = ConfigDict(extra="forbid")

    email: GoogleEmail = None
    phone: HashedPhone = None
    first_name: HashedName = None
    last_name: HashedName = None
    street: Street = None
    city: City = None
    region: Region = None
    postal_code: PostalCode = None
    country: Country = Field(None, description="Two letters (ISO 3166).")

    def on_the_wire(self) -> dict[str, Any]:
        """`user_data` as the protocol has it (devguides/collection/ga4/uid-data)."""
        address = {
            "sha256_first_name": self.first_name,
            "sha256_last_name": self.last_name,
            "sha256_street": self.street,
            "city": self.city,
            "region": self.region,
            "postal_code": self.postal_code,
            "country": self.country,
        }
        given = {name: value for name, value in address.items() if value is not None}
        wire = {
            "sha256_email_address": [self.email] if self.email else None,
            "sha256_phone_number": [self.phone] if self.phone else None,
            "address": [given] if given else None,
        }
        return {name: value for name, value in wire.items() if value is not None}
