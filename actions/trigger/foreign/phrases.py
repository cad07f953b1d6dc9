"""Comparisons in the words of other languages and of people, and what each means here."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal

from msgspec import Struct


class Form(Struct, frozen=True):
    """What a phrase means: a sign of ours in its place, or a whole comparison with its path and value in it."""

    kind: Literal["sign", "alone", "empty", "call", "each", "list", "between"]
    ours: str
    negated: bool = False


# What is said of times.
AFTER = ("after", "is after", "later than", "is later than", "newer than", "is newer than")
BEFORE = ("before", "is before", "earlier than", "is earlier than", "older than", "is older than")
# What is said of forms that people fill in.
FILLED = ("has value", "has a value", "has any value", "is filled", "is given")
UNFILLED = ("has no value", "is not filled", "is not given")
NOT = ("isnt", "isn't", "arent", "aren't", "wasnt", "wasn't", "isn’t")  # noqa: RUF001 - people write it so
DOES_NOT = ("doesnt", "doesn't", "dont", "don't", "didnt", "didn't", "doesn’t")  # noqa: RUF001
CONTRACTED = {**dict.fromkeys(NOT, ("is", "not")), **dict.fromkeys(DOES_NOT, ("does", "not"))}


def _phrases() -> Mapping[tuple[str, ...], Form]:
    signs = {
        "=": ("is", "equals", "eq", "equal", "equal to", "is equal to", "equals to", "is exactly"),
        "!=": ("is not", "ne", "neq", "not equals", "not equal", "not equal to", "is not equal to", "does not equal"),
        ">": (
            "greater than",
            "is greater than",
            "more than",
            "is more than",
            "is above",
            "above",
            "over",
            "gt",
            *AFTER,
        ),
        ">=": (
            "at least",
            "is at least",
            "gte",
            "ge",
            "at_least",
            "≥",
            "greater than or equal to",
            "greater or equal",
            "since",
        ),
        "<": ("less than", "is less than", "is below", "below", "under", "lt", "smaller than", "fewer than"),
        "<=": ("at most", "is at most", "lte", "le", "at_most", "≤", "less than or equal to", "less or equal"),
    }
    there = (
        "is set",
        "is not null",
        "is not none",
        "is not missing",
        "is present",
        "is defined",
        "isnotnull",
        "not null",
        *FILLED,
    )
    missing = (
        "is null",
        "is not set",
        "is not present",
        "is not defined",
        "is missing",
        "is none",
        "is undefined",
        *UNFILLED,
    )
    calls = {
        "contains": ("contains", "includes", "include", "contain"),
        "match": ("like", "matches", "match", "glob"),
        "regex": ("=~", "regex", "rlike", "matches regex", "matches the regex"),
        "starts_with": ("starts with", "begins with", "starts_with", "startswith", "start with"),
        "ends_with": ("ends with", "ends_with", "endswith", "end with"),
        "has": ("has",),
        "has_any": ("has_any", "has any", "has any of"),
    }
    times = {">": AFTER, "<": BEFORE, ">=": ("since",)}
    found = {one: Form("sign", sign) for table in (signs, times) for sign, written in table.items() for one in written}
    found |= {one: Form("alone", "exists") for one in (*there, "is known", "exist", "do exist", "does exist", *FILLED)}
    found |= {
        one: Form("alone", "= null")
        for one in (*missing, "is unknown", "not exists", "! exists", "does not exist", "isnull", *UNFILLED)
    }
    found |= {"is true": Form("alone", "= true"), "is false": Form("alone", "= false")}
    found |= {"is empty": Form("empty", ""), "is blank": Form("empty", "")}
    filled = ("is not empty", "is not blank", "not empty", "not blank", "is nonempty")
    found |= {one: Form("empty", "", negated=True) for one in filled}
    for ours, written in calls.items():
        found |= {one: Form("call", ours) for one in written}
        found |= {f"{no} {one}": Form("call", ours, negated=True) for one in written for no in ("not", "does not", "!")}
    found |= {one: Form("list", "in") for one in ("one_of", "one of", "is one of", "is in", "is any of", "any of")}
    found |= {
        one: Form("list", "not in")
        for one in (
            "not one of",
            "is not one of",
            "is not in",
            "is none of",
            "is not any of",
            "none of",
            "none_of",
            "! in",
        )
    }
    found |= {one: Form("between", "") for one in ("between", "is between")}
    found |= {one: Form("between", "", negated=True) for one in ("not between", "is not between")}
    parts = {
        "contains": ("contains any of", "contains one of", "includes any of"),
        "starts_with": ("starts with any of",),
    }
    found |= {one: Form("each", ours) for ours, written in parts.items() for one in written}
    return MappingProxyType({tuple(one.split()): form for one, form in found.items()})


PHRASES: Final = _phrases()
LONGEST = max(map(len, PHRASES))


def find_phrase(words: Sequence[str]) -> tuple[Form, int] | None:
    """The form of the longest phrase at the beginning of the words, and how many of them it takes."""
    said: list[str] = []
    sizes: list[int] = []
    for number, word in enumerate(words[:LONGEST], 1):
        whole = CONTRACTED.get(word.lower(), (word.lower(),))
        said += whole
        sizes += [0] * (len(whole) - 1) + [number]
    for length in range(min(LONGEST, len(said)), 0, -1):
        form = PHRASES.get(tuple(said[:length]))
        if form and sizes[length - 1]:
            return form, sizes[length - 1]
    return None
