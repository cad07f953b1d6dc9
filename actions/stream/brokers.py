"""The way to the stream behind an address; the client of its broker is imported then."""

from contextlib import AbstractAsyncContextManager

from actions.stream.address import Address
from actions.stream.portion import Source
from actions.stream.sink import Sink


def open_source(address: Address) -> AbstractAsyncContextManager[Source]:
    """The events at the address, and what is handed on of them; ModuleNotFoundError without the broker's client."""
    from actions.stream.nats import connected

    servers = address.servers.split(",")
    return connected(servers, address.stream, partitions=address.partitions, copies=address.copies)


def open_sink(address: Address, keep: float) -> AbstractAsyncContextManager[Sink]:
    """The way for new events to the address, whose stream is made where it is missing, to keep them so many seconds."""
    from actions.stream.nats.sink import sink

    return sink(address, keep)
