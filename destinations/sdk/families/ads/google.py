"""What Google's advertising and analytics have in common: e-mail addresses as Google matches them, and consent."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.sdk.fields.identity import normalize_email
from destinations.sdk.fields.people.hashes import hashing_contact
from destinations.sdk.fields.roles import ConsentRole, Personal
from destinations.sdk.refusal import refusal, shown

GRANTED = ("granted", "consent_granted", "true", "yes", "on", "1", "y", "t")
DENIED = ("denied", "consent_denied", "false", "no", "off", "0", "n", "f")
CONSENTS = dict.fromkeys(GRANTED, True) | dict.fromkeys(DENIED, False)
OWN_DOMAINS = frozenset({"gmail.com", "googlemail.com"})


def google_email(text: str) -> str | None:
    """The e-mail address in lower case; in Google's own domains without dots, and without a plus and what follows.

    Source: developers.google.com/data-manager/api, "Format user data", which is for Google Ads and Analytics.

    >>> google_email("Cloudy.SanFrancisco+shopping@gmail.com"), google_email("user.name+NYC@Example.com")
    ('cloudysanfrancisco@gmail.com', 'user.name+nyc@example.com')
    """
    address = normalize_email(text)
    name, _, domain = (address or "").partition("@")
    if domain not in OWN_DOMAINS:
        return address
    name = name.partition("+")[0].replace(".", "")
    if not name:
        raise refusal(f"{shown(text)} is not an e-mail address that Google could have given out")
    return f"{name}@{domain}"


def read_granted(value: Any) -> Any:
    """Whether it is granted, where Google's own words or those of programs say so; anything else as it is.

    >>> read_granted("GRANTED"), read_granted("denied"), read_granted(True), read_granted("no"), read_granted(1)
    (True, False, True, False, True)
    """
    if isinstance(value, str):
        return CONSENTS.get(value.strip().lower(), value)
    return bool(value) if isinstance(value, int | float) and value in (0, 1) else value


Granted = Annotated[bool, BeforeValidator(read_granted), ConsentRole()]
GoogleEmail = Annotated[str | None, BeforeValidator(hashing_contact(google_email)), Personal("email", sent="sha256")]
