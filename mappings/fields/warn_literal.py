"""A literal text that looks like a path or a template: under `set:`, `value:` and `default:` it is sent as it is."""

import re
from collections.abc import Iterator
from typing import Any

from mappings.event_fields import TEXT_FIELDS
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.if_call import find_choice
from mappings.findings.placeholder import find_placeholder
from mappings.findings.show import show
from mappings.functions.plugins import all_functions
from mappings.located import Located

PATH = re.compile(r"(?:properties|context|traits)(?:\.(?:[\w$-]+|\"[^\"]+\")|\[\d*\])+")
CALL = re.compile(r"(?P<name>[a-z_0-9]+)\((?P<inside>.+)\)", re.DOTALL)
PATH_INSIDE = re.compile(r"\b(?:(?:properties|context|traits)\.\w|event\b|userId\b|anonymousId\b|timestamp\b)")
SOURCES = frozenset({"from", "from_event", "template", "each"})
OPTIONS = frozenset({"as", "default", "lookup", "map", "set", "unit", "required", "if_missing"})
# `event` and `name` are words of every day; nobody means `userId` by itself.
FIELDS = frozenset(name for name in TEXT_FIELDS if not name.islower())


def warn_literal(field: Field, spot: Located, report: Report) -> None:
    """Report (W346) the literals of `field` that hardly mean what they say."""
    for key, literal in (("value", field.value), ("default", field.default)):
        if isinstance(literal, dict) and (hint := _hint_for_object(literal)):
            report.add("W346", spot.at(key).place, "this is an object that goes out as it is written", hint)
        for way, text in _texts(literal):
            if hint := _hint(key, text, field):
                report.add("W346", spot.at(key).at(*way).place, f"this is the text {show(text)} itself", hint)


def _texts(literal: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each text in the literal, and the way to it."""
    if isinstance(literal, str):
        yield way, literal
    elif isinstance(literal, dict) and _hint_for_object(literal) is None:
        for name, part in literal.items():
            yield from _texts(part, (*way, name))
    elif isinstance(literal, list):
        for number, part in enumerate(literal):
            yield from _texts(part, (*way, number))


def _is_call(literal: str) -> bool:
    """Whether the text is a function of ours with a path or a field of events in its brackets."""
    call = CALL.fullmatch(literal)
    return call is not None and call["name"] in all_functions() and PATH_INSIDE.search(call["inside"]) is not None


def _hint_for_object(literal: dict[str, Any]) -> str | None:
    """What to write for an object that looks like a field of `map:`, or like a setting."""
    if not literal or not literal.keys() <= {*SOURCES, *OPTIONS}:
        return None
    if literal.keys() & SOURCES:
        return "a field with a source goes under map:"
    return None


def _hint(key: str, literal: str, field: Field) -> str | None:
    if PATH.fullmatch(literal) or literal in FIELDS or _is_call(literal):
        if key == "default" and field.from_:
            return f"for what is at that path write from: [{', '.join([*field.from_, literal])}]"
        return "for what is at that path write it under map:"
    choice = find_choice(literal)
    if choice and PATH_INSIDE.search(choice.call):
        return f"for a choice write {choice.call} under map:"
    if re.search(r"\{\{.*\}\}", literal, re.DOTALL):
        return "a template goes under map:, as {template: …}"
    placeholder = find_placeholder(literal)
    # Of the other forms, texts for people have some that mean themselves: tickers, prices.
    if placeholder and (literal.startswith("${", placeholder.start) or len(placeholder) == len(literal)):
        return "nothing is filled in here: a value of the event goes under map:, one of yours is written out"
    return None
