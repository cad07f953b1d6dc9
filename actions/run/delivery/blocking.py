"""A deliverer for callers without an event loop."""

import asyncio
from collections.abc import Coroutine, Iterable
from threading import Thread
from typing import Any, Self, TypeVar

from actions.run.delivery.deliverer import Deliverer
from destinations.delivery.outbox.entry import Receipt

T = TypeVar("T")


class BlockingDeliverer:
    """What `deliverer` does, from any thread, with `with`; a thread of its own delivers meanwhile.

    with project.deliverer().blocking() as deliverer:
        deliverer.accept(event)
    """

    def __init__(self, deliverer: Deliverer) -> None:
        self._deliverer = deliverer
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="deliverer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._wait(self._deliverer.__aenter__())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._wait(self._deliverer.__aexit__())
        finally:
            self._end()

    def accept(self, event: Any, *, type: str | None = None) -> Receipt:  # noqa: A002 - as events call it
        """As `Deliverer.accept`: on disk when this returns."""
        return self._wait(self._deliverer.accept(event, type=type))

    def accept_many(self, events: Iterable[Any], *, type: str | None = None) -> Receipt:  # noqa: A002 - as above
        """As `Deliverer.accept_many`."""
        return self._wait(self._deliverer.accept_many(events, type=type))

    def accept_lines(self, data: bytes, *, type: str | None = None) -> Receipt:  # noqa: A002 - as above
        """As `Deliverer.accept_lines`."""
        return self._wait(self._deliverer.accept_lines(data, type=type))

    def drained(self) -> None:
        """As `Deliverer.drained`."""
        self._wait(self._deliverer.drained())

    def status(self) -> dict[str, Any]:
        """As `Deliverer.status`."""
        return self._wait(self._deliverer.status())

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
