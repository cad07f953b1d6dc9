"""What was changed by hand, a line of JSON for each; of persons it says how many."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import orjson

from destinations.system.disk import bring_to_disk

NAME = "audit.ndjson"
MODE = 0o600


def write_audit(folder: Path, do: str, **facts: str | float | bool | None) -> None:
    """Note that somebody did something; it is on disk when this returns."""
    at = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")
    line = orjson.dumps({"at": at, "do": do, **facts}) + b"\n"
    with os.fdopen(os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE), "ab") as file:
        file.write(line)
        file.flush()
        bring_to_disk(file.fileno())
