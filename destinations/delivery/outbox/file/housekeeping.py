"""Removes what would grow for ever: remembered ids, old dead letters, free pages."""

from collections import Counter

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
        f"DELETE FROM ids WHERE number IN (SELECT number FROM ids WHERE at < ? AND NOT {WAITS} "  # noqa: S608
        f"ORDER BY number LIMIT {AT_ONCE})",
        (int(now - REMEMBERED),),
    )
    return gone.rowcount


def _drop_letters(store: Store, now: float) -> int:
    """Drop letters that are too old or too many, the oldest first, and count those of deliveries."""
    count: int = store.connection.execute("SELECT count(*) FROM letters").fetchone()[0]
    over = max(0, min(count - store.caps.letters, AT_ONCE))
    old = now - store.caps.letter_days * DAY
    gone = store.connection.execute(
        "DELETE FROM letters WHERE letter IN (SELECT letter FROM letters WHERE at < ? ORDER BY at LIMIT ?) "
        "OR letter IN (SELECT letter FROM letters ORDER BY at LIMIT ?) RETURNING environment, instance, is_delivery",
        (old, AT_ONCE, over),
    ).fetchall()
    dropped = Counter((environment, instance) for environment, instance, is_delivery in gone if is_delivery)
    for (environment, instance), number in dropped.items():
        query = "UPDATE lanes SET dropped = dropped + ? WHERE environment = ? AND instance = ?"
        store.connection.execute(query, (number, environment, instance))
    if gone:
        LOGGER.warning("%d dead letters were dropped, as they were too old or too many", len(gone))
    return len(gone)
