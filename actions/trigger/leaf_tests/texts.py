"""Tests of a text: substrings, wildcards, regular expressions; all in linear time."""

import re
from collections.abc import Callable
from typing import Any

from actions.trigger.leaf_tests.equality import Predicate
from mappings.functions.texts.regex import PatternError, compile_pattern, whole_characters

# A pattern's signs; a backslash before any character is that character.
GLOB = re.compile(r"(?P<many>\*+)|(?P<one>\?)|(?P<set>\[(?P<inside>(?:\\.|[^\]\\])+)\])|\\.|.", re.DOTALL)
SET_PART = re.compile(r"(?P<low>\\.|.)(?:-(?P<high>\\.|[^\]]))?", re.DOTALL)


def on_text(holds: Callable[[str, str], bool]) -> Callable[[str, bool], Predicate]:
    """The `prepare` of a test that holds when `holds(value, operand)` does, both texts."""

    def prepare(operand: str, ignore_case: bool) -> Predicate:
        if not ignore_case:
            return lambda value: isinstance(value, str) and holds(value, operand)
        folded = operand.casefold()
        return lambda value: isinstance(value, str) and holds(value.casefold(), folded)

    return prepare


def prepare_matches(operand: str, ignore_case: bool) -> Predicate:
    """The whole text fits: `*` stands for any characters or none, `?` for one, `[a-z]` for one of those.

    A backslash before one of these signs takes it for itself.

    >>> holds = prepare_matches("Refund *", ignore_case=False)
    >>> holds("Refund asked"), holds("A Refund asked")
    (True, False)
    """
    pattern = operand.casefold() if ignore_case else operand
    if any(sign in pattern for sign in "?[\\"):
        return _on_wildcards(pattern, ignore_case)
    first, *rest = pattern.split("*")
    if not rest:
        return on_text(str.__eq__)(operand, ignore_case)
    *middle, last = rest

    def holds(value: Any) -> bool:
        if not isinstance(value, str):
            return False
        text = value.casefold() if ignore_case else value
        if not text.startswith(first) or not text.endswith(last):
            return False
        # The leftmost fit of each part leaves the most room for the next one, so nothing is ever tried twice.
        start, end = len(first), len(text) - len(last)
        for part in middle:
            found = text.find(part, start, max(start, end))
            if found < 0:
                return False
            start = found + len(part)
        return start <= end

    return holds


def prepare_regex(operand: str, ignore_case: bool) -> Predicate:
    """The pattern is found anywhere in the text; `^` and `$` tie it to the ends."""
    found = compile_pattern(operand, ignore_case=ignore_case)
    return lambda value: isinstance(value, str) and found(value)


def _on_wildcards(pattern: str, ignore_case: bool) -> Predicate:
    found = compile_wildcards(pattern)
    return lambda value: isinstance(value, str) and found(value.casefold() if ignore_case else value)


def compile_wildcards(pattern: str) -> Callable[[str], bool]:
    """A function that fits a text to a pattern of `*`, `?` and `[…]` in linear time; PatternError where it is none."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.dot_nl = True
    compiled = re2.compile(_as_regex(whole_characters(pattern)), options)
    return lambda value: compiled.fullmatch(whole_characters(value)) is not None


def fits_wildcards(pattern: str, text: str) -> bool:
    """Whether the whole text fits; never where the pattern is none.

    >>> fits_wildcards("Order *", "Order Completed"), fits_wildcards("[", "[")
    (True, False)
    """
    try:
        return compile_wildcards(pattern)(text)
    except PatternError:
        return False


def _as_regex(pattern: str) -> str:
    import re2

    written: list[str] = []
    for found in GLOB.finditer(pattern):
        part = found[0]
        if found.lastgroup == "many":
            written.append(".*")
        elif found.lastgroup == "one":
            written.append(".")
        elif found.lastgroup == "set":
            written.append(_as_set(found))
        elif part == "[":
            hint = "close it with ], or write \\[ for the character"
            raise PatternError("[ starts a set that is never closed", hint, found.start(), len(pattern))
        else:
            written.append(re2.escape(part.removeprefix("\\") if len(part) > 1 else part))
    return "".join(written)


def _as_set(found: re.Match[str]) -> str:
    """The set as RE2 has it: characters and ranges, each for itself."""
    import re2

    said, parts = found["inside"], []
    if said[0] in "!^":
        hint = f"write \\{said[0]} for the character, or regex with [^…]"
        raise PatternError("a set lists what may be there, not what may not", hint, found.start(), found.end())
    for one in SET_PART.finditer(said):
        low, high = (end and end[-1] for end in (one["low"], one["high"]))
        if high and low > high:
            hint = "put the lower end first"
            raise PatternError(f"the range {one[0]} runs backwards", hint, found.start(), found.end())
        parts.append(re2.escape(low) + (f"-{re2.escape(high)}" if high else ""))
    return f"[{''.join(parts)}]"
