"""Looking into a text: parts of it, wildcards, regular expressions; all in linear time."""

import re
from collections.abc import Callable
from typing import Any

from actions.trigger.leaf_tests.equality import Predicate
from mappings.functions.texts.regex import compile_pattern, whole_characters


def on_text(holds: Callable[[str, str], bool]) -> Callable[[str, bool], Predicate]:
    """The `prepare` of a test that holds when `holds(value, operand)` does, both texts."""

    def prepare(operand: str, ignore_case: bool) -> Predicate:
        if not ignore_case:
            return lambda value: isinstance(value, str) and holds(value, operand)
        folded = operand.casefold()
        return lambda value: isinstance(value, str) and holds(value.casefold(), folded)

    return prepare


def prepare_matches(operand: str, ignore_case: bool) -> Predicate:
    """The whole text fits: `*` stands for any characters or none, `?` for one.

    >>> holds = prepare_matches("Refund *", ignore_case=False)
    >>> holds("Refund asked"), holds("A Refund asked")
    (True, False)
    """
    pattern = operand.casefold() if ignore_case else operand
    if "?" in pattern:
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
    """A function that fits a text to `*` and `?` in linear time."""
    import re2

    parts = {"*": ".*", "?": "."}
    options = re2.Options()
    options.log_errors = False
    options.dot_nl = True
    text = "".join(parts.get(one) or re2.escape(one) for one in re.sub(r"\*+", "*", whole_characters(pattern)))
    compiled = re2.compile(text, options)
    return lambda value: compiled.fullmatch(whole_characters(value)) is not None
