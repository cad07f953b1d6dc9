"""Personal data in clear where no field is for people: in addresses of pages, and in texts."""

import re
from typing import Final

from destinations.sdk.fields.addresses import parameters_of

EMAIL_ADDRESS, PHONE_NUMBER = "an e-mail address", "a phone number"
# Within other text: what stands before the @ is part of an address, and no name of an image ends one (logo@2x.png).
EMAIL: Final = re.compile(r"[\w.%+'-]+@(?:[\w-]+\.)+(?!(?:png|jpe?g|gif|webp|svg|avif)\b)[^\W\d_][\w-]+")
NAMES: Final = ("firstname", "lastname", "middlename", "fullname", "surname", "familyname", "givenname")
STREETS: Final = ("address", "street", "streetaddress", "address1", "address2", "addressline1", "addressline2")
KINDS: Final = {
    **dict.fromkeys(
        ("phone", "phonenumber", "mobile", "mobilephone", "mobilenumber", "telephone", "tel"), PHONE_NUMBER
    ),
    **dict.fromkeys(NAMES, "a person's name"),
    **dict.fromkeys(STREETS, "a person's address"),
    **dict.fromkeys(("birthday", "birthdate", "dateofbirth", "dob"), "a day of birth"),
}
# Parameters of a page's address are called so besides; elsewhere `name` is mostly that of a thing.
IN_PAGES: Final = {
    **KINDS,
    **dict.fromkeys(("tel", "cell", "msisdn"), PHONE_NUMBER),
    **dict.fromkeys(("name", "fname", "lname"), "a person's name"),
}
LEAST_DIGITS: Final = 5
# What the query of a page holds where it may identify a person; most queries do not.
SUSPECT: Final = re.compile(
    r"@|%40|(?:phone|mobile|tel|cell|msisdn|name|street|address|birth|dob)[^=&#]*=", re.IGNORECASE
)


def has_email(text: str) -> bool:
    """Whether there is an e-mail address in the text, also where it stands in the query of a page's address.

    >>> has_email("https://shop.example/?for=ada%40example.com"), has_email("https://medium.example/@ada.lovelace")
    (True, False)
    """
    return ("@" in text or "%40" in text) and EMAIL.search(text.replace("%40", "@")) is not None


def kind_of_name(name: str) -> str | None:
    """What of a person a value is by its name; None if nothing.

    >>> kind_of_name("first_name"), kind_of_name("size")
    ("a person's name", None)
    """
    return KINDS.get(name.lower().replace("_", ""))


def personal_parameters(url: str) -> dict[str, str]:
    """The parameters of a page's address that identify a person, each with what it is.

    >>> personal_parameters("https://shop.example/?q=tea&for=ada%40example.com&customer[name]=Ada")
    {'for': 'an e-mail address', 'customer[name]': "a person's name"}
    """
    if not SUSPECT.search(url):
        return {}
    found = ((name, _kind_of(name, value)) for name, value in parameters_of(url))
    return {name: kind for name, kind in found if kind is not None}


def _kind_of(name: str, value: str) -> str | None:
    if has_email(value):
        return EMAIL_ADDRESS
    # customer[first_name] is called first_name.
    kind = IN_PAGES.get("".join(letter for letter in name.lower().rpartition("[")[2] if letter.isalnum()))
    is_number = sum(letter.isdigit() for letter in value) >= LEAST_DIGITS
    return kind if value.strip() and (kind != PHONE_NUMBER or is_number) else None
