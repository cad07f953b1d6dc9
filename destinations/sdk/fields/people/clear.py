"""Personal data in clear where no field is for people: in addresses of pages, and in texts."""

import re
from typing import Any, Final

from destinations.sdk.fields.addresses import parameters_of
from destinations.sdk.fields.remembered import remembered

EMAIL_ADDRESS, PHONE_NUMBER = "an e-mail address", "a phone number"
# Within other text: what stands before the @ is part of an address, and no name of an image ends one (logo@2x.png).
EMAIL: Final = re.compile(r"[\w.%+'-]+@(?:[\w-]+\.)+(?!(?:png|jpe?g|gif|webp|svg|avif)\b)[^\W\d_][\w-]+")
NAMES: Final = ("firstname", "lastname", "middlename", "fullname", "surname", "familyname", "givenname")
STREETS: Final = ("address", "street", "streetaddress", "address1", "address2", "addressline1", "addressline2")
KINDS: Final = {
    **dict.fromkeys(
        (
            *(
                "phone",
                "phonenumber",
                "phoneno",
                "mobile",
                "mobilephone",
                "mobilenumber",
                "mobileno",
                "telephone",
                "tel",
            ),
            *("cell", "cellphone", "contactnumber", "msisdn", "whatsapp", "whatsappnumber"),
        ),
        PHONE_NUMBER,
    ),
    **dict.fromkeys(NAMES, "a person's name"),
    **dict.fromkeys(STREETS, "a person's address"),
    **dict.fromkeys(("birthday", "birthdate", "dateofbirth", "dob"), "a day of birth"),
}
# Parameters of a page's address are called so besides; elsewhere `name` is mostly that of a thing.
IN_PAGES: Final = {
    **KINDS,
    **dict.fromkeys(("name", "fname", "lname"), "a person's name"),
}
# Behind one of these words a `name` is that of a person: customer_name, customer.name.
PERSONS: Final = frozenset(
    (
        *("user", "customer", "person", "contact", "buyer", "recipient", "member", "guest", "client", "patient"),
        *("passenger", "traveler", "traveller", "student", "employee", "cardholder", "subscriber", "billing"),
    )
)
# ... and behind one of these not: a shipping's name is that of a carrier.
PLACES: Final = frozenset(("shipping", "delivery", "home", "work", "address"))
WORDS: Final = re.compile(r"[A-Z]?[a-z]+[0-9]*|[A-Z]+(?![a-z])|[0-9]+")
LEAST_DIGITS, MOST_DIGITS = 5, 15
# A whole text that is a phone number whatever it is called: a plus, and as many digits as such a number has.
WRITTEN_PHONE: Final = re.compile(r"\+[0-9][0-9 ()/.-]{6,24}")
LEAST_WRITTEN: Final = 8
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


@remembered
def kind_of_name(name: str) -> str | None:
    """What of a person a value is by its name; None if nothing.

    >>> kind_of_name("first_name"), kind_of_name("customer_name"), kind_of_name("product_name")
    ("a person's name", "a person's name", None)
    """
    kind = KINDS.get(name.lower().replace("_", ""))
    if kind is not None:
        return kind
    first, *rest = [word.lower() for word in WORDS.findall(name)] or [""]
    known = IN_PAGES if first in PERSONS else KINDS
    if not rest or first not in PERSONS | PLACES:
        return None
    # shipping_address_street: a street as well as shipping_street.
    return known.get("".join(rest)) or (known.get("".join(rest[1:])) if rest[0] in PLACES else None)


def is_phone(name: str, value: Any) -> bool:
    """Whether the value is a phone number, by its name and its digits, or by how it is written.

    >>> is_phone("mobile", "06601234567"), is_phone("mobile", "android"), is_phone("note", "+43 660 1234567")
    (True, False, True)
    """
    if isinstance(value, str) and value.startswith("+") and WRITTEN_PHONE.fullmatch(value):
        return LEAST_WRITTEN <= digits_in(value) <= MOST_DIGITS
    if kind_of_name(name) != PHONE_NUMBER or isinstance(value, bool):
        return False
    return digits_in(str(value)) >= LEAST_DIGITS


def digits_in(text: str) -> int:
    """How many digits are in the text."""
    return sum(one.isdigit() for one in text)


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
    is_number = digits_in(value) >= LEAST_DIGITS
    return kind if value.strip() and (kind != PHONE_NUMBER or is_number) else None
