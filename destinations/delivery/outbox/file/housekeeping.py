"""Removes what would grow for ever: remembered ids, old dead letters, free pages."""

import orjson

from destinations.delivery.outbox.file.letters import drop_letters
from destinations.delivery.outbox.file.store import WAITS, Store
from destinations.delivery.redaction.log import LOGGER

# An id is remembered for so long after its delivery was accepted, and at least as long as that waits.
REMEMBERED = 24 * 3600
DAY = 24 * 3600
AT_ONCE = 5000
PAGES = 1000


def keep_house(store: Store, now: float) -> bool:
    """Whether there is more to do; a bounded piece of work, as everybody waits for it."""
    forgotten = _forget_ids(store, now)
    dropped = _drop_letters(store, now)
    free: int = store.connection.execute("PRAGMA freelist_count").fetchone()[0]
    if free > PAGES:
        store.connection.execute(f"PRAGMA incremental_vacuum({PAGES})").fetchall()
    return AT_ONCE in (forgotten, dropped)


def _forget_ids(store: Store, now: float) -> int:
    gone = store.connection.execute(
        f"DELETE FROM ids WHERE number IN (SELECT number FROM ids WHERE at < ? AND NOT {WAITS} "  # noqa: S608 - our constants
        f"ORDER BY number LIMIT {AT_ONCE})",
        (int(now - REMEMBERED),),
    )
    return gone.rowcount


def _drop_letters(store: Store, now: float) -> int:
    """Drop letters that are too old, too many or too large together, the oldest first, and count them."""
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
        drop_letters(store, "letter IN (SELECT value FROM json_each(?))", [orjson.dumps(gone).decode()])
        told = "%d dead letters were dropped, as they were too old, too many or too large together"
        LOGGER.warning(told, len(gone))
    return len(gone)
