"""Where deliveries that were given up are kept, so that nothing is lost in silence."""

from pathlib import Path
from typing import IO

from actions.run.rows import Answer, Row, outcome_name
from destinations.sdk.encode import to_json


class DeadLetters:
    """Appends each decision that failed and each delivery that did not arrive to an NDJSON file.

    The file and its folder appear with the first of them. They hold payloads: keep them as you keep events.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: IO[bytes] | None = None

    def keep(self, answer: Answer) -> None:
        """Write down those rows of `answer` that did not go through."""
        for row in filter(_lost, answer.rows):
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("ab", buffering=0)
            self._file.write(to_json(row.as_dict()) + b"\n")
            self.count += 1


def _lost(row: Row) -> bool:
    if row.decision.status == "failed":
        return True
    return row.delivered is not None and outcome_name(row.delivered) != "sent"
