"""Ctrl-C and SIGTERM while something is delivered: the first ends it well, the second at once."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event
from types import FrameType
from typing import Self

from actions.cli import exit_codes
from actions.cli.formats import console
from actions.system.signals import ENDING, HANG_UP
from destinations.delivery.workers import Workers

# Whoever presses so often has something that catches even KeyboardInterrupt.
MOST_UNHEARD = 5
# Two signals within so many seconds were sent as one, by a shell and a manager of processes, say.
AT_ONCE = 0.25


class HangUps:
    """Remembers a SIGHUP that comes while nobody listens for it, while entered."""

    def __init__(self) -> None:
        self._came = False

    def __enter__(self) -> Self:
        self._before = signal.signal(HANG_UP, self)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(HANG_UP, self._before)

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self._came = True

    def take(self) -> bool:
        """Whether one came since the last time."""
        came, self._came = self._came, False
        return came


@asynccontextmanager
async def stopped_by_signals(
    workers: Workers, stop: Event, hung_up: Callable[[], bool] = lambda: False
) -> AsyncIterator[asyncio.Event]:
    """An event that the first SIGINT, SIGTERM or SIGHUP sets, and `stop`, which ends the reading, with it.

    From then on what is under way may finish and the rest waits in the outbox; a second signal ends that, too. Where
    the first was not even heard, as a plugin keeps the loop from running, the second interrupts the plugin. `hung_up`
    is called on a SIGHUP, and says whether it is to go on after that, with files that are read again.
    """
    stopping, hurrying, reloading = asyncio.Event(), asyncio.Event(), asyncio.Event()
    before = {number: signal.getsignal(number) for number in ENDING}

    def on_hangup() -> None:
        if hung_up():
            reloading.set()

    on_signal = _handler(stopping, hurrying, on_hangup)
    for number in ENDING:
        # Not the loop's own handlers: they wait for the loop.
        signal.signal(number, on_signal)
    earlier = before[HANG_UP]
    if isinstance(earlier, HangUps) and earlier.take():
        on_signal(HANG_UP, None)
    watch = asyncio.create_task(_stop(workers, stop, stopping, hurrying, reloading))
    try:
        yield stopping
    finally:
        if stopping.is_set():
            await watch
        else:
            watch.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


async def _stop(
    workers: Workers, stop: Event, stopping: asyncio.Event, hurrying: asyncio.Event, reloading: asyncio.Event
) -> None:
    await stopping.wait()
    stop.set()
    message = f"stopping: requests under way get {workers.patience:g} s; once more to end now"
    if reloading.is_set():
        message = f"reading the files again as soon as requests under way have ended, in {workers.patience:g} s at most"
    console(stderr=True).print(message)
    landing = asyncio.create_task(workers.stop(workers.patience))
    hurry = asyncio.create_task(hurrying.wait())
    await asyncio.wait((landing, hurry), return_when=asyncio.FIRST_COMPLETED)
    await workers.stop(0)


def _handler(
    stopping: asyncio.Event, hurrying: asyncio.Event, hung_up: Callable[[], None]
) -> Callable[[int, FrameType | None], None]:
    loop = asyncio.get_running_loop()
    waiting = [stopping, hurrying]
    asked: list[asyncio.Event] = []
    last, unheard = 0.0, 0

    def on_signal(number: int, _: FrameType | None) -> None:
        nonlocal last, unheard
        if number == HANG_UP:
            if asked:
                return  # It stops already, and files are read again after that.
            hung_up()
        if asked and not asked[-1].is_set() and loop.time() - last > AT_ONCE:
            unheard += 1
            if unheard >= MOST_UNHEARD:
                os._exit(exit_codes.INTERRUPTED)
            raise KeyboardInterrupt
        if waiting:
            last = loop.time()
            asked.append(waiting.pop(0))
            loop.call_soon_threadsafe(asked[-1].set)

    return on_signal
