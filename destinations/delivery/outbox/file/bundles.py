"""The statements that work on bundles. A member's place is that of its bundle and its number in it together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple
from zlib import crc32

from destinations.delivery.outbox.file.bundle import (
    NO_EVENT,
    Event,
    Member,
    Packed,
    is_whole,
    pack,
    pack_events,
    unpack,
    unpack_event,
)
from destinations.delivery.outbox.file.places import LaneFacts, Later, Place, Range, Taken, Warm, WarmBundle
from destinations.delivery.outbox.file.store import Store


class Kept(NamedTuple):
    """A delivery, its event, and when it was accepted: all that a dead letter or a row of its own needs."""

    member: Member
    event: Event
    accepted: float


def add_block(store: Store, events: Sequence[Event]) -> int:
    """Write events down that bundles refer to; gives the number of their block."""
    head, body = pack_events(events)
    block, store.next_block = store.next_block, store.next_block + 1
    store.connection.execute("INSERT INTO blocks(block, head, body) VALUES (?, ?, ?)", (block, head, body))
    return block


def add_bundle(store: Store, place: int, block: int, members: Sequence[Packed], size: int, now: float) -> None:
    """Write members down whose places begin with `place`, and whose payloads have so many bytes."""
    head, body = pack(members, place)
    store.connection.execute(
        "INSERT INTO bundles(place, count, block, accepted, bytes, head, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (place, len(members), block, now, size, head, body),
    )


def take_new(store: Store, lane: LaneFacts, after: int, most: int, most_bytes: int) -> tuple[list[Taken | Warm], int]:
    """Up to `most` deliveries that were never tried, from behind the place `after` on, and the place of the last.

    Fewer where they have `most_bytes` already.

    That place is further on than the last one given where those behind that are done with.
    """
    after = max(after, lane.start)
    found: list[Taken | Warm] = []
    size = 0
    for place, count in _bundles(store, lane, after, most):
        done = done_of(store, place, count)
        for taken in _opened(store, lane, place):
            if taken.place > after:
                if len(found) == most or size >= most_bytes:
                    return found, after
                after = taken.place
                if after not in done:
                    found.append(taken)
                    size += taken.size
        lane.cool(place)
    return found, after


def take_warm(
    store: Store, lane: LaneFacts, after: int, taken: set[int], most: int, most_bytes: int
) -> list[WarmBundle]:
    """The next bundles behind the place `after` that are in memory whole, and of which nothing is `taken` or done with.

    They have `most` members together at most, and one alone may have more than `most_bytes`.
    """
    found: list[WarmBundle] = []
    if not lane.warm:
        return found
    for place, count in _bundles(store, lane, max(after, lane.start), most):
        warm = lane.warm.get(place)
        most -= count
        if warm is None or place <= after or most < 0 or not taken.isdisjoint(range(place, warm.end)):
            break
        if done_of(store, place, count):
            break
        most_bytes -= warm.size
        if found and most_bytes < 0:
            break
        found.append(warm)
    for one in found:
        lane.cool(one.place)
    return found


def has_new(store: Store, lane: LaneFacts, after: int) -> bool:
    """Whether there may be a delivery that was never tried behind that place."""
    return any(True for _ in _bundles(store, lane, max(after, lane.start), 1))


def finish(store: Store, ranges: Iterable[Range]) -> None:
    """Take members out that are done with; a bundle goes with its last one, and a block with its last bundle."""
    run = store.connection.execute
    for bundle, group in groupby(sorted(ranges), key=lambda one: one.bundle):
        gone = list(group)
        count, block = run("SELECT count, block FROM bundles WHERE place = ?", (bundle,)).fetchone()
        number = sum(one.length for one in gone)
        if number < count:
            before = "SELECT coalesce(sum(count), 0) FROM done WHERE place >= ? AND place < ?"
            number += run(before, (bundle, bundle + count)).fetchone()[0]
        if number < count:
            rows = [(*one, done_seal(*one)) for one in _joined(gone)]
            store.connection.executemany("INSERT INTO done(place, count, bytes, seal) VALUES (?, ?, ?, ?)", rows)
            continue
        run("DELETE FROM bundles WHERE place = ?", (bundle,))
        run("DELETE FROM done WHERE place >= ? AND place < ?", (bundle, bundle + count))
        run("DELETE FROM blocks WHERE block = ?1 AND NOT EXISTS (SELECT 1 FROM bundles WHERE block = ?1)", (block,))


def ranges_of(places: Iterable[Place]) -> Iterator[Range]:
    """The places of members, each by itself."""
    return (Range(place.bundle, place.number, 1, place.size) for place in places)


def _joined(ranges: Sequence[Range]) -> Iterator[tuple[int, int, int]]:
    """Place, length and size of the ranges of one bundle, in order, with those as one that follow one another."""
    start, end, size = ranges[0].place, ranges[0].place, 0
    for _, place, length, own in ranges:
        if place != end:
            yield start, end - start, size
            start, size = place, 0
        end, size = place + length, size + own
    yield start, end - start, size


def done_seal(place: int, count: int, size: int) -> int:
    """The checksum of what is noted of members that are done with."""
    return crc32(b"%d/%d/%d" % (place, count, size))


def move_out(store: Store, later: Iterable[tuple[Place, Later]]) -> None:
    """Make rows of their own of members that are to be tried again."""
    moved = list(later)
    opened, places = Opened(store), []
    for place, (ready_at, tries, attempts, first_at, status, _) in moved:
        member, event, accepted = opened.kept(place)
        number = store.add_event(event)
        store.add_row(
            (place.number, member.kind, member.id, number, member.user, member.anonymous, accepted, ready_at, tries),
            (attempts, first_at, status, member.checksum, member.payload, member.about),
        )
        places.append(place)
    finish(store, ranges_of(places))


@dataclass(slots=True)
class Opened:
    """Bundles and blocks as they are read, each once."""

    store: Store
    _bundles: dict[int, tuple[int, float, list[Member], bool]] = field(default_factory=dict)
    _blocks: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)

    def kept(self, place: Place) -> Kept:
        """The member at that place, and its event."""
        run = self.store.connection.execute
        if place.bundle not in self._bundles:
            query = "SELECT block, accepted, head, body FROM bundles WHERE place = ?"
            block, accepted, head, body = run(query, (place.bundle,)).fetchone()
            self._bundles[place.bundle] = (
                block,
                accepted,
                unpack(head, body, place.bundle),
                is_whole(head, place.bundle),
            )
        block, accepted, members, is_sure = self._bundles[place.bundle]
        if block not in self._blocks:
            found = run("SELECT head, body FROM blocks WHERE block = ?", (block,)).fetchone()
            self._blocks[block] = found
        member = members[place.number - place.bundle]
        event = unpack_event(*self._blocks[block], member.event)
        if not is_sure and (event.message_id or "?").encode() not in member.about:
            # Nobody knows which event is the member's: another one's must not be in its dead letter.
            event = NO_EVENT
        return Kept(member, event, accepted)


def _bundles(store: Store, lane: LaneFacts, after: int, most: int) -> list[tuple[int, int]]:
    """The bundles, and how many members each has, that have one behind the place."""
    first = "SELECT max(place) FROM bundles WHERE place > ? AND place <= ?"
    start = store.connection.execute(first, (lane.start, after)).fetchone()[0] or after
    query = "SELECT place, count FROM bundles WHERE place >= ? AND place < ? AND place + count - 1 > ? LIMIT ?"
    return store.connection.execute(query, (start, lane.end, after, most)).fetchall()


def done_of(store: Store, place: int, count: int) -> set[int]:
    """The places of members of the bundle that are done with."""
    query = "SELECT place, count FROM done WHERE place >= ? AND place < ?"
    rows = store.connection.execute(query, (place, place + count)).fetchall()
    return {number for start, length in rows for number in range(start, start + length)}


def _opened(store: Store, lane: LaneFacts, place: int) -> Iterable[Taken | Warm]:
    """The members of the bundle, as they are in memory or else on disk."""
    if warm := lane.warm.get(place):
        return [warm.member(number) for number in range(warm.place, warm.end)]
    head, body = store.connection.execute("SELECT head, body FROM bundles WHERE place = ?", (place,)).fetchone()
    return _taken(place, unpack(head, body, place))


def _taken(place: int, members: Iterable[Member]) -> Iterator[Taken]:
    for number, one in enumerate(members):
        yield Taken(
            place + number,
            one.kind,
            one.id,
            0,
            0,
            0,
            None,
            None,
            one.checksum,
            one.payload,
            one.about,
            None,
            one.user or one.anonymous,
            place,
        )
