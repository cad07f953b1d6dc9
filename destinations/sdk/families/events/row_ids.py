"""Ids in the form a tool insists on, made of any text: the same text gives the same id on any machine."""

import re
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

# Crockford's digits, in which a ULID is written (github.com/ulid/spec).
BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ULID = re.compile(f"[0-7][{BASE32}]{{25}}")


def as_uuid(text: str) -> str:
    """The text where it is a UUID, else the version 5 UUID that stands for it (RFC 9562).

    >>> as_uuid("0190a1b2-1111-7222-8333-444455556666")
    '0190a1b2-1111-7222-8333-444455556666'
    >>> as_uuid("m-1")
    '3387dab8-bada-55e6-9092-0064c468c58c'
    """
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, text))


def as_ulid(text: str, seconds: int) -> str:
    """The text where it is a ULID, else one of that second since 1970, with a hash where others draw lots.

    >>> as_ulid("m-1", 1772360130)
    '01KJMEAQEGMHGV8WPB86MYRFFE'
    """
    if ULID.fullmatch(text):
        return text
    number = (seconds * 1000 % (1 << 48) << 80) + int.from_bytes(sha256(text.encode()).digest()[:10], "big")
    return "".join(BASE32[number >> 5 * place & 31] for place in reversed(range(26)))
