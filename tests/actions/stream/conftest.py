from collections.abc import Iterator

import pytest

from tests.actions.stream.nats_server import nats_server


@pytest.fixture(scope="session")
def nats_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that all tests share, each with a stream of its own."""
    with nats_server(tmp_path_factory.mktemp("nats")) as address:
        yield address
