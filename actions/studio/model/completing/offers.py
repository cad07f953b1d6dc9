"""What is offered where somebody writes: keys and words of the schema, paths and names of events, functions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from actions.studio.model.completing.allowed import Allowed, Choice, schema_of_file
from actions.studio.model.completing.spot import Spot, spot_at
from actions.studio.model.editing.write import scalar
from actions.studio.model.files.events import Events
from actions.workbench.trying.complete import WORDS, completions
from mappings.functions.plugins import all_functions

MOST_OFFERED: Final = 120
# The path at the end of what is written, or the word.
LAST: Final = re.compile(r"[\w$.]*$")
# The name of an event that is compared with, not whole yet.
NAME_BEGUN: Final = re.compile(r"""\bevent\)?\s*(?:=|!=|in)\s*(?:\[.*)?["']([^"']*)$""")
CONDITIONS: Final = ("when", "where", "only_when")
GROUPS: Final = ("all", "any", "none")
NAMES_OF_EVENTS: Final = ("event", "spec_name(event)")


@dataclass(slots=True)
class _Offers:
    """In the form of the editor's completions; `begun` is how many characters they replace."""

    begun: int = 0
    options: list[dict[str, Any]] = field(default_factory=list)

    def add(self, label: str, kind: str, detail: str = "", info: str = "", apply: str | None = None) -> None:
        if len(self.options) < MOST_OFFERED and all(label != one["label"] for one in self.options):
            made = {"label": label, "type": kind, "detail": detail, "info": info, "apply": apply}
            self.options.append({name: part for name, part in made.items() if part})


def offers(
    label: str, text: str, number: int, before: str, after: str, events: Events, event: Any, *, asked: bool
) -> dict[str, Any] | None:
    """How the words between `before` and `after` may go on in that line of the file; None where nothing is offered.

    `asked` says that somebody wants to see it even where nothing is begun.
    """
    lines = text.split("\n")
    schema = schema_of_file(label, lines, number)
    if schema is None or _is_comment(before):
        return None
    spot = spot_at(lines, number, before)
    allowed = Allowed(schema, spot)
    found = _Offers()
    if spot.is_value:
        _values(found, spot, allowed, events, event)
    if spot.is_key and (asked or spot.text or before.rstrip().endswith(("-", "{", ","))):
        _keys(found, spot, allowed, events, has_colon=after.lstrip().startswith(":"))
    return {"begun": found.begun, "options": found.options} if found.options else None


def _keys(found: _Offers, spot: Spot, allowed: Allowed, events: Events, *, has_colon: bool) -> None:
    words = spot.text.strip("\"'")
    found.begun = len(spot.text)
    end = "" if has_colon else ": "
    for one in _begun(allowed.keys(), words):
        found.add(one.name, "property", "", one.help, apply=f"{scalar(one.name)}{end}")
    if allowed.is_condition:
        for path in events.paths:
            if path.startswith(words):
                found.add(path, "variable", apply=f"{scalar(path)}{end}")


def _values(found: _Offers, spot: Spot, allowed: Allowed, events: Events, event: Any) -> None:
    words = spot.text.lstrip("\"'")
    found.begun = len(words)
    for one in _begun(allowed.words(), words):
        found.add(one.name, "enum", "", one.help, apply=scalar(one.name) if spot.text == words else one.name)
    key = next((one for one in reversed(spot.way) if isinstance(one, str)), "")
    if _is_test(spot) and (key in NAMES_OF_EVENTS or spot.way[-2:] == ("event", "is")):
        for name in events.names():
            if name.lower().startswith(words.lower()):
                found.add(name, "text", "", apply=name if spot.text != words else scalar(name))
        return
    if key == "template":
        if "{{" not in words or "}}" in words.rpartition("{{")[2]:
            return
        words = words.rpartition("{{")[2].lstrip()
    elif not (allowed.is_path or (allowed.is_condition and spot.way and not _is_test(spot))):
        return
    begun = _last(words)
    if found.options:
        return
    found.begun = len(begun)
    _expression(found, begun, words, events, event, is_condition=allowed.is_condition)


def _expression(found: _Offers, begun: str, words: str, events: Events, event: Any, *, is_condition: bool) -> None:
    """Paths of the events, functions, and the words of conditions."""
    quoted = NAME_BEGUN.search(words)
    if quoted:
        found.begun = len(quoted[1])
        for name in events.names():
            if name.lower().startswith(quoted[1].lower()):
                found.add(name, "text")
        return
    paths = (one for one in events.paths if one.startswith(begun) and one != begun)
    for path in (*paths, *_of_this_event(begun, words, event)):
        found.add(path, "variable")
    for name, one in all_functions().items():
        if name.startswith(begun):
            found.add(name, "function", one.usage.removeprefix(name), one.help, apply=f"{name}(")
    for word in WORDS if is_condition and begun else ():
        if word.startswith(begun):
            found.add(word, "keyword")


def _of_this_event(begun: str, words: str, event: Any) -> Iterator[str]:
    """The paths of the event that is looked at, which may be in none of the others."""
    for name in completions(words, event):
        if not name.endswith("(") and name not in WORDS:
            yield f"{begun.rpartition('.')[0]}.{name}" if "." in begun else name


def _is_test(spot: Spot) -> bool:
    """Whether the value stands behind a path in a condition, where texts are compared with."""
    names = [one for one in spot.way if isinstance(one, str)]
    return any(one in CONDITIONS for one in names[:-1]) and names[-1] not in GROUPS


def _begun(choices: Iterable[Choice], words: str) -> Iterator[Choice]:
    return (one for one in choices if one.name.lower().startswith(words.lower()))


def _last(words: str) -> str:
    found = LAST.search(words)
    return found[0] if found else ""


def _is_comment(before: str) -> bool:
    return re.search(r"(?:^|\s)#", re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", "", before)) is not None
