"""Personal data in clear: Google's terms allow none of it, neither in values nor in addresses of pages.

Source: support.google.com/analytics/answer/6366371, "Best practices to avoid sending personally identifiable
information": addresses of pages, titles, what was searched for, ids of people.
"""

import re
from ipaddress import ip_address
from typing import Any

from destinations.sdk import refusal
from destinations.sdk.fields.people.clear import (
    EMAIL,
    EMAIL_ADDRESS,
    PHONE_NUMBER,
    has_email,
    is_phone,
    kind_of_name,
    personal_parameters,
)

# What hashes what, by what it is.
HASHED = {
    "an e-mail address": "map user_data.email, which is hashed",
    "a phone number": "map user_data.phone, which is hashed",
    "a person's name": "map user_data, which is hashed",
    "a person's address": "map user_data, which is hashed",
    "a day of birth": "leave it out",
}
# Where an address has no query, or another one behind its #.
PHONE_ANYWHERE = re.compile(
    r"[?&#](?:phone|phone_?number|mobile|mobile_?phone|mobile_?number|telephone|tel)=(?:[+ (]|%2B|%20|%28)*[0-9]",
    re.IGNORECASE,
)
IP_SIGNS = re.compile(r"(?=.*[.:].*[.:])[0-9a-fA-F.:]{3,45}")
ALLOWED_NOT = "which Google allows in no clear text"
WITHOUT_PHONE = "map it without, such as regex_replace(…, 'phone=[^&#]*', '')"
WITHOUT = "map it without, such as regex_replace(…, '[^/?&=]+(@|%40)[^/?&=]+', '')"


def has_phone(text: str) -> bool:
    """Whether there is a phone number in a parameter of a page's address.

    >>> has_phone("https://shop.example/?phone=%2B14155550123"), has_phone("https://shop.example/?phone=android")
    (True, False)
    """
    return "=" in text and PHONE_ANYWHERE.search(text) is not None


def why_no_parameters(url: str) -> dict[str, str]:
    """The parameters of a page's address that identify a person, each with what Google's terms have against it.

    >>> why_no_parameters("https://shop.example/?q=tea&for=ada%40example.com")
    {'for': 'is an e-mail address, which Google allows in no clear text; map user_data.email, which is hashed'}
    """
    return {name: f"is {kind}, {ALLOWED_NOT}; {HASHED[kind]}" for name, kind in personal_parameters(url).items()}


def why_personal(name: str, value: Any) -> str | None:
    """What Google's terms have against a value in clear; None if nothing.

    >>> why_personal("contact", "ada@example.com") is None, why_personal("size", "44") is None
    (False, True)
    """
    if isinstance(value, str) and has_email(value):
        does, help_ = ("is", HASHED[EMAIL_ADDRESS]) if EMAIL.fullmatch(value.strip()) else ("holds", WITHOUT)
        return f"{does} {EMAIL_ADDRESS}, {ALLOWED_NOT}; {help_}"
    if isinstance(value, str) and has_phone(value):
        return f"holds {PHONE_NUMBER} in a page's address, {ALLOWED_NOT}; {WITHOUT_PHONE}"
    if isinstance(value, str) and is_ip(value) and "version" not in name:
        return "is an IP address, of which Google Analytics keeps none; map ip, which the place is looked up from"
    kind = PHONE_NUMBER if is_phone(name, value) else kind_of_name(name)
    if kind is None or (kind == PHONE_NUMBER and not is_phone(name, value)):
        return None
    return f"is {kind}, {ALLOWED_NOT}; {HASHED[kind]}"


def is_ip(text: str) -> bool:
    """Whether the whole text is an IP address, or a version that looks like one.

    >>> is_ip("203.0.113.9"), is_ip("2001:db8::1"), is_ip("1.2.3")
    (True, True, False)
    """
    if not IP_SIGNS.fullmatch(text):
        return False
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def not_personal(text: str) -> str:
    """The text; one with an e-mail address in it, or a phone number in a page's address, is refused.

    >>> not_personal("Basket")
    'Basket'
    """
    if has_email(text):
        raise refusal(f"it holds {EMAIL_ADDRESS}, {ALLOWED_NOT}; {WITHOUT}")
    if has_phone(text):
        raise refusal(f"it holds {PHONE_NUMBER} in a page's address, {ALLOWED_NOT}; {WITHOUT_PHONE}")
    return text


def no_email_for_id(text: str) -> str:
    """The id of a person or a browser; an e-mail address is refused.

    >>> no_email_for_id("u_42")
    'u_42'
    """
    if has_email(text):
        raise refusal(
            f"the id is {EMAIL_ADDRESS}, {ALLOWED_NOT}; map an id of your database's, or sha256() of what is mapped"
        )
    return text
