"""Accepts events: known deliveries are skipped, those over the limits become dead letters."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from destinations.delivery.outbox.entry import Arrival, Cause, Entry, Mark, Receipt
from destinations.delivery.outbox.file.bundle import Event, Packed
from destinations.delivery.outbox.file.bundles import add_block, add_bundle
from destinations.delivery.outbox.file.dead_letters import DeadLetter, keep_dead_letters, letter_again
from destinations.delivery.outbox.file.places import Id, LaneFacts
from destinations.delivery.outbox.file.store import WAITS, Store, short_id

# A bundle is of so many events at most, and so many bytes, unless one event alone is larger.
MOST_EVENTS, MOST_BYTES = 500, 1 << 24
CHUNK = 500
# What gets a row of its own and was never tried is ready at once.
READY = 1.0


def accept(store: Store, arrivals: Sequence[Arrival], marks: Sequence[Mark] = (), *, again: bool = False) -> Receipt:
    """Keep what was decided about some events, and how far their input was read.

    A delivery that is waiting, or was accepted in the last day, is not kept twice; with `again` only one that waits.
    """
    now = time.time()
    receipt = Receipt()
    for part in _parts(arrivals):
        receipt = receipt + _Accepting(store, part, now).run(again=again)
    for mark in marks:
        store.note(mark, now)
    return receipt


# A delivery that comes in: the place of its event among those that came, and its id as it is kept.
_New = tuple[int, Entry, Id]


@dataclass(slots=True)
class _Share:
    """What comes in for one lane: what goes into its bundle, what gets a row of its own, what there is no room for.

    There is room for so many deliveries as long as those before have less than `most_bytes`.
    """

    lane: LaneFacts
    room: int
    most_bytes: int
    members: list[_New] = field(default_factory=list)
    alone: list[_New] = field(default_factory=list)
    full: list[_New] = field(default_factory=list)
    # Of the members, and of those that are alone.
    bytes: int = 0

    @property
    def rows(self) -> int:
        """How many are taken."""
        return len(self.members) + len(self.alone)

    def all(self) -> list[_New]:
        """In the order of their numbers."""
        return [*self.members, *self.alone, *self.full]


class _Hashed(dict[str | None, bytes | None]):
    """The hash of each person, made once: events that come together are often of the same people."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, who: str | None) -> bytes | None:
        made = self[who] = self._store.hashed(who)
        return made


