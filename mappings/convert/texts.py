"""Conversions to texts of a known form, and to lists."""

import re
from typing import Any
from urllib.parse import urlsplit

from mappings.convert.json_text import to_json_text
from mappings.findings.errors import EvaluationError
from mappings.findings.show import kind_of, show
from mappings.functions.identity import e164, normalize_email

COUNTRY = re.compile(r"[A-Z]{2}")


def to_text(value: Any) -> str:
    """A text as it is; a number or true/false as JSON writes it.

    >>> to_text("abc"), to_text(178.0), to_text(True)
    ('abc', '178.0', 'true')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list):
        raise EvaluationError(f"{kind_of(value)} is not text", "name a value inside it, or write it out: as: json")
    return to_json_text(value)


def to_email(value: Any) -> str:
    """The e-mail address trimmed and in lower case.

    >>> to_email(" Ada@Example.COM ")
    'ada@example.com'
    """
    address = normalize_email(value) if isinstance(value, str) else None
    if address is None:
        raise EvaluationError(f"{show(value)} is not an e-mail address", _hint_if_empty(value))
    return address


def to_phone(value: Any) -> str:
    """The number in E.164 form, `+14155550100`; it must name its country, by `+` or `00`.

    >>> to_phone("+1 (415) 555-0100")
    '+14155550100'
    """
    number = e164(value) if isinstance(value, str) else None
    if number is None:
        hint = "name the country in the path: e164(phone, 'NO')"
        raise EvaluationError(f"{show(value)} is not a phone number with its country", _hint_if_empty(value) or hint)
    return number


def to_country(value: Any) -> str:
    """The two letters of ISO 3166, in capitals.

    >>> to_country("no")
    'NO'
    """
    code = value.strip().upper() if isinstance(value, str) else ""
    if not COUNTRY.fullmatch(code):
        hint = "say which code is meant: lookup: {Norway: NO}"
        raise EvaluationError(f"{show(value)} is not a country code of two letters", _hint_if_empty(value) or hint)
    return code


def to_url(value: Any) -> str:
    """The URL unchanged but for space around it; it must have a scheme and a host.

    >>> to_url("https://shop.example/cart?x=1")
    'https://shop.example/cart?x=1'
    """
    address = value.strip() if isinstance(value, str) else ""
    if not _has_host(address):
        hint = _hint_if_empty(value) or "write the whole of it, such as https://shop.example/cart"
        raise EvaluationError(f"{show(value)} is not a whole URL", hint)
    return address


def to_list(value: Any) -> list[Any]:
    """A list as it is, anything else as a list of one.

    >>> to_list("a"), to_list([1])
    (['a'], [1])
    """
    return value if isinstance(value, list) else [value]


def _has_host(address: str) -> bool:
    if any(character.isspace() or not character.isprintable() for character in address):
        return False
    try:
        parts = urlsplit(address)
        return bool(parts.scheme and parts.hostname)
    except ValueError:
        return False


def _hint_if_empty(value: Any) -> str | None:
    return "empty as missing: null_if(…, '')" if value == "" else None
