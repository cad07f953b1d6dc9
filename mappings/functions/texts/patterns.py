"""Functions with regular expressions."""

import re
from typing import Any

from mappings.budget import Budget
from mappings.findings.errors import EvaluationError
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.functions.texts.regex import PatternError, read_pattern, whole_characters

# `\1` in a replacement stands for the first group, `\0` for all that was found, `\\` for a backslash.
PART = re.compile(r"\\(.)|\\$")


def regex_extract(text: str, pattern: str, group: float | None = None) -> str | None:
    """What the pattern finds first: its first group, or all of it where it has none; None where it finds nothing."""
    compiled = _pattern(pattern)
    number = int(group) if group is not None else min(compiled.groups, 1)
    _check_group(compiled, number)
    found = compiled.search(whole_characters(text))
    return found.group(number) if found else None


def regex_replace(text: str, pattern: str, replacement: str) -> str:
    """The text with all that the pattern finds replaced."""
    parts = _parts(_pattern(pattern), replacement)

    def written(found: Any) -> str:
        return "".join(one if isinstance(one, str) else found.group(one) or "" for one in parts)

    result: str = _pattern(pattern).sub(written, whole_characters(text))
    return result


def _pattern(pattern: str) -> Any:
    try:
        return read_pattern(pattern)
    except PatternError as error:
        raise EvaluationError(str(error), error.hint) from None


def _parts(compiled: Any, replacement: str) -> list[str | int]:
    """The replacement as texts and numbers of groups."""
    parts: list[str | int] = []
    start = 0
    for found in PART.finditer(replacement):
        parts.append(replacement[start : found.start()])
        start = found.end()
        if found[1] == "\\":
            parts.append("\\")
        elif found[1] and found[1].isascii() and found[1].isdigit():
            parts.append(_check_group(compiled, int(found[1])))
        else:
            raise EvaluationError(f"{found[0]} means nothing in a replacement", r"write \1 for a group")
    return [*parts, replacement[start:]]


def _check_group(compiled: Any, number: int) -> int:
    if not 0 <= number <= compiled.groups:
        there = f"there are {compiled.groups}" if compiled.groups else "it has no ( )"
        raise EvaluationError(f"the pattern has no group {number}: {there}", "put ( ) around the part that is meant")
    return number


def _check_extract(_: Any, pattern: Any, group: Any = None) -> None:
    if isinstance(pattern, str):
        compiled = _pattern(pattern)
        if isinstance(group, int):
            _check_group(compiled, group)


def _check_replace(_: Any, pattern: Any, replacement: Any) -> None:
    if isinstance(pattern, str):
        compiled = _pattern(pattern)
        if isinstance(replacement, str):
            _parts(compiled, replacement)


def _charge_replace(budget: Budget, text: str, pattern: str, replacement: str) -> None:
    # Each place that is found takes the replacement, and its groups hold no more than the text does.
    compiled = _pattern(pattern)
    groups = sum(isinstance(one, int) for one in _parts(compiled, replacement))
    found = sum(1 for _ in compiled.finditer(whole_characters(text))) if len(replacement) > 1 else 0
    budget.spend(1 + found, len(text) * (1 + groups) + found * len(replacement))


PATTERNS: tuple[Function, ...] = (
    declare(
        "regex_extract(text: text, pattern: text, group?: integer) -> text",
        "What a regular expression (RE2) finds first: its 1st group, or that group, or all if it has none.",
        regex_extract,
        Example("regex_extract(@, 'utm_source=([^&]+)')", "/?utm_source=mail&a=1", "mail"),
        Example("regex_extract(@, '[0-9]+')", "order 1234, item 5", "1234"),
        Example("regex_extract(@, '(\\w+)@(\\w+)', `2`)", "ada@example", "example"),
        Example("regex_extract(@, '[0-9]+')", "none", None),
        Example("regex_extract(@, '(a)|b')", "b", None),
        Example("regex_extract(@, '(?i)SKU-(\\d+)')", "sku-77", "77"),
        Refusal("regex_extract(@, '[0-9]+')", 5, "regex_extract() takes a text as its 1st argument, not 5"),
        check=_check_extract,
    ),
    declare(
        "regex_replace(text: text, pattern: text, replacement: text) -> text",
        r"The text with all that a regular expression (RE2) finds replaced; \1 stands for its 1st group.",
        regex_replace,
        Example("regex_replace(@, '[^0-9]+', '')", "A-12 b3", "123"),
        Example("regex_replace(@, '(\\w+) (\\w+)', '\\2, \\1')", "Ada Lovelace", "Lovelace, Ada"),
        Example("regex_replace(@, 'x', 'y')", "abc", "abc"),
        Example("regex_replace(@, '', '-')", "ab", "-a-b-"),
        Refusal("regex_replace(@, 'a', `1`)", "abc", "regex_replace() takes a text as its 3rd argument, not 1"),
        charge=_charge_replace,
        check=_check_replace,
    ),
)
