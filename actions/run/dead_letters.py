"""Where deliveries that were given up are kept, so that nothing is lost in silence."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from actions.run.json_line import json_line
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
            try:
                self._file.write(_letter(row))
            except OSError as error:
                # A failed write does not say of which file.
                raise OSError(error.errno, error.strerror, str(self.path)) from error
            self.count += 1


def _lost(row: Row) -> bool:
    if row.decision.status == "failed":
        return True
    return row.delivered is not None and outcome_name(row.delivered) != "sent"


def _letter(row: Row) -> bytes:
    facts = {**row.as_dict(), "mapping_hash": row.decision.mapping_hash}
    value = row.line.value
    return json_line({**facts, "event": value.text if isinstance(value, Unreadable) else _kept(value)})


def _kept(event: Any) -> Any:
    """The event; one that JSON cannot hold as it is (NaN, half a character) as a text of almost-JSON."""
    try:
        to_json(event)
    except ValueError:
        with suppress(ValueError, RecursionError):
            return json.dumps(event)
        return None
    return event
