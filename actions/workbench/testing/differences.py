"""Where a wrong field comes from: the line that maps it, and the value of the event behind it."""

import re
from dataclasses import dataclass
from typing import Any

from actions.engine.untidy.edits import value_at
from actions.trigger.trace import shorten
from actions.workbench.explaining.fields import FieldRow
from actions.workbench.testing.compare import NOT_THERE, Unlike
from actions.workbench.testing.origins import Origin, find_origin
from mappings.fields.target import Steps, parse_target
from mappings.findings.errors import ExpressionError
from mappings.findings.place import Place
from mappings.findings.show import show
from mappings.findings.suggest import did_you_mean

HASH = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is not as expected: in which words, by which line, from which value of the event, and a hint."""

    field: str
    words: str
    expected: Any
    got: Any
    place: Place | None = None
    source: str = ""
    event_path: str | None = None
    event_value: Any = None
    hint: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The difference as JSON; `expected` and `got` are null where there is no value."""
        return {
            "field": self.field,
            "words": self.words,
            "expected": None if self.expected is NOT_THERE else shorten(self.expected),
            "got": None if self.got is NOT_THERE else shorten(self.got),
            "file": self.place.file if self.place else None,
            "line": self.place.line if self.place else None,
            "source": self.source,
            "event_path": self.event_path,
            "event_value": shorten(self.event_value),
            "hint": self.hint,
        }


def locate(unlike: Unlike, rows: list[FieldRow], payload: dict[str, Any], event: Any) -> Difference:
    """The difference with all that is known of its field; `event` is where the paths of the mapping start."""
    words = unlike.field, unlike.words, unlike.expected, unlike.got
    is_missing = unlike.got is NOT_THERE
    nested = _nested(unlike.path, rows, payload) if is_missing and unlike.expected is not NOT_THERE else None
    if nested:
        return Difference(*words, hint=f"a dot is part of the name here: write {_flow(nested, unlike.expected)}")
    origin = find_origin(unlike.path, rows, payload, event)
    if origin is None:
        return Difference(*words, hint=_unmapped(unlike.path, payload) if is_missing else None)
    return Difference(*words, origin.place, origin.source, origin.path, origin.seen, _hint(unlike, origin))


def _unmapped(path: Steps, payload: dict[str, Any]) -> str:
    """What to do about a field that nothing writes."""
    around = value_at(payload, path[:-1]) if len(path) > 1 else payload
    near = did_you_mean(str(path[-1]), list(around)) if isinstance(around, dict) else None
    return near or "no line maps this field: add it under map:"


def _nested(path: Steps, rows: list[FieldRow], payload: dict[str, Any]) -> Steps | None:
    """The way that was meant by a name with dots in it, such as `data.plan`; None where no field is there."""
    made: list[str | int] = []
    for step in path:
        try:
            made += parse_target(step) if isinstance(step, str) and "." in step else [step]
        except ExpressionError:
            return None
    way = tuple(made)
    is_there = value_at(payload, way) is not None or any(row.path == way for row in rows)
    return way if way != path and is_there else None


def _flow(path: Steps, value: Any) -> str:
    """The value under its names, as a test writes it: `{data: {plan: "annual"}}`."""
    text: str = _short(value)
    for step in reversed(path):
        text = f"[{text}]" if isinstance(step, int) else f"{{{step}: {text}}}"
    return text


def _short(value: Any) -> str:
    """The value where it is short, else a sign that there is one."""
    return "…" if isinstance(value, dict | list) else show(value)


def _hint(unlike: Unlike, origin: Origin) -> str | None:
    if unlike.got is NOT_THERE:
        return _of_missing(unlike, origin)
    if isinstance(unlike.expected, str) and isinstance(unlike.got, str) and HASH.fullmatch(unlike.got):
        is_clear = not HASH.fullmatch(unlike.expected)
        return f"a hash goes out: write {{$sha256: {show(unlike.expected)}}}" if is_clear else None
    if "a text, not a number" in unlike.words:
        return "add  as: number"
    if isinstance(unlike.expected, str) and isinstance(unlike.got, int | float) and unlike.expected == str(unlike.got):
        return f"add  as: text, or expect {show(unlike.got)}"
    return next(iter(origin.notes), None)


def _of_missing(unlike: Unlike, origin: Origin) -> str | None:
    if origin.notes:
        return origin.notes[0]
    if origin.path is None and origin.source:
        return f"{origin.source} found nothing in the event"
    return f"{origin.path} of the event has no {unlike.path[-1]}" if origin.lacks else None
