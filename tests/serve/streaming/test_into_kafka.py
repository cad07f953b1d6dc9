"""`actions serve` as a process of its own that writes into a topic of Kafka, and workers that deliver from there."""

from functools import partial
from pathlib import Path

import pytest

from actions.serve.journal.state import read_state
from tests.actions.delivery.crashing import server
from tests.serve.decider.running import project
from tests.serve.killing import Sender
from tests.serve.streaming.test_stream_journal import has_sent, processes, received, until


@pytest.mark.cluster
def test_what_was_acknowledged_by_http_arrives_from_kafka_though_server_and_workers_are_killed(
    tmp_path: Path, kafka_servers: str
) -> None:
    address = f"kafka://{kafka_servers}/served"
    journal = {"path": str(tmp_path / "journal"), "reserve": "1MiB", "stream": address, "partitions": 4}
    project(tmp_path, listen="127.0.0.1:0", drain_delay="0s", journal=journal)
    with server(tmp_path, wait=0.05) as url, processes(tmp_path, address, url) as running:
        senders = [Sender(tmp_path / "journal", number, 20) for number in range(3)]
        until(lambda: read_state(tmp_path / "journal", "server"), tmp_path)
        for one in senders:
            one.start()
        for at, name in enumerate(("one", "server", "two"), 1):
            until(partial(has_sent, senders, at * 200), tmp_path)
            running.kill(name)
        for one in senders:
            one.join(90)
        sent = {number for one in senders for number in one.acknowledged}
        assert len(sent) == 1200
        until(lambda: received(tmp_path).keys() >= sent, tmp_path)
    assert received(tmp_path).keys() == sent
