"""The cursor over the deliveries of one instance in the outbox file."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

from destinations.delivery.delivery import Delivered, Delivery
from destinations.delivery.outbox.cursor import PAUSED, Claimed, Claims
from destinations.delivery.outbox.entry import Cause, Kind
from destinations.delivery.outbox.file.bundles import has_new, take_new, take_warm
from destinations.delivery.outbox.file.commit import Change, GroupCommit
from destinations.delivery.outbox.file.dead_letters import Ended
from destinations.delivery.outbox.file.places import LaneFacts, Place, Taken, Warm
from destinations.delivery.outbox.file.store import Store, full_id, is_sound, short_id
from destinations.delivery.outbox.settling import Settling, write_down
from destinations.delivery.outbox.stored import StoredError, read_payload
from destinations.delivery.outbox.together import SENT, DeliveredTogether, Together, delivery_of, together
from destinations.delivery.outbox.turns import Turns
from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Rejected, Retry, Sent

COMMITS = 2000
# Payloads of so many bytes are taken at a time, unless one alone is larger.
MOST_BYTES = 1 << 25
DAMAGED = "its bytes on disk are not those that were written"


class Note(NamedTuple):
    """What is kept beside a payload: what the delivery is of, and what who handed it in wrote about it.

    An `Entry` says the same.
    """

    kind: Kind
    about: bytes


class DiskCursor:
    """A cursor over the rows of one instance. What is taken is known in memory only: a process that dies gives it back.

    `settled` is called with deliveries that are done with, once that is on disk. `types` are the action types.
    With `turns`, each person's deliveries are given out one after the other.
    """

    def __init__(
        self,
        commit: GroupCommit,
        instance: str,
        types: Mapping[str, ActionType],
        settled: Callable[[Sequence[Delivered]], None],
        turns: Turns | None = None,
    ) -> None:
        self._turns = turns
        self._commit = commit
        self._instance = instance
        self._types = types
        self._settled = settled
        self._after = 0
        self._taken: set[int] = set()
        self._settling: Settling | None = None
        # How many of these are not on disk, or not reported of, yet.
        self._unwritten = 0
        self._ended = False
        # Whether a person must act; nothing more is asked for then.
        self._is_paused = False
        # When, and how many at once, for the last commits.
        self._commits: deque[tuple[float, int]] = deque(maxlen=COMMITS)
        # Called when something may have become ready.
        self.wake: Callable[[], None] = lambda: None

    @property
    def in_flight(self) -> int:
        """How many deliveries are taken, and not yet done with on disk."""
        return len(self._taken)

    @property
    def is_settling(self) -> bool:
        """Whether something is done with that is not on disk yet, or not reported of."""
        return self._unwritten > 0

    async def next(self, most: int, now: float) -> Sequence[Claimed | Claims]:
        if self._ended:
            return []
        self._is_paused = False
        rows: list[Taken | Warm | Together] = await self._commit.read(lambda store: self._take(store, most, now))
        if self._turns:
            rows = [*self._in_turn(self._turns, [row for row in rows if not isinstance(row, Together)])]
        return [claimed for row in rows if (claimed := row if isinstance(row, Together) else self._claimed(row))]

    def _in_turn(self, turns: Turns, rows: list[Taken | Warm]) -> list[Taken | Warm]:
        """Those whose turn it is; those that were taken out of the file meanwhile give theirs on."""
        admitted = turns.admit(rows)
        out = {row.place for row in admitted} & self._commit.store.gone
        if out:
            turns.done([Place(row.place, 0, row.size, row.person) for row in admitted if row.place in out])
            self._let_go(out)
        return [row for row in admitted if row.place not in out]

    def _let_go(self, places: Iterable[int]) -> None:
        """Nobody has these any more."""
        numbers = set(places)
        self._taken -= numbers
        if self._commit.store.gone:
            self._commit.store.gone -= numbers

    def under_way(self, places: set[int]) -> set[int]:
        """Which of these are taken."""
        return places & self._taken

    def _take(self, store: Store, most: int, now: float) -> list[Taken | Warm | Together]:
        lane = store.lane(self._instance)
        again = self._take_later(store, lane, most, now)
        if not again and not self._turns and (found := self._take_warm(store, lane, most)):
            return found
        return [*again, *self._take_new(store, lane, most - len(again), sum(row.size for row in again))]

    def _take_later(self, store: Store, lane: LaneFacts, most: int, now: float) -> list[Taken]:
        found: list[Taken] = []
        size = 0
        for row in store.take_later(lane, now):
            # Those that are taken may be marked as ready again.
            if row.place not in self._taken:
                found.append(row)
                size += len(row.payload)
                if len(found) >= most or size >= MOST_BYTES:
                    break
        self._taken.update(row.place for row in found)
        return found

    def _take_warm(self, store: Store, lane: LaneFacts, most: int) -> list[Taken | Warm | Together]:
        bundles = take_warm(store, lane, self._after, self._taken, most, MOST_BYTES)
        if not bundles:
            return []
        self._after = bundles[-1].end - 1
        for one in bundles:
            self._taken.update(range(one.place, one.end))
        found, alone = together(self._instance, self._types, bundles)
        return [*found, *alone]

    def _take_new(self, store: Store, lane: LaneFacts, most: int, size: int) -> list[Taken | Warm]:
        found: list[Taken | Warm] = []
        while len(found) < most and size < MOST_BYTES and not (self._turns and self._turns.is_full):
            before = self._after
            rows, self._after = take_new(store, lane, before, most - len(found), MOST_BYTES - size)
            if self._after == max(before, lane.start):
                break
            new = [one for one in rows if one.place not in self._taken]
            size += sum(one.size for one in new)
            found += new
        self._taken.update(one.place for one in found)
        return found

    async def next_ready(self) -> float | None:
        if self._ended:
            return None

        def read(store: Store) -> float | None:
            lane = store.lane(self._instance)
            if self._turns and self._turns.released:
                return 0.0
            is_full = self._turns is not None and self._turns.is_full
            if not is_full and lane.rows > len(self._taken) and has_new(store, lane, self._after):
                return 0.0
            times = store.later_times(lane, 1 + len(self._taken))
            return next((at for place, at in times if place not in self._taken), None)

        found: float | None = await self._commit.read(read)
        return found

    def later(self, claimed: Claimed, ready_at: float, reason: str = "") -> None:
        facts = (claimed.tries, claimed.attempts, claimed.first_at, claimed.status)
        settling = self._settle()
        self._is_paused |= reason.startswith(PAUSED)
        if not self._is_paused or reason.startswith(PAUSED):
            # What was under way beside it says less than the reason of the pause.
            settling.trouble = reason
        settling.later[claimed.place] = (ready_at, *facts, claimed.place.number)

    def sent(self, claims: Sequence[Claimed], now: float, statuses: Sequence[int | None]) -> None:
        # Where a batch is several requests, their answers may differ.
        if isinstance(claims, Together) and statuses.count(statuses[0]) == len(statuses):
            self._settle().together.append((claims, statuses[0]))
            return
        for claimed, status in zip(claims, statuses, strict=True):
            self.done(claimed.tried(now, status, counts=True), SENT)

    def done(self, claimed: Claimed, outcome: Sent | Rejected, *, gave_up: bool = False) -> None:
        settling = self._settle()
        settling.done.append(claimed.place)
        settling.delivered.append(Delivered(claimed.delivery, outcome, claimed.tries, claimed.status, gave_up=gave_up))
        if isinstance(outcome, Rejected):
            facts = (claimed.tries, claimed.attempts, claimed.first_at, claimed.status)
            cause = Cause.GAVE_UP if gave_up else Cause.REJECTED
            settling.ended.append(Ended(claimed.place, cause, outcome.reason, *facts))

    def withdrawn(self, claims: Iterable[Claimed]) -> list[Claimed]:
        gone = self._commit.store.gone
        return [one for one in claims if one.place.number in gone] if gone else []

    def give_back(self, claimed: Claimed, reason: Retry) -> None:  # noqa: ARG002 - it waits as before
        self._let_go([claimed.place.number])
        self._after = min(self._after, claimed.place.number - 1)

    def give_back_waiting(self, reason: Retry) -> None:
        """What nobody has taken waits in the file."""

    def give_back_all(self, reason: Retry) -> None:  # noqa: ARG002 - what was taken waits in the file, too
        self._ended = True

    def _claimed(self, row: Taken | Warm) -> Claimed | None:
        """The row as a lane wants it; None, and a dead letter, for one that cannot be read."""
        if isinstance(row, Warm):
            known = self._types.get(row.entry.kind.type)
            if known:
                return Claimed(delivery_of(row.entry, self._instance, known), 0, 0, None, None, row.where)
            row = _as_taken(self._commit.store, row)
        kind, place = (
            self._commit.store.kind(row.kind),
            Place(row.place, row.event, len(row.payload), row.person, row.bundle),
        )
        action_type = self._types.get(kind.type)
        payload, why, name = None, "", full_id(row.id)
        try:
            if kind.instance != self._instance or not is_sound(row):
                why = DAMAGED
            elif action_type is None:
                why = f"{kind.instance} has no action type {kind.type} any more"
            else:
                payload = read_payload(action_type.payload, name, row.payload)
        except StoredError as error:
            why = str(error)
        if action_type is None or payload is None:
            self._cannot_read(row, place, why)
            return None
        delivery = Delivery(name, self._instance, action_type, payload, Note(kind, row.about))
        return Claimed(delivery, row.tries, row.attempts, row.first_at, row.status, place)

    def _cannot_read(self, row: Taken, place: Place, reason: str) -> None:
        settling = self._settle()
        settling.done.append(place)
        facts = (row.tries, row.attempts, row.first_at, row.status)
        settling.ended.append(Ended(place, Cause.UNREADABLE, reason, *facts))

    def _settle(self) -> Settling:
        """Where to write down what happened; it goes to the disk with the next commit."""
        if self._settling is None:
            settling = self._settling = Settling()
            self._unwritten += 1
            self._commit.add(Change(lambda store: self._write(store, settling), self._written))
        return self._settling

    def _write(self, store: Store, settling: Settling) -> Settling:
        if self._settling is settling:
            self._settling = None
        return write_down(store, self._instance, settling)

    def _written(self, settling: Settling) -> None:
        self._unwritten -= 1
        self._let_go(settling.places())
        if self._turns:
            self._turns.done(settling.done)
        self._commits.append((time.monotonic(), settling.number))
        if settling.delivered:
            self._report(settling.delivered)
        for sent, status in settling.together:
            self._report(DeliveredTogether(sent, status))
        self.wake()

    def _report(self, ends: Sequence[Delivered]) -> None:
        try:
            self._settled(ends)
        except Exception as error:  # noqa: BLE001 - one failing callback must not stop the others
            failure = {"message": "a callback for outcomes failed", "exception": error}
            asyncio.get_running_loop().call_exception_handler(failure)

    def settled_since(self, moment: float) -> int:
        """How many deliveries were done with since that moment of `time.monotonic`, as far as is remembered."""
        return sum(number for at, number in self._commits if at >= moment)


def _as_taken(store: Store, row: Warm) -> Taken:
    """The row as it would be read from the disk."""
    entry = row.entry
    kind, checksum = store.number_of(entry.kind), crc32(entry.payload)
    facts = (0, 0, 0, None, None, checksum, entry.payload, entry.about, None)
    return Taken(row.place, kind, short_id(entry.id), *facts, row.person, row.where.bundle)
