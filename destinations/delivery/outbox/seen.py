"""Events that were seen: a repeat is recognised by its key for a day, whatever became of the event.

Keys lie in three tables, of which one is written to for half of the time that they are remembered. Then the oldest
table is emptied as a whole: to delete keys one by one takes longer than to write them.
"""

from collections.abc import Collection, Sequence

import orjson

from destinations.delivery.outbox.file.store import Store

# Tables of STEPS in file/schema.py; the fact of the same name says when the table was begun.
TABLES = ("seen0", "seen1", "seen2")
REMEMBERED = 24 * 3600.0
# So many keys go into one statement.
AT_ONCE = 500


def known_keys(store: Store, keys: Sequence[str]) -> set[str]:
    """Those of the keys that are remembered."""
    hashed = _hashed(store, keys)
    found: set[int] = set()
    for table in _begun(store):
        query = f"SELECT key FROM {table} WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608 - our names
        for start in range(0, len(hashed), AT_ONCE):
            part = orjson.dumps(hashed[start : start + AT_ONCE]).decode()
            found.update(row[0] for row in store.connection.execute(query, (part,)))
    return {key for key, one in zip(keys, hashed, strict=True) if one in found}


def remember_keys(store: Store, keys: Collection[str], now: float, seconds: float = REMEMBERED) -> None:
    """Remember the keys for so many seconds at least, and for half as long again at most."""
    table = _table(store, now, seconds)
    rows = [(one,) for one in _hashed(store, keys)]
    store.connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?)", rows)  # noqa: S608 - our names


def _hashed(store: Store, keys: Collection[str]) -> list[int]:
    """The keys as they are kept: whole numbers, made with the file's own secret."""
    environment = store.environment
    hashes = [store.hashed(f"{environment}\x1f{key}") or b"" for key in keys]
    return [int.from_bytes(one, "big", signed=True) for one in hashes]


def _begun(store: Store) -> dict[str, float]:
    """When each of the tables in use was begun."""
    return dict(store.connection.execute("SELECT name, value FROM facts WHERE name LIKE 'seen_'").fetchall())


def _table(store: Store, now: float, seconds: float) -> str:
    """The table to write to; a new one is begun when the one in use is old enough."""
    begun = _begun(store)
    newest = max(begun, key=lambda name: begun[name], default=None)
    # One that begins in the future was begun by a clock that was wrong: its time counts from now on.
    if newest is not None and begun[newest] <= now < begun[newest] + seconds / 2:
        return newest
    chosen = newest if newest is not None and begun[newest] > now else None
    if chosen is None:
        chosen = next((name for name in TABLES if name not in begun), None) or min(begun, key=lambda name: begun[name])
        store.connection.execute(f"DELETE FROM {chosen}")  # noqa: S608 - our names
    store.connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (chosen, now))
    return chosen
