"""Where deliveries are in the file, and facts about their lanes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from destinations.delivery.outbox.entry import Entry

LANE_BITS = 40
Id = bytes | str
# The hash of a person.
Person = bytes | None
# So many payloads of a lane, and so many bytes of them, are kept in memory: those that will be asked for at once.
WARM, WARM_BYTES = 4000, 1 << 24


class Taken(NamedTuple):
    """A delivery, as a lane takes it: a row of `waiting` or, where `bundle` is not 0, of the bundle at that place."""

    place: int
    kind: int
    id: Id
    event: int
    tries: int
    attempts: int
    first_at: float | None
    status: int | None
    checksum: int
    payload: bytes
    about: bytes
    # The checksum of what is known of a row of its own; None where it has none, as members of bundles.
    seal: int | None
    person: Person
    bundle: int = 0

    @property
    def size(self) -> int:
        """The bytes of its payload."""
        return len(self.payload)


class Place(NamedTuple):
    """Where a delivery is, its event, the size of its payload, and the hash of the person whose it is.

    `bundle` is the place of the bundle that it is in; 0 where it is a row of its own.
    """

    number: int
    event: int
    size: int
    person: Person = None
    bundle: int = 0


class Range(NamedTuple):
    """Members of a bundle that follow one another: the place of the first, how many, and the size of their payloads."""

    bundle: int
    place: int
    length: int
    size: int


class Warm(NamedTuple):
    """A delivery of a bundle that this process accepted, as a lane takes it: its payload is in memory still."""

    place: int
    person: Person
    where: Place
    entry: Entry

    @property
    def size(self) -> int:
        """The bytes of its payload."""
        return self.where.size


class WarmBundle(NamedTuple):
    """A bundle that this process accepted: the payloads of its members are in memory still.

    `type` is the action type of all its members; None where they are of several. `size` is that of their payloads.
    """

    place: int
    entries: Sequence[Entry]
    people: Sequence[Person]
    size: int
    type: str | None

    @property
    def end(self) -> int:
        """The place behind that of the last member."""
        return self.place + len(self.entries)

    def member(self, place: int) -> Warm:
        """The member at that place."""
        entry, person = self.entries[place - self.place], self.people[place - self.place]
        return Warm(place, person, Place(place, 0, len(entry.payload), person, self.place), entry)


# When it is ready, tries, attempts, when the first was, the last status, its place.
Later = tuple[float, int, int, float | None, int | None, int]


@dataclass(slots=True)
class LaneFacts:
    """What is known of one instance: its number, and how much it has waiting."""

    number: int
    instance: str
    rows: int = 0
    bytes: int = 0
    # Why deliveries had to be tried again, the last time that some had.
    trouble: str | None = None
    # Bundles by place, which need not be read from the disk.
    warm: dict[int, WarmBundle] = field(default_factory=dict)
    _warm: int = 0
    _warm_bytes: int = 0

    def keep_warm(self, bundle: int, entries: Sequence[Entry], people: Sequence[Person], size: int) -> None:
        """Keep what would have to be read from the disk, unless there is much of it already."""
        fits = self._warm + len(entries) <= WARM and self._warm_bytes + size <= WARM_BYTES
        if fits and all(entry.model for entry in entries):
            kinds = {entry.kind.type for entry in entries}
            self.warm[bundle] = WarmBundle(bundle, entries, people, size, kinds.pop() if len(kinds) == 1 else None)
            self._warm += len(entries)
            self._warm_bytes += size

    def cool(self, bundle: int) -> None:
        """Forget what is kept of the bundle."""
        gone = self.warm.pop(bundle, None)
        if gone:
            self._warm -= len(gone.entries)
            self._warm_bytes -= gone.size

    @property
    def start(self) -> int:
        return self.number << LANE_BITS

    @property
    def end(self) -> int:
        return (self.number + 1) << LANE_BITS
