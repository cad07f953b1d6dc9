"""The way to the stream behind an address; the client of its broker is imported then."""

from contextlib import AbstractAsyncContextManager

from actions.stream.address import Address
from actions.stream.portion import Source
from actions.stream.sink import Sink


def open_source(address: Address, *, makes: bool = True) -> AbstractAsyncContextManager[Source]:
    """The events at the address, and what is handed on of them; ModuleNotFoundError without the broker's client.

    What it needs there is made where it is missing, if it `makes`.
    """
    from actions.stream.nats import connected

    servers = address.servers.split(",")
    return connected(
        servers, address.stream, partitions=address.partitions, copies=address.copies, leases=True, makes=makes
    )


def open_sink(address: Address, keep: float) -> AbstractAsyncContextManager[Sink]:
    """The way for new events to the address, whose stream is made where it is missing, to keep them so many seconds."""
    from actions.stream.nats.sink import sink

    return sink(address, keep)


def errors_of(address: Address) -> tuple[type[Exception], ...]:  # noqa: ARG001 - each broker has its own
    """What the broker's client raises where it cannot be reached; ModuleNotFoundError without the client."""
    from actions.stream.nats.connection import MOMENTARY

    return MOMENTARY
