"""All lanes together: the one thing a program needs to deliver."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from aiohttp.abc import AbstractResolver

from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.lane import Lane, land
from destinations.delivery.outbox.memory import MemoryCursor
from destinations.delivery.pace.retry import RetryPolicy
from destinations.delivery.send import Exchange, Sender, Surroundings
from destinations.delivery.senders import DelivererError, Ways, make_sender
from destinations.delivery.wire.transport import Timeouts
from destinations.sdk.outcome import Retry
from destinations.sdk.settings import Settings

STOPPED = Retry("not delivered: the run was stopped first", counts=False)


@dataclass(slots=True)
class _Running:
    cursor: MemoryCursor
    lane: Lane
    task: asyncio.Task[None]


@dataclass(slots=True)
class Deliverer:
    """Sends deliveries to the instances named in `instances`, each in a lane of its own.

        async with Deliverer({"mixpanel": settings}) as deliverer:
            results = await deliverer.deliver(deliveries)

    It is entered once; DelivererError says at that moment what would keep an instance from delivering. `deliver` may be
    called many times and at the same time. With `divert`, all requests go to that base URL,
    such as the stand-in's. `on_exchange` is told about each request, secrets by name. On the way out, what is
    under way gets `patience` seconds to finish. `resolver` and `around` are for tests.
    """

    instances: Mapping[str, Settings]
    divert: str | None = None
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    timeouts: Timeouts = field(default_factory=Timeouts)
    on_exchange: Callable[[Exchange], None] | None = None
    patience: float = 10.0
    resolver: AbstractResolver | None = None
    around: Surroundings = field(default_factory=Surroundings)
    _lanes: dict[str, _Running] = field(default_factory=dict, init=False)
    _waited: dict[str, asyncio.Future[Delivered]] = field(default_factory=dict, init=False)
    _senders: dict[str, Sender] = field(default_factory=dict, init=False)
    _entered: bool = field(default=False, init=False)
    _stopped: bool = field(default=False, init=False)

    async def __aenter__(self) -> Self:
        if self._stopped or self._entered:
            state = "was closed" if self._stopped else "is in use already"
            raise DelivererError(f"this deliverer {state}; make another one, as with project.deliverer()")
        ways = Ways(self.divert, self.timeouts, self.resolver, self.on_exchange, self.around)
        self._senders = {name: make_sender(name, settings, ways) for name, settings in self.instances.items()}
        self._entered = True
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop(self.patience)

    async def deliver(self, deliveries: Iterable[Delivery]) -> list[Delivered]:
        """What became of each delivery, in the order given; two with one id are one, and share its end."""
        if not self._entered:
            raise DelivererError("enter the deliverer first: async with project.deliverer() as deliverer")
        accepted = list(deliveries)
        waited = [self._accept(delivery) for delivery in accepted]
        for instance in {delivery.instance for delivery in accepted} & self._lanes.keys():
            self._lanes[instance].lane.wake()
        if waited:
            await asyncio.wait(set(waited))
        return [future.result() for future in waited]

    async def stop(self, within: float) -> None:
        """Start nothing more, let what is under way finish `within` so many seconds, hand back the rest."""
        self._stopped = True
        running = list(self._lanes.values())
        for one in running:
            one.lane.halt(STOPPED)
        await land([one.lane for one in running], within)
        for one in running:
            one.task.cancel()
        await asyncio.gather(*(one.task for one in running), return_exceptions=True)
        for one in running:
            one.lane.give_back(STOPPED)

    def _accept(self, delivery: Delivery) -> asyncio.Future[Delivered]:
        if self._stopped:
            future = asyncio.get_running_loop().create_future()
            future.set_result(Delivered(delivery, STOPPED))
            return future
        if delivery.instance not in self.instances:
            raise ValueError(f"no instance is named {delivery.instance!r}")
        if delivery.instance not in self._lanes:
            cursor = MemoryCursor(self._settled)
            lane = Lane(self._senders[delivery.instance], cursor, self.policy)
            self._lanes[delivery.instance] = _Running(cursor, lane, asyncio.create_task(lane.run()))
        self._lanes[delivery.instance].cursor.put(delivery)
        return self._waited.setdefault(delivery.id, asyncio.get_running_loop().create_future())

    def _settled(self, delivered: Delivered) -> None:
        future = self._waited.pop(delivered.delivery.id, None)
        if future and not future.done():
            future.set_result(delivered)
