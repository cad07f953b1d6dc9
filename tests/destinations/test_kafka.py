"""Kafka beyond its cases: records in the partitions of a mock cluster, and what becomes of those that stay out."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from pydantic import ValidationError

from destinations.delivery import Deliverer, Delivery
from destinations.kafka import KAFKA, KafkaSettings, build_records
from destinations.kafka.stand_in import VENDOR
from destinations.kafka.writer import KafkaWriter, config_of, judged
from destinations.sdk import Outcome, Rejected, Request, Retry, Sent, Write
from destinations.sdk.fields.times import to_millis
from tests.destinations.played import said

WHEN = "2026-03-01T10:15:30.250Z"
NUMBERS = count(1)
NOWHERE = "127.0.0.1:1"
SIGNED = {"mechanism": "scram-sha-256", "username": "u", "password": "p"}


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    """The addresses of a cluster of three, which librdkafka plays as long as the producer lives."""
    cluster = Producer({"test.mock.num.brokers": 3, "log_level": 0})
    yield ",".join(f"{one.host}:{one.port}" for one in cluster.list_topics(timeout=60).brokers.values())
    del cluster


def settings_of(brokers: str, **own: Any) -> KafkaSettings:
    given = {"brokers": brokers, "topic": f"events-{next(NUMBERS)}", "tls": False, **own}
    return KafkaSettings.model_validate(given)


def payload(kind: str = "track", **own: Any) -> Any:
    action_type = KAFKA.action_type(kind)
    assert action_type
    fields = {"id": "m-1", "timestamp": WHEN, "key": "u1", **({} if kind == "send" else {"event": "E"}), **own}
    return action_type.payload.model_validate(fields).with_delivery_id("d-1")


def written(settings: KafkaSettings, *batches: Sequence[Any], patience: float = 20.0) -> list[list[Outcome]]:
    """The outcomes of batches written one after the other."""

    async def run() -> list[list[Outcome]]:
        async with KafkaWriter(settings, patience) as writer:
            return [list(await writer.write(build_records(batch, settings))) for batch in batches]

    return asyncio.run(run())


def read(settings: KafkaSettings, expected: int) -> list[Message]:
    """So many records of the topic, partition by partition."""
    consumer = Consumer({"bootstrap.servers": settings.brokers, "group.id": "test", "log_level": 0})
    partitions = consumer.list_topics(settings.topic, timeout=60).topics[settings.topic].partitions
    consumer.assign([TopicPartition(settings.topic, number, 0) for number in partitions])
    found = consumer.consume(expected, timeout=60)
    consumer.close()
    return sorted(found, key=lambda one: (one.partition() or 0, one.offset() or 0))


# What arrives


def test_a_record_has_the_events_key_header_and_time(brokers: str) -> None:
    settings = settings_of(brokers)
    order = payload("purchase", revenue=Decimal("19.990"), currency="usd", headers={"source": "wéb"}, anonymous_id="a")
    assert written(settings, [order]) == [[Sent()]]
    (record,) = read(settings, 1)
    assert (record.key(), record.timestamp()[1]) == (b"u1", 1772360130250)
    assert dict(record.headers() or ()) == {"source": "wéb".encode(), "messageId": b"m-1"}
    assert json.loads(record.value() or b"") == {
        "id": "m-1",
        "timestamp": WHEN,
        "anonymous_id": "a",
        "event": "E",
        "revenue": 19.99,
        "currency": "USD",
    }


@pytest.mark.parametrize(
    ("when", "millis"),
    [
        pytest.param("1970-01-01T00:00:00Z", 1, id="zero"),
        pytest.param(0, 1, id="the number zero"),
        pytest.param("1970-01-01T00:00:00.000400Z", 1, id="less than a millisecond later"),
        pytest.param("1970-01-01T00:00:00.001Z", 1, id="a millisecond later"),
        pytest.param("1969-12-31T23:59:59.999Z", -2, id="a millisecond before, which would mean no time"),
        pytest.param("1969-12-31T23:59:59.998Z", -2, id="two milliseconds before"),
        pytest.param("1969-07-20T20:17:40Z", -14182940000, id="long before"),
        pytest.param("2038-01-19T03:14:08Z", 2**31 * 1000, id="beyond 32 bits"),
    ],
)
def test_the_time_of_a_record_is_that_of_the_event_and_never_now(brokers: str, when: Any, millis: int) -> None:
    settings = settings_of(brokers)
    assert written(settings, [payload(timestamp=when)]) == [[Sent()]]
    (record,) = read(settings, 1)
    assert record.timestamp()[1] == millis
    assert to_millis(json.loads(record.value() or b"")["timestamp"]) == to_millis(when)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        pytest.param({"timestamp": 2**63}, "int too big to convert", id="a time that no record can have"),
        pytest.param({"key": 5}, "", id="a key that is not text"),
    ],
)
def test_a_record_that_the_library_does_not_take_is_rejected_alone(
    brokers: str, part: dict[str, Any], words: str
) -> None:
    settings = settings_of(brokers)
    good = {"timestamp": 1, "headers": {"messageId": "m"}, "value": {}}

    async def run() -> Sequence[Outcome]:
        async with KafkaWriter(settings) as writer:
            return await writer.write(Write.of("kafka", settings.topic, [good, {**good, **part}, good]))

    outcomes = asyncio.run(run())
    assert [type(one) for one in outcomes] == [Sent, Rejected, Sent]
    assert f"Kafka: the record cannot be written: {words}" in str(outcomes[1])
    assert len(read(settings, 2)) == 2


@pytest.mark.parametrize("name", ["messageId", "a\0b"])
def test_a_header_that_would_be_lost_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=r"write another name|leave out the character 0"):
        payload(headers={"source": "web", name: "x"})


def test_what_one_person_does_stays_in_order(brokers: str) -> None:
    settings = settings_of(brokers)
    batches = [
        [payload("send", data=[batch, number], key=f"u{number % 3}") for number in range(30)] for batch in (1, 2)
    ]
    assert written(settings, *batches) == [[Sent()] * 30] * 2
    by_key: dict[Any, list[Any]] = {}
    for record in read(settings, 60):
        by_key.setdefault(record.key(), []).append((record.partition(), json.loads(record.value() or b"")))
    assert {key: len({partition for partition, _ in rows}) for key, rows in by_key.items()} == dict.fromkeys(by_key, 1)
    assert all([value for _, value in rows] == sorted(value for _, value in rows) for rows in by_key.values())


# Hashes of murmur2 as Kafka's own tests of its Java client have them.
@pytest.mark.parametrize(("key", "murmur2"), [("21", -973932308), ("foobar", -790332482), ("abc", 479470107)])
def test_a_key_goes_where_java_would_put_it(brokers: str, key: str, murmur2: int) -> None:
    settings = settings_of(brokers)
    written(settings, [payload(key=key)])
    (record,) = read(settings, 1)
    assert record.partition() == (murmur2 & 0x7FFFFFFF) % 4


@pytest.mark.parametrize("compression", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_every_compression_is_known_to_the_library(brokers: str, compression: str) -> None:
    assert written(settings_of(brokers, compression=compression), [payload()]) == [[Sent()]]


def test_deliveries_arrive_in_topics_and_too_large_a_record_is_rejected(brokers: str) -> None:
    settings = settings_of(brokers)
    kind = KAFKA.action_types[0]
    payloads = [payload("send", data="x" * length).with_delivery_id(f"d-{length}") for length in (1, 1_000_001, 2)]

    async def run() -> list[Outcome]:
        async with Deliverer({"bus": settings}) as deliverer:
            deliveries = [Delivery(one.delivery_id, "bus", kind, one) for one in payloads]
            return [one.outcome for one in await deliverer.deliver(deliveries)]

    assert [type(one) for one in asyncio.run(run())] == [Sent, Rejected, Sent]
    assert [json.loads(record.value() or b"") for record in read(settings, 2)] == ["x", "xx"]


# What does not


def test_a_record_too_large_is_rejected_and_its_neighbours_arrive(brokers: str) -> None:
    settings = settings_of(brokers)
    (outcomes,) = written(settings, [payload(), payload(properties={"a": "x" * 1_000_001}), payload()])
    assert [type(one) for one in outcomes] == [Sent, Rejected, Sent]
    assert "MSG_SIZE_TOO_LARGE" in str(outcomes[1])
    assert len(read(settings, 2)) == 2


@pytest.mark.parametrize(
    ("own", "words"),
    [
        pytest.param({"brokers": NOWHERE}, "Connect to ipv4#127.0.0.1:1 failed", id="nobody is there"),
        pytest.param({"tls": True}, "SSL_HANDSHAKE", id="they speak no TLS"),
    ],
)
def test_brokers_out_of_reach_are_tried_again_and_the_reason_says_why(
    brokers: str, own: dict[str, Any], words: str
) -> None:
    for patience in (0.8, 8.0, 60.0):
        (outcomes,) = written(settings_of(**{"brokers": brokers, **own}), [payload(), payload()], patience=patience)
        # On a busy machine, it may not have been tried in so short a time.
        if words in str(outcomes):
            break
    assert len(outcomes) == 2
    assert all(isinstance(one, Retry) and one.counts and not one.pause and words in one.reason for one in outcomes)


def test_brokers_that_let_nobody_sign_in_need_a_person(brokers: str) -> None:
    for patience in (1.0, 8.0, 60.0):
        (outcomes,) = written(settings_of(brokers, **SIGNED), [payload()], patience=patience)
        if "_AUTHENTICATION" in str(outcomes):
            break
    assert [isinstance(one, Retry) and one.pause and "_AUTHENTICATION" in one.reason for one in outcomes] == [True]


def test_after_a_fatal_error_a_new_producer_is_needed(brokers: str) -> None:
    settings = settings_of(brokers)

    async def run() -> None:
        async with KafkaWriter(settings) as writer:
            fatal = KafkaError(KafkaError.OUT_OF_ORDER_SEQUENCE_NUMBER, "out of order", fatal=True)
            writer._note(fatal)
            writer._note(KafkaError(KafkaError._TRANSPORT))
            with pytest.raises(KafkaException, match="out of order"):
                await writer.write(build_records([payload()], settings))

    asyncio.run(run())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(KafkaError.MSG_SIZE_TOO_LARGE, Rejected, id="a record too large"),
        pytest.param(KafkaError.INVALID_RECORD, Rejected, id="a record that its schema refuses"),
        pytest.param(KafkaError.TOPIC_AUTHORIZATION_FAILED, "pause", id="no right to write"),
        pytest.param(KafkaError.UNKNOWN_TOPIC_OR_PART, "pause", id="no such topic"),
        pytest.param(KafkaError._UNKNOWN_TOPIC, "pause", id="no such topic, says the library"),
        pytest.param(KafkaError._AUTHENTICATION, "pause", id="a wrong password"),
        pytest.param(KafkaError.NOT_ENOUGH_REPLICAS, Retry, id="replicas are away"),
        pytest.param(KafkaError.LEADER_NOT_AVAILABLE, Retry, id="no leader"),
        pytest.param(KafkaError._MSG_TIMED_OUT, Retry, id="no answer in time"),
        pytest.param(KafkaError._PURGE_QUEUE, Retry, id="the producer was closed"),
    ],
)
def test_what_a_failure_means(code: int, expected: object) -> None:
    outcome = judged(KafkaError(code, "no"))
    pauses = isinstance(outcome, Retry) and outcome.pause and not outcome.counts
    assert pauses if expected == "pause" else type(outcome) is expected and not pauses


def test_a_library_that_is_missing_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "destinations.kafka.writer", None)

    async def run() -> None:
        with pytest.raises(ModuleNotFoundError, match=r"pip install 'destination-actions\[kafka\]'"):
            async with settings_of(NOWHERE).open_writer():
                pass

    asyncio.run(run())


# Settings, and the stand-in


@pytest.mark.parametrize(
    ("own", "protocol"),
    [
        pytest.param({}, "PLAINTEXT", id="nothing"),
        pytest.param({"tls": True}, "SSL", id="encrypted"),
        pytest.param(SIGNED, "SASL_PLAINTEXT", id="signed in"),
        pytest.param({"tls": True, **SIGNED}, "SASL_SSL", id="encrypted and signed in"),
    ],
)
def test_how_brokers_are_spoken_to(own: dict[str, Any], protocol: str) -> None:
    config = config_of(settings_of(NOWHERE, **own))
    assert config["security.protocol"] == protocol
    assert config.get("sasl.mechanism") == ("SCRAM-SHA-256" if "SASL" in protocol else None)


def test_connections_are_encrypted_unless_somebody_says_otherwise() -> None:
    assert KafkaSettings(brokers=NOWHERE, topic="t").tls


@pytest.mark.parametrize(
    ("own", "words"),
    [
        pytest.param({"brokers": "one.example.com"}, "names no brokers", id="no port"),
        pytest.param({"brokers": "kafka://one:9092"}, "names no brokers", id="a URL"),
        pytest.param({"brokers": "one:9092,,two:9092"}, "names no brokers", id="a comma too many"),
        pytest.param({"topic": "shop orders"}, "is not a topic", id="a topic with a space"),
        pytest.param({"topic": ".."}, "is not a topic", id="two points"),
        pytest.param({"topic": "x" * 250}, "is not a topic", id="a long topic"),
        pytest.param({"username": "u", "password": "p"}, "belong together", id="a user, and no way to sign in"),
        pytest.param({**SIGNED, "password": None}, "belong together", id="no password"),
        pytest.param({"mechanism": "kerberos"}, "'plain'", id="another way to sign in"),
    ],
)
def test_settings_that_cannot_be(own: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        settings_of(**{"brokers": NOWHERE, **own})


@pytest.mark.parametrize(
    ("own", "words"),
    [
        pytest.param({}, "", id="a record"),
        pytest.param({"headers": {}}, "messageId", id="no id"),
        pytest.param({"key": 1}, "a key is a text", id="a number as key"),
        pytest.param({"timestamp": WHEN}, "INVALID_TIMESTAMP", id="a time as text"),
        pytest.param({"value": "x" * 1_000_000}, "MSG_SIZE_TOO_LARGE", id="too large"),
    ],
)
def test_the_stand_in_refuses_what_brokers_refuse(own: dict[str, Any], words: str) -> None:
    row = {"key": "u", "timestamp": 1, "headers": {"messageId": "m"}, "value": {}, **own}
    answer = said(VENDOR, Request.post("https://kafka.writer/", json={"target": "events", "rows": [row]}))
    assert answer.status == (400 if words else 200)
    assert words.encode() in answer.body
