"""Topics that are made where they are missing."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from confluent_kafka import KafkaError, KafkaException

# It is offered, but not among the module's types.
from confluent_kafka.admin import AdminClient, ConfigResource  # type: ignore[attr-defined]  # its stubs lack them
from confluent_kafka.cimpl import NewTopic

from actions.stream.address import Address
from actions.stream.kafka.client import ANSWER, Options

LOGGER = logging.getLogger("actions.stream")
PARTITIONS = 8


def options_of(address: Address) -> dict[str, Any]:
    """What the client knows of the cluster."""
    return {"bootstrap.servers": address.servers, **dict(address.options)}


async def make_topics(
    options: Options, wanted: Mapping[str, Mapping[str, str]], address: Address, partitions: int | None = None
) -> None:
    """Make those topics that are missing, with these settings. Where nobody may, they come with the first record."""
    await asyncio.to_thread(_make, options, wanted, address.copies, partitions or address.partitions or PARTITIONS)


async def settings_of(options: Options, topic: str) -> dict[str, str]:
    """The topic's settings as the cluster says them; none where it does not, or may not."""
    return await asyncio.to_thread(_settings, options, topic)


def _settings(options: Options, topic: str) -> dict[str, str]:
    asked = ConfigResource(ConfigResource.Type.TOPIC, topic)
    admin = AdminClient(dict(options), logger=LOGGER)
    (answer,) = admin.describe_configs([asked], request_timeout=ANSWER).values()
    try:
        return {name: str(entry.value) for name, entry in answer.result(ANSWER + 1).items()}
    except (KafkaException, TimeoutError):
        return {}


def _make(options: Options, wanted: Mapping[str, Mapping[str, str]], copies: int, partitions: int) -> None:
    admin = AdminClient(dict(options), logger=LOGGER)
    there = admin.list_topics(timeout=ANSWER).topics
    missing = [
        NewTopic(name, partitions, copies, config=dict(more)) for name, more in wanted.items() if name not in there
    ]
    for name, made in (admin.create_topics(missing, request_timeout=ANSWER) if missing else {}).items():
        try:
            made.result(ANSWER + 1)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                LOGGER.warning("the topic %s could not be made: %s", name, error.args[0].name())
        except TimeoutError:
            LOGGER.warning("the topic %s could not be made: no answer", name)
