"""Traits under Mixpanel's own names and in its own forms (docs.mixpanel.com, "Reserved properties", "Data type")."""

import re
from typing import Any

from pydantic_core import PydanticCustomError

from destinations.sdk.fields.copied import Path, check_parts
from destinations.sdk.fields.times import read_time
from destinations.sdk.refusal import shown

# The spec's traits that Mixpanel shows under names of its own; of several of one name the first counts.
RENAMED = {
    "email": "$email",
    "firstName": "$first_name",
    "first_name": "$first_name",
    "lastName": "$last_name",
    "last_name": "$last_name",
    "name": "$name",
    "phone": "$phone",
    "phone_number": "$phone",
    "phoneNumber": "$phone",
    "username": "$username",
    "avatar": "$avatar",
    "createdAt": "$created",
    "created_at": "$created",
    "created": "$created",
}
CREATED = frozenset({"$created", *(name for name, target in RENAMED.items() if target == "$created")})
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def dates_in_utc(traits: dict[str, Any]) -> dict[str, Any]:
    """The traits, the moment of a sign-up as Mixpanel knows dates: in UTC, without a zone; other forms are texts to it.

    >>> dates_in_utc({"created_at": 1735787045, "createdAt": "2025-01-02T03:04:05+01:00", "created": "2025-01-02"})
    {'created_at': '2025-01-02T03:04:05', 'createdAt': '2025-01-02T02:04:05', 'created': '2025-01-02'}
    """
    if CREATED.isdisjoint(traits):
        return traits
    fitted, bad = dict(traits), dict[Path, str]()
    for name, value in traits.items():
        if name not in CREATED:
            continue
        try:
            fitted[name] = value if _is_blank(value) or _is_day(value) else f"{read_time(value):%Y-%m-%dT%H:%M:%S}"
        except PydanticCustomError:
            bad[(name,)] = f"is {shown(value)}, and Mixpanel takes a time there, such as 2026-03-01T10:15:30Z"
    check_parts(bad)
    return fitted


def rename_traits(traits: dict[str, Any]) -> dict[str, Any]:
    """The traits under Mixpanel's names; a trait that bears Mixpanel's name already wins.

    >>> rename_traits({"email": "ada@example.com", "plan": "pro"})
    {'$email': 'ada@example.com', 'plan': 'pro'}
    >>> rename_traits({"first_name": "Ada", "lastName": "Lovelace"})
    {'$first_name': 'Ada', '$last_name': 'Lovelace', '$name': 'Ada Lovelace'}
    >>> rename_traits({"$name": "Ada Lovelace", "name": "ada"})
    {'$name': 'Ada Lovelace'}
    """
    named = renamed(traits)
    names = [named.get(part) for part in ("$first_name", "$last_name")]
    whole = " ".join(name for name in names if isinstance(name, str) and name.strip())
    # The heading of a profile.
    return {**named, "$name": whole} if whole and "$name" not in named else named


def renamed(traits: dict[str, Any]) -> dict[str, Any]:
    """The traits under Mixpanel's names; of several that have one name there, the first of RENAMED that says something.

    >>> renamed({"phone_number": "+1", "phone": "+2", "email": ""})
    {'phone_number': '+1', '$phone': '+2', '$email': ''}
    """
    chosen: dict[str, str] = {}
    for name, target in RENAMED.items():
        if not _is_blank(traits.get(name)):
            chosen.setdefault(target, name)
    named: dict[str, Any] = {}
    for name, value in traits.items():
        target = RENAMED.get(name, name)
        if target == name or (target not in traits and chosen.get(target, name) == name):
            named[target] = value
        elif target not in traits and not _is_blank(value) and value != traits[chosen[target]]:
            named[name] = value
    return named


def _is_blank(value: Any) -> bool:
    return value is None or value == ""


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and DAY.fullmatch(value) is not None
