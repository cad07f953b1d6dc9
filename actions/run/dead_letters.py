"""Where deliveries that were given up are kept, so that nothing is lost in silence."""

import json
from pathlib import Path
from typing import Any, Self

from actions.run.parse_event import Unreadable
from actions.run.rows import Answer, Row, outcome_name
from destinations.sdk.encode import to_json


class DeadLetters:
    """Appends each decision that failed and each delivery that did not arrive to an NDJSON file.

    Each line is the row as `actions run` prints it, with its mapping's hash and the event: all that a second try
    needs. Used with `with`, so that a folder where nothing can be kept is found before anything is sent.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self.path.open("ab", buffering=0)
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self.path.stat().st_size == 0:
            self.path.unlink()

    def keep(self, answer: Answer) -> None:
        """Write down those rows of `answer` that did not go through."""
        for row in filter(_lost, answer.rows):
            self._file.write(_letter(row) + b"\n")
            self.count += 1


def _lost(row: Row) -> bool:
    if row.decision.status == "failed":
        return True
    return row.delivered is not None and outcome_name(row.delivered) != "sent"


def _letter(row: Row) -> bytes:
    facts = {**row.as_dict(), "mapping_hash": row.decision.mapping_hash}
    value = row.line.value
    event: Any = value.text if isinstance(value, Unreadable) else value
    try:
        return to_json({**facts, "event": event})
    except ValueError:
        return to_json({**facts, "event": _as_text(event)})


def _as_text(event: Any) -> str | None:
    """What JSON cannot hold as it is, such as NaN or half a character, as the text of almost-JSON."""
    try:
        return json.dumps(event)
    except (ValueError, RecursionError):
        return None
