"""Regular expressions in linear time, by RE2, and what is wrong with one in our words."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

MOST_PATTERN = 1000
MOST_KEPT = 256

# How re2 names what it refuses -> what it is in our words, and what to write.
REFUSED: dict[str, tuple[str, str | None]] = {
    "invalid perl operator": (
        "{what} is not supported, as it would need more than linear time",
        "use two tests",
    ),
    "invalid named capture group": ("the group's name after {what} is not one", "write (?P<name>…)"),
    "invalid escape sequence": (
        "{what} means nothing here",
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


@lru_cache(maxsize=MOST_KEPT)
def read_pattern(pattern: str, *, ignore_case: bool = False) -> Any:
    """The pattern as `re2` has it; PatternError for what RE2 refuses.

    That is looking around, back-references, repeats over 1000. Syntax: github.com/google/re2/wiki/Syntax.
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
        return re2.compile(whole_characters(pattern), options)
    except re2.error as error:
        raise _explain(error, pattern) from None


def compile_pattern(pattern: str, *, ignore_case: bool) -> Callable[[str], bool]:
    """A function that finds `pattern` in a text in linear time; PatternError as `read_pattern`."""
    compiled = read_pattern(pattern, ignore_case=ignore_case)
    return lambda text: compiled.search(whole_characters(text)) is not None


def _explain(error: Exception, pattern: str) -> PatternError:
    """The error in our words; re2 says which part it refuses, not where that stands."""
    said = error.args[0]
    problem, _, part = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).partition(": ")
    # RE2 names only the beginning that a named back-reference shares with a named group.
    part = "(?P=" if part == "(?P" and "(?P=" in pattern else part
    start = max(pattern.find(part), 0) if part else 0
    end = start + len(part) if part else len(pattern)
    if problem == "invalid escape sequence" and part[1:].isdigit():
        message = f"the back-reference {part} is not supported, as it would need more than linear time"
        return PatternError(message, "write out what may be there", start, end)
    if problem not in REFUSED:
        return PatternError(f"this pattern cannot be used: {problem}", "make it simpler", 0, len(pattern))
    message, hint = REFUSED[problem]
    what = LOOKING.get(part[:3], part)
    return PatternError(message.format(what=what), hint.replace("{what}", part) if hint else None, start, end)


def whole_characters(text: str) -> str:
    """The string as UTF-8 can hold it: a lone surrogate becomes U+FFFD."""
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)
