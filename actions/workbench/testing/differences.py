"""Where a wrong field comes from: the line that maps it, and the value of the event behind it."""

from dataclasses import dataclass
from typing import Any

from actions.trigger.trace import shorten
from actions.workbench.explaining.fields import FieldRow, find_row
from actions.workbench.testing.compare import NOT_THERE, Unlike
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
    if row is None:
        hint = None if unlike.got is not NOT_THERE else "no line maps this field: add it under map:"
        return Difference(unlike.field, unlike.words, unlike.expected, unlike.got, hint=hint)
    return Difference(
        unlike.field, unlike.words, unlike.expected, unlike.got, row.place, row.source,
        row.found_by, row.seen, _hint(unlike, row),
    )  # fmt: skip


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
