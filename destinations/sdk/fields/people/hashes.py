"""Validators that hash what is known of people, once, or pass it on plain; hashes are recognised by their form.

A text of 64 hexadecimal digits is a SHA-256 where the value could not be one itself: an e-mail address, a phone
number. A name could be, if by a long chance, and is asked to say so: `sha256:9f86…`. Other digests match nobody.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from destinations.arguments import FUNCTION_OF_TEXT, TEXT, check, no_such
from destinations.sdk.fields.people.ids import whole_text
from destinations.sdk.refusal import refusal, shown

DECLARED = re.compile(r"sha256:([0-9a-f]{64})", re.IGNORECASE)
# Digests by their form: hexadecimal digits of MD5, SHA-1, SHA-256 and SHA-512, and SHA-256 in base64.
HEX = re.compile(r"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})", re.IGNORECASE)
BASE64 = re.compile(r"[0-9A-Za-z+/_-]{43}=")
SHA256_DIGITS = 64
SHORTEST_DIGEST = 32
KINDS = {32: "MD5", 40: "SHA-1", 64: "SHA-256", 128: "SHA-512"}


def sha256_hex(text: str) -> str:
    """SHA-256 of the UTF-8 text in lower-case hexadecimal; an empty text is refused.

    >>> sha256_hex("ada@example.com")[:8]
    'b5fc85e5'
    """
    if not isinstance(text, str):
        raise no_such("sha256_hex", "text", text, TEXT)
    if not text:
        raise ValueError("the hash of an empty text says nothing about anybody")
    return sha256(text.encode()).hexdigest()


def hashing(normal: Callable[[str], str | None]) -> Callable[[Any], str | None]:
    """A validator that hashes what `normal` makes of a text, and passes on a hash declared as `sha256:…`.

    A text that only looks like a hash is refused: it is not a name. A whole number is read as its digits.

    >>> hashing(str.lower)("sha256:" + "AB" * 32) == "ab" * 32
    True
    """
    check("hashing", normal=(normal, FUNCTION_OF_TEXT))
    return _hasher(normal, _declared)


def hashing_contact(normal: Callable[[str], str | None]) -> Callable[[Any], str | None]:
    """As `hashing`, for what is never 64 hexadecimal digits itself, as an e-mail address: these are a hash.

    >>> hashing_contact(str.lower)("AB" * 32) == "ab" * 32
    True
    """
    check("hashing_contact", normal=(normal, FUNCTION_OF_TEXT))
    return _hasher(normal, _declared_or_bare)


def hashing_id(normal: Callable[[str], str | None]) -> Callable[[Any], str | None]:
    """As `hashing`, for ids, which may look like hashes and are hashed all the same.

    >>> hashing_id(str.lower)("ab" * 32) == sha256_hex("ab" * 32)
    True
    """
    check("hashing_id", normal=(normal, FUNCTION_OF_TEXT))
    return _hasher(normal, declared_hash)


def normalizing(normal: Callable[[str], str | None]) -> Callable[[Any], str | None]:
    """A validator that gives what `normal` makes of a text; nothing for nothing, and no hash.

    >>> normalizing(str.lower)("Ada@Example.com")
    'ada@example.com'
    """
    check("normalizing", normal=(normal, FUNCTION_OF_TEXT))

    def read(value: Any) -> str | None:
        text = text_of(value)
        if text is None:
            return None
        if len(text) >= SHORTEST_DIGEST and (kind := "SHA-256" if declared_hash(text) else digest_kind(text)):
            raise refusal(f"this looks like a hash ({kind}), but is sent as it is; map the value itself")
        return normal(text)

    return read


def text_of(value: Any) -> str | None:
    """The text; a whole number as its digits, None for null. Anything else is refused."""
    text = value if type(value) is str or value is None else whole_text(value)
    if text is not None and not isinstance(text, str):
        raise refusal(f"{shown(value)} is not a text")
    return text


def declared_hash(text: str) -> str | None:
    """The hash of a text `sha256:…`, in lower case; None for any other."""
    found = DECLARED.fullmatch(text.strip())
    return found[1].lower() if found else None


def digest_kind(text: str) -> str | None:
    """What kind of digest the text has the form of; None for none.

    >>> digest_kind("d41d8cd98f00b204e9800998ecf8427e"), digest_kind("Ada Lovelace")
    ('MD5', None)
    """
    digits = text.strip()
    if HEX.fullmatch(digits):
        return KINDS[len(digits)]
    return "SHA-256 in base64" if BASE64.fullmatch(digits) else None


def _hasher(normal: Callable[[str], str | None], known: Callable[[str], str | None]) -> Callable[[Any], str | None]:
    """A validator that hashes; `known` gives the hash that a text is already, and refuses other digests."""

    def hashed(value: Any) -> str | None:
        text = value if type(value) is str else text_of(value)
        if text is None:
            return None
        # Names and addresses are shorter, as a rule.
        if len(text) >= SHORTEST_DIGEST and (already := known(text)):
            return already
        made_equal = normal(text)
        return sha256_hex(made_equal) if made_equal else None

    return hashed


def _declared_or_bare(text: str) -> str | None:
    bare = text.strip()
    return bare.lower() if len(bare) == SHA256_DIGITS and HEX.fullmatch(bare) else _declared(text)


def _declared(text: str) -> str | None:
    if declared := declared_hash(text):
        return declared
    kind = digest_kind(text)
    if kind == "SHA-256":
        raise refusal("64 hexadecimal digits look like a hash; if it is one, write sha256: before it")
    if kind:
        raise refusal(f"this looks like a hash ({kind}), by which nobody is found; map the value itself or its SHA-256")
    return None
