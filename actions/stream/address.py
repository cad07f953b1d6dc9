"""Where a stream of events is: an address such as nats://127.0.0.1:4222/EVENTS."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

NATS, KAFKA = ("nats", "tls"), "kafka"
EXAMPLE, KAFKA_EXAMPLE = "nats://127.0.0.1:4222/EVENTS", "kafka://127.0.0.1:9092/events"


class AddressError(ValueError):
    """What was written is not an address of a stream: what to write instead."""


@dataclass(frozen=True, slots=True)
class Address:
    """The servers of a broker, and the stream there.

    With `partitions`, the last token of the events' subjects is a number from 0 up to that. `copies` is how often what
    is made there is kept.
    """

    broker: str
    servers: str
    stream: str
    partitions: int | None = None
    copies: int = 1
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        # Names and passwords of servers are for nobody to see.
        hosts = ",".join(one.rsplit("@", 1)[-1].removeprefix("nats://") for one in self.servers.split(","))
        return f"{self.broker}://{hosts}/{self.stream}"


def read_address(text: str, partitions: int | None = None, copies: int = 1) -> Address:
    """The address that the text is; AddressError where it is none.

    >>> str(read_address("nats://me:secret@10.0.0.1:4222/EVENTS"))
    'nats://10.0.0.1:4222/EVENTS'
    """
    parts = urlsplit(text)
    stream = parts.path.strip("/")
    is_kafka = parts.scheme == KAFKA
    if parts.scheme not in (*NATS, KAFKA) or not parts.netloc or not stream or any(one in stream for one in "/*> "):
        raise AddressError(f"write the server and the stream, such as {EXAMPLE} or {KAFKA_EXAMPLE}")
    hosts = [one for one in parts.netloc.split(",") if one]
    if is_kafka:
        return Address(KAFKA, ",".join(hosts), stream, partitions, copies, tuple(parse_qsl(parts.query)))
    if "." in stream:
        raise AddressError(f"a stream of NATS has no dot in its name; write {EXAMPLE}")
    servers = ",".join(f"{parts.scheme}://{one}" for one in hosts)
    return Address("nats", servers, stream, partitions, copies)