class _Accepting:
    """Some events that come in together: the deliveries of each lane become one bundle."""

    def __init__(self, store: Store, arrivals: Sequence[Arrival], now: float) -> None:
        self._store = store
        self._now = now
        hashed = _Hashed(store)
        who = [(hashed[one.user], hashed[one.anonymous]) for one in arrivals]
        self._suppressed: list[str] = []
        if store.suppressed:
            kept = [at for at, people in enumerate(who) if store.suppressed.isdisjoint(people)]
            gone = set(range(len(who))).difference(kept)
            self._suppressed = [entry.id for at in sorted(gone) for entry in arrivals[at].entries]
            arrivals, who = [arrivals[at] for at in kept], [who[at] for at in kept]
        self._arrivals = arrivals
        self._who = who
        self._repeated: list[str] = []

    def run(self, *, again: bool) -> Receipt:
        number = self._store.next_delivery
        shares = self._shares(self._known(again=True) if again else set())
        if not self._remember(shares):
            shares = self._shares(self._known(again=again))
            self._remember(shares)
        self._write(shares, number)
        failed = [at for at, arrival in enumerate(self._arrivals) if arrival.failures]
        failures = [letter for at in failed for letter in self._failed(self._arrivals[at], self._who[at])]
        full = [self._no_room(new, share.lane) for share in shares for new in share.full]
        keep_dead_letters(self._store, [*failures, *full])
        accepted = sum(share.rows for share in shares)
        repeated, no_room = tuple(self._repeated), tuple(letter.key for letter in full)
        return Receipt(accepted, len(failures), repeated, no_room, tuple(self._suppressed))

    def _shares(self, known: set[Id]) -> list[_Share]:
        """What comes in, lane by lane, without what is known or comes twice."""
        shares, known = dict[str, _Share](), known.copy()
        self._repeated = []
        for at, arrival in enumerate(self._arrivals):
            for entry in arrival.entries:
                short = short_id(entry.id)
                if short in known:
                    self._repeated.append(entry.id)
                    continue
                known.add(short)
                share = shares.get(entry.kind.instance) or self._share(shares, entry.kind.instance)
                if share.room <= 0 or share.bytes >= share.most_bytes:
                    share.full.append((at, entry, short))
                    continue
                share.room -= 1
                share.bytes += len(entry.payload)
                is_alone = arrival.replayed is not None or type(short) is str
                (share.alone if is_alone else share.members).append((at, entry, short))
        return list(shares.values())

    def _share(self, shares: dict[str, _Share], instance: str) -> _Share:
        lane, caps = self._store.lane(instance), self._store.caps
        rows, size = caps.rows_for(instance) - lane.rows, caps.bytes_for(instance) - lane.bytes
        share = shares[instance] = _Share(lane, rows, size)
        return share

    def _remember(self, shares: Sequence[_Share]) -> bool:
        """Write down all ids; false where one is known, and then none is written."""
        store = self._store
        first, at = store.next_delivery, int(self._now)
        ids = store.as_remembered([short for share in shares for _, _, short in share.all()])
        rows = [(number, one, at) for number, one in enumerate(ids, first)]
        # Nearly always none is known: it takes half the time not to ask first.
        written = store.connection.executemany("INSERT OR IGNORE INTO ids(number, id, at) VALUES (?, ?, ?)", rows)
        if rows and written.rowcount < len(rows):
            store.connection.execute("DELETE FROM ids WHERE number >= ?", (first,))
            return False
        store.next_delivery += len(rows)
        return True

    def _known(self, *, again: bool) -> set[Id]:
        """Which of the ids were accepted before; with `again` those that wait, and the others are forgotten."""
        run, known = self._store.connection.execute, set[Id]()
        short = [short_id(entry.id) for arrival in self._arrivals for entry in arrival.entries]
        ids = dict(zip(self._store.as_remembered(short), short, strict=True))
        for start in range(0, len(ids), CHUNK):
            some = list(ids)[start : start + CHUNK]
            # Only question marks and our own words are put into the SQL: the ids themselves are bound.
            holes = ",".join("?" * len(some))
            if again:
                run(f"DELETE FROM ids WHERE id IN ({holes}) AND NOT {WAITS}", some)  # noqa: S608 - question marks
            known.update(ids[row[0]] for row in run(f"SELECT id FROM ids WHERE id IN ({holes})", some))  # noqa: S608 - the only thing put in is question marks
        return known

    def _write(self, shares: Sequence[_Share], number: int) -> None:
        """Write bundles and rows; the first delivery has that number."""
        store = self._store
        places = {at: place for place, at in enumerate(sorted({new[0] for share in shares for new in share.members}))}
        block = add_block(store, [_event(self._arrivals[at]) for at in places]) if places else 0
        events: dict[int, int] = {}
        for share in shares:
            lane = share.lane
            if share.members:
                self._write_members(share, lane.start + number, block, places)
            for place, new in enumerate(share.alone, lane.start + number + len(share.members)):
                self._write_alone(new, place, events)
            lane.rows += share.rows
            lane.bytes += share.bytes
            number += len(share.all())
            # A delivery is counted once, however often it is tried.
            again = [one.replayed for at, _, _ in share.all() if (one := self._arrivals[at]).replayed]
            store.count("accepted", lane.number, len(share.all()) - sum(one.is_delivery for one in again if one))

    def _write_members(self, share: _Share, place: int, block: int, places: dict[int, int]) -> None:
        number_of, who = self._store.number_of, self._who
        members: list[Packed] = [
            (number_of(entry.kind), places[at], crc32(entry.payload), short, entry.payload, entry.about, *who[at])
            for at, entry, short in share.members
            # Those whose id is a text are alone.
            if isinstance(short, bytes)
        ]
        size = share.bytes - sum(len(entry.payload) for _, entry, _ in share.alone)
        add_bundle(self._store, place, block, members, size, self._now)
        people = [user or anonymous for user, anonymous in (who[at] for at, _, _ in share.members)]
        share.lane.keep_warm(place, [entry for _, entry, _ in share.members], people, size)

    def _write_alone(self, new: _New, place: int, events: dict[int, int]) -> None:
        (at, entry, short), store = new, self._store
        replayed = self._arrivals[at].replayed
        if at not in events:
            events[at] = store.add_event(_event(self._arrivals[at]))
        if replayed:
            store.connection.execute("DELETE FROM letters WHERE letter = ?", (replayed.letter,))
        tries = replayed.tries if replayed else 0
        store.add_row(
            (place, store.number_of(entry.kind), short, events[at], *self._who[at], self._now, READY, tries),
            (0, None, None, crc32(entry.payload), entry.payload, entry.about),
        )

    def _failed(self, arrival: Arrival, who: tuple[bytes | None, bytes | None]) -> Iterator[DeadLetter]:
        """The dead letters of decisions that gave no delivery."""
        again = letter_again(self._store, arrival.replayed.letter, arrival.failures) if arrival.replayed else {}
        for one in arrival.failures:
            yield DeadLetter(
                again.get(one.key, one.key),
                one.kind,
                one.cause,
                one.reason,
                arrival.event,
                self._now,
                name=arrival.name,
                message_id=arrival.message_id,
                about=one.about,
                who=who,
            )

    def _no_room(self, new: _New, lane: LaneFacts) -> DeadLetter:
        at, entry, _ = new
        arrival = self._arrivals[at]
        return DeadLetter(
            entry.id,
            entry.kind,
            Cause.FULL,
            f"{lane.rows:,} deliveries of {lane.bytes:,} bytes to {lane.instance} wait already",
            arrival.event,
            self._now,
            name=arrival.name,
            message_id=arrival.message_id,
            about=entry.about,
            who=self._who[at],
            is_delivery=True,
            payload=entry.payload,
        )


def _parts(arrivals: Sequence[Arrival]) -> Iterator[Sequence[Arrival]]:
    """The events, as many at a time as make a bundle."""
    start = size = 0
    for at, arrival in enumerate(arrivals):
        size += len(arrival.event)
        for entry in arrival.entries:
            size += len(entry.payload)
        if at > start and (at - start == MOST_EVENTS or size > MOST_BYTES):
            yield arrivals[start:at]
            start, size = at, 0
    if start < len(arrivals):
        yield arrivals[start:]


def _event(arrival: Arrival) -> Event:
    return Event(arrival.event, arrival.name, arrival.message_id)
