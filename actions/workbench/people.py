"""The personal data in an event or a payload, and the same with that hidden."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from actions.engine.untidy.located import models_in
from destinations.delivery.redaction.people import HIDDEN, without_addresses
from destinations.sdk.fields.roles import Personal, roles_of

# Shorter texts are found in too many others.
SHORTEST = 3
MOST_DEPTH = 64
NAMES: Final = frozenset(
    {
        "address", "advertisingid", "birthday", "birthdate", "cardnumber", "city", "dateofbirth", "dob", "email",
        "emailaddress", "em", "firstname", "fn", "fullname", "gender", "ip", "ipaddress", "ge", "lastname", "latitude",
        "ln", "longitude", "mobile", "name", "passport", "password", "ph", "phone", "phonenumber", "postalcode", "ssn",
        "street", "streetaddress", "surname", "useragent", "zip", "zipcode", "zp", "ct", "db",
        # The same in other words and languages.
        "apellido", "cellphone", "creditcard", "displayname", "familyname", "firstnames", "forename", "geburtsdatum",
        "givenname", "homephone", "iban", "lastnames", "lat", "lng", "lon", "maidenname", "middlename", "mobilenumber",
        "mobilephone", "msisdn", "nachname", "nationalid", "nickname", "nombre", "passportnumber", "plz", "postcode",
        "prenom", "secondname", "sex", "socialsecuritynumber", "tel", "telephone", "telephonenumber", "telefon",
        "userphone", "username", "useremail", "vorname", "workphone", "yearofbirth",
    }
)  # fmt: skip
# A name is one of a person only where people are: a product has one, too.
AMONG_PEOPLE: Final = frozenset({"address", "traits", "userdata", "user", "customer", "person", "profile", "contact"})
ONLY_AMONG_PEOPLE: Final = frozenset(
    {"name", "city", "ct", "ge", "db", "fn", "lat", "ln", "em", "lng", "lon", "ph", "zp"}
)


def is_personal_name(name: str, around: str = "traits") -> bool:
    """Whether a field of this name identifies a person, inside a field of the name `around`.

    >>> is_personal_name("firstName"), is_personal_name("$email"), is_personal_name("name", around="products")
    (True, True, False)
    """
    plain = _plain(name)
    return plain in NAMES and (plain not in ONLY_AMONG_PEOPLE or _plain(around) in AMONG_PEOPLE)


def personal_values(value: Any, model: type[BaseModel] | None = None, around: str = "") -> Iterator[str]:
    """The texts in a payload or an event that identify a person, by their fields' roles and names."""
    personal = _personal_fields(model)
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name in personal or is_personal_name(str(name), around):
                yield from _texts(part)
            else:
                inner = next(iter(_inner(model, name)), None)
                yield from personal_values(part, inner, str(name))
    elif isinstance(value, list):
        for part in value:
            yield from personal_values(part, model, around)


def masked(value: Any, model: type[BaseModel] | None = None, around: str = "") -> Any:
    """The value with HIDDEN for each text and number that identifies a person."""
    personal = _personal_fields(model)
    if isinstance(value, Mapping):
        return {
            name: _hide(part)
            if name in personal or is_personal_name(str(name), around)
            else masked(part, next(iter(_inner(model, name)), None), str(name))
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [masked(part, model, around) for part in value]
    return value


def without_texts(value: Any, texts: Collection[str]) -> Any:
    """The value with HIDDEN in place of each of the texts, of e-mail addresses, and of all that looks like a hash."""
    wanted = sorted({one for one in texts if len(one) >= SHORTEST}, key=len, reverse=True)
    return _without(value, wanted)


def _without(value: Any, texts: list[str]) -> Any:
    if isinstance(value, str):
        for text in texts:
            if text in value:
                value = value.replace(text, HIDDEN)
        return without_addresses(value)
    if isinstance(value, Mapping):
        return {name: _without(part, texts) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without(part, texts) for part in value]
    return value


def _hide(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _hide(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_hide(part) for part in value]
    return value if value is None or isinstance(value, bool) else HIDDEN


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _personal_fields(model: type[BaseModel] | None) -> Collection[str]:
    if model is None:
        return ()
    kinds = {name for name, roles in roles_of(model).items() if any(_is_clear(role) for role in roles)}
    return kinds | {info.alias for name, info in model.model_fields.items() if name in kinds and info.alias}


def _is_clear(role: object) -> bool:
    # Of a whole profile the parts are looked at one by one.
    return isinstance(role, Personal) and role.kind != "traits"


def _inner(model: type[BaseModel] | None, name: Any) -> Iterator[type[BaseModel]]:
    if model is not None:
        for key, info in model.model_fields.items():
            if name in (key, info.alias):
                yield from models_in(info.annotation)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
