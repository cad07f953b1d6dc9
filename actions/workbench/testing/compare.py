"""Compares a payload with what a test expects."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from actions.trigger.leaf_tests.texts import fits_wildcards
from actions.workbench.testing.matchers import ANY_KINDS, MATCHERS
from mappings.fields.target import Steps, show_steps
from mappings.findings.show import kind_of, show

NOT_THERE: Final = object()
MOST_DIFFERENCES = 20


@dataclass(frozen=True, slots=True)
class Unlike:
    """A part of a payload that is not as expected; `words` say how, without the field's name.

    `expected` and `got` are NOT_THERE where there is no value.
    """

    path: Steps
    words: str
    expected: Any
    got: Any

    @property
    def field(self) -> str:
        return show_steps(self.path)


def compare(expected: Any, got: Any, *, exact: bool) -> list[Unlike]:
    """What is not as expected, in the order of the expectation; with `exact` what is too much as well."""
    return list(_unlike(expected, got, (), exact=exact))


def _unlike(expected: Any, got: Any, path: Steps, *, exact: bool) -> Iterator[Unlike]:
    matcher = _matcher(expected)
    if matcher:
        mismatch = matcher.mismatch(got)
        if mismatch:
            yield Unlike(path, mismatch, expected, got)
    elif got is NOT_THERE:
        yield Unlike(path, "is missing", expected, got)
    elif isinstance(expected, dict) and isinstance(got, dict):
        yield from _unlike_object(expected, got, path, exact=exact)
    elif isinstance(expected, list) and isinstance(got, list):
        for number, one in enumerate(expected):
            yield from _unlike(one, got[number] if number < len(got) else NOT_THERE, (*path, number), exact=exact)
        for number in range(len(expected), len(got)):
            yield Unlike((*path, number), f"is one item too many: {_shown(got[number])}", NOT_THERE, got[number])
    elif not _same(expected, got):
        yield Unlike(path, f"expected {_shown(expected)}, got {_shown(got)}{_kinds(expected, got)}", expected, got)


def _unlike_object(expected: dict[str, Any], got: dict[str, Any], path: Steps, *, exact: bool) -> Iterator[Unlike]:
    for name, one in expected.items():
        yield from _unlike(one, got.get(name, NOT_THERE), (*path, name), exact=exact)
    for name, value in got.items() if exact else ():
        if name not in expected:
            yield Unlike((*path, name), f"is not expected: {_shown(value)}", NOT_THERE, value)


@dataclass(frozen=True, slots=True)
class _Matcher:
    """`{$any: text}`, `{$sha256: …}`, `{$matches: …}`, `{$absent: true}`."""

    name: str
    operand: Any

    def mismatch(self, got: Any) -> str | None:
        """How the value is not as it asks; None if it is."""
        if self.name == "$absent":
            return None if (got is NOT_THERE) is bool(self.operand) else f"must not be there, and is {_shown(got)}"
        if got is NOT_THERE:
            return "is missing"
        if self.name == "$any":
            kind = object if self.operand is True else ANY_KINDS.get(str(self.operand), ())
            fits = isinstance(got, kind) and (self.operand != "number" or not isinstance(got, bool))
            return None if fits else f"expected any {self.operand}, got {_shown(got)}"
        if self.name == "$sha256":
            digest = sha256(str(self.operand).encode()).hexdigest()
            return None if got == digest else f"expected the SHA-256 of {show(self.operand)}, got {_shown(got)}"
        fits = isinstance(got, str) and fits_wildcards(str(self.operand), got)
        return None if fits else f"expected a text that matches {show(self.operand)}, got {_shown(got)}"


def _matcher(expected: Any) -> _Matcher | None:
    if isinstance(expected, dict) and len(expected) == 1:
        [(name, operand)] = expected.items()
        return _Matcher(name, operand) if name in MATCHERS else None
    return None


def _same(expected: Any, got: Any) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, int | float) and isinstance(got, int | float | Decimal):
        return Decimal(str(expected)) == Decimal(str(got))
    return type(expected) is type(got) and bool(expected == got)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, dict):
        return f"an object with {', '.join(list(value)[:3])}" if value else "an empty object"
    return show(value)


def _kinds(expected: Any, got: Any) -> str:
    """The kinds, where these are what differs."""
    if isinstance(got, str) and isinstance(expected, int | float) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", got.strip()):
        return ", a text, not a number"
    kinds = kind_of(expected), kind_of(got)
    return "" if kinds[0] == kinds[1] else f", {kinds[1]}, not {kinds[0]}"
