"""Deliverers for synchronous callers."""

import asyncio
import os
from collections.abc import Coroutine, Iterable
from contextlib import AbstractAsyncContextManager
from threading import Thread
from typing import Any, NoReturn, Self, TypeVar

from actions.decision import Decision
from actions.deliver.deliverer import Deliverer
from actions.deliver.direct import DirectDeliverer
from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.outbox.entry import Receipt
from destinations.delivery.senders import DelivererError, no_pickle

T = TypeVar("T")


class _InThread:
    """Runs what is entered in a thread of its own, while entered; it may be entered again afterwards."""

    _made_by = "deliverer"

    def __init__(self, entered: AbstractAsyncContextManager[Any]) -> None:
        self._entered = entered
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._process = 0

    def __enter__(self) -> Self:
        if self._loop is not None:
            raise DelivererError("this deliverer is in use already; make another one, as with project.deliverer()")
        self._loop, self._process = asyncio.new_event_loop(), os.getpid()
        self._thread = Thread(target=self._loop.run_forever, name="deliverer", daemon=True)
        self._thread.start()
        try:
            self._wait(self._entered.__aenter__())
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process != os.getpid():
            return  # It goes on in the process that was forked.
        try:
            self._wait(self._entered.__aexit__(None, None, None))
        finally:
            self._end()

    def __reduce__(self) -> NoReturn:
        raise no_pickle()

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            work.close()
            raise DelivererError(f"enter the deliverer first: with project.{self._made_by}().blocking() as deliverer")
        if self._process != os.getpid():
            # Its thread stayed in the process that was forked, and would never answer.
            work.close()
            raise DelivererError("this deliverer was entered in another process; make one in each, after the fork")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _end(self) -> None:
        loop, thread, self._loop = self._loop, self._thread, None
        if loop and thread:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


class BlockingDirect(_InThread):
    """What a `DirectDeliverer` does, from any thread, with `with`.

    with project.direct_deliverer().blocking() as deliverer:
        deliverer.deliver(project.decide(event))
    """

    _made_by = "direct_deliverer"

    def __init__(self, deliverer: DirectDeliverer) -> None:
        super().__init__(deliverer)
        self._deliverer = deliverer

    def deliver(self, deliveries: Iterable[Decision | Delivery] | Decision | Delivery) -> list[Delivered]:
        """As `DirectDeliverer.deliver`: returns when it is known what became of each."""
        return self._wait(self._deliverer.deliver(deliveries))


class BlockingDeliverer(_InThread):
    """What `deliverer` does, from any thread, with `with`; a thread of its own delivers meanwhile.

    with project.deliverer().blocking() as deliverer:
        deliverer.accept(event)
    """

    def __init__(self, deliverer: Deliverer) -> None:
        super().__init__(deliverer)
        self._deliverer = deliverer

    def accept(self, event: Any, *, type: str | None = None) -> Receipt:  # noqa: A002 - the name that events use
        """As `Deliverer.accept`: on disk when this returns."""
        return self._wait(self._deliverer.accept(event, type=type))

    def accept_many(self, events: Iterable[Any], *, type: str | None = None) -> Receipt:  # noqa: A002 - the name that events use
        """As `Deliverer.accept_many`."""
        return self._wait(self._deliverer.accept_many(events, type=type))

    def accept_lines(self, data: bytes, *, type: str | None = None) -> Receipt:  # noqa: A002 - the name that events use
        """As `Deliverer.accept_lines`."""
        return self._wait(self._deliverer.accept_lines(data, type=type))

    def accept_decided(self, event: Any, decisions: Iterable[Decision]) -> Receipt:
        """As `Deliverer.accept_decided`."""
        return self._wait(self._deliverer.accept_decided(event, decisions))

    def drained(self) -> None:
        """As `Deliverer.drained`."""
        self._wait(self._deliverer.drained())

    def forget(
        self, *, user: str | None = None, anonymous: str | None = None, suppress: bool = False
    ) -> dict[str, int]:
        """As `Deliverer.forget`."""
        return self._wait(self._deliverer.forget(user=user, anonymous=anonymous, suppress=suppress))

    def allow(self, *, user: str | None = None, anonymous: str | None = None) -> int:
        """As `Deliverer.allow`."""
        return self._wait(self._deliverer.allow(user=user, anonymous=anonymous))

    def status(self) -> dict[str, Any]:
        """As `Deliverer.status`."""
        return self._wait(self._deliverer.status())
