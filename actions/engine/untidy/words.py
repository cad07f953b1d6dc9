"""The warnings about what was left out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from actions.engine.untidy.located import Part
from destinations.sdk.fields.roles import Personal, PersonRole
from destinations.sdk.refusal import shown
from mappings.fields.target import Steps, show_steps
from mappings.findings.diagnostic import Diagnostic

LEFT_OUT = "W510"
PART_LEFT_OUT = "W511"
TAKEN_OUT = "W512"
PASSED_OVER = "W513"
# So many names of one object have a warning each.
MOST_NAMED = 20
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
# A number that could be one of a telephone.
NUMBER = re.compile(r"[0-9]{4,}")


def left_out(finding: Diagnostic, gone: Part, way: list[Part], code: str = LEFT_OUT, value: Any = None) -> Diagnostic:
    """The warning that `gone` was left out for what the finding says of it, or of something inside it.

    Values of a person are not shown, nor is the `value` that the finding is about.
    """
    path = show_steps(gone.path)
    inside = "" if finding.path == path else f"{path}: "
    message = f"left out: {inside}{finding.message}"
    if any(part.has(Personal, PersonRole) for part in way):
        message = _hidden(message, value)
    return replace(finding, code=code, message=message, path=path)


def passed_over(finding: Diagnostic, way: list[Part], source: str, value: Any) -> Diagnostic:
    """The warning that the field has the value of another source than the one that the finding is about."""
    message = finding.message
    if any(part.has(Personal, PersonRole) for part in way):
        message = _hidden(message, value)
    message = f"passed over: {message}; {source} is used instead"
    return replace(finding, code=PASSED_OVER, message=message, path=show_steps(way[-1].path))


def taken_out(path: Steps, finding: Diagnostic) -> Diagnostic:
    """The warning that an amount went with another, or with its currency, which the finding is about."""
    message = f"left out: {show_steps(path)}: no amount goes without its currency; see {finding.path}"
    return Diagnostic(TAKEN_OUT, message, None, finding.place, path=show_steps(path))


def alike(parts: Mapping[Steps, str]) -> Iterator[tuple[list[Steps], str]]:
    """The parts that one warning is about, with why: items of one list, or names of one object where these are many.

    >>> list(alike({("tags", 5): "is too much", ("tags", 6): "is too much", ("a",): "is a list"}))
    [([('tags', 5), ('tags', 6)], 'is too much'), ([('a',)], 'is a list')]
    """
    beside: dict[tuple[Steps, str], list[Steps]] = {}
    for path, why in parts.items():
        beside.setdefault((path[:-1], why), []).append(path)
    for (_, why), paths in beside.items():
        if len(paths) > MOST_NAMED or isinstance(paths[0][-1], int):
            yield paths, why
        else:
            yield from (([path], why) for path in paths)


def _hidden(message: str, value: Any) -> str:
    """The message without the value of a person, which it may quote as JSON or in words of its own.

    What it advises, as in "such as 1997-02-16", stays. Where the value is not known, no number does.
    """
    # Of an object or a list the kind is shown, and no value.
    for text in () if value is None or isinstance(value, dict | list) else (shown(value), shown(str(value))):
        # Not inside a word: an id may be 1.
        message = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", "…", message)
    message, whole = QUOTED.sub("…", message), str(value)
    return NUMBER.sub(lambda found: "…" if value is None or found[0] in whole else found[0], message)
