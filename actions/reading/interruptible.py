"""Standard input whose reading can be stopped."""

import os
import select
import sys
from io import RawIOBase
from threading import Event
from typing import Any

# How long a read waits before it looks whether it still should.
POLL = 0.05


class StandardInput(RawIOBase):
    """The bytes of standard input; its end comes as soon as `stop` is set, also while it has nothing to give.

    So a buffered reader still gets what its buffer holds: nothing that was read is lost.
    """

    def __init__(self, stop: Event) -> None:
        self._stop = stop
        self._descriptor = sys.stdin.fileno()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._stop.is_set():
            ready, _, _ = select.select([self._descriptor], [], [], POLL)
            if ready:
                data = os.read(self._descriptor, len(buffer))
                buffer[: len(data)] = data
                return len(data)
        return 0
