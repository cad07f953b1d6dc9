"""What became of the deliveries of one instance since the last commit, and how it is written down."""

import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox.file.bundles import finish, move_out, ranges_of
from destinations.delivery.outbox.file.dead_letters import Ended, end_as_dead_letters, whole_text
from destinations.delivery.outbox.file.places import Later, Place
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.together import Together


@dataclass(slots=True)
class Settling:
    """What became of deliveries since the last commit."""

    done: list[Place] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)
    later: dict[Place, Later] = field(default_factory=dict)
    delivered: list[Delivered] = field(default_factory=list)
    # What was sent at one go, and the status of the answer.
    together: list[tuple[Together, int | None]] = field(default_factory=list)
    trouble: str = ""

    @property
    def number(self) -> int:
        """How many are done with."""
        return len(self.done) + sum(len(sent) for sent, _ in self.together)

    @property
    def sent(self) -> int:
        return self.number - len(self.ended)

    def places(self) -> Iterator[int]:
        """Where those are that nobody has taken any more."""
        for place in (*self.done, *self.later):
            yield place.number
        for sent, _ in self.together:
            for one in sent.ranges():
                yield from range(one.place, one.place + one.length)

    def open(self) -> None:
        """Have each by itself, also of those that were sent at one go."""
        for sent, status in self.together:
            self.done += [claimed.place for claimed in sent]
            self.delivered += sent.delivered(status)
        self.together = []

    def without(self, gone: Collection[int]) -> "Settling":
        """This, but for deliveries that are not in the file any more."""
        return Settling(
            [place for place in self.done if place.number not in gone],
            [one for one in self.ended if one.place.number not in gone],
            {place: later for place, later in self.later.items() if place.number not in gone},
        )


def write_down(store: Store, instance: str, settling: Settling) -> Settling:
    """Write down what became of deliveries of the instance."""
    lane, kept = store.lane(instance), settling
    if gone := store.gone | store.going:
        settling.open()
        # What was taken out counts as dropped already: all that is left to say is that it was sent all the same.
        kept = settling.without(gone)
        sent = settling.sent - kept.sent
        store.count("sent", lane.number, sent)
        store.count("dropped", lane.number, -sent)
    end_as_dead_letters(store, kept.ended, time.time())
    ranges = [one for sent, _ in kept.together for one in sent.ranges()]
    finish(store, [*ranges, *ranges_of(place for place in kept.done if place.bundle)])
    store.forget([place for place in kept.done if not place.bundle])
    lane.rows -= kept.number
    lane.bytes -= sum(place.size for place in kept.done) + sum(one.size for one in ranges)
    store.keep_for_later(later for place, later in kept.later.items() if not place.bundle)
    move_out(store, [one for one in kept.later.items() if one[0].bundle])
    store.count("sent", lane.number, kept.sent)
    if kept.later and settling.trouble:
        store.note_trouble(lane, whole_text(settling.trouble))
    elif kept.number and lane.trouble and not store.later_times(lane, 1):
        # Of what was under way beside it, some may arrive while others have to be tried again.
        store.note_trouble(lane, None)
    return settling
