"""E-mail addresses as Google matches them, in advertising and analytics."""

from typing import Annotated

from pydantic import BeforeValidator

from destinations.sdk.fields.identity import hashing, normal_email
from destinations.sdk.fields.roles import Personal
from destinations.sdk.refusal import refusal, shown

OWN_DOMAINS = frozenset({"gmail.com", "googlemail.com"})


def google_email(text: str) -> str | None:
    """The address in lower case; in Google's own domains without dots, and without a plus and what follows.

    Source: developers.google.com/data-manager/api, "Format user data", which is for Google Ads and Analytics.

    >>> google_email("Cloudy.SanFrancisco+shopping@gmail.com"), google_email("user.name+NYC@Example.com")
    ('cloudysanfrancisco@gmail.com', 'user.name+nyc@example.com')
    """
    address = normal_email(text)
    name, _, domain = (address or "").partition("@")
    if domain not in OWN_DOMAINS:
        return address
    name = name.partition("+")[0].replace(".", "")
    if not name:
        raise refusal(f"{shown(text)} is not an e-mail address that Google could have given out")
    return f"{name}@{domain}"


GoogleEmail = Annotated[str | None, BeforeValidator(hashing(google_email)), Personal("email", sent="sha256")]
