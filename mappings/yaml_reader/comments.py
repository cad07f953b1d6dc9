"""A `#` that was probably not meant to begin a comment: it cuts a text, empties a value or hides a bracket."""

import re
from typing import NamedTuple

# Behind an unquoted value: a comment whose `#` has no space after it.
CUTS = re.compile(r"(?: +)(#(?! |#|!|$).*)", re.MULTILINE)
IN_FLOW = re.compile(r"(?<=[\s\[{,])#")
# Up to where the value goes on: holes of a template, which have braces of their own, belong to it.
IN_HOLES = re.compile(r"(?:\{\{.*?\}\}|[^,\]}])*")
CLOSING = {"{": "}", "[": "]"}
MOST_LINES = 40
MOST_SHOWN = 60


class Cut(NamedTuple):
    """From where to where a comment stands that cuts a value, and the whole value if it were none."""

    start: int
    end: int
    whole: str


def find_cut(text: str, start: int, end: int) -> Cut | None:
    """What cuts the unquoted value that stands between `start` and `end`, which are equal where it is empty.

    >>> find_cut("plan: Plan #1", 6, 10)
    Cut(start=11, end=13, whole='Plan #1')
    >>> find_cut("plan: pro  # the default", 6, 9) is None
    True
    """
    found = CUTS.match(text, end)
    if found is None:
        return None
    whole = text[start : found.end(1)] if end > start else found[1]
    return Cut(found.start(1), found.end(1), whole.rstrip()) if "\n" not in whole else None


def find_hidden_bracket(text: str, at: int) -> Cut | None:
    """The comment before `at` that hides the end of a `{` or `[` on its line, or cuts a value inside them."""
    end = at
    for _ in range(MOST_LINES):
        start = text.rfind("\n", 0, end) + 1
        line = text[start : text.find("\n", end) if "\n" in text[end:] else len(text)]
        for found in IN_FLOW.finditer(line):
            if cut := _hides(line, found.start()):
                return Cut(start + cut.start, start + cut.end, cut.whole)
        if start == 0:
            return None
        end = start - 1
    return None


def quoted(text: str) -> str | None:
    """The text in single quotes, None if it is too long to be repeated.

    >>> quoted("it's #1")
    "'it''s #1'"
    """
    return "'{}'".format(text.replace("'", "''")) if len(text) <= MOST_SHOWN else None


def _hides(line: str, at: int) -> Cut | None:
    before, rest = line[:at], line[at:].rstrip()
    bracket = next((one for one in CLOSING if before.count(one) > before.count(CLOSING[one])), None)
    if bracket is None or before.count('"') % 2 or before.count("'") % 2:
        return None
    is_note = rest[1:2] in ("", " ", "#") or before.rstrip().endswith(tuple(CLOSING))
    if is_note and CLOSING[bracket] not in rest:
        return None
    begun = re.split(r"[,\[{]|: ", before)[-1].lstrip()
    return Cut(at, at + len(rest), (begun + rest[: _end_of_value(rest)]).rstrip())


def _end_of_value(rest: str) -> int:
    found = IN_HOLES.match(rest)
    return found.end() if found else 0
