"""A lane's place in a stream of JetStream: a durable consumer, or one for each partition."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy
from nats.js.errors import NotFoundError

from actions.stream.nats.connection import ANSWER, MOMENTARY, PAUSE, surely
from actions.stream.nats.leases import Leases
from actions.stream.portion import Lag, Owned, Portion, SourceGoneError

LOGGER = logging.getLogger("actions.stream")
# This long after the last heartbeat, what a killed worker had comes again: it is the recovery time.
ACK_WAIT = 10.0


class NatsCursor:
    """Reads the named consumers of a stream, one after the other; each message is a portion.

    With `leases`, it reads those alone that it has leases of, by their numbers.
    """

    def __init__(
        self,
        context: JetStreamContext,
        stream: str,
        consumers: Sequence[str],
        *,
        is_again: bool,
        leases: Leases | None = None,
    ) -> None:
        self._context = context
        self._stream = stream
        self._consumers = list(consumers)
        self._is_again = is_again
        self._leases = leases
        self._pulls: dict[str, JetStreamContext.PullSubscription] = {}
        # Partitions of which a portion is under way here, or is asked for.
        self._busy: set[int] = set()
        self._turn = 0

    async def next(self, most: int, within: float) -> Portion | None:  # noqa: ARG002 - producers cut the messages
        end = time.monotonic() + within
        while True:
            await self._beat()
            free = self._free()
            left = end - time.monotonic()
            if not free:
                if left <= 0:
                    return None
                await asyncio.sleep(min(PAUSE, left))
                continue
            # Whoever has many partitions to read looks at each for a part of the time.
            message = await self._take(free[0], max(left / len(free), 0.01))
            if message is not None:
                return self._portion(message, free[0])
            if left <= 0:
                return None

    async def done(self, portion: Portion) -> None:
        message: Msg = portion.place
        try:
            await surely(lambda: message.ack_sync(timeout=ANSWER), ACK_WAIT)
        except MOMENTARY:
            # It comes again, under the same ids.
            LOGGER.warning("NATS did not hear that %s is done with", portion.key)
        finally:
            self._rest(portion)

    async def keep(self, portion: Portion) -> None:
        with suppress(*MOMENTARY):
            await portion.place.in_progress()
        await self._beat()

    async def give_back(self, portion: Portion) -> None:
        with suppress(*MOMENTARY):
            await portion.place.nak()
        self._rest(portion)

    async def lag(self) -> Lag:
        infos = [await surely(partial(self._info, one)) for one in self._consumers]
        return Lag(sum((one.num_pending or 0) + (one.num_ack_pending or 0) for one in infos))

    def owned(self) -> Owned:
        every = len(self._consumers)
        return Owned(every if self._leases is None else len(self._leases.owned), every)

    async def leave(self) -> None:
        if self._leases is not None:
            with suppress(*MOMENTARY):
                await self._leases.leave()

    async def _beat(self) -> None:
        if self._leases is not None:
            with suppress(*MOMENTARY):
                await self._leases.beat(self._busy)

    def _free(self) -> list[int]:
        """The partitions to read next, that which was looked at longest ago first."""
        every = len(self._consumers)
        turns = [(self._turn + one) % every for one in range(every)]
        owned = turns if self._leases is None else [one for one in turns if one in self._leases.owned]
        # What was handed on has no order to keep.
        return owned if self._is_again else [one for one in owned if one not in self._busy]

    async def _take(self, partition: int, wait: float) -> Msg | None:
        self._turn = partition + 1
        self._busy.add(partition)
        message = None
        try:
            message = await self._fetch(self._consumers[partition], wait)
        finally:
            if message is None:
                self._busy.discard(partition)
        return message

    def _rest(self, portion: Portion) -> None:
        self._busy.discard(portion.partition)

    async def _info(self, consumer: str) -> ConsumerInfo:
        info: ConsumerInfo = await self._context.consumer_info(self._stream, consumer)
        return info

    async def _fetch(self, consumer: str, wait: float) -> Msg | None:
        try:
            if consumer not in self._pulls:
                self._pulls[consumer] = await self._context.pull_subscribe_bind(consumer=consumer, stream=self._stream)
            (message,) = await self._pulls[consumer].fetch(1, timeout=wait)
        except TimeoutError:
            return None
        except MOMENTARY as error:
            await self._look_for(consumer)
            LOGGER.warning("NATS: %s", type(error).__name__)
            await asyncio.sleep(PAUSE)
            return None
        return message

    async def _look_for(self, consumer: str) -> None:
        """SourceGoneError where somebody has deleted the consumer."""
        try:
            await self._info(consumer)
        except NotFoundError:
            text = f"the consumer {consumer} of {self._stream} is gone; start anew to read that from its beginning"
            raise SourceGoneError(text) from None
        except MOMENTARY:
            self._pulls.pop(consumer, None)

    def _portion(self, message: Msg, partition: int) -> Portion:
        facts = message.metadata
        return Portion(
            message.data,
            f"{facts.stream}/{facts.sequence.stream}",
            partition,
            facts.num_delivered,
            facts.timestamp.timestamp(),
            self._is_again,
            message,
        )


async def consumers_of(context: JetStreamContext, stream: str) -> list[ConsumerInfo]:
    """All consumers of the stream."""
    found: list[ConsumerInfo] = []
    while more := await surely(partial(context.consumers_info, stream, len(found))):
        found += more
    return found


async def make_consumer(
    context: JetStreamContext,
    stream: str,
    name: str,
    subject: str | None,
    *,
    at_once: int,
    since: float | None = None,
    from_number: int | None = None,
) -> str:
    """The name of a durable consumer, which is made where it is missing; so many messages are under way at once.

    A new one reads what came `since`, in seconds since 1970, or the messages `from_number` on, or all that is there.
    """
    with suppress(NotFoundError):
        # How it was made to begin cannot be said again.
        await surely(lambda: context.consumer_info(stream, name))
        return name
    config = ConsumerConfig(
        durable_name=name,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT,
        max_deliver=-1,
        max_ack_pending=at_once,
        filter_subject=subject,
    )
    if since is not None:
        config.deliver_policy = DeliverPolicy.BY_START_TIME
        config.opt_start_time = datetime.fromtimestamp(since, UTC)
    if from_number is not None:
        config.deliver_policy = DeliverPolicy.BY_START_SEQUENCE
        config.opt_start_seq = from_number
    await surely(lambda: context.add_consumer(stream, config))
    return name
