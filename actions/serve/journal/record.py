"""One event as the journal keeps it: its bytes as they came, and what the request adds to it."""

import msgspec


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An accepted event, or a refused one (`code` says why) that is to become a dead letter.

    New fields go to the end and have a default: segments that are on disk are read with them.
    """

    received: int
    """Microseconds since 1970; never less than that of the record before, whatever the clock does."""
    source: str
    body: bytes
    code: str = ""
    type: str = ""
    """What the path says the event is, for an event that does not say it itself."""
    sent_at: str = ""
    """The `sentAt` beside `batch`."""
    address: str = ""
    user_agent: str = ""
    shared: bytes = b""
    """A JSON object with `context` and `integrations` that are beside `batch` and count for each event of it."""
    message: str = ""
    origin: str = ""
    """Where a browser sent it from, if the source does not have that among its origins and marks such events."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Record)


def encode(record: Record) -> bytes:
    """The bytes of a record.

    >>> decode(encode(Record(1, "website", b"{}"))).source
    'website'
    """
    return _encoder.encode(record)


def decode(data: bytes | memoryview) -> Record:
    """The record that `encode` wrote; `msgspec.DecodeError` where these bytes are none."""
    return _decoder.decode(data)
