"""What was changed by hand, a line of JSON for each; of persons it says how many."""

import errno
import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import orjson

from destinations.system.disk import bring_to_disk

LOGGER = logging.getLogger("actions.serve")
NAME = "audit.ndjson"
MODE = 0o600


def write_audit(folder: Path, do: str, **facts: str | float | bool | None) -> None:
    """Note that somebody did something; it is on disk when this returns.

    Where it cannot be written, as on a full disk, the log has it: what was done is done.
    """
    at = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")
    line = orjson.dumps({"at": at, "do": do, **facts}) + b"\n"
    try:
        file = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE)
        try:
            if os.write(file, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            bring_to_disk(file)
        finally:
            os.close(file)
    except OSError as error:
        missing = line.decode().strip()
        LOGGER.error("%s cannot be written: %s; it lacks %s", folder / NAME, error.strerror, missing)  # noqa: TRY400 - no defect of ours
