"""Looking into a text: parts of it, wildcards, regular expressions; all in linear time."""

import re
from collections.abc import Callable
from typing import Any

from actions.trigger.leaf_tests.equality import Predicate

MOST_PATTERN = 1000

# How re2 names what it refuses -> what it is in our words, and what to write.
REFUSED: dict[str, tuple[str, str | None]] = {
    "invalid perl operator": (
        "{what} is not supported, as it would need more than linear time",
        "use two tests",
    ),
    "invalid named capture group": ("the group's name after {what} is not one", "write (?P<name>…)"),
    "invalid escape sequence": (
        "{what} stands for nothing here",
        "to find the character itself write it without \\",
    ),
    "invalid repetition size": (
        "{what} repeats too often",
        "repeat at most 1000 times, the smaller number first",
    ),
    "missing )": ("a ( is never closed", "close it, or write \\( for the character"),
    "unexpected )": ("a ) closes nothing", "remove it, or write \\) for the character"),
    "missing ]": (
        "{what} starts a set that is never closed",
        "close it with ], or write \\[ for the character",
    ),
    "no argument for repetition operator": (
        "{what} has nothing before it to repeat",
        "to find it write \\{what}",
    ),
    "bad repetition operator": ("{what} repeats a repetition", "keep one of the signs"),
    "invalid character class range": (
        "the range {what} runs backwards or to nowhere",
        "put the lower end first",
    ),
    "trailing \\": ("the last \\ has nothing after it", "to find a backslash write \\\\"),
}
LOOKING = {
    "(?=": "a look-ahead (?=",
    "(?!": "a look-ahead (?!",
    "(?<": "a look-behind (?<",
    "(?P": "a named back-reference (?P=",
    "(?>": "an atomic group (?>",
}


class PatternError(ValueError):
    """A regular expression we do not run; `start` and `end` are offsets of the part at fault."""

    def __init__(self, message: str, hint: str | None, start: int, end: int) -> None:
        super().__init__(message)
        self.hint = hint
        self.start = start
        self.end = end

    def __reduce__(self) -> tuple[type["PatternError"], tuple[str, str | None, int, int]]:
        return type(self), (str(self), self.hint, self.start, self.end)


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


def compile_pattern(pattern: str, *, ignore_case: bool) -> Callable[[str], bool]:
    """A function that finds `pattern` in a text in linear time, by RE2.

    Raises PatternError for what RE2 refuses: looking around, back-references, repeats over 1000.
    Syntax: github.com/google/re2/wiki/Syntax.
    """
    import re2

    if len(pattern) > MOST_PATTERN:
        raise PatternError(
            f"this pattern has {len(pattern)} characters",
            f"use at most {MOST_PATTERN}",
            MOST_PATTERN,
            len(pattern),
        )
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        compiled = re2.compile(_whole_characters(pattern), options)
    except re2.error as error:
        raise _explain(error, pattern) from None
    return lambda text: compiled.search(_whole_characters(text)) is not None


def _explain(error: Exception, pattern: str) -> PatternError:
    """The error in our words; re2 says which part it refuses, not where that stands."""
    said = error.args[0]
    told, _, part = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).partition(": ")
    # RE2 names only the beginning that a named back-reference shares with a named group.
    part = "(?P=" if part == "(?P" and "(?P=" in pattern else part
    start = max(pattern.find(part), 0) if part else 0
    end = start + len(part) if part else len(pattern)
    if told == "invalid escape sequence" and part[1:].isdigit():
        message = f"the back-reference {part} is not supported, as it would need more than linear time"
        return PatternError(message, "write out what may stand there", start, end)
    if told not in REFUSED:
        return PatternError(f"this pattern cannot be used: {told}", "make it simpler", 0, len(pattern))
    message, hint = REFUSED[told]
    what = LOOKING.get(part[:3], part)
    return PatternError(message.format(what=what), hint.replace("{what}", part) if hint else None, start, end)


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
    text = "".join(parts.get(one) or re2.escape(one) for one in re.sub(r"\*+", "*", _whole_characters(pattern)))
    compiled = re2.compile(text, options)
    return lambda value: compiled.fullmatch(_whole_characters(value)) is not None


def _whole_characters(text: str) -> str:
    """The text as UTF-8 can hold it: a lone surrogate, which is half a character, becomes U+FFFD."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)
