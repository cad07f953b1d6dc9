"""`FailedEvent`: an event that is handed on, to be tried later or as a dead letter."""

from collections.abc import Iterable
from hashlib import blake2b

import msgspec
from msgspec import Struct, field

from destinations.delivery.outbox.entry import Cause

# Of each row that is handed on; a row without it is of the first. A new key that may be left unread changes nothing.
FORMAT = 1


class FailedEventError(ValueError):
    """What was read is not a failed event."""


class NewerFormatError(Exception):
    """What was read is of a newer version of this package: it stays where it is, and whoever reads must not go on."""


class FailedEvent(Struct, frozen=True):
    """One event, for one instance, and what became of it so far.

    `action`, `item` and `id` say which of its deliveries is meant; without an action, all of the instance are.
    `mapping` is the hash of the mapping that was tried. `tries` counts how often it was handed on, `first_at` is when
    the broker took the event, in seconds since 1970. `status` is that of the last answer. `cause` is empty while it is
    to be tried again.
    """

    event: bytes
    instance: str
    action: str | None = None
    item: int | None = None
    id: str | None = None
    message_id: str | None = None
    mapping: str | None = None
    cause: str = ""
    reason: str = ""
    status: int | None = None
    tries: int = 0
    first_at: float = 0.0
    at: float = 0.0

    @property
    def identity(self) -> str:
        """Identifies it among the failed events of its portion."""
        return self.id or blake2b(self.event, digest_size=16).hexdigest()

    def tried(self, reason: str, status: int | None, at: float) -> "FailedEvent":
        """The failed event after one more time that it was handed on."""
        return msgspec.structs.replace(self, reason=reason, status=status, tries=self.tries + 1, at=at)

    def ended(self, cause: Cause, reason: str, status: int | None, at: float) -> "FailedEvent":
        """The failed event once it is dead."""
        return msgspec.structs.replace(self, cause=cause.value, reason=reason, status=status, at=at)


class _Written(FailedEvent, frozen=True, omit_defaults=True, kw_only=True):
    """A failed event as JSON: the event as it came, or as a text where it is not JSON of one line."""

    # Not the default that a reader assumes, so that it is written to each row.
    format: int = 0
    text: str | None = None
    event: msgspec.Raw = field(default_factory=lambda: msgspec.Raw(b"null"))


class _Format(Struct):
    """What a row of any format has."""

    format: int = FORMAT


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_Written)
_format_decoder = msgspec.json.Decoder(_Format)
_SHARED = tuple(name for name in FailedEvent.__struct_fields__ if name != "event")


def write_failed_events(failed_events: Iterable[FailedEvent]) -> bytes:
    """The failed events as NDJSON. Those that are UTF-8 stay what they were, byte for byte, but for blanks around."""
    return b"".join(_encoder.encode(_written(one)) + b"\n" for one in failed_events)


def read_failed_events(data: bytes) -> list[FailedEvent]:
    """The failed events that were written; FailedEventError where the bytes are something else.

    NewerFormatError where a newer version of this package wrote them.
    """
    return [_read(row) for row in data.split(b"\n") if row.strip()]


def _written(failed: FailedEvent) -> _Written:
    facts = {name: getattr(failed, name) for name in _SHARED}
    # One line of JSON is put in as it is: its numbers keep every digit.
    if b"\n" in failed.event or b"\r" in failed.event or not _is_json(failed.event):
        return _Written(**facts, format=FORMAT, text=failed.event.decode("utf-8", "replace"))
    return _Written(**facts, format=FORMAT, event=msgspec.Raw(failed.event))


def _is_json(event: bytes) -> bool:
    try:
        msgspec.json.decode(event, type=msgspec.Raw)
        event.decode()
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return False
    return True


def _read(row: bytes) -> FailedEvent:
    try:
        # The number first: a newer row may lack what this version needs.
        if (found := _format_decoder.decode(row).format) > FORMAT:
            raise NewerFormatError(
                f"an event that was handed on has format {found}, and this version reads up to {FORMAT}: "
                "install a newer one"
            )
        read = _decoder.decode(row)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FailedEventError(f"this is not a failed event: {error}") from None
    event = bytes(read.event) if read.text is None else read.text.encode()
    return FailedEvent(event, **{name: getattr(read, name) for name in _SHARED})
