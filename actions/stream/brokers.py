"""The way to the stream behind an address; the client of its broker is imported then."""

from contextlib import AbstractAsyncContextManager

from actions.stream.address import KAFKA, Address
from actions.stream.portion import Source
from actions.stream.sink import Sink


def open_source(address: Address, *, makes: bool = True) -> AbstractAsyncContextManager[Source]:
    """The events at the address, and what is handed on of them; ModuleNotFoundError without the broker's client.

    What it needs there is made where it is missing, if it `makes`.
    """
    if address.broker == KAFKA:
        from actions.stream import kafka

        return kafka.connected(address, makes=makes)
    from actions.stream import nats

    servers, partitions = address.servers.split(","), address.partitions
    return nats.connected(
        servers, address.stream, partitions=partitions, copies=address.copies, leases=True, makes=makes
    )


def open_sink(address: Address, keep: float) -> AbstractAsyncContextManager[Sink]:
    """The way for new events to the address, whose stream is made where it is missing, to keep them so many seconds."""
    if address.broker == KAFKA:
        from actions.stream.kafka.sink import sink as kafka_sink

        return kafka_sink(address, keep)
    from actions.stream.nats.sink import sink

    return sink(address, keep)


def errors_of(address: Address) -> tuple[type[Exception], ...]:
    """What the broker's client raises where it cannot be reached; ModuleNotFoundError without the client."""
    if address.broker == KAFKA:
        from actions.stream.kafka.client import MOMENTARY as OF_KAFKA

        return OF_KAFKA
    from actions.stream.nats.connection import MOMENTARY

    return MOMENTARY
