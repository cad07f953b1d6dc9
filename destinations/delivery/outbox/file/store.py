"""The statements by which lanes work. Nothing here begins or ends a transaction."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from destinations.delivery.outbox.entry import Caps, Kind, Mark

LANE_BITS = 40
# A delivery id as the engine makes it: 34 hexadecimal digits and, after six of them, a dash.
ID_LENGTH, DASH = 35, 6
Id = bytes | str


class Taken(NamedTuple):
    """A row of `waiting`, as a lane takes it."""

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
    person: bytes | None


class Place(NamedTuple):
    """Where a row is, its event, the size of its payload, and the hash of the person whose it is."""

    number: int
    event: int
    size: int
    person: bytes | None = None


# When it is ready, tries, attempts, when the first was, the last status, its place.
Later = tuple[float, int, int, float | None, int | None, int]
COLUMNS = ", ".join((*Taken._fields[:-1], "coalesce(user, anonymous)"))


@dataclass(slots=True)
class LaneFacts:
    """What is known of one instance: its number, and how much it has waiting."""

    number: int
    instance: str
    rows: int = 0
    bytes: int = 0

    @property
    def start(self) -> int:
        return self.number << LANE_BITS

    @property
    def end(self) -> int:
        return (self.number + 1) << LANE_BITS


@dataclass(slots=True)
class Store:
    """The open file, for one environment. `next_delivery` and `next_event` are the numbers that are free."""

    connection: sqlite3.Connection
    environment: str
    caps: Caps
    lanes: dict[str, LaneFacts] = field(default_factory=dict)
    next_delivery: int = 1
    next_event: int = 1
    _kinds: dict[Kind, int] = field(default_factory=dict)
    _by_number: dict[int, Kind] = field(default_factory=dict)
    _counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    _key: bytes = b""

    def load(self) -> None:
        """Read what the file says; also after a transaction that was rolled back."""
        run = self.connection.execute
        self._key = run("SELECT value FROM facts WHERE name = 'key'").fetchone()[0]
        self.next_delivery = 1 + (run("SELECT max(number) FROM ids").fetchone()[0] or 0)
        self.next_event = 1 + (run("SELECT max(event) FROM events").fetchone()[0] or 0)
        rows = run("SELECT lane, instance FROM lanes WHERE environment = ?", (self.environment,)).fetchall()
        self.lanes = {name: LaneFacts(number, name) for number, name in rows}
        self._kinds, self._by_number = {}, {}
        self._counts.clear()
        for lane in self.lanes.values():
            size = "SELECT count(*), coalesce(sum(length(payload)), 0) FROM waiting WHERE place > ? AND place < ?"
            lane.rows, lane.bytes = run(size, (lane.start, lane.end)).fetchone()
            for number, *parts in run("SELECT kind, action, type, mapping FROM kinds WHERE lane = ?", (lane.number,)):
                self._remember(number, Kind(lane.instance, *parts))

    def lane(self, instance: str) -> LaneFacts:
        """The lane of an instance; a new one where there was none."""
        if instance not in self.lanes:
            made = self.connection.execute(
                "INSERT INTO lanes(environment, instance) VALUES (?, ?)", (self.environment, instance)
            )
            self.lanes[instance] = LaneFacts(made.lastrowid or 0, instance)
        return self.lanes[instance]

    def paused(self, instance: str) -> str | None:
        """Why somebody paused the instance; None where nobody did."""
        query = "SELECT paused FROM lanes WHERE environment = ? AND instance = ?"
        row = self.connection.execute(query, (self.environment, instance)).fetchone()
        return row[0] if row else None

    def kind(self, number: int) -> Kind:
        """The kind with that number."""
        return self._by_number[number]

    def number_of(self, kind: Kind) -> int:
        """The number of the kind; a new one where there was none."""
        if kind not in self._kinds:
            made = self.connection.execute(
                "INSERT INTO kinds(lane, action, type, mapping) VALUES (?, ?, ?, ?)",
                (self.lane(kind.instance).number, kind.action, kind.type, kind.mapping),
            )
            self._remember(made.lastrowid or 0, kind)
        return self._kinds[kind]

    def _remember(self, number: int, kind: Kind) -> None:
        self._kinds[kind] = number
        self._by_number[number] = kind

    def hashed(self, who: str | None) -> bytes | None:
        """What stands for a person beside their deliveries: a hash with the file's own key."""
        return blake2b(who.encode("utf-8", "surrogatepass"), digest_size=8, key=self._key).digest() if who else None

    def take_new(self, lane: LaneFacts, after: int, most: int) -> list[Taken]:
        """Rows that were never tried, from behind the place `after` on."""
        query = f"SELECT {COLUMNS} FROM waiting WHERE place > ? AND place < ? AND ready_at = 0 ORDER BY place LIMIT ?"  # noqa: S608
        return [Taken(*row) for row in self.connection.execute(query, (max(after, lane.start), lane.end, most))]

    def take_later(self, lane: LaneFacts, now: float, most: int) -> list[Taken]:
        """Rows that were tried, and are ready again; the one that is so for longest comes first."""
        query = (
            f"SELECT {COLUMNS} FROM waiting WHERE place >> {LANE_BITS} = ? AND ready_at > 0 AND ready_at <= ? "  # noqa: S608
            "ORDER BY ready_at, place LIMIT ?"
        )
        return [Taken(*row) for row in self.connection.execute(query, (lane.number, now, most))]

    def waiting_people(self, lane: LaneFacts) -> list[tuple[bytes, int]]:
        """The people of rows that were tried, and the places of these, in the order in which they were accepted."""
        query = (
            f"SELECT coalesce(user, anonymous), place FROM waiting WHERE place >> {LANE_BITS} = ? "  # noqa: S608
            "AND ready_at > 0 AND coalesce(user, anonymous) IS NOT NULL ORDER BY place"
        )
        return self.connection.execute(query, (lane.number,)).fetchall()

    def later_times(self, lane: LaneFacts, most: int) -> list[tuple[int, float]]:
        """The places of rows that were tried, and when they are ready, the first ones first."""
        query = (
            f"SELECT place, ready_at FROM waiting WHERE place >> {LANE_BITS} = ? AND ready_at > 0 "  # noqa: S608
            "ORDER BY ready_at LIMIT ?"
        )
        return self.connection.execute(query, (lane.number, most)).fetchall()

    def forget(self, lane: LaneFacts, places: Sequence[Place]) -> None:
        """Take rows out that are done with, and their events where nobody needs them any more."""
        write = self.connection.executemany
        write("DELETE FROM waiting WHERE place = ?", [(place.number,) for place in places])
        write(
            "DELETE FROM events WHERE event = ?1 AND NOT EXISTS (SELECT 1 FROM waiting WHERE event = ?1)",
            [(place.event,) for place in places],
        )
        lane.rows -= len(places)
        lane.bytes -= sum(place.size for place in places)

    def keep_for_later(self, rows: Iterable[Later]) -> None:
        """Note of rows (the last value is the place) when they are ready, and how often they were tried."""
        self.connection.executemany(
            "UPDATE waiting SET ready_at = ?, tries = ?, attempts = ?, first_at = ?, status = ? WHERE place = ?", rows
        )

    def count(self, column: str, lane: int, number: int = 1) -> None:
        """Count what was accepted, sent or dropped of a lane, written down by `write_counts`."""
        self._counts[column, lane] += number

    def write_counts(self) -> None:
        """Write down what was counted since the last time."""
        for (column, lane), number in self._counts.items():
            self.connection.execute(f"UPDATE lanes SET {column} = {column} + ? WHERE lane = ?", (number, lane))  # noqa: S608
        self._counts.clear()

    def mark(self, input_name: str) -> Mark | None:
        """How far the input was read."""
        query = "SELECT input, start, line FROM inputs WHERE environment = ? AND input = ?"
        row = self.connection.execute(query, (self.environment, input_name)).fetchone()
        return Mark(*row) if row else None

    def note(self, mark: Mark, now: float) -> None:
        """Note how far an input was read."""
        self.connection.execute(
            "INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?, ?)",
            (self.environment, mark.input, mark.start, mark.line, now),
        )

    def unmark(self, inputs: Iterable[str]) -> None:
        """Forget how far these inputs were read."""
        rows = [(self.environment, name) for name in inputs]
        self.connection.executemany("DELETE FROM inputs WHERE environment = ? AND input = ?", rows)


def short_id(delivery_id: str) -> Id:
    """The id as it is kept: 17 bytes where it is one of the engine's.

    >>> full_id(short_id("078322-0fb14b8a4f2264a4475bc7db33d9")), short_id("d-1")
    ('078322-0fb14b8a4f2264a4475bc7db33d9', 'd-1')
    """
    if len(delivery_id) == ID_LENGTH and delivery_id[DASH] == "-":
        digits = delivery_id[:DASH] + delivery_id[DASH + 1 :]
        try:
            short = bytes.fromhex(digits)
        except ValueError:
            return delivery_id
        # Capitals and spaces would not come back.
        if short.hex() == digits:
            return short
    return delivery_id


def full_id(short: Id) -> str:
    """The id of which `short_id` gives this."""
    if isinstance(short, str):
        return short
    digits = short.hex()
    return f"{digits[:DASH]}-{digits[DASH:]}"
