"""A topic from where it was left to its end, without a consumer group."""

import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from actions.stream.kafka.client import ANSWER, Options, Threaded, sound

BATCH = 500
END = KafkaError._PARTITION_EOF  # noqa: SLF001 - what the library calls it


class Follower:
    """Gives what has come to a topic since it was last asked, from the beginning on."""

    def __init__(self, options: Options, topic: str) -> None:
        self._consumer = Threaded({**options, "group.id": "actions.reader", "enable.partition.eof": True})
        self._topic = topic
        self._read: dict[int, int] = {}

    async def more(self) -> list[Message]:
        """What is new, by partitions in their order; nothing where there is no such topic."""
        return await self._consumer.run(self._more)

    async def close(self) -> None:
        await self._consumer.close()

    def _more(self, consumer: Consumer) -> list[Message]:
        topics = consumer.list_topics(self._topic, ANSWER).topics
        found: list[Message] = []
        if self._topic not in topics or topics[self._topic].error is not None:
            return found
        for partition in topics[self._topic].partitions:
            found += self._of(consumer, partition)
        return found

    def _of(self, consumer: Consumer, partition: int) -> list[Message]:
        here = TopicPartition(self._topic, partition)
        try:
            low, high = consumer.get_watermark_offsets(here, ANSWER)
        except KafkaException:
            return []
        start = max(low, self._read.get(partition, 0))
        found: list[Message] = []
        if start >= high:
            return found
        consumer.assign([TopicPartition(self._topic, partition, start)])
        end, is_end = time.monotonic() + ANSWER, False
        # Not every broker's idea of where the topic ends counts all of the last batch: that nothing more comes does.
        while not is_end and time.monotonic() < end:
            given = consumer.consume(BATCH, 0.2)
            is_end = any((error := one.error()) is not None and error.code() == END for one in given)
            found += (messages := sound(given))
            start = (messages[-1].offset() or 0) + 1 if messages else start
        self._read[partition] = start
        consumer.unassign()
        return found
