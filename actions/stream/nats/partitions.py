"""Which partitions lanes read: all that are written must be among them, or their events are never delivered."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial

from nats.js.api import ConsumerInfo
from nats.js.client import JetStreamContext

from actions.stream.nats.connection import surely
from actions.stream.nats.cursor import consumers_of
from actions.stream.nats.names import Names, prefix_of
from actions.stream.portion import SourceGoneError

MOST_NAMED = 3


async def check_new_reader(context: JetStreamContext, names: Names, lane: str, partitions: int | None) -> None:
    """SourceGoneError where a worker that reads the lane by so many partitions would get events twice, or never.

    Other workers that read it by another number would each get all. Events under subjects that a new lane does not read
    would wait for ever.
    """
    there = {str(one.name) for one in await consumers_of(context, names.stream)}
    own = {one for one in there if names.lane_of(one) == lane}
    if not own <= {names.consumer(lane, one) for one in ([None] if partitions is None else range(partitions))}:
        whole = names.consumer(lane, None)
        theirs = "without --partitions" if whole in own else f"with --partitions {len(own)}"
        raise SourceGoneError(f"the lane {lane} is read {theirs}: start this worker so, too, or all is sent again")
    if partitions is None or own:
        return
    written, prefix = await subjects_of(context, names.stream)
    if unread := written.keys() - {f"{prefix}.{one}" for one in range(partitions)}:
        text = f"--partitions {partitions} does not read what stands under {_named(unread)}"
        raise SourceGoneError(f"{text}: write the number that whoever writes the events has")


async def unread_subjects(context: JetStreamContext, names: Names) -> list[str]:
    """A sentence for each lane on the subjects with events of which it has no consumer."""
    read: dict[str, set[str | None]] = defaultdict(set)
    for one in await consumers_of(context, names.stream):
        if lane := names.lane_of(str(one.name)):
            read[lane].add(one.config.filter_subject or None)
    parted = {lane: subjects for lane, subjects in read.items() if None not in subjects}
    written = (await subjects_of(context, names.stream))[0] if parted else {}
    return [
        f"the lane {lane} does not read what stands under {_named(unread)}: start its workers with more --partitions"
        for lane, subjects in parted.items()
        if (unread := written.keys() - subjects)
    ]


def too_few_are_read(consumers: Iterable[ConsumerInfo], names: Names, partitions: int) -> str | None:
    """What is wrong with writing so many partitions, of which a lane reads fewer."""
    numbers: dict[str, int] = defaultdict(int)
    for one in consumers:
        name = str(one.name)
        if (lane := names.lane_of(name)) and name != names.consumer(lane, None):
            numbers[lane] += 1
    lane = min(numbers, key=lambda one: numbers[one], default=None)
    if lane is None or numbers[lane] >= partitions:
        return None
    few = numbers[lane]
    return f"the lane {lane} is read with --partitions {few} of {partitions}: what stands in the others waits for more"


async def subjects_of(context: JetStreamContext, stream: str) -> tuple[dict[str, int], str]:
    """How many messages stand under each subject, and what stands before the number in those of events."""
    info = await surely(partial(context.stream_info, stream, subjects_filter=">"))
    return dict(info.state.subjects or {}), prefix_of(info.config.subjects or [], stream)


def _named(subjects: Iterable[str]) -> str:
    found = sorted(subjects)
    more = "" if len(found) <= MOST_NAMED else f" and {len(found) - MOST_NAMED} more"
    return ", ".join(found[:MOST_NAMED]) + more
