"""Three brokers that speak Kafka's protocol, in this process: the mock cluster of librdkafka, asked by its C functions.

Python's client has a way to start one, and none to have a broker go down. In each rebalance the cluster waits for
nearly the whole session, whoever has joined already; it makes no topics on request, and keeps 5 MB of a partition.
"""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import confluent_kafka

from actions.stream.kafka.names import Names

OFFSET_COMMIT = 8
NO_ERROR = 0
JOINED_WITHIN_MS = 100


def library() -> ctypes.CDLL:
    """The library that Python's client has loaded already."""
    folder = Path(confluent_kafka.__file__).parent.with_name("confluent_kafka.libs")
    [found] = folder.glob("librdkafka-*.so*")
    loaded = ctypes.CDLL(str(found))
    for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_mock_cluster_new"):
        getattr(loaded, name).restype = ctypes.c_void_p
    loaded.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    return loaded


class MockCluster:
    """`servers` is where clients reach it; brokers have the numbers 1, 2 and 3."""

    def __init__(self, brokers: int = 3) -> None:
        self._library = library()
        self._client = ctypes.c_void_p(
            self._library.rd_kafka_new(0, ctypes.c_void_p(self._library.rd_kafka_conf_new()), None, 0)
        )
        self._cluster = ctypes.c_void_p(self._library.rd_kafka_mock_cluster_new(self._client, brokers))
        self.servers = self._library.rd_kafka_mock_cluster_bootstraps(self._cluster).decode()
        self._library.rd_kafka_mock_group_initial_rebalance_delay_ms(self._cluster, JOINED_WITHIN_MS)

    def make(self, topic: str, partitions: int, copies: int = 3) -> None:
        """Make a topic: this cluster takes no requests to do so."""
        self._do("topic_create", topic.encode(), partitions, copies)

    def make_all(self, topic: str, partitions: int, *lanes: str) -> Names:
        """Make a topic of events, and those beside it."""
        names = Names(topic)
        self.make(topic, partitions)
        for one in (names.dead, names.control, *(delay for lane in lanes for delay in names.delays(lane))):
            self.make(one, 1)
        return names

    def lead(self, topic: str, partition: int, broker: int) -> None:
        self._do("partition_set_leader", topic.encode(), partition, broker)

    def coordinate(self, group: str, broker: int) -> None:
        """Have the broker be the one that a consumer group asks."""
        self._do("coordinator_set", b"group", group.encode(), broker)

    def down(self, broker: int) -> None:
        self._do("broker_set_down", broker)

    def up(self, broker: int) -> None:
        self._do("broker_set_up", broker)

    def fail(self, request: int, errors: Sequence[int]) -> None:
        """Answer the next requests of this kind with these errors."""
        kinds = (ctypes.c_int * len(errors))(*errors)
        self._library.rd_kafka_mock_push_request_errors_array(
            self._cluster, ctypes.c_int16(request), ctypes.c_size_t(len(errors)), kinds
        )

    def end(self) -> None:
        self._library.rd_kafka_mock_cluster_destroy(self._cluster)
        self._library.rd_kafka_destroy(self._client)

    def _do(self, what: str, *words: Any) -> None:
        error = getattr(self._library, f"rd_kafka_mock_{what}")(self._cluster, *words)
        assert error == NO_ERROR, f"{what}: {error}"


@contextmanager
def mock_cluster() -> Iterator[MockCluster]:
    made = MockCluster()
    try:
        yield made
    finally:
        made.end()
