"""Failed events that are larger than a broker takes: what is kept of them, so that none holds its lane for ever."""

from collections.abc import Sequence

import msgspec

from actions.stream.failed_event import FailedEvent, write_failed_events
from destinations.delivery.outbox.entry import Cause

# Written as JSON, a byte takes six at most.
WIDEST = 6
SHOWN = 100_000
LONGEST_REASON = 200


def dead_that_fits(failed: FailedEvent, most: int, key: str) -> FailedEvent:
    """The dead letter as it is, where it takes no more than `most` bytes; else with the beginning of its event.

    Its reason then says that all of it is in the portion `key`.
    """
    if _size(failed) <= most:
        return failed
    brief = msgspec.structs.replace(failed, reason=failed.reason[:LONGEST_REASON])
    if _size(brief) <= most:
        return brief
    reason = (
        f"{brief.reason}; the event is too large to be kept here as well: all {len(failed.event)} bytes are in {key}"
    )
    bare = msgspec.structs.replace(brief, event=b"", reason=reason)
    room = max(0, most - _size(bare)) // WIDEST
    return msgspec.structs.replace(bare, event=failed.event[: min(SHOWN, room)])


def part_by_size(
    failed_events: Sequence[FailedEvent], most: int, now: float
) -> tuple[list[FailedEvent], list[FailedEvent]]:
    """Those that may wait, and as dead letters those that take more than `most` bytes."""
    fitting, dead = [], []
    for one in failed_events:
        if _size(one) <= most:
            fitting.append(one)
        else:
            reason = f"{one.reason[:LONGEST_REASON]}; it is too large to wait for another try"
            dead.append(one.ended(Cause.GAVE_UP, reason, one.status, now))
    return fitting, dead


def _size(failed: FailedEvent) -> int:
    return len(write_failed_events([failed]))
