"""What tells of a person in clear: Google's terms allow none of it, neither in values nor in addresses of pages.

Source: support.google.com/analytics/answer/6366371, "Best practices to avoid sending personally identifiable
information": addresses of pages, titles, what was searched for, ids of people.
"""

import re
from typing import Any

from destinations.sdk import refusal

# Within other text: what stands before the @ is part of an address, and no name of an image ends one (logo@2x.png).
EMAIL = re.compile(r"[\w.%+'-]+@(?:[\w-]+\.)+(?!(?:png|jpe?g|gif|webp|svg|avif)\b)[^\W\d_][\w-]+")
PHONES = frozenset({"phone", "phonenumber", "mobile", "mobilephone", "telephone"})
ALLOWED_NOT = "e-mail address, which Google allows in no clear text"
HASHED = "map user_data.email, which is hashed"
WITHOUT = "map it without, such as regex_replace(…, '[^/?&=]+(@|%40)[^/?&=]+', '')"


def has_email(text: str) -> bool:
    """Whether there is an e-mail address in the text, also where it stands in the query of a page's address.

    >>> has_email("https://shop.example/?for=ada%40example.com"), has_email("https://medium.example/@ada.lovelace")
    (True, False)
    """
    return ("@" in text or "%40" in text) and EMAIL.search(text.replace("%40", "@")) is not None


def why_personal(name: str, value: Any) -> str | None:
    """What Google's terms have against a value in clear; None if nothing.

    >>> why_personal("contact", "ada@example.com") is None, why_personal("size", "44") is None
    (False, True)
    """
    if isinstance(value, str) and has_email(value):
        alone = EMAIL.fullmatch(value.strip())
        return f"is an {ALLOWED_NOT}; {HASHED}" if alone else f"holds an {ALLOWED_NOT}; {WITHOUT}"
    if name.lower().replace("_", "") in PHONES:
        return "is a phone number, which Google allows in no clear text; map user_data.phone, which is hashed"
    return None


def not_personal(text: str) -> str:
    """The text; one with an e-mail address in it is refused.

    >>> not_personal("Basket")
    'Basket'
    """
    if has_email(text):
        raise refusal(f"it holds an {ALLOWED_NOT}; {WITHOUT}")
    return text


def no_email_for_id(text: str) -> str:
    """The id of a person or a browser; an e-mail address is refused.

    >>> no_email_for_id("u_42")
    'u_42'
    """
    if has_email(text):
        raise refusal(f"the id is an {ALLOWED_NOT}; map an id of your database's, or sha256() of what is mapped")
    return text
