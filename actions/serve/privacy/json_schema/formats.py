"""The formats of texts that a schema may ask for."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urlsplit
from uuid import UUID


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def is_one(text: str) -> bool:
        try:
            read(text)
        except ValueError:
            return False
        return True

    return is_one


def _is_date_time(text: str) -> bool:
    return len(text) > len("2026-01-01T") and text[10:11] in "Tt " and _reads(datetime.fromisoformat)(text)


def _is_email(text: str) -> bool:
    name, _, domain = text.rpartition("@")
    return bool(name) and "." in domain.strip(".") and not any(one.isspace() for one in text)


def _is_uri(text: str) -> bool:
    return _reads(urlsplit)(text) and bool(urlsplit(text).scheme) and not any(one.isspace() for one in text)


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date-time": _is_date_time,
    "date": _reads(date.fromisoformat),
    "email": _is_email,
    "uri": _is_uri,
    "url": _is_uri,
    "uuid": lambda text: len(text) == len("00000000-0000-0000-0000-000000000000") and _reads(UUID)(text),
    "ipv4": _reads(IPv4Address),
    "ipv6": _reads(IPv6Address),
}
