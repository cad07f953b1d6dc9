"""Functions that normalise and hash what identifies a person."""

import hashlib
import hmac
import re
from collections.abc import Callable

from mappings.findings.errors import EvaluationError
from mappings.functions.declare import Example, Function, Refusal, declare

EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
LONGEST_EMAIL = 254
LONGEST_PHONE = 40


def _hashing(digest: Callable[[bytes], str]) -> Callable[[str], str | None]:
    """Text to digest; no text, no hash: the hash of '' would make one person of everybody without a value."""
    return lambda text: digest(text.encode()) if text else None


def hmac_sha256(text: str, key: str) -> str | None:
    if not key:
        raise EvaluationError("the key is empty", "give a key")
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest() if text else None


def normalize_email(text: str) -> str | None:
    address = text.strip().lower()
    return address if len(address) <= LONGEST_EMAIL and EMAIL.fullmatch(address) else None


def e164(phone: str, country: str | None = None) -> str | None:
    """`+` and digits; null when it is not a number that can be dialled, or its country is not known."""
    # Its tables take 100 ms to read, which only those who map phone numbers should wait for.
    import phonenumbers

    written = phone.strip()
    if len(written) > LONGEST_PHONE:
        return None
    if written.startswith("00"):
        written = f"+{written[2:]}"
    try:
        number = phonenumbers.parse(written, country.strip().upper() if country else None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


IDENTITY: tuple[Function, ...] = (
    declare(
        "sha256(text: text) -> text",
        "The SHA-256 hash in small hex digits; null for ''. It does not trim or lower: see normalize_email.",
        _hashing(lambda text: hashlib.sha256(text).hexdigest()),
        Example("sha256(@)", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        Example(
            "sha256(normalize_email(@))",
            " Ada@Example.com ",
            "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72",
        ),
        Example("sha256(@)", "", None),
        Refusal("sha256(@)", 5, "sha256() takes a text as its 1st argument, not 5"),
        Refusal("sha256(@)", "\ud800", "a lone surrogate"),
    ),
    declare(
        "md5(text: text) -> text",
        "The MD5 hash in lower-case hex digits; null for ''. Only for tools that ask for it: it protects nothing.",
        _hashing(lambda text: hashlib.md5(text, usedforsecurity=False).hexdigest()),
        Example("md5(@)", "abc", "900150983cd24fb0d6963f7d28e17f72"),
        Example("md5(@)", "", None),
        Refusal("md5(@)", ["a"], "md5() takes a text as its 1st argument, not a list"),
    ),
    declare(
        "hmac_sha256(text: text, key: text) -> text",
        "The HMAC-SHA-256 of the text under the key, in small hex digits; null for ''.",
        hmac_sha256,
        Example("hmac_sha256(@, 'key')", "abc", "9c196e32dc0175f86f4b1cb89289d6619de6bee699e4c378e68309ed97a1a6ab"),
        Example("hmac_sha256(@, 'key')", "", None),
        Refusal("hmac_sha256(@, '')", "abc", "hmac_sha256(): the key is empty"),
    ),
    declare(
        "normalize_email(text: text) -> text",
        "The e-mail address trimmed and in lower case; null when it is not an e-mail address.",
        normalize_email,
        Example("normalize_email(@)", " Ada@Example.COM ", "ada@example.com"),
        Example("normalize_email(@)", "ada at example.com", None),
        Example("normalize_email(@)", "ada@localhost", None),
        Refusal("normalize_email(@)", 1, "normalize_email() takes a text as its 1st argument, not 1"),
    ),
    declare(
        "e164(phone: text, country?: text) -> text",
        "The phone number as + and digits, or null. Without a country (DE, US) it must start with + or 00.",
        e164,
        Example("e164(@)", "+49 (0)30 901820", "+4930901820"),
        Example("e164(@, 'US')", "(650) 253-0000", "+16502530000"),
        Example("e164(@)", "0044 20 7946 0018", "+442079460018"),
        Example("e164(@)", "650 253 0000", None),
        Example("e164(@, 'US')", "12", None),
        Example("e164(phone, country)", {"phone": "+16502530000"}, "+16502530000"),
        Refusal("e164(@)", 16502530000, "e164() takes a text as its 1st argument, not 16502530000"),
    ),
)
