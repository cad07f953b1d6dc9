"""A lane's place in a stream of JetStream: a durable consumer, or one for each partition."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo
from nats.js.errors import NotFoundError

from actions.stream.nats.connection import ANSWER, MOMENTARY, PAUSE, surely
from actions.stream.portion import Lag, Owned, Portion, SourceGoneError

LOGGER = logging.getLogger("actions.stream")
# This long after the last heartbeat, what a killed worker had comes again: it is the recovery time.
ACK_WAIT = 10.0


class NatsCursor:
    """Reads the named consumers of a stream, one after the other; each message is a portion."""

    def __init__(self, context: JetStreamContext, stream: str, consumers: Sequence[str], *, is_again: bool) -> None:
        self._context = context
        self._stream = stream
        self._consumers = list(consumers)
        self._is_again = is_again
        self._pulls: dict[str, JetStreamContext.PullSubscription] = {}
        self._turn = 0

    async def next(self, most: int, within: float) -> Portion | None:  # noqa: ARG002 - producers cut the messages
        # Whoever has many partitions to read looks at each for a part of the time.
        wait = max(within / len(self._consumers), 0.01)
        for _ in self._consumers:
            at = self._turn
            self._turn = (at + 1) % len(self._consumers)
            message = await self._fetch(self._consumers[at], wait)
            if message is not None:
                return self._portion(message, at)
        return None

    async def done(self, portion: Portion) -> None:
        message: Msg = portion.place
        try:
            await surely(lambda: message.ack_sync(timeout=ANSWER), ACK_WAIT)
        except MOMENTARY:
            # It comes again, under the same ids.
            LOGGER.warning("NATS did not hear that %s is done with", portion.key)

    async def keep(self, portion: Portion) -> None:
        with suppress(*MOMENTARY):
            await portion.place.in_progress()

    async def give_back(self, portion: Portion) -> None:
        with suppress(*MOMENTARY):
            await portion.place.nak()

    async def lag(self) -> Lag:
        infos = [await surely(partial(self._info, one)) for one in self._consumers]
        return Lag(sum((one.num_pending or 0) + (one.num_ack_pending or 0) for one in infos))

    def owned(self) -> Owned:
        return Owned(len(self._consumers), len(self._consumers))

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


async def make_consumer(context: JetStreamContext, stream: str, name: str, subject: str | None, *, at_once: int) -> str:
    """The name of a durable consumer, which is made where it is missing; so many messages are under way at once."""
    config = ConsumerConfig(
        durable_name=name,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT,
        max_deliver=-1,
        max_ack_pending=at_once,
        filter_subject=subject,
    )
    await surely(lambda: context.add_consumer(stream, config))
    return name
