"""Facts of people as Google matches them, and what they consent to."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from destinations.sdk import HashedName, HashedPhone, Payload, Personal, display_name, normalizing, upper_country_code
from destinations.sdk.families.ads import GoogleEmail, Granted, renamed_fields, without_empty

# Google takes an address whole or not at all.
ADDRESS = {
    "first_name": "givenName",
    "last_name": "familyName",
    "country": "regionCode",
    "postal_code": "postalCode",
}
PostalCode = Annotated[str | None, BeforeValidator(normalizing(display_name)), Personal("postal code", sent="plain")]
Country = Annotated[str | None, BeforeValidator(normalizing(upper_country_code)), Personal("country", sent="plain")]
CONSENTS = {True: "CONSENT_GRANTED", False: "CONSENT_DENIED", None: None}


class Known(Payload):
    """A person, by what may be matched."""

    email: GoogleEmail = Field(None, description="The e-mail address; its hash is sent.")
    phone: HashedPhone = Field(None, description="The phone number, with + and country code; its hash is sent.")
    first_name: HashedName = Field(None, description="First name; its hash is sent, as part of a whole address.")
    last_name: HashedName = Field(None, description="Last name; its hash is sent.")
    postal_code: PostalCode = Field(None, description="Postal code, sent as it is.")
    country: Country = Field(None, description="Country, sent as its two letters.")
    ad_user_data: Granted | None = Field(None, description="Whether the person lets Google have these data.")
    ad_personalization: Granted | None = Field(None, description="Whether advertisements may be personal.")


def identifiers(one: Known) -> list[dict[str, Any]]:
    """`userIdentifiers`: one for each fact, and the address where it is whole."""
    people: list[dict[str, Any]] = [
        {name: value} for name, value in renamed_fields(one, email="emailAddress", phone="phoneNumber").items()
    ]
    address = renamed_fields(one, **ADDRESS)
    return [*people, {"address": address}] if len(address) == len(ADDRESS) else people


def consent_of(one: Known) -> dict[str, Any]:
    """`consent`, of which is left out what nobody said."""
    return without_empty(
        {"adUserData": CONSENTS[one.ad_user_data], "adPersonalization": CONSENTS[one.ad_personalization]}
    )
