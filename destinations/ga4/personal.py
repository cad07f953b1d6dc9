"""What tells of a person in clear: Google's terms allow none of it, neither in values nor in addresses of pages.

Source: support.google.com/analytics/answer/6366371, "Best practices to avoid sending personally identifiable
information": addresses of pages, titles, what was searched for, ids of people.
"""

import re
from typing import Any

from destinations.sdk import refusal
from destinations.sdk.fields.addresses import parameters_of

# Within other text: what stands before the @ is part of an address, and no name of an image ends one (logo@2x.png).
EMAIL = re.compile(r"[\w.%+'-]+@(?:[\w-]+\.)+(?!(?:png|jpe?g|gif|webp|svg|avif)\b)[^\W\d_][\w-]+")
PHONES = frozenset({"phone", "phonenumber", "mobile", "mobilephone", "mobilenumber", "telephone"})
NAMES = frozenset({"firstname", "lastname", "middlename", "fullname", "surname", "familyname", "givenname"})
STREETS = frozenset({"street", "streetaddress", "address1", "address2", "addressline1", "addressline2"})
BIRTHDAYS = frozenset({"birthday", "birthdate", "dateofbirth", "dob"})
KINDS = {
    **dict.fromkeys(
        PHONES, "is a phone number, which Google allows in no clear text; map user_data.phone, which is hashed"
    ),
    **dict.fromkeys(NAMES, "is a person's name, which Google allows in no clear text; map user_data, which is hashed"),
    **dict.fromkeys(
        STREETS, "is a person's address, which Google allows in no clear text; map user_data, which is hashed"
    ),
    **dict.fromkeys(BIRTHDAYS, "is a day of birth, which Google allows in no clear text; leave it out"),
}
# Parameters of a page's address are called so besides.
IN_PAGES = {
    **dict.fromkeys(("tel", "cell", "msisdn"), "phone"),
    **dict.fromkeys(("name", "fname", "lname"), "firstname"),
}
LEAST_DIGITS = 5
# Where an address has no query, or another one behind its #.
PHONE_ANYWHERE = re.compile(
    r"[?&#](?:phone|phone_?number|mobile|mobile_?phone|mobile_?number|telephone|tel)=(?:[+ (]|%2B|%20|%28)*[0-9]",
    re.IGNORECASE,
)
PHONE_NOT = "phone number in a page's address, which Google allows in no clear text"
WITHOUT_PHONE = "map it without, such as regex_replace(…, 'phone=[^&#]*', '')"
ALLOWED_NOT = "e-mail address, which Google allows in no clear text"
HASHED = "map user_data.email, which is hashed"
WITHOUT = "map it without, such as regex_replace(…, '[^/?&=]+(@|%40)[^/?&=]+', '')"


def has_email(text: str) -> bool:
    """Whether there is an e-mail address in the text, also where it stands in the query of a page's address.

    >>> has_email("https://shop.example/?for=ada%40example.com"), has_email("https://medium.example/@ada.lovelace")
    (True, False)
    """
    return ("@" in text or "%40" in text) and EMAIL.search(text.replace("%40", "@")) is not None


def has_phone(text: str) -> bool:
    """Whether there is a phone number in a parameter of a page's address.

    >>> has_phone("https://shop.example/?phone=%2B14155550123"), has_phone("https://shop.example/?phone=android")
    (True, False)
    """
    return "=" in text and PHONE_ANYWHERE.search(text) is not None


def personal_parameters(url: str) -> dict[str, str]:
    """The parameters of a page's address that tell of a person, each with what Google's terms have against it.

    >>> personal_parameters("https://shop.example/?q=tea&for=ada%40example.com")
    {'for': 'is an e-mail address, which Google allows in no clear text; map user_data.email, which is hashed'}
    """
    if "=" not in url:
        return {}
    found = ((name, _why_no_parameter(name, value)) for name, value in parameters_of(url))
    return {name: why for name, why in found if why is not None}


def _why_no_parameter(name: str, value: str) -> str | None:
    if has_email(value):
        return f"is an {ALLOWED_NOT}; {HASHED}"
    # customer[first_name] is called first_name.
    word = "".join(letter for letter in name.lower().rpartition("[")[2] if letter.isalnum())
    word = IN_PAGES.get(word, word)
    if not value.strip() or (word in PHONES and sum(letter.isdigit() for letter in value) < LEAST_DIGITS):
        return None
    return KINDS.get(word)


def why_personal(name: str, value: Any) -> str | None:
    """What Google's terms have against a value in clear; None if nothing.

    >>> why_personal("contact", "ada@example.com") is None, why_personal("size", "44") is None
    (False, True)
    """
    if isinstance(value, str) and has_email(value):
        alone = EMAIL.fullmatch(value.strip())
        return f"is an {ALLOWED_NOT}; {HASHED}" if alone else f"holds an {ALLOWED_NOT}; {WITHOUT}"
    if isinstance(value, str) and has_phone(value):
        return f"holds a {PHONE_NOT}; {WITHOUT_PHONE}"
    return KINDS.get(name.lower().replace("_", ""))


def not_personal(text: str) -> str:
    """The text; one with an e-mail address in it, or a phone number in a page's address, is refused.

    >>> not_personal("Basket")
    'Basket'
    """
    if has_email(text):
        raise refusal(f"it holds an {ALLOWED_NOT}; {WITHOUT}")
    if has_phone(text):
        raise refusal(f"it holds a {PHONE_NOT}; {WITHOUT_PHONE}")
    return text


def no_email_for_id(text: str) -> str:
    """The id of a person or a browser; an e-mail address is refused.

    >>> no_email_for_id("u_42")
    'u_42'
    """
    if has_email(text):
        raise refusal(f"the id is an {ALLOWED_NOT}; map an id of your database's, or sha256() of what is mapped")
    return text
