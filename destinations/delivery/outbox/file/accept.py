"""Events come in: what is known already is left out, what has no room becomes a dead letter."""

import time
from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

from destinations.delivery.outbox.entry import Arrival, Cause, Entry, Mark, Receipt
from destinations.delivery.outbox.file.letters import Letter, keep_letters
from destinations.delivery.outbox.file.store import Id, Store, short_id

CHUNK = 500


def accept(store: Store, arrivals: Sequence[Arrival], marks: Sequence[Mark] = (), *, again: bool = False) -> Receipt:
    """Keep what was decided about some events, and how far their input was read.

    A delivery that is waiting, or was accepted in the last day, is not kept twice; with `again` only one that waits.
    """
    now = time.time()
    known = _known(store, arrivals, again=again)
    return _Accepting(store, known, now).run(arrivals, marks)


class _Accepting:
    """One call of `accept`: rows are gathered, and written by one statement for each table."""

    def __init__(self, store: Store, known: set[Id], now: float) -> None:
        self._store = store
        self._known = known
        self._now = now
        self._repeated: list[str] = []
        self._full: list[str] = []
        self._ids: list[tuple[int, Id, int]] = []
        self._events: list[tuple[int, str | None, str | None, bytes]] = []
        self._rows: list[tuple[Any, ...]] = []
        self._letters: list[Letter] = []

    def run(self, arrivals: Sequence[Arrival], marks: Sequence[Mark]) -> Receipt:
        for arrival in arrivals:
            self._add(arrival)
        write = self._store.connection.executemany
        write("INSERT INTO ids(number, id, at) VALUES (?, ?, ?)", self._ids)
        write("INSERT INTO events(event, name, message_id, body) VALUES (?, ?, ?, ?)", self._events)
        write(
            "INSERT INTO waiting(place, kind, id, event, user, anonymous, accepted, tries, checksum, payload, about) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._rows,
        )
        keep_letters(self._store, self._letters)
        for mark in marks:
            self._store.note(mark, self._now)
        failures = len(self._letters) - len(self._full)
        return Receipt(len(self._rows), failures, tuple(self._repeated), tuple(self._full))

    def _add(self, arrival: Arrival) -> None:
        store = self._store
        who = store.hashed(arrival.user), store.hashed(arrival.anonymous)
        for failure in arrival.failures:
            self._letters.append(
                Letter(
                    failure.key,
                    failure.kind,
                    failure.cause,
                    failure.reason,
                    arrival.event,
                    self._now,
                    name=arrival.name,
                    message_id=arrival.message_id,
                    about=failure.about,
                    who=who,
                )
            )
        before = len(self._rows)
        for entry in arrival.entries:
            self._add_entry(arrival, entry, who)
        if arrival.replayed and len(self._rows) > before:
            store.connection.execute("DELETE FROM letters WHERE letter = ?", (arrival.replayed.letter,))
        if len(self._rows) > before:
            self._events.append((store.next_event, arrival.name, arrival.message_id, arrival.event))
            store.next_event += 1

    def _add_entry(self, arrival: Arrival, entry: Entry, who: tuple[bytes | None, bytes | None]) -> None:
        store, short = self._store, short_id(entry.id)
        if short in self._known:
            self._repeated.append(entry.id)
            return
        self._known.add(short)
        number = store.next_delivery
        store.next_delivery += 1
        self._ids.append((number, short, int(self._now)))
        lane = store.lane(entry.kind.instance)
        replayed = arrival.replayed
        if not (replayed and replayed.is_delivery):
            # A delivery is counted once, however often it is tried.
            store.count("accepted", lane.number)
        if lane.rows >= store.caps.rows or lane.bytes >= store.caps.bytes:
            self._full.append(entry.id)
            self._letters.append(
                Letter(
                    entry.id,
                    entry.kind,
                    Cause.FULL,
                    f"{lane.rows} deliveries to {lane.instance} wait already",
                    arrival.event,
                    self._now,
                    name=arrival.name,
                    message_id=arrival.message_id,
                    about=entry.about,
                    who=who,
                    is_delivery=True,
                    payload=entry.payload,
                )
            )
            return
        lane.rows, lane.bytes = lane.rows + 1, lane.bytes + len(entry.payload)
        self._rows.append(
            (
                lane.start + number,
                store.number_of(entry.kind),
                short,
                store.next_event,
                *who,
                self._now,
                replayed.tries if replayed else 0,
                crc32(entry.payload),
                entry.payload,
                entry.about,
            )
        )


def _known(store: Store, arrivals: Sequence[Arrival], *, again: bool) -> set[Id]:
    """Which of the ids that come in were accepted before."""
    ids = [short_id(entry.id) for arrival in arrivals for entry in arrival.entries]
    known: set[Id] = set()
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        holes = ",".join("?" * len(some))
        rows = store.connection.execute(f"SELECT number, id FROM ids WHERE id IN ({holes})", some)  # noqa: S608
        known.update(short for _, short in (_waiting(store, rows.fetchall()) if again else rows))
    return known


def _waiting(store: Store, rows: Sequence[tuple[int, Id]]) -> Iterator[tuple[int, Id]]:
    """Those of which a delivery waits; the others are forgotten."""
    for number, short in rows:
        places = [lane.start + number for lane in store.lanes.values()]
        holes = ",".join("?" * len(places))
        if store.connection.execute(f"SELECT 1 FROM waiting WHERE place IN ({holes})", places).fetchone():  # noqa: S608
            yield number, short
        else:
            store.connection.execute("DELETE FROM ids WHERE number = ?", (number,))
