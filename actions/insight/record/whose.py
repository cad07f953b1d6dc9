"""Which texts of an event identify a person, or are secrets: by the names of the fields that they stand in."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, Literal
from urllib.parse import unquote_plus

from msgspec import Struct

from actions.insight.record.encoded import encoded_in
from actions.personal_names import is_personal_name
from destinations.sdk.fields.people.countries import country_code

# Ids of people and of what they hold in their hands, by their names without case and marks.
IDS: Final = frozenset(
    {
        "anonymousid", "clientid", "contactid", "customerid", "deviceid", "distinctid", "memberid", "previousid",
        "profileid", "sessionid", "subscriberid", "userid", "visitorid",
    }
)  # fmt: skip
# What is around an `id` that is such a one, too.
HOLDERS: Final = frozenset({"contact", "customer", "device", "externalids", "person", "profile", "user", "visitor"})
NAMES: Final = frozenset({"displayname", "fullname", "name"})
# A country is nobody's alone, and what is sent of an event depends on it: it stays.
COUNTRY_NAMES: Final = frozenset({"country", "countrycode"})
SECRETS: Final = re.compile(r"password|passwd|secret|token|api_?key|authorization|cookie|credential", re.IGNORECASE)
PARAMETER: Final = re.compile(r"(?:^|[?&#;])(?P<name>[\w.\[\]%-]{1,80})=(?P<value>[^&#;\s]+)")
# Longer texts are read as such, and not as JSON.
LONGEST_JSON: Final = 1 << 18

Kind = Literal["own", "name", "secret"]


class Text(Struct, frozen=True):
    """A text that identifies a person; `kind` says which are names, of which every word does, and which are secrets."""

    text: str
    kind: Kind = "own"


def texts_of(value: Any, around: str = "") -> Iterator[Text]:
    """The texts in an event that identify a person or are secrets; in texts that are JSON, base64 or addresses, too.

    >>> [one.text for one in texts_of({"traits": {"email": "a@b.org"}, "url": "/?first_name=Ada+M&x=1", "n": 1})]
    ['a@b.org', 'Ada M']
    """
    if isinstance(value, dict):
        for name, part in value.items():
            kind = kind_of(name, around)
            yield from texts_of(part, name) if kind is None else _all_in(part, kind)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part, around)
    elif isinstance(value, str):
        yield from _texts_in(value, around)


def _texts_in(text: str, around: str) -> Iterator[Text]:
    inside = read_inside(text)
    if inside is not None:
        yield from texts_of(inside, around)
    for found in PARAMETER.finditer(text) if "=" in text else ():
        kind = kind_of(unquote_plus(found["name"]), "traits")
        if kind:
            yield Text(unquote_plus(found["value"]), kind)
    for one in encoded_in(text):
        # Each is shorter than what it stands in: this comes to an end.
        yield from _texts_in(one.text, around)


def is_country(name: str, value: Any) -> bool:
    """Whether the field holds a country.

    >>> is_country("countryCode", "AT"), is_country("country", "12 Perch Lane"), is_country("city", "Jordan")
    (True, False, False)
    """
    return isinstance(value, str) and _plain(name) in COUNTRY_NAMES and country_code(value) is not None


# Field names are few, and events many.
@lru_cache(maxsize=4096)
def kind_of(name: str, around: str) -> Kind | None:
    """What a field of this name inside one of that name holds; None where it is nobody's."""
    if SECRETS.search(name):
        return "secret"
    plain = _plain(name)
    if is_personal_name(name, around):
        return "name" if plain in NAMES else "own"
    return "own" if plain in IDS or (plain == "id" and _plain(around) in HOLDERS) else None


def read_inside(text: str) -> Any:
    """What the text says, if it is JSON of an object or a list; else None."""
    if text.lstrip()[:1] not in ("{", "[") or len(text) > LONGEST_JSON:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _all_in(value: Any, kind: Kind) -> Iterator[Text]:
    if isinstance(value, dict):
        for name, part in value.items():
            if not is_country(name, part):
                yield from _all_in(part, kind)
    elif isinstance(value, list):
        for part in value:
            yield from _all_in(part, kind)
    elif isinstance(value, str) and value.strip():
        yield Text(value.strip(), kind)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Text(str(value), kind)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).lower()
