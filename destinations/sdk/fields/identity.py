"""Who did it, and what may be told of them: ids, and people's data made equal, then hashed once or sent plain.

`UserId` and `AnonymousId` hold the ids of people, `DedupeId` that of the thing itself. `HashedEmail`,
`HashedPhone` and `HashedName` take plain values and hold SHA-256 in lower-case hexadecimal, so that a payload
at rest holds no e-mail address. A blank value is no value; the hash of nothing is never sent. A value that is
hashed already must say so (`sha256:9f86…`), as 64 hexadecimal digits may also be somebody's name. `Email`,
`Phone` and `PlainName` are for tools that write to people themselves.
"""

import re
import unicodedata
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any

from pydantic import BeforeValidator

from destinations.sdk.fields.roles import DedupeRole, Personal, PersonRole
from destinations.sdk.refusal import refusal, shown

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
PHONE_FILLERS = re.compile(r"[\s().\-/]+")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
DECLARED = re.compile(r"sha256:([0-9a-f]{64})", re.IGNORECASE)


def normal_email(text: str) -> str | None:
    """The address trimmed and in lower case; None when blank.

    >>> normal_email(" Ada@Example.com ")
    'ada@example.com'
    """
    address = text.strip().lower()
    if address and not EMAIL.fullmatch(address):
        raise refusal(f"{shown(text)} is not an e-mail address")
    return address or None


def normal_phone(text: str) -> str | None:
    """The number as E.164 writes it, `+` and digits; None when blank.

    >>> normal_phone("+44 (20) 7946-0018"), normal_phone("0044 20 7946 0018")
    ('+442079460018', '+442079460018')
    """
    digits = PHONE_FILLERS.sub("", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits and not E164.fullmatch(digits):
        raise refusal(f"{shown(text)} is not a whole phone number; write it with + and its country code")
    return digits or None


def normal_name(text: str) -> str | None:
    """The name trimmed and in lower case, without digits and signs; None when nothing is left.

    >>> normal_name(" O'Hara 2nd ")
    'ohara nd'
    """
    letters = (letter for letter in text.lower() if unicodedata.category(letter)[0] not in "NPSC")
    return " ".join("".join(letters).split()) or None


def sha256_hex(text: str) -> str:
    """SHA-256 of the UTF-8 text in lower-case hexadecimal; an empty text is refused.

    >>> sha256_hex("ada@example.com")[:8]
    'b5fc85e5'
    """
    if not text:
        raise ValueError("the hash of an empty text says nothing about anybody")
    return sha256(text.encode()).hexdigest()


def hashing(normal: Callable[[str], str | None]) -> Callable[[Any], str | None]:
    """A validator that hashes what `normal` makes of a text, and passes on a hash declared as `sha256:…`.

    >>> hashing(normal_email)("sha256:" + "AB" * 32) == "ab" * 32
    True
    """

    def hashed(value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise refusal(f"{shown(value)} is not a text")
        declared = DECLARED.fullmatch(value.strip())
        if declared:
            return declared[1].lower()
        plain = normal(value)
        return sha256_hex(plain) if plain else None

    return hashed


def plain(normal: Callable[[str], str | None]) -> Callable[[Any], str | None]:
    """A validator that gives what `normal` makes of a text; nothing for nothing.

    >>> plain(normal_email)(" Ada@Example.com ")
    'ada@example.com'
    """

    def read(value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise refusal(f"{shown(value)} is not a text")
        return normal(value)

    return read


def spaced_name(text: str) -> str | None:
    """The name as people read it: trimmed, one space between words; None when blank.

    >>> spaced_name("  Ada   Lovelace ")
    'Ada Lovelace'
    """
    return " ".join(text.split()) or None


def read_id(value: Any) -> str:
    """The id as text, letter by letter; a whole number becomes text, a blank is refused.

    >>> read_id("u_1"), read_id(42)
    ('u_1', '42')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise refusal(f"{shown(value)} is not an id; map a text or a whole number")
    if not value.strip():
        raise refusal("an empty text is no id; map one that names somebody or something, or leave the field out")
    return value


UserId = Annotated[str, BeforeValidator(read_id), PersonRole("user")]
AnonymousId = Annotated[str, BeforeValidator(read_id), PersonRole("anonymous")]
DedupeId = Annotated[str, BeforeValidator(read_id), DedupeRole()]

Email = Annotated[str | None, BeforeValidator(plain(normal_email)), Personal("email", sent="plain")]
Phone = Annotated[str | None, BeforeValidator(plain(normal_phone)), Personal("phone", sent="plain")]
PlainName = Annotated[str | None, BeforeValidator(plain(spaced_name)), Personal("name", sent="plain")]
IpAddress = Annotated[str, Personal("ip", sent="plain")]

HashedEmail = Annotated[str | None, BeforeValidator(hashing(normal_email)), Personal("email", sent="sha256")]
HashedPhone = Annotated[str | None, BeforeValidator(hashing(normal_phone)), Personal("phone", sent="sha256")]
HashedName = Annotated[str | None, BeforeValidator(hashing(normal_name)), Personal("name", sent="sha256")]
