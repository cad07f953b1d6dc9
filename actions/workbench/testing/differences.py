"""Where a wrong field comes from: the line that maps it, and the value of the event behind it."""

from dataclasses import dataclass
from typing import Any

from actions.engine.untidy.edits import value_at
from actions.trigger.trace import shorten
from actions.workbench.explaining.fields import FieldRow, find_row
from actions.workbench.testing.compare import NOT_THERE, Unlike
from mappings.fields.target import Steps, parse_target
from mappings.findings.errors import ExpressionError
from mappings.findings.place import Place
from mappings.findings.show import show


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


def locate(unlike: Unlike, rows: list[FieldRow], payload: dict[str, Any]) -> Difference:
    """The difference with all that is known of its field."""
    row = find_row(rows, unlike.path, payload)
    nested = (
        _nested(unlike.path, rows, payload) if unlike.got is NOT_THERE and unlike.expected is not NOT_THERE else None
    )
    if nested:
        meant = f"a dot is part of the name here: write {_flow(nested, unlike.expected)}"
        return Difference(unlike.field, unlike.words, unlike.expected, unlike.got, hint=meant)
    if row is None:
        hint = None if unlike.got is not NOT_THERE else "no line maps this field: add it under map:"
        return Difference(unlike.field, unlike.words, unlike.expected, unlike.got, hint=hint)
    return Difference(
        unlike.field, unlike.words, unlike.expected, unlike.got, row.place, row.source,
        row.found_by, row.seen, _hint(unlike, row),
    )  # fmt: skip


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
    told: str = _short(value)
    for step in reversed(path):
        told = f"[{told}]" if isinstance(step, int) else f"{{{step}: {told}}}"
    return told


def _short(value: Any) -> str:
    """The value where it is short, else a sign that there is one."""
    return "…" if isinstance(value, dict | list) else show(value)


def _hint(unlike: Unlike, row: FieldRow) -> str | None:
    if unlike.got is NOT_THERE:
        if row.found_by is None and row.source:
            return f"{row.source} found nothing in the event"
        return f"no line maps {unlike.path[-1]} there: add it" if row.seen is not None else None
    if "a text, not a number" in unlike.words:
        return "add  as: number"
    if isinstance(unlike.expected, str) and isinstance(unlike.got, int | float) and unlike.expected == str(unlike.got):
        return f"add  as: text, or expect {show(unlike.got)}"
    return next(iter(row.notes), None)
