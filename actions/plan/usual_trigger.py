"""Fast path for the usual trigger: comparisons with texts, and fields that exist, joined by `and`."""

import re

from actions.trigger.condition import Condition, Leaf, all_of
from mappings.event_fields import EVENT_FIELDS, EVENT_TYPES, TEXT_FIELDS
from mappings.expr.expression import compile_expression
from mappings.findings.place import Place

PART = re.compile(
    r"""
    \ *(?P<path>[A-Za-z_]+(?:\.[A-Za-z_]+)*)
    \ *(?:=\ *"(?P<text>[^"\\]+)"|\ (?P<exists>exists))
    \ *(?P<more>and\ |\Z)
    """,
    re.VERBOSE,
)
WORDS = frozenset({"and", "or", "not", "in", "is", "exists", "null", "true", "false"})
NOWHERE = Place("", 0, 0, 0, 0)
MOST_PARTS = 20


def read_usual(text: str) -> Condition | None:
    """The condition that `text` writes, without its places; None where the careful reader has to look.

    >>> read_usual('type = "track" and context.traits exists')
    All(parts=(Leaf(path='type', test='is', ...), Leaf(path='context.traits', test='exists', ...)))
    >>> read_usual('type = "trakc"'), read_usual("a or b")
    (None, None)
    """
    parts: list[Condition] = []
    at = 0
    while len(parts) < MOST_PARTS:
        found = PART.match(text, at)
        if found is None or not _is_sound(found["path"], found["text"]):
            return None
        path = found["path"]
        test, operand = ("exists", True) if found["exists"] else ("is", found["text"])
        parts.append(Leaf(path, test, operand, read=compile_expression(path), place=NOWHERE))
        at = found.end()
        if not found["more"]:
            return all_of(parts)
    return None


def _is_sound(path: str, text: str | None) -> bool:
    """Whether events have the path, and nothing can be said against comparing it with the text."""
    first, *inner = path.split(".")
    if first not in EVENT_FIELDS or (inner and first in TEXT_FIELDS) or not WORDS.isdisjoint(inner):
        return False
    return path != "type" or text is None or text in EVENT_TYPES
