"""AWS beside moto's server: messages in a queue, records in a stream, events of a bus, and what is refused there."""

import asyncio
import base64
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from destinations.aws import AWS, AwsSettings
from destinations.delivery import Deliverer, Delivery, RetryPolicy
from destinations.sdk import Outcome, Rejected, Sent
from tests.bulk.engines import needed

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]
KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "s3cret", "region_name": "eu-central-1"}
PATIENCE = 120.0
ONCE = RetryPolicy(base=0.01, attempts=1)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a server that plays AWS."""
    needed("moto.server")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while not is_open(port):
            assert time.monotonic() < end
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def is_open(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def client(service: str, url: str) -> Any:
    return needed("boto3").client(service, endpoint_url=url, **KEYS)


def sent(url: str, kind: str, rows: list[dict[str, Any]], **own: Any) -> list[Outcome]:
    """What became of the messages, in their order."""
    settings = AwsSettings.model_validate(
        {
            "region": "eu-central-1",
            "access_key_id": "AKIDEXAMPLE",
            "secret_access_key": "s3cret",
            "endpoint": url,
            "allow_private": ["127.0.0.0/8"],
            **own,
        }
    )
    action_type = AWS.action_type(kind)
    assert action_type
    payloads = [action_type.payload.model_validate(row).with_delivery_id(f"id-{at}") for at, row in enumerate(rows)]

    async def run() -> list[Outcome]:
        async with Deliverer({"shop": settings}, policy=ONCE) as deliverer:
            deliveries = [Delivery(one.delivery_id, "shop", action_type, one) for one in payloads]
            return [one.outcome for one in await deliverer.deliver(deliveries)]

    return asyncio.run(run())


def received(queue: Any, address: str) -> list[Any]:
    """All messages of the queue, read and taken away."""
    found: list[Any] = []
    while more := queue.receive_message(QueueUrl=address, MaxNumberOfMessages=10).get("Messages"):
        for one in more:
            found.append(json.loads(one["Body"]))
            queue.delete_message(QueueUrl=address, ReceiptHandle=one["ReceiptHandle"])
    return found


def test_a_queue_has_each_message_once(url: str) -> None:
    queue = client("sqs", url)
    address = queue.create_queue(QueueName="events")["QueueUrl"]
    rows = [{"data": {"n": number, "name": "Zoë 🎉"}} for number in range(25)]
    assert sent(url, "sqs", rows, queue_url=address) == [Sent()] * 25
    assert sorted(one["n"] for one in received(queue, address)) == [*range(25)]


def test_a_fifo_queue_keeps_the_order_of_a_person_and_drops_what_it_has(url: str) -> None:
    queue = client("sqs", url)
    address = queue.create_queue(QueueName="events.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    rows = [{"data": {"n": number}, "id": f"m-{number}", "key": "u-1"} for number in range(12)]
    assert sent(url, "sqs", rows, queue_url=address) == [Sent()] * 12
    assert sent(url, "sqs", rows[:4], queue_url=address) == [Sent()] * 4
    assert [one["n"] for one in received(queue, address)] == [*range(12)]


def test_a_queue_that_is_not_there_takes_nothing(url: str) -> None:
    (outcome,) = sent(url, "sqs", [{"data": 1}], queue_url="http://127.0.0.1:1/123456789012/gone")
    assert outcome != Sent()
    assert "QueueDoesNotExist" in str(outcome) or "NonExistentQueue" in str(outcome)


def test_a_stream_has_the_records_of_a_person_in_their_order(url: str) -> None:
    stream = client("kinesis", url)
    stream.create_stream(StreamName="events", ShardCount=3)
    rows = [{"data": {"n": number, "who": f"u-{number % 5}"}, "key": f"u-{number % 5}"} for number in range(600)]
    assert sent(url, "kinesis", rows, stream="events") == [Sent()] * 600
    found: dict[str, list[int]] = {}
    for shard in stream.list_shards(StreamName="events")["Shards"]:
        at = stream.get_shard_iterator(StreamName="events", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")[
            "ShardIterator"
        ]
        for record in stream.get_records(ShardIterator=at, Limit=10_000)["Records"]:
            one = json.loads(record["Data"])
            found.setdefault(one["who"], []).append(one["n"])
    assert found == {f"u-{who}": [*range(who, 600, 5)] for who in range(5)}


def test_a_bus_gives_its_events_to_a_queue_by_rules(url: str) -> None:
    queue, bus = client("sqs", url), client("events", url)
    address = queue.create_queue(QueueName="orders")["QueueUrl"]
    arn = queue.get_queue_attributes(QueueUrl=address, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus.put_rule(Name="orders", EventPattern=json.dumps({"detail-type": ["Order Completed"]}))
    bus.put_targets(Rule="orders", Targets=[{"Id": "1", "Arn": arn}])
    rows = [
        {"data": {"n": number}, "detail_type": name, "time": 1772360130}
        for number, name in enumerate(["Order Completed", "Clicked", "Order Completed"] * 5)
    ]
    assert sent(url, "eventbridge", rows) == [Sent()] * 15
    found = received(queue, address)
    assert {one["detail-type"] for one in found} == {"Order Completed"}
    assert sorted(one["detail"]["n"] for one in found) == [number for number in range(15) if number % 3 != 1]
    assert {one["source"] for one in found} == {"destination-actions"}


def test_a_message_over_the_limit_is_refused_alone(url: str) -> None:
    queue = client("sqs", url)
    address = queue.create_queue(QueueName="large")["QueueUrl"]
    rows: list[dict[str, Any]] = [{"data": {"n": 0}}, {"data": "x" * 300_000}, {"data": {"n": 2}}]
    first, second, third = sent(url, "sqs", rows, queue_url=address)
    assert (first, third) == (Sent(), Sent())
    assert isinstance(second, Rejected)
    assert sorted(one["n"] for one in received(queue, address)) == [0, 2]


def test_what_is_mapped_arrives_byte_for_byte_in_a_record(url: str) -> None:
    stream = client("kinesis", url)
    stream.create_stream(StreamName="bytes", ShardCount=1)
    assert sent(url, "kinesis", [{"data": {"a": [1.10, None, "é"]}}], stream="bytes") == [Sent()]
    shard = stream.list_shards(StreamName="bytes")["Shards"][0]["ShardId"]
    at = stream.get_shard_iterator(StreamName="bytes", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    (record,) = stream.get_records(ShardIterator=at["ShardIterator"])["Records"]
    assert base64.b64encode(record["Data"]) == base64.b64encode('{"a":[1.1,null,"é"]}'.encode())
