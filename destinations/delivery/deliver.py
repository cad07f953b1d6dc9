"""`Deliverer`: delivers from memory, with a lane for each instance."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn, Self

from aiohttp.abc import AbstractResolver

from destinations.arguments import FUNCTION, PLAIN_FUNCTION, TEXT, WORD, check, mapping_of, number, of
from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.lane import Running, stop
from destinations.delivery.outbox.memory import MemoryCursor
from destinations.delivery.pace.retry import RetryPolicy
from destinations.delivery.send import Clocks, Exchange, Sender
from destinations.delivery.senders import DelivererError, SenderOptions, make_sender, no_pickle
from destinations.delivery.wire.own_transport import Exchanging
from destinations.delivery.wire.transport import Timeouts
from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Retry
from destinations.sdk.payload import Payload
from destinations.sdk.settings import Settings

STOPPED = Retry("not delivered: the run was stopped first", counts=False)
WITHDRAWN = Retry("not delivered: the call that waited for it was cancelled", counts=False)


@dataclass(slots=True)
class _Waiting:
    """The end of a delivery, and how many callers wait for it."""

    end: asyncio.Future[Delivered]
    callers: int = 0


@dataclass(slots=True)
class Deliverer:
    """Sends deliveries to the instances named in `instances`, each in a lane of its own.

        async with Deliverer({"mixpanel": settings}) as deliverer:
            results = await deliverer.deliver(deliveries)

    DelivererError says on entering what would keep an instance from delivering. `deliver` may be called many times and
    at the same time, in the event loop that it was entered in; once it was left it may be entered again, in any. With
    `divert`, all requests go to that base URL, such as the stand-in's; `transport` sends them in another way.
    `on_exchange` is called with each request, secrets by name. On the way out, what is under way gets `patience`
    seconds to finish. `resolver` and `clocks` are for tests.
    """

    instances: Mapping[str, Settings]
    divert: str | None = None
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    timeouts: Timeouts = field(default_factory=Timeouts)
    on_exchange: Callable[[Exchange], None] | None = None
    patience: float = 10.0
    resolver: AbstractResolver | None = None
    clocks: Clocks = field(default_factory=Clocks)
    transport: Exchanging | None = None
    ca_files: Mapping[str, Path] = field(default_factory=dict)
    _lanes: dict[str, Running[MemoryCursor]] = field(default_factory=dict, init=False)
    _waited: dict[str, _Waiting] = field(default_factory=dict, init=False)
    _senders: dict[str, Sender] = field(default_factory=dict, init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _stopped: bool = field(default=False, init=False)
    _was_left: bool = field(default=False, init=False)
    _share: float = field(default=1.0, init=False)

    def __post_init__(self) -> None:
        check(
            "Deliverer",
            instances=(self.instances, mapping_of(Settings, "a dict from names of instances to their Settings")),
            divert=(self.divert, TEXT.or_none()),
            policy=(self.policy, of(RetryPolicy)),
            timeouts=(self.timeouts, of(Timeouts)),
            on_exchange=(self.on_exchange, PLAIN_FUNCTION.or_none()),
            patience=(self.patience, number(0, endless=True)),
            transport=(self.transport, FUNCTION.or_none()),
            ca_files=(self.ca_files, mapping_of(Path, "a dict from names of instances to Paths")),
        )

    def __reduce__(self) -> NoReturn:
        raise no_pickle()

    async def __aenter__(self) -> Self:
        if self._loop and not self._stopped and not self._loop.is_closed():
            raise DelivererError("this deliverer is in use already; make another one, as with project.deliverer()")
        options = SenderOptions(
            self.divert, self.timeouts, self.resolver, self.on_exchange, self.clocks, self.transport, self.ca_files
        )
        self._senders = {name: make_sender(name, settings, options) for name, settings in self.instances.items()}
        self.take_share(self._share)
        self._lanes, self._waited, self._stopped, self._was_left = {}, {}, False, False
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(self, *_: object) -> None:
        try:
            await self.stop(self.patience)
        finally:
            self._was_left = True

    async def deliver(self, deliveries: Iterable[Delivery]) -> list[Delivered]:
        """What became of each delivery, in the order given; two with one id are one, and share its end.

        ValueError, and nothing is sent, where one is for an instance that is not there. Where the caller is cancelled,
        what waits only for it is withdrawn, unless it is under way.
        """
        self._look_for_the_loop()
        accepted = list(deliveries)
        for given in accepted:
            check("deliver", delivery=(given, of(Delivery)))
            check(
                "Delivery",
                id=(given.id, WORD),
                instance=(given.instance, WORD),
                action_type=(given.action_type, of(ActionType)),
                payload=(given.payload, of(Payload)),
            )
        unknown = next((one.instance for one in accepted if one.instance not in self.instances), None)
        if unknown is not None:
            raise ValueError(f"no instance is named {unknown!r}; there are {', '.join(self.instances) or 'none'}")
        waiting = [self._accept(delivery) for delivery in accepted]
        for instance in {delivery.instance for delivery in accepted} & self._lanes.keys():
            self._lanes[instance].lane.wake()
        try:
            if waiting:
                await asyncio.wait({one.end for one in waiting})
        except asyncio.CancelledError:
            for one, delivery in zip(waiting, accepted, strict=True):
                self._leave(one, delivery)
            raise
        return [_end_of(delivery, one.end.result()) for delivery, one in zip(accepted, waiting, strict=True)]

    def take_share(self, share: float) -> None:
        """Use no more than this part, above 0 and up to 1, of the rates of tools: others deliver beside this one."""
        self._share = share
        for one in self._senders.values():
            one.pace.share = share

    async def stop(self, within: float) -> None:
        """Start nothing more, let what is under way finish `within` so many seconds, hand back the rest."""
        self._stopped = True
        running = list(self._lanes.values())
        await stop(running, STOPPED, within)
        for one in running:
            one.lane.give_back(STOPPED)

    def _look_for_the_loop(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is None:
            raise DelivererError("enter the deliverer first: async with project.direct_deliverer() as deliverer")
        if self._was_left:
            raise DelivererError("this deliverer was left; enter it again: async with deliverer")
        if self._loop is not loop and not self._stopped:
            raise DelivererError(
                "this deliverer was entered in another event loop; enter it in each: async with deliverer"
            )

    def _accept(self, delivery: Delivery) -> _Waiting:
        if self._stopped:
            end = asyncio.get_running_loop().create_future()
            end.set_result(Delivered(delivery, STOPPED))
            return _Waiting(end)
        if delivery.instance not in self._lanes:
            cursor = MemoryCursor(self._settled)
            self._lanes[delivery.instance] = Running.start(self._senders[delivery.instance], cursor, self.policy)
        self._lanes[delivery.instance].cursor.put(delivery)
        waiting = self._waited.get(delivery.id)
        if waiting is None:
            waiting = self._waited[delivery.id] = _Waiting(asyncio.get_running_loop().create_future())
        waiting.callers += 1
        return waiting

    def _leave(self, waiting: _Waiting, delivery: Delivery) -> None:
        """One caller stops waiting for it."""
        waiting.callers -= 1
        if waiting.callers == 0 and not waiting.end.done() and delivery.instance in self._lanes:
            self._lanes[delivery.instance].cursor.withdraw(delivery.id, WITHDRAWN)

    def _settled(self, delivered: Delivered) -> None:
        waiting = self._waited.pop(delivered.delivery.id, None)
        if waiting and not waiting.end.done():
            waiting.end.set_result(delivered)


def _end_of(delivery: Delivery, delivered: Delivered) -> Delivered:
    """The end as that of this delivery: of two with one id only one was sent."""
    if delivered.delivery is delivery:
        return delivered
    other = delivered.delivery.payload != delivery.payload or delivered.delivery.instance != delivery.instance
    return replace(delivered, delivery=delivery, repeats=other)
