"""Dates and times within what is copied from an event, for tools that know seconds since 1970 alone."""

import re
from collections.abc import Collection
from datetime import UTC, datetime
from math import floor
from typing import Any

ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9]{2}:[0-9]{2}.*)?")


def in_seconds(item: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The item, dates and times in those of its fields as seconds since 1970.

    >>> in_seconds({"name": "2026-01-01", "attributes": {"on": "2026-01-01", "plan": "pro"}}, ["attributes"])
    {'name': '2026-01-01', 'attributes': {'on': 1767225600, 'plan': 'pro'}}
    """
    return {name: seconds_of(value) if name in names else value for name, value in item.items()}


def seconds_of(value: Any) -> Any:
    """The value, texts that are dates or times of ISO 8601 as seconds since 1970; without an offset they are UTC."""
    if isinstance(value, dict):
        return {name: seconds_of(part) for name, part in value.items()}
    if isinstance(value, list):
        return [seconds_of(part) for part in value]
    if not isinstance(value, str) or not ISO.fullmatch(value):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return floor((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
