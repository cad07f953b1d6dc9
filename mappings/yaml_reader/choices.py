"""A field's value that chooses between two as other languages do: `plan: properties.trial ? 'trial' : 'paid'`."""

import re
from typing import Final, NamedTuple

from mappings.findings.if_call import find_choice

# The key before a value, in braces or at the beginning of the line.
KEY: Final = re.compile(r"(?:^ *(?:- +)*|[{,] *)(?P<key>\"[^\"]*\"|'[^']*'|[\w.$-]+) *: +")
QUESTION: Final = re.compile(r" \?")
# Up to the end of a value inside braces.
IN_FLOW: Final = re.compile(r"(?:'[^']*'|\"[^\"]*\"|[^,{}\[\]'\"])*")
ENDS_BLOCK: Final = re.compile(r"\s+#.*$")
OWNER: Final = re.compile(r"(?P<key>\w+) *: *\{[^{}]*$")
LITERAL: Final = frozenset({"set", "value", "default"})


class ChosenValue(NamedTuple):
    """Where the value stands in the file, and what to write for it."""

    start: int
    end: int
    hint: str


def find_chosen_value(text: str, line_start: int, line_end: int) -> ChosenValue | None:
    """The choice in this line of a file; None where there is none, or one that cannot be written as `if_()`.

    >>> find_chosen_value("plan: properties.trial ? 'trial' : 'paid'", 0, 41).hint
    "write if_(properties.trial, 'trial', 'paid')"
    """
    line = text[line_start:line_end]
    asked = QUESTION.search(line)
    key = [found for found in KEY.finditer(line) if asked and found.end() <= asked.start()][-1:]
    if not key:
        return None
    start, flow = key[0].end(), "{" in line[: key[0].end()]
    found = IN_FLOW.match(line, start) if flow else None
    value = found[0].rstrip() if found else ENDS_BLOCK.sub("", line[start:]).rstrip()
    choice = find_choice(value)
    if choice is None:
        return None
    call = choice.call
    written = _quoted(call) if flow else call
    hint = f"write {written}"
    if {key[0]["key"], _owner(text, line_start, line_start + key[0].start("key"))} & LITERAL:
        name = key[0]["key"]
        hint = (
            f"under map: write {{from: {_quoted(call)}}}" if name in LITERAL else f"under map: write {name}: {written}"
        )
    return ChosenValue(line_start + start, line_start + start + len(value), hint)


def _quoted(call: str) -> str:
    """The call as it can stand in braces, where a comma ends a value."""
    return f'"{call}"' if not set('"\\') & set(call) else "'{}'".format(call.replace("'", "''"))


def _owner(text: str, line_start: int, at: int) -> str:
    """The key in whose map the key at `at` stands."""
    before = text[line_start:at]
    if "{" in before:
        found = OWNER.search(before)
        return found["key"] if found else ""
    for line in reversed(text[:line_start].splitlines()):
        indent = len(line) - len(line.lstrip(" "))
        if line.strip() and indent < len(before) and not line.lstrip().startswith("#"):
            return line.strip().removeprefix("- ").split(":")[0].strip()
    return ""
