"""Lines as they arrive, a block at a time."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event, Thread

from actions.reading.lines import Line

# A block is one commit, and deciding about it keeps all other tasks waiting.
MOST_LINES = 200
MOST_READ_AHEAD = 1000
POLL = 0.02
# A source that does not end when it is stopped is left alone after its queue was empty so many times.
PATIENCE = 25


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None = None


async def read_blocks(lines: Iterable[Line], stop: Event | None = None) -> AsyncGenerator[list[Line], None]:
    """The lines in lists of at most 200, shorter ones where the next line lets us wait.

    A thread reads them, so that neither requests under way nor a signal wait for a source that trickles or never
    ends. After `stop` is set, which ends the lines, all that was read still comes.
    """
    arrived: Queue[Line | _End] = Queue(MOST_READ_AHEAD)
    left, stop, looks = Event(), stop or Event(), 0
    # A daemon: one that waits for a terminal must not keep the program from ending.
    Thread(target=_read, args=(lines, arrived, left), daemon=True).start()
    block: list[Line] = []
    try:
        while True:
            try:
                one: Line | _End | None = arrived.get_nowait()
            except Empty:
                one = None
                if not block:
                    await asyncio.sleep(POLL)
                    looks += stop.is_set()
                    if looks > PATIENCE:
                        return
            if isinstance(one, Line):
                block.append(one)
            if block and (not isinstance(one, Line) or len(block) == MOST_LINES):
                yield block
                block = []
            if isinstance(one, _End):
                if one.error:
                    raise one.error
                return
    finally:
        stop.set()
        left.set()


def _read(lines: Iterable[Line], arrived: Queue[Line | _End], left: Event) -> None:
    end = _End()
    try:
        for line in lines:
            if not _put(line, arrived, left):
                return
    except Exception as error:  # noqa: BLE001 - raised where the lines are asked for, not in this thread
        end = _End(error)
    _put(end, arrived, left)


def _put(one: Line | _End, arrived: Queue[Line | _End], left: Event) -> bool:
    """Wait for room; false when no reader takes lines any more."""
    while not left.is_set():
        try:
            arrived.put(one, timeout=POLL)
        except Full:
            continue
        return True
    return False
