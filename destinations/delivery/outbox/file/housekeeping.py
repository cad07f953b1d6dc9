"""Removes what would grow for ever: remembered ids, old dead letters, free pages."""

import math
import struct
from zlib import crc32

import orjson

from destinations.delivery.outbox.file.bundle import CHECK_BYTES, MEMBER_BYTES, changed_events, unpack
from destinations.delivery.outbox.file.bundles import done_of, done_seal
from destinations.delivery.outbox.file.dead_letters import drop_dead_letters
from destinations.delivery.outbox.file.places import Taken
from destinations.delivery.outbox.file.search import Wanted, find
from destinations.delivery.outbox.file.store import WAITS, Store, is_sound
from destinations.delivery.redaction.log import LOGGER

# An id is remembered for so long after its delivery was accepted, and at least as long as that waits.
REMEMBERED = 24 * 3600
DAY = 24 * 3600
AT_ONCE = 5000
# A file of so many bytes is checked whole when it is opened, which takes a tenth of a second at most.
CHECKED = 1 << 24
PAGES = 1000
BUNDLES = "SELECT place, count, head, body FROM bundles"


def keep_house(store: Store, now: float) -> bool:
    """Whether there is more to do; a bounded piece of work, as everybody waits for it."""
    forgotten = _forget_ids(store, now)
    dropped = _drop_dead_letters(store, now)
    free: int = store.connection.execute("PRAGMA freelist_count").fetchone()[0]
    if free > PAGES:
        store.connection.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()
    return AT_ONCE in (forgotten, dropped)


def find_loss(store: Store) -> str | None:
    """What says that deliveries have gone from the file, or come back, by nobody's doing; None if nothing does."""
    run = store.connection.execute
    size = run("PRAGMA page_count").fetchone()[0] * run("PRAGMA page_size").fetchone()[0]
    if size <= CHECKED and (fault := run("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
        return str(fault)
    for place, count, size, seal in run("SELECT place, count, bytes, seal FROM done"):
        if seal not in (None, done_seal(place, count, size)):
            return "what is noted of deliveries that are done with has changed"
    heads = "SELECT count(*) FROM bundles WHERE length(head) NOT IN (count * ?1, count * ?1 + ?2)"
    if run(heads, (MEMBER_BYTES, CHECK_BYTES)).fetchone()[0]:
        return "how many deliveries wait has changed"
    dead = dict(
        run(
            "SELECT instance, count(*) FROM letters WHERE is_delivery AND environment = ? GROUP BY instance",
            (store.environment,),
        ).fetchall()
    )
    for name, lane in store.lanes.items():
        totals = run("SELECT accepted - sent - dropped FROM lanes WHERE lane = ?", (lane.number,)).fetchone()
        missing = totals[0] - lane.rows - dead.get(name, 0)
        if missing:
            fault = run("PRAGMA integrity_check(1)").fetchone()[0]
            if fault != "ok":
                return f"{abs(missing):,} deliveries to {name} are {'missing' if missing > 0 else 'too many'}: {fault}"
            LOGGER.error("%s: what was accepted, sent and waits differ by %d; nothing else is wrong", name, missing)
    return None


def find_changed(store: Store) -> list[str]:
    """What says of rows that they are not those that were written, by their own checksums; nothing if all are."""
    waiting = sum(_changed_in_bundle(store, *row) for row in store.connection.execute(BUNDLES))
    waiting += sum(_has_changed(row) for lane in store.lanes.values() for row in store.take_later(lane, math.inf))
    events = sum(changed_events(*row) for row in store.connection.execute("SELECT head, body FROM blocks"))
    letters = sum(found.is_damaged for found in find(store, Wanted()))
    return [
        f"{number:,} {what}"
        for number, what in (
            (waiting, "of the deliveries that wait have changed on disk: they will be dead letters, `unreadable`"),
            (events, "events have changed on disk: dead letters of them will have none"),
            (letters, "dead letters have changed on disk: they cannot be tried again"),
        )
        if number
    ]


def _changed_in_bundle(store: Store, place: int, count: int, head: bytes, body: bytes) -> int:
    """How many of the members that wait have changed."""
    done = done_of(store, place, count)
    try:
        members = enumerate(unpack(head, body, place), place)
        return sum(crc32(one.payload) != one.checksum for number, one in members if number not in done)
    except (TypeError, ValueError, struct.error):
        return count - len(done)


def _has_changed(row: Taken) -> bool:
    try:
        return not is_sound(row)
    except (TypeError, AttributeError):
        return True  # A byte that has changed may say of bytes that they are a text.


def _forget_ids(store: Store, now: float) -> int:
    gone = store.connection.execute(
        f"DELETE FROM ids WHERE number IN (SELECT number FROM ids WHERE at < ? AND NOT {WAITS} "  # noqa: S608 - our constants
        f"ORDER BY number LIMIT {AT_ONCE})",
        (int(now - REMEMBERED),),
    )
    return gone.rowcount


def _drop_dead_letters(store: Store, now: float) -> int:
    """Drop dead letters that are too old, too many or too large together, the oldest first, and count them."""
    run, caps = store.connection.execute, store.caps
    number, size = run("SELECT count(*), sum(size) FROM letters").fetchone()
    oldest = run("SELECT letter, at, size FROM letters ORDER BY at, letter LIMIT ?", (AT_ONCE,)).fetchall()
    old, gone = now - caps.letter_days * DAY, []
    for letter, at, own in oldest:
        if at >= old and number <= caps.letters and size <= caps.letter_bytes:
            break
        gone.append(letter)
        number, size = number - 1, size - own
    if gone:
        drop_dead_letters(store, "letter IN (SELECT value FROM json_each(?))", [orjson.dumps(gone).decode()])
        message = "%d dead letters were dropped, as they were too old, too many or too large together"
        LOGGER.warning(message, len(gone))
    return len(gone)
