"""Waiting for the process in whose place this one starts.

Where the supervisor of a service was killed, whoever started it starts it again at once. Its processes hear of that,
too, and end as on SIGTERM, which takes a while: until then they have the journal, the outbox and the ports.
"""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from actions.serve.journal.state import read_state
from destinations.delivery.outbox.file.owner import OutboxError, OwnedError, Owner

LOGGER = logging.getLogger("actions.serve")
# How long a process may take to say that it ends, which it does once a second. Longer than that, only who says so is
# waited for.
GRACE: Final = 3.0
PAUSE: Final = 0.1


def wait_for_predecessor(folder: Path, name: str, locks: Sequence[str], longest: float) -> None:
    """Return when no other process has these locks of the folder, or when waiting longer is of no use.

    It is of use for `longest` seconds where the process that has one says in its state, `name`, that it is ending.
    Whoever takes the locks then says what is wrong with them.
    """
    begun, told = time.monotonic(), 0
    while (pid := _holder(folder, locks)) is not None:
        waited, is_ending = time.monotonic() - begun, _is_ending(folder, name, pid)
        if waited > (longest if is_ending else GRACE):
            return
        if is_ending and pid != told:
            told = pid
            LOGGER.info("waiting up to %g s for process %d, which has %s and is ending", longest, pid, folder)
        time.sleep(PAUSE)


def _holder(folder: Path, locks: Sequence[str]) -> int | None:
    """The number of the process that has one of the locks; 0 where it is not known."""
    for name in locks:
        owner = Owner(folder / name)
        try:
            owner.take()
        except OwnedError as error:
            return error.pid or 0
        except OutboxError:
            return None
        owner.release()
    return None


def _is_ending(folder: Path, name: str, pid: int) -> bool:
    state = read_state(folder, name) or {}
    return state.get("pid") == pid and bool(state.get("draining"))
