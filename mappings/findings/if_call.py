"""A choice as other languages write it, `a ? b : c`, `if a then b else c`, written as a call of `if_()`."""

import re
from typing import Final, NamedTuple

from mappings.event_fields import EVENT_FIELDS

PART: Final = r"(?:'[^']*'|\"[^\"]*\"|[^?:'\"])+?"
# What a choice is called, by how it is written.
CHOICES: Final = {
    "`? :`": re.compile(rf"(?P<if>{PART}) *\? *(?P<then>{PART}) *: *(?P<else>{PART})"),
    "if": re.compile(r"(?i:if) +(?P<if>.+?) +(?i:then) +(?P<then>.+?)(?: +(?i:else) +(?P<else>.+?))?(?: +(?i:end))?"),
    "CASE": re.compile(
        r"(?i:case) +(?i:when) +(?P<if>.+?) +(?i:then) +(?P<then>.+?)(?: +(?i:else) +(?P<else>.+?))?(?: +(?i:end))?"
    ),
    "else": re.compile(r"(?P<then>.+?) +if +(?P<if>.+?) +else +(?P<else>.+)"),
}
NESTED: Final = re.compile(r"\b(?i:when|then|else|elsif|elif)\b")
COMPARISON: Final = re.compile(r"(?P<path>[\w.]+) *(?P<sign>===?|!==?|<>|>=|<=|=|>|<) *(?P<value>.+)")
SIGNS: Final = {"=": "==", "===": "==", "!==": "!=", "<>": "!="}
JSON_WORD: Final = re.compile(r"-?\d+(?:\.\d+)?|true|false|null")
PATH: Final = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+")
NAME: Final = re.compile(r"[\w-]+")
CALLED: Final = re.compile(r"\w+\([^()]*\)")
TEXT: Final = re.compile(r"'[^']*'|\"[^\"']*\"")


class Choice(NamedTuple):
    """What a choice is called, and the call that makes the same."""

    name: str
    call: str


def find_choice(text: str) -> Choice | None:
    """The choice that the whole text makes; None where it is none, or one that is not surely understood.

    >>> find_choice("properties.plan = 'pro' ? 1 : properties.count").call
    "if_(properties.plan == 'pro', `1`, properties.count)"
    >>> find_choice("IF properties.trial THEN yes ELSE no")
    Choice(name='if', call="if_(properties.trial, 'yes', 'no')")
    >>> find_choice("properties.trial") is None
    True
    """
    name, found = next(
        ((name, match) for name, one in CHOICES.items() if (match := one.fullmatch(text.strip()))), ("", None)
    )
    if found is None or any(NESTED.search(part) for part in found.groups() if part):
        return None
    parts = [_condition(found["if"]), *(_value(found[name]) for name in ("then", "else") if found[name])]
    return None if None in parts else Choice(name, f"if_({', '.join(map(str, parts))})")


def _condition(text: str) -> str | None:
    if compared := COMPARISON.fullmatch(text.strip()):
        value = _value(compared["value"])
        return value and f"{compared['path']} {SIGNS.get(compared['sign'], compared['sign'])} {value}"
    return text.strip() if PATH.fullmatch(text.strip()) or CALLED.fullmatch(text.strip()) else None


def _value(text: str) -> str | None:
    """A value of the choice as a path has it: numbers in backticks, texts in single quotes."""
    text = text.strip()
    if TEXT.fullmatch(text):
        return f"'{text[1:-1]}'"
    if JSON_WORD.fullmatch(text):
        return f"`{text}`"
    if PATH.fullmatch(text) or CALLED.fullmatch(text) or text in EVENT_FIELDS:
        return text
    return f"'{text}'" if NAME.fullmatch(text) else None
