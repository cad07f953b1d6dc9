"""The result of reading an event: the event, or why it was refused."""

from typing import Any, NamedTuple

from msgspec import Struct

from mappings.findings.diagnostic import Diagnostic


# A named tuple: one is made per event, and a frozen dataclass takes twice as long to make.
class Event(NamedTuple):
    """An event as triggers and mappings see it.

    `body` is the event with `timestamp` corrected and `messageId` filled; the caller's object is left alone.
    `hour` is the beginning of its delivery ids (`hour_of`). It comes from the time that the device wrote, which stays
    the same when the event is sent again; the corrected time does not. `warnings` go with every decision.
    """

    body: dict[str, Any]
    type: str
    name: str | None
    message_id: str
    hour: str
    warnings: tuple[Diagnostic, ...] = ()


class Refused(Struct, frozen=True):
    """A value that is not an event: why, and its `messageId` if it has one."""

    diagnostics: tuple[Diagnostic, ...]
    message_id: str | None
