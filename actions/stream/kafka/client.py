"""A consumer in a thread of its own, and a producer whose records are kept when a call returns."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer

LOGGER = logging.getLogger("actions.stream")
Options = Mapping[str, Any]
MOMENTARY: tuple[type[Exception], ...] = (KafkaException, TimeoutError, OSError)
# For what a broker is asked once, such as which partitions there are.
ANSWER = 10.0
# How long a producer tries; then whoever called hears of it.
PATIENCE_MS = 30_000
SESSION_MS = 10_000
T = TypeVar("T")


class Threaded:
    """A consumer, all calls of which run in one thread: they block, and answer to rebalances in between."""

    def __init__(self, options: Options) -> None:
        self._options = {
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "partition.assignment.strategy": "cooperative-sticky",
            "session.timeout.ms": SESSION_MS,
            "heartbeat.interval.ms": SESSION_MS // 5,
            "fetch.wait.max.ms": 50,
            "topic.metadata.refresh.interval.ms": 5_000,
            **options,
        }
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kafka")
        self._consumer: Consumer | None = None

    async def run(self, do: Callable[[Consumer], T]) -> T:
        """What `do` gives of the consumer, which is made when it is first asked for."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._do, do)

    async def close(self) -> None:
        """Leave the group; the next call makes a new consumer."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)

    @property
    def is_open(self) -> bool:
        return self._consumer is not None

    def _do(self, do: Callable[[Consumer], T]) -> T:
        if self._consumer is None:
            self._consumer = Consumer(self._options, logger=LOGGER)
        return do(self._consumer)

    def _close(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            consumer.close()


def sound(messages: Sequence[Message]) -> list[Message]:
    """The messages without what is not a message: news of partitions, and of brokers that are gone for a moment."""
    found = []
    for one in messages:
        error = one.error()
        if error is None:
            found.append(one)
        elif error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001 - what the library calls it
            LOGGER.warning("Kafka: %s", error.name())
    return found


class Writer:
    """A producer. `write` returns once all in-sync copies have the records; KafkaException where they do not."""

    def __init__(self, options: Options) -> None:
        own = {"enable.idempotence": True, "acks": "all", "linger.ms": 5, "message.timeout.ms": PATIENCE_MS}
        self._producer = Producer({**own, **options}, logger=LOGGER)
        self._lock = asyncio.Lock()

    async def write(self, topic: str, records: Sequence[dict[str, Any]]) -> None:
        """Append records, each as arguments of `produce`, in their order."""
        async with self._lock:
            await asyncio.to_thread(self._write, topic, records)

    async def partitions(self, topic: str, *, makes: bool = False) -> int:
        """How many the topic has; 0 where there is none, and where it `makes` it, as many as the cluster gives it."""
        # A request for all topics makes none, as one for a certain topic does in clusters that allow it.
        words = {"topic": topic} if makes else {}
        found = await asyncio.to_thread(partial(self._producer.list_topics, timeout=ANSWER, **words))
        return len(found.topics[topic].partitions) if topic in found.topics else 0

    def _write(self, topic: str, records: Sequence[dict[str, Any]]) -> None:
        failed: list[KafkaError] = []

        def told(error: KafkaError | None, _: Message) -> None:
            if error is not None:
                failed.append(error)

        for one in records:
            while True:
                try:
                    self._producer.produce(topic, on_delivery=told, **one)
                    break
                except BufferError:
                    self._producer.poll(0.05)
        self._producer.flush(PATIENCE_MS / 1000 + 5)
        if failed:
            raise KafkaException(failed[0])
