"""Kafka: events, or rows made of them, as records of a topic.

`send` writes the event as it came in, the other action types write rows: amounts exact, the rest as JSON. A record's
key is the person, so that what one person does stays in order; keys are spread over partitions as Java's clients do
it. Its timestamp is that of the event, of one at the very beginning of 1970 a millisecond later, as the client
library takes the time 0 for now. Its header `messageId` the id by which a reader drops what it has seen: the
producer is idempotent and waits for all replicas, but what is sent again after a crash is a record of its own.

- sources: kafka.apache.org/documentation (producer configs, protocol error codes), librdkafka's CONFIGURATION.md
- `writer.py`: the producer; needs `destination-actions[kafka]`
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator

from destinations.sdk import (
    ActionType,
    DedupeId,
    Destination,
    IsoTime,
    Limits,
    OpenWriter,
    Payload,
    ScopeRole,
    Settings,
    UserId,
    Write,
    Writer,
    hookimpl,
)
from destinations.sdk.families.writers import require_extra, row_types, to_row
from destinations.sdk.fields.times import to_millis
from destinations.sdk.refusal import refusal, shown

TOPIC = re.compile(r"(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}")
BROKERS = re.compile(r"[^\s,:/@]+:[0-9]{1,5}(,[^\s,:/@]+:[0-9]{1,5})*")
LIMITS = Limits(items=1000, bytes=8_000_000)


def read_topic(topic: str) -> str:
    """The name of a topic, as Kafka takes it."""
    if not TOPIC.fullmatch(topic):
        raise refusal(f"{shown(topic)} is not a topic; write at most 249 letters, digits, dots, _ and -")
    return topic


def read_brokers(brokers: str) -> str:
    """Hosts and ports, commas between."""
    joined = brokers.replace(" ", "")
    if not BROKERS.fullmatch(joined):
        raise refusal(f"{shown(brokers)} names no brokers; write hosts and ports: one.example.com:9092, two…:9092")
    return joined


def read_header(name: str) -> str:
    """The name of a header of one's own."""
    if name == "messageId":
        raise refusal('"messageId" is a header that each record has itself; write another name')
    if "\0" in name:
        # The client library would cut it there.
        raise refusal(f"{shown(name)} is not a name for a header; leave out the character 0")
    return name


TopicName = Annotated[str, AfterValidator(read_topic), ScopeRole()]
HeaderName = Annotated[str, AfterValidator(read_header)]


class KafkaSettings(Settings):
    """A cluster, and the topic that records go to."""

    brokers: Annotated[str, AfterValidator(read_brokers)] = Field(description="Hosts and ports, commas between.")
    topic: TopicName = Field(description="Where records go, unless an action maps another topic.")
    client_id: str = Field("destination-actions", description="What the brokers know this producer as.")
    tls: bool = Field(default=True, description="Encrypt the connection.")
    tls_ca_file: str | None = Field(None, description="File with the authority to trust, unless the machine knows it.")
    tls_cert_file: str | None = Field(None, description="File with the client's certificate, where brokers ask for it.")
    tls_key_file: str | None = Field(None, description="File with the key of that certificate.")
    tls_key_password: SecretStr | None = Field(None, description="Password of that key.")
    mechanism: Literal["none", "plain", "scram-sha-256", "scram-sha-512"] = Field(
        "none", description="How to sign in, with username and password."
    )
    username: str | None = Field(None, description="Who writes.")
    password: SecretStr | None = Field(None, description="The password of who writes.")
    compression: Literal["none", "gzip", "snappy", "lz4", "zstd"] = Field("none", description="Of batches on the wire.")

    @model_validator(mode="after")
    def _whole_credentials(self) -> Self:
        if len({self.mechanism != "none", bool(self.username), bool(self.password)}) > 1:
            raise refusal("mechanism, username and password belong together; write all three, or none")
        return self

    def open_writer(self) -> OpenWriter:
        return opened(self)


class InTopic(Payload):
    """Where a record goes."""

    topic: TopicName | None = Field(None, description="A topic in place of that of the settings.")
    key: UserId | None = Field(None, description="Records of one key stay in order.")
    headers: dict[HeaderName, str] = Field(default={}, description="Further headers, beside messageId.")


class Send(InTopic):
    """A record of any JSON."""

    id: DedupeId | None = Field(None, description="Stands in the header messageId; else the delivery's id.")
    timestamp: IsoTime = Field(description="When it happened.")
    data: Any = Field(description="The record's value, any JSON; by default the whole event.")


def topic_of(payload: InTopic) -> str | None:
    """What records must have in common to travel together."""
    return payload.topic


def build_records(payloads: Sequence[Any], settings: KafkaSettings) -> Write:
    """The records for one topic."""
    return Write.of("kafka", payloads[0].topic or settings.topic, [to_record(one) for one in payloads])


def to_record(payload: Any) -> dict[str, Any]:
    """A record in its parts; the timestamp is in milliseconds."""
    value = payload.data if isinstance(payload, Send) else to_row(payload, "topic", "key", "headers")
    headers = {**payload.headers, "messageId": payload.id or payload.delivery_id}
    key = {} if payload.key is None else {"key": payload.key}
    return {**key, "timestamp": to_millis(payload.timestamp), "headers": headers, "value": value}


@asynccontextmanager
async def opened(settings: KafkaSettings) -> AsyncIterator[Writer]:
    """The writer."""
    with require_extra("kafka"):
        from destinations.kafka.writer import KafkaWriter
    async with KafkaWriter(settings) as writer:
        yield writer


SEND = ActionType("send", Send, build_records, "Write the event as it is, or any JSON.", LIMITS, topic_of)
KAFKA = Destination(
    name="kafka",
    title="Kafka",
    settings=KafkaSettings,
    action_types=(SEND, *row_types(InTopic, build_records, LIMITS, topic_of)),
    help="Records of a topic, keyed by person.",
    names=("Apache Kafka", "Confluent Cloud"),
    kind="other",
    without=("a row or a message has the context whole."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    """This destination."""
    return [KAFKA]
