"""One row of a `cases.yaml`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """The action, the event, and what must come of it.

    `file` is a mapping file with the one action. Exactly one of `sends` (bodies), `requests` (top-level parts of
    requests, each of them whole; under `body_has` what the body must have, whatever else is in it) and `fails` (words
    of the diagnostic) is in `expected`; `sends: []` means that nothing fires. `of` is the standard event that it is a
    case of, if any. `warns` has words of each warning about what is left out; with it alone the action must fire.
    """

    name: str
    file: dict[str, Any]
    event: dict[str, Any]
    now: datetime
    expected: dict[str, Any]
    of: str | None = None
    warns: tuple[str, ...] = ()
