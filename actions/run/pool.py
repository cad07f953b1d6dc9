"""Several processes that work on one part after the other, and what they make of them in the order of the parts."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

from actions.system.processes import may_be_copied

PartT = TypeVar("PartT")
ResultT = TypeVar("ResultT")


def in_order(
    work: Callable[[PartT], ResultT], parts: Iterable[PartT], jobs: int, prepare: Callable[[], object]
) -> Generator[ResultT, None, None]:
    """What `work` makes of each part, in their order. Few parts are taken before their results are asked for.

    `prepare` loads what the work needs, and keeps it: it is called here before processes start as copies of this one.
    Closing the iterator, or an interrupt, ends the processes once each has done the part at hand.
    """
    waiting = iter(parts)
    pool = ProcessPoolExecutor(jobs, get_context(_method(prepare)), _end_with_parent)
    futures: deque[Future[ResultT]] = deque()
    try:
        with _interrupts_for_the_parent_only():
            futures.extend(pool.submit(work, one) for one in islice(waiting, 2 * jobs))
        while futures:
            yield futures.popleft().result()
            futures.extend(pool.submit(work, one) for one in islice(waiting, 1))
    finally:
        pool.shutdown(cancel_futures=True)


def _method(prepare: Callable[[], object]) -> str:
    """How processes start: as copies of this one, with all prepared, where that is safe; else from nothing.

    To start from nothing takes most of a second, in which many thousand events are decided.
    """
    if not may_be_copied():
        return "spawn"
    prepare()
    # What is not written yet would be written by each copy.
    sys.stdout.flush()
    sys.stderr.flush()
    return "fork"


def _end_with_parent() -> None:
    """See to it that this process does not outlive the one that started it, however that ends."""
    parent = parent_process()
    # A copy has the handlers of the process that it is a copy of.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _interrupts_for_the_parent_only() -> Iterator[None]:
    """While inside: processes that start do not hear Ctrl-C, which the terminal sends to all of them."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
