"""Lines as they arrive, a block at a time."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from queue import Empty, Full, Queue
from threading import Event, Thread

from actions.run.lines import Line

# Batches fill up within a block: it is larger than the largest batch of a built-in destination (Mixpanel, 2000).
MOST_LINES = 4000
POLL = 0.05
# A block that is not full is handed on after so many looks at an empty queue: about a second.
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None = None


async def read_blocks(lines: Iterable[Line], stopping: asyncio.Event | None = None) -> AsyncGenerator[list[Line], None]:
    """The lines in lists of at most 4000, shorter ones where the next line lets us wait for a second.

    A thread reads them, so that neither requests under way nor a signal wait for a source that trickles or never
    ends. Once `stopping` is set nothing more comes.
    """
    arrived: Queue[Line | _End] = Queue(MOST_LINES)
    left = Event()
    # A daemon: one that waits for a terminal must not keep the program from ending.
    Thread(target=_read, args=(lines, arrived, left), daemon=True).start()
    block: list[Line] = []
    waited = 0
    try:
        while stopping is None or not stopping.is_set():
            try:
                one = arrived.get_nowait()
            except Empty:
                await asyncio.sleep(POLL)
                waited += bool(block)
                one = None
            if isinstance(one, Line):
                block.append(one)
            if block and (isinstance(one, _End) or len(block) == MOST_LINES or waited == PATIENCE):
                yield block
                block, waited = [], 0
            if isinstance(one, _End):
                if one.error:
                    raise one.error
                return
    finally:
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
    """Wait for room; false when nobody takes lines any more."""
    while not left.is_set():
        try:
            arrived.put(one, timeout=POLL)
        except Full:
            continue
        return True
    return False
