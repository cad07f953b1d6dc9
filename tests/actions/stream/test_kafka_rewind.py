"""Where a consumer group goes that is to read anew what came since a moment."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from actions.stream.kafka.control import rewind_group


class Asked:
    """Stands for a consumer: neither broker of these tests knows the offsets of moments."""

    def __init__(self, answers: Sequence[TopicPartition], read: Sequence[int]) -> None:
        self._answers = list(answers)
        self._read = read
        self.wanted: list[tuple[int, int]] = []
        self.committed_to: list[tuple[int, int]] = []

    def list_topics(self, topic: str, _: float) -> Any:
        partitions = dict.fromkeys(range(len(self._answers)))
        return SimpleNamespace(topics={topic: SimpleNamespace(partitions=partitions, error=None)})

    def committed(self, here: Sequence[TopicPartition], _: float) -> list[TopicPartition]:
        return [TopicPartition(one.topic, one.partition, self._read[one.partition]) for one in here]

    def get_watermark_offsets(self, *_: Any) -> tuple[int, int]:
        return 10, 90

    def offsets_for_times(self, wanted: Sequence[TopicPartition], _: float) -> list[TopicPartition]:
        self.wanted = [(one.partition, one.offset) for one in wanted]
        return self._answers

    def commit(self, offsets: Sequence[TopicPartition], **_: Any) -> None:
        self.committed_to = [(one.partition, one.offset) for one in offsets]


@pytest.mark.parametrize(
    ("answers", "read", "committed"),
    [
        pytest.param((40, 50), (80, 90), [(0, 40), (1, 50)], id="back, each partition to its own offset"),
        pytest.param((-1, 50), (90, 90), [(0, 90), (1, 50)], id="nothing came since then in one"),
        pytest.param((-1, 85), (60, 70), [(0, 60), (1, 70)], id="what was not read is not passed over"),
        pytest.param((40, -1), (-1001, -1001), [(0, 10), (1, 10)], id="nothing was read at all"),
    ],
)
def test_a_lane_goes_back_to_the_offsets_of_a_moment(
    answers: Sequence[int], read: Sequence[int], committed: list[tuple[int, int]]
) -> None:
    consumer: Any = Asked([TopicPartition("t", number, one) for number, one in enumerate(answers)], read)
    rewind_group(consumer, "t", 1_772_366_400.25)
    assert consumer.wanted == [(0, 1_772_366_400_250), (1, 1_772_366_400_250)]
    assert consumer.committed_to == committed


def test_a_lane_stays_where_it_is_if_the_offsets_of_a_moment_are_not_known() -> None:
    # The client makes none with an error for us.
    answer: Any = SimpleNamespace(error=KafkaError(KafkaError.REQUEST_TIMED_OUT), offset=-1, partition=0)
    consumer: Any = Asked([answer], [50])
    with pytest.raises(KafkaException):
        rewind_group(consumer, "t", 0.0)
    assert consumer.committed_to == []
