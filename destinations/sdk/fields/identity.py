"""Ids and personal data: normalized, then hashed once or sent plain.

`UserId` and `AnonymousId` hold the ids of people, `GroupId` those of their groups, `DedupeId` that of the thing itself,
`Code` those of things. `HashedEmail`, `HashedPhone` and `HashedName` take plain values and hold SHA-256 in lower-case
hexadecimal, so that a payload at rest holds no e-mail address. A blank value counts as none: the hash of nothing is
never sent. `Email`, `Phone` and `PlainName` are for tools that write to people themselves.

The folder `people` holds what reads the values.
"""

import re
import unicodedata
from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.arguments import TEXT, no_such
from destinations.sdk.fields.people.devices import read_agent, read_ip
from destinations.sdk.fields.people.hashes import hashing, hashing_contact, hashing_id, normalizing, sha256_hex
from destinations.sdk.fields.people.ids import read_code, read_id
from destinations.sdk.fields.people.phones import complete_phone, normalize_phone
from destinations.sdk.fields.roles import CodeRole, DedupeRole, Personal, PersonRole, ScopeRole
from destinations.sdk.refusal import refusal, shown

__all__ = [
    "AnonymousId",
    "Code",
    "Company",
    "DedupeId",
    "Email",
    "GroupId",
    "HashedEmail",
    "HashedName",
    "HashedPhone",
    "IpAddress",
    "JobTitle",
    "Phone",
    "PlainName",
    "UserAgent",
    "UserId",
    "complete_phone",
    "display_name",
    "hashing",
    "hashing_contact",
    "hashing_id",
    "normalize_email",
    "normalize_name",
    "normalize_phone",
    "normalizing",
    "read_code",
    "read_id",
    "sha256_hex",
]

# One @, no space and none of the signs that people put around e-mail addresses; a domain of several parts, and the last
# is not a number.
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@(?:[\w-]+\.)+[^\W\d_][\w-]+")
LONGEST_EMAIL = 254


def normalize_email(text: str) -> str | None:
    """The e-mail address trimmed and in lower case; None when blank.

    >>> normalize_email(" Ada@Example.com ")
    'ada@example.com'
    """
    if not isinstance(text, str):
        raise no_such("normalize_email", "text", text, TEXT)
    address = text.strip().lower()
    if not (EMAIL.fullmatch(address) and address.isascii()):
        address = _visible(address)
        if address and not EMAIL.fullmatch(address):
            raise refusal(f"{shown(text)} is not an e-mail address")
    if len(address) > LONGEST_EMAIL:
        raise refusal(f"{shown(text)} has {len(address)} characters, and no e-mail address has over {LONGEST_EMAIL}")
    return address or None


def normalize_name(text: str) -> str | None:
    """The name trimmed and in lower case, without digits and signs; None when blank.

    >>> normalize_name(" O'Hara 2nd ")
    'ohara nd'
    """
    if not isinstance(text, str):
        raise no_such("normalize_name", "text", text, TEXT)
    if text.isascii() and text.isalpha():
        return text.lower()
    letters = (letter for letter in text.lower() if unicodedata.category(letter)[0] not in "NPSC")
    name = " ".join("".join(letters).split())
    if not name and text.strip():
        raise refusal(f"{shown(text)} is not a name, as it holds no letter")
    return name or None


def display_name(text: str) -> str | None:
    """The name as people read it: trimmed, one space between words; None when blank.

    >>> display_name("  Ada   Lovelace ")
    'Ada Lovelace'
    """
    if not isinstance(text, str):
        raise no_such("display_name", "text", text, TEXT)
    return " ".join(text.split()) or None


def named_company(value: Any) -> str | None:
    """The company's name; of an object, as the spec has it, its `name`.

    >>> named_company({"name": "Initech", "plan": "pro"}), named_company("Initech")
    ('Initech', 'Initech')
    """
    return plain_name(value["name"] if isinstance(value, dict) and "name" in value else value)


def _visible(text: str) -> str:
    """The text without characters that nobody sees, which come by copying."""
    return "".join(one for one in text if unicodedata.category(one) != "Cf").strip()


plain_name = normalizing(display_name)
UserId = Annotated[str, BeforeValidator(read_id), PersonRole("user")]
AnonymousId = Annotated[str, BeforeValidator(read_id), PersonRole("anonymous")]
GroupId = Annotated[str, BeforeValidator(read_id), ScopeRole()]
DedupeId = Annotated[str, BeforeValidator(read_id), DedupeRole()]
Code = Annotated[str, BeforeValidator(read_code), CodeRole()]

Email = Annotated[str | None, BeforeValidator(normalizing(normalize_email)), Personal("email", sent="plain")]
Phone = Annotated[str | None, BeforeValidator(normalizing(normalize_phone)), Personal("phone", sent="plain")]
PlainName = Annotated[str | None, BeforeValidator(plain_name), Personal("name", sent="plain")]
Company = Annotated[str | None, BeforeValidator(named_company), Personal("company", sent="plain")]
JobTitle = Annotated[str | None, BeforeValidator(normalizing(display_name)), Personal("job title", sent="plain")]
IpAddress = Annotated[str | None, BeforeValidator(read_ip), Personal("ip", sent="plain")]
UserAgent = Annotated[str | None, BeforeValidator(read_agent), Personal("user agent", sent="plain")]

HashedEmail = Annotated[str | None, BeforeValidator(hashing_contact(normalize_email)), Personal("email", sent="sha256")]
HashedPhone = Annotated[str | None, BeforeValidator(hashing_contact(normalize_phone)), Personal("phone", sent="sha256")]
HashedName = Annotated[str | None, BeforeValidator(hashing(normalize_name)), Personal("name", sent="sha256")]
