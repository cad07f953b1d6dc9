"""SQL statements for lanes. Nothing here begins or ends a transaction."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from zlib import crc32

from destinations.delivery.outbox.entry import Caps, Kind, Mark
from destinations.delivery.outbox.file.bundle import Event, checked
from destinations.delivery.outbox.file.places import LANE_BITS, Id, LaneFacts, Later, Place, Taken

NO_KIND = Kind("", "", "", "")
# No delivery that was tried waits for longer until it is tried again, in seconds.
TOO_LONG = 72 * 3600.0
# The environment of projects that have none.
DEFAULT = "default"
# A delivery id as the engine makes it: 34 hexadecimal digits and, after six of them, a dash.
ID_LENGTH, DASH = 35, 6


COLUMNS = ", ".join((*Taken._fields[:-2], "coalesce(user, anonymous)"))
INSERT = (
    "INSERT INTO waiting(place, kind, id, event, user, anonymous, accepted, ready_at, tries, attempts, first_at, "
    "status, checksum, payload, about, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
# Whether the delivery of a row of `ids` waits, in whatever lane.
WAITS = (
    f"EXISTS (SELECT 1 FROM lanes WHERE EXISTS (SELECT 1 FROM waiting WHERE place = (lane << {LANE_BITS}) + number) "  # noqa: S608 - our constants
    f"OR (lane << {LANE_BITS}) + number < (SELECT place + count FROM bundles "
    f"WHERE place > lane << {LANE_BITS} AND place <= (lane << {LANE_BITS}) + number ORDER BY place DESC LIMIT 1) "
    f"AND (lane << {LANE_BITS}) + number >= coalesce((SELECT place + count FROM done "
    f"WHERE place > lane << {LANE_BITS} AND place <= (lane << {LANE_BITS}) + number ORDER BY place DESC LIMIT 1), 0))"
)


@dataclass(slots=True)
class Store:
    """The open file, for one environment. `next_delivery` and `next_event` are the numbers that are free."""

    connection: sqlite3.Connection
    environment: str
    caps: Caps
    lanes: dict[str, LaneFacts] = field(default_factory=dict)
    next_delivery: int = 1
    next_event: int = 1
    next_block: int = 1
    # Hashes of people of whom nothing is accepted.
    suppressed: frozenset[bytes] = frozenset()
    # Places of deliveries that were taken out while a lane may have them; `going` are those of this transaction.
    gone: set[int] = field(default_factory=set)
    going: set[int] = field(default_factory=set)
    _kinds: dict[Kind, int] = field(default_factory=dict)
    _by_number: dict[int, Kind] = field(default_factory=dict)
    _counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    _hashing: blake2b = field(default_factory=blake2b)

    def load(self) -> None:
        """Read what the file says; also after a transaction that was rolled back."""
        run = self.connection.execute
        key = run("SELECT value FROM facts WHERE name = 'key'").fetchone()[0]
        self._hashing = blake2b(digest_size=8, key=key)
        self.next_delivery = 1 + (run("SELECT max(number) FROM ids").fetchone()[0] or 0)
        self.next_event = 1 + (run("SELECT max(event) FROM events").fetchone()[0] or 0)
        self.next_block = 1 + (run("SELECT max(block) FROM blocks").fetchone()[0] or 0)
        rows = run("SELECT lane, instance, trouble FROM lanes WHERE environment = ?", (self.environment,)).fetchall()
        self.lanes = {name: LaneFacts(number, name, trouble=trouble) for number, name, trouble in rows}
        self._kinds, self._by_number = {}, {}
        self._counts.clear()
        self.going.clear()
        self.load_suppressed()
        for lane in self.lanes.values():
            lane.rows, lane.bytes = self._size(lane)
            for number, *parts in run("SELECT kind, action, type, mapping FROM kinds WHERE lane = ?", (lane.number,)):
                self._remember(number, Kind(lane.instance, *parts))

    def load_suppressed(self) -> None:
        """Read of whom nothing is accepted."""
        query = "SELECT person FROM suppressed WHERE environment = ?"
        self.suppressed = frozenset(row[0] for row in self.connection.execute(query, (self.environment,)))

    def _size(self, lane: LaneFacts) -> tuple[int, int]:
        """How many deliveries wait in the lane, and the size of their payloads."""
        rows = size = 0
        for sign, counted, sized, table in (
            (1, "count(*)", "sum(length(payload))", "waiting"),
            (1, "sum(count)", "sum(bytes)", "bundles"),
            (-1, "sum(count)", "sum(bytes)", "done"),
        ):
            query = f"SELECT {counted}, {sized} FROM {table} WHERE place > ? AND place < ?"  # noqa: S608 - our words
            found = self.connection.execute(query, (lane.start, lane.end)).fetchone()
            rows, size = rows + sign * (found[0] or 0), size + sign * (found[1] or 0)
        return rows, size

    def lane(self, instance: str) -> LaneFacts:
        """The lane of an instance; a new one where there was none."""
        if instance not in self.lanes:
            made = self.connection.execute(
                "INSERT INTO lanes(environment, instance) VALUES (?, ?)", (self.environment, instance)
            )
            self.lanes[instance] = LaneFacts(made.lastrowid or 0, instance)
        return self.lanes[instance]

    def note_trouble(self, lane: LaneFacts, trouble: str | None) -> None:
        """Note why deliveries have to be tried again; None where they do not any more."""
        if trouble != lane.trouble:
            self.connection.execute("UPDATE lanes SET trouble = ? WHERE lane = ?", (trouble, lane.number))
            lane.trouble = trouble

    def paused(self, instance: str) -> str | None:
        """Why somebody paused the instance; None where nobody did."""
        query = "SELECT paused FROM lanes WHERE environment = ? AND instance = ?"
        row = self.connection.execute(query, (self.environment, instance)).fetchone()
        return row[0] if row else None

    def kind(self, number: int) -> Kind:
        """The kind with that number; one that says nothing where the file has none."""
        return self._by_number.get(number, NO_KIND)

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
        if not who:
            return None
        # A copy is made more quickly than a new one with a key.
        hashing = self._hashing.copy()
        hashing.update(who.encode("utf-8", "surrogatepass"))
        return hashing.digest()

    def as_remembered(self, ids: list[Id]) -> Sequence[Id]:
        """The ids as they are remembered: an event has the same ids in each environment, and is delivered in each."""
        if self.environment == DEFAULT:
            return ids
        mark = blake2b(self.environment.encode(), digest_size=4).digest()
        return [one + mark if isinstance(one, bytes) else f"{one} in {self.environment}" for one in ids]

    def add_event(self, event: Event) -> int:
        """Write an event down for rows of its own; gives its number."""
        number, self.next_event = self.next_event, self.next_event + 1
        self.connection.execute(
            "INSERT INTO events(event, body, name, message_id, checksum) VALUES (?, ?, ?, ?, ?)",
            (number, *event, checked(event)),
        )
        return number

    def add_row(self, where: tuple[Any, ...], what: tuple[Any, ...]) -> None:
        """Write a delivery down as a row of its own."""
        _, kind, name, event, *_ = where
        self.connection.execute(INSERT, (*where, *what, seal(kind, name, event, what[-1])))

    def take_later(self, lane: LaneFacts, now: float) -> Iterator[Taken]:
        """Rows that were tried, and are ready again; the one that is so for longest comes first.

        Rows that are to wait for longer than anything does were noted by a clock that was wrong.
        """
        query = (
            f"SELECT {COLUMNS} FROM waiting WHERE place >> {LANE_BITS} = ? AND ready_at > 0 "  # noqa: S608 - our constants
            "AND (ready_at <= ? OR ready_at > ?) ORDER BY ready_at, place"
        )
        with closing(self.connection.execute(query, (lane.number, now, now + TOO_LONG))) as found:
            yield from (Taken(*row) for row in found)

    def waiting_people(self, lane: LaneFacts) -> list[tuple[bytes, int]]:
        """The people of rows that were tried, and the places of these, in the order in which they were accepted."""
        query = (
            f"SELECT coalesce(user, anonymous), place FROM waiting WHERE place >> {LANE_BITS} = ? "  # noqa: S608 - our constants
            "AND coalesce(user, anonymous) IS NOT NULL ORDER BY place"
        )
        return self.connection.execute(query, (lane.number,)).fetchall()

    def later_times(self, lane: LaneFacts, most: int) -> list[tuple[int, float]]:
        """The places of rows that were tried, and when they are ready, the first ones first."""
        query = (
            f"SELECT place, ready_at FROM waiting WHERE place >> {LANE_BITS} = ? AND ready_at > 0 "  # noqa: S608 - our constants
            "ORDER BY ready_at LIMIT ?"
        )
        return self.connection.execute(query, (lane.number, most)).fetchall()

    def forget(self, places: Sequence[Place]) -> None:
        """Take rows out that are done with, and their events where nobody needs them any more."""
        write = self.connection.executemany
        write("DELETE FROM waiting WHERE place = ?", [(place.number,) for place in places])
        write(
            "DELETE FROM events WHERE event = ?1 AND NOT EXISTS (SELECT 1 FROM waiting WHERE event = ?1)",
            [(place.event,) for place in places],
        )

    def keep_for_later(self, rows: Iterable[Later]) -> None:
        """Note of rows (the last value is the place) when they are ready, and how often they were tried."""
        self.connection.executemany(
            "UPDATE waiting SET ready_at = ?, tries = ?, attempts = ?, first_at = ?, status = ? WHERE place = ?", rows
        )

    def oldest(self, lane: LaneFacts) -> float | None:
        """When the delivery was accepted that waits for the longest time; None where none waits."""
        first = "SELECT accepted FROM {} WHERE place > ? AND place < ? ORDER BY place LIMIT 1"
        tables = [first.format(table) for table in ("waiting", "bundles")]
        found = [self.connection.execute(query, (lane.start, lane.end)).fetchone() for query in tables]
        return min((row[0] for row in found if row), default=None)

    def count(self, column: str, lane: int, number: int = 1) -> None:
        """Count what was accepted, sent or dropped of a lane, written down by `write_counts`."""
        self._counts[column, lane] += number

    def write_counts(self) -> None:
        """Write down what was counted since the last time."""
        for (column, lane), number in self._counts.items():
            self.connection.execute(f"UPDATE lanes SET {column} = {column} + ? WHERE lane = ?", (number, lane))  # noqa: S608 - our words
        self._counts.clear()

    def mark(self, input_name: str) -> Mark | None:
        """How far the input was read."""
        query = "SELECT input, start, line FROM inputs WHERE environment = ? AND input = ?"
        row = self.connection.execute(query, (self.environment, input_name)).fetchone()
        return Mark(*row) if row else None

    def marks(self, start: str) -> list[Mark]:
        """How far the inputs were read whose names start like this."""
        query = "SELECT input, start, line FROM inputs WHERE environment = ? AND substr(input, 1, ?) = ?"
        return [Mark(*row) for row in self.connection.execute(query, (self.environment, len(start), start))]

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


def seal(kind: int, name: Id, event: int, about: bytes) -> int:
    """The checksum of what a row says of its delivery beside the payload, which has one of its own."""
    return crc32(name if isinstance(name, bytes) else name.encode(), crc32(about, crc32(b"%d/%d" % (kind, event))))


def is_sound(row: Taken) -> bool:
    """Whether the bytes of the row are those that were written."""
    own = row.seal is None or row.seal == seal(row.kind, row.id, row.event, row.about)
    return own and crc32(row.payload) == row.checksum


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
