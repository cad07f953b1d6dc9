"""A stream that workers read: copies, what nobody can see, and how near its events are to being dropped unread."""

from collections.abc import Sequence

from actions.doctor.fact import Fact, Section
from actions.stream.control import LaneStatus

UNSEEN = "cannot be seen"
# With this part of the time gone for which events are kept, somebody has to act.
ALARM = 0.5
HOUR = 3600.0


def streams(name: str, problems: Sequence[str], lanes: Sequence[LaneStatus], kept: float | None) -> Section:
    """What `Source.check` and `Control.status` found; `kept` is for how many seconds the stream keeps events."""
    facts = [Fact("set-up", text) if UNSEEN in text else Fact("set-up", "", text) for text in problems]
    facts.append(Fact("events are kept", f"{kept / HOUR:g} h" if kept else "for ever, or nobody says how long"))
    return Section(f"stream {name}", [*facts, *(_lane(one, kept) for one in lanes)])


def _lane(one: LaneStatus, kept: float | None) -> Fact:
    parts = [f"{one.lag} waiting", f"{one.dead} dead"]
    if one.oldest is not None:
        parts.append(f"the oldest for {one.oldest / HOUR:.1f} h")
    wrong = []
    if kept and one.oldest is not None and one.oldest > kept * ALARM:
        wrong.append(
            f"events are dropped after {kept / HOUR:g} h, "
            f"and the oldest that waits has waited {one.oldest / HOUR:.1f} h"
        )
    if one.lag and not one.workers:
        wrong.append("no worker reads it")
    paused = one.paused or next((facts["paused"] for facts in one.workers.values() if facts.get("paused")), None)
    if paused:
        wrong.append(f"it is paused: {paused}")
    return Fact(f"lane {one.name}", ", ".join(parts), "; ".join(wrong))
