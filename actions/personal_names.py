"""Names of fields that identify a person, and JSON text without the values of such fields."""

import re
from functools import lru_cache
from typing import Final

from destinations.delivery.redaction.people import HIDDEN, without_addresses

NAMES: Final = frozenset(
    {
        "address", "advertisingid", "birthday", "birthdate", "cardnumber", "city", "dateofbirth", "dob", "email",
        "emailaddress", "em", "firstname", "fn", "fullname", "gender", "ip", "ipaddress", "ge", "lastname", "latitude",
        "ln", "longitude", "mobile", "name", "passport", "password", "ph", "phone", "phonenumber", "postalcode", "ssn",
        "street", "streetaddress", "surname", "useragent", "zip", "zipcode", "zp", "ct", "db",
        # The same in other words and languages.
        "apellido", "cellphone", "creditcard", "displayname", "familyname", "firstnames", "forename", "geburtsdatum",
        "givenname", "homephone", "iban", "lastnames", "lat", "line", "lng", "lon", "maidenname", "middlename",
        "mobilenumber", "mobilephone", "msisdn", "nachname", "nationalid", "nickname", "nombre", "passportnumber",
        "plz", "postal", "postcode", "prenom", "secondname", "sex", "socialsecuritynumber", "tel", "telephone",
        "telephonenumber", "telefon", "town", "userphone", "username", "useremail", "vorname", "workphone",
        "yearofbirth",
    }
)  # fmt: skip
# A name is one of a person only where people are: a product has one, too.
ONLY_AMONG_PEOPLE: Final = frozenset(
    {"name", "city", "ct", "ge", "db", "fn", "lat", "line", "ln", "em", "lng", "lon", "ph", "postal", "town", "zp"}
)
# Words for people and where they live: around a field, and before its name (`billing_city`).
PEOPLE: Final = frozenset(
    {
        "address", "attendee", "billing", "buyer", "contact", "customer", "employee", "friend", "guest", "invitee",
        "lead", "member", "owner", "participant", "passenger", "patient", "people", "person", "profile", "receiver",
        "recipient", "sender", "shipping", "student", "subscriber", "trait", "traveler", "traveller", "user",
        "userdata",
    }
)  # fmt: skip
# What stands behind such a word and changes nothing: `billing_details`.
FILLING: Final = frozenset({"data", "detail", "details", "info", "information"})
# The names that say what they are as the last words of another, too: `browser_ip`, `shipping_address`.
AT_THE_END: Final = NAMES - ONLY_AMONG_PEOPLE - {"gender", "sex", "mobile", "line"}
WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_KEY_AND_VALUE: Final = re.compile(
    r'"(?P<name>[^"\\]{1,60})"\s*:\s*(?P<value>"(?:[^"\\]|\\.)*(?:"|\\?$)|[+-]?[0-9][^\s,}\]]*)'
)
_PHONE: Final = re.compile(r"\+[0-9](?:[ ()./-]{0,2}[0-9]){5,}|(?<![0-9.\w-])[0-9]{8,15}(?![0-9.\w-])")


@lru_cache(maxsize=4096)
def is_personal_name(name: str, around: str = "traits") -> bool:
    """Whether a field of this name identifies a person, inside a field of the name `around`.

    >>> is_personal_name("firstName"), is_personal_name("$email"), is_personal_name("name", around="products")
    (True, True, False)
    >>> is_personal_name("browser_ip", ""), is_personal_name("address_1", ""), is_personal_name("shippingCity", "")
    (True, True, True)
    """
    words = _words(name)
    for start in range(len(words)):
        plain = "".join(words[start:])
        if plain not in NAMES:
            continue
        if start == 0:
            return plain not in ONLY_AMONG_PEOPLE or is_about_people(around)
        if plain in AT_THE_END or _mean_people(words[:start]):
            return True
    return False


def is_about_people(name: str) -> bool:
    """Whether what is inside a field of this name is about a person.

    >>> is_about_people("billing"), is_about_people("shipping_address"), is_about_people("shipping_methods")
    (True, True, False)
    """
    words = _words(name)
    return _mean_people(words) or (bool(words) and _singular(words[-1]) == "address")


def without_people(text: str) -> str:
    """JSON text, perhaps damaged, without the values of personal fields, e-mail addresses and phone numbers.

    >>> without_people('{"firstName": "Ada", "plan": "pro", "to": "ada@example.com", "call": "+47 123 45 678"')
    '{"firstName": "•••", "plan": "pro", "to": "•••", "call": "•••"'
    """
    text = _KEY_AND_VALUE.sub(_hidden, text)
    return _PHONE.sub(HIDDEN, without_addresses(text))


def _hidden(found: re.Match[str]) -> str:
    if not is_personal_name(found["name"]):
        return found[0]
    value = found["value"]
    shown = HIDDEN if not value.startswith('"') else f'"{HIDDEN}"' if value.endswith('"') else f'"{HIDDEN}'
    return found[0].removesuffix(value) + shown


def _words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without numbers: of `address_1` and `billingCity`."""
    return tuple(one.lower() for one in WORD.findall(name))


def _mean_people(words: tuple[str, ...]) -> bool:
    singular = [_singular(one) for one in words]
    return bool(PEOPLE.intersection(singular)) and all(one in PEOPLE or one in FILLING for one in singular)


def _singular(word: str) -> str:
    return (
        word if word == "address" or not word.endswith("s") else word.removesuffix("es" if word == "addresses" else "s")
    )
