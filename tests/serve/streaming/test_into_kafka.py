"""`actions serve` as a process of its own that writes into a topic of Kafka, and workers that deliver from there."""

from pathlib import Path

import pytest

from tests.actions.delivery.crashing import server
from tests.serve.decider.running import project
from tests.serve.streaming.test_stream_journal import all_sent, processes, received, send_while_killing, until


@pytest.mark.cluster
def test_what_was_acknowledged_by_http_arrives_from_kafka_though_server_and_workers_are_killed(
    tmp_path: Path, kafka_servers: str
) -> None:
    address = f"kafka://{kafka_servers}/served"
    journal = {"path": str(tmp_path / "journal"), "reserve": "1MiB", "stream": address, "partitions": 4}
    project(tmp_path, listen="127.0.0.1:0", drain_delay="0s", journal=journal)
    with server(tmp_path, wait=0.05) as url, processes(tmp_path, address, url) as running:
        sent = all_sent(send_while_killing(tmp_path, running))
        until(lambda: received(tmp_path).keys() >= sent, tmp_path)
    assert received(tmp_path).keys() == sent
