"""Forgets people: what waits to be sent of them, and their dead letters; and suppresses what comes later."""

import json
import re
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from destinations.delivery.outbox.file.bundle import Member, pack, unpack, unpack_event, without_events
from destinations.delivery.outbox.file.bundles import done_of, finish, ranges_of
from destinations.delivery.outbox.file.dead_letters import drop_dead_letters, whole_text
from destinations.delivery.outbox.file.places import LaneFacts, Place
from destinations.delivery.outbox.file.store import Store

# The last is whom an alias event gives a new id: it is of both.
NAMES = ("userId", "anonymousId", "previousId")
# So deep in a value that should be an id one is looked for.
INSIDE = 3
# A person, wherever a text names one that is kept though it could not be read as an event.
NAMED = re.compile(rb'"(?:userId|anonymousId|previousId)"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9]+)', re.DOTALL)
# Beside deliveries and dead letters stand a hash of the userId and one of the anonymousId. Whom an alias event gives a
# new id only its text says: people are forgotten seldom, so that looking for it then costs less than a hash of each.
ALIAS = "instr({}, CAST('\"previousId\"' AS BLOB))"


@dataclass(slots=True)
class Forgotten:
    """How many deliveries and dead letters of people are gone, or would be.

    `places` are those of the deliveries, and `under_way` of those that a lane has taken.
    """

    deliveries: int = 0
    letters: int = 0
    places: set[int] = field(default_factory=set)
    under_way: set[int] = field(default_factory=set)


def count_of(store: Store, people: Iterable[str]) -> Forgotten:
    """What `forget` would take out."""
    hashes = _hashes(store, people)
    found, named = Forgotten(), _named(store, hashes)
    for lane in store.lanes.values():
        members = [one for bundle in _bundles(store, lane, hashes, named) for one in bundle.waiting]
        found.places.update(one.number for one in (*_rows(store, lane, hashes, named), *members))
    found.deliveries = len(found.places)
    condition, values = _letters(store, hashes)
    query = f"SELECT count(*) FROM letters WHERE {condition}"  # noqa: S608 - our words; values are bound
    found.letters = store.connection.execute(query, values).fetchone()[0] + len(list(_unread_letters(store, hashes)))
    return found


def forget(store: Store, people: Iterable[str]) -> Forgotten:
    """Take out what is kept of people, by their userId, anonymousId or previousId; it is counted as dropped."""
    hashes = _hashes(store, people)
    found, named = Forgotten(), _named(store, hashes)
    for lane in store.lanes.values():
        alone, bundles = list(_rows(store, lane, hashes, named)), list(_bundles(store, lane, hashes, named))
        members = [one for bundle in bundles for one in bundle.waiting]
        for bundle in bundles:
            _empty(store, lane, bundle)
        store.forget(alone)
        finish(store, ranges_of(members))
        gone = [*alone, *members]
        lane.rows -= len(gone)
        lane.bytes -= sum(one.size for one in gone)
        store.count("dropped", lane.number, len(gone))
        found.places.update(one.number for one in gone)
    found.deliveries = len(found.places)
    found.letters = drop_dead_letters(store, *_letters(store, hashes))
    for letter in list(_unread_letters(store, hashes)):
        found.letters += drop_dead_letters(store, "letter = ?", [letter])
    store.going |= found.places
    return found


def suppress(store: Store, people: Iterable[str]) -> None:
    """Accept nothing more of people."""
    rows = [(store.environment, who, time.time()) for who in _hashes(store, people)]
    store.connection.executemany("INSERT OR IGNORE INTO suppressed VALUES (?, ?, ?)", rows)
    store.load_suppressed()


def allow(store: Store, people: Iterable[str]) -> int:
    """Accept what comes of people again; gives for how many of the ids nothing was accepted before."""
    rows = [(store.environment, who) for who in _hashes(store, people)]
    query = "DELETE FROM suppressed WHERE environment = ? AND person = ?"
    gone = store.connection.executemany(query, rows).rowcount
    store.load_suppressed()
    return gone


class _Named(NamedTuple):
    """Alias events that give people a new id: their numbers in the table, and in each block."""

    events: list[int]
    blocks: dict[int, set[int]]


class _Bundle(NamedTuple):
    """A bundle, and which of its members are of people: by their number, and those that are not done with."""

    place: int
    block: int
    members: list[Member]
    whose: list[int]
    waiting: list[Place]


def _hashes(store: Store, people: Iterable[str]) -> set[bytes]:
    return {who for who in map(store.hashed, people) if who}


def _letters(store: Store, hashes: Collection[bytes]) -> tuple[str, list[object]]:
    holes = ",".join("?" * len(hashes))
    return f"environment = ? AND (user IN ({holes}) OR anonymous IN ({holes}))", [store.environment, *hashes, *hashes]


def _named(store: Store, hashes: set[bytes]) -> _Named:
    run = store.connection.execute
    events = run(f"SELECT event, body FROM events WHERE {ALIAS.format('body')}")  # noqa: S608 - our own words
    blocks = run(f"SELECT block, head, body FROM blocks WHERE {ALIAS.format('body')}")  # noqa: S608 - our own words
    return _Named(
        [number for number, body in events if _gives_new_id(store, body, hashes)],
        {block: found for block, head, body in blocks if (found := _aliases(store, head, body, hashes))},
    )


def _aliases(store: Store, head: bytes, body: bytes, hashes: set[bytes]) -> set[int]:
    try:
        count = len(json.loads(head))
    except ValueError:
        return set()
    bodies = ((number, unpack_event(head, body, number).body) for number in range(count))
    return {number for number, one in bodies if _gives_new_id(store, one, hashes)}


def _gives_new_id(store: Store, event: bytes, hashes: set[bytes]) -> bool:
    return b'"previousId"' in event and not hashes.isdisjoint(_hashes(store, previous_of(event)))


def _unread_letters(store: Store, hashes: set[bytes]) -> Iterator[int]:
    """Dead letters of alias events that give one of these people a new id, and of other JSON that names one."""
    query = (
        "SELECT letter, event, user, anonymous FROM letters WHERE environment = ? "  # noqa: S608 - our words
        f"AND ({ALIAS.format('event')} OR user IS NULL AND anonymous IS NULL "
        "AND (instr(event, CAST('\"userId\"' AS BLOB)) OR instr(event, CAST('\"anonymousId\"' AS BLOB))))"
    )
    for letter, text, *who in store.connection.execute(query, (store.environment,)):
        named = previous_of(text) if any(who) else people_named(text)
        if hashes.isdisjoint(who) and not hashes.isdisjoint(_hashes(store, named)):
            yield letter


def _rows(store: Store, lane: LaneFacts, hashes: Collection[bytes], named: _Named) -> Iterator[Place]:
    holes = ",".join("?" * len(hashes))
    whose = f"(user IN ({holes}) OR anonymous IN ({holes}) OR event IN (SELECT value FROM json_each(?)))"  # noqa: S608 - bound
    query = f"SELECT place, event, length(payload) FROM waiting WHERE place > ? AND place < ? AND {whose}"  # noqa: S608 - bound
    for row in store.connection.execute(query, (lane.start, lane.end, *hashes, *hashes, json.dumps(named.events))):
        yield Place(*row)


def _bundles(store: Store, lane: LaneFacts, hashes: Collection[bytes], named: _Named) -> Iterator[_Bundle]:
    run = store.connection.execute
    heads = run("SELECT place, block, head FROM bundles WHERE place > ? AND place < ?", (lane.start, lane.end))
    # Nearly all bundles have nothing of them: to look for the bytes is quicker than to read who is whose.
    found = [at for at, block, known in heads if block in named.blocks or any(one in known for one in hashes)]
    for place in found:
        query = "SELECT block, count, head, body FROM bundles WHERE place = ?"
        block, count, head, body = run(query, (place,)).fetchone()
        members, aliases = unpack(head, body, place), named.blocks.get(block, ())
        whose = [
            number
            for number, one in enumerate(members)
            if one.user in hashes or one.anonymous in hashes or one.event in aliases
        ]
        done = done_of(store, place, count)
        waiting = [
            Place(place + number, 0, len(members[number].payload), None, place)
            for number in whose
            if place + number not in done
        ]
        if whose:
            yield _Bundle(place, block, members, whose, waiting)


def _empty(store: Store, lane: LaneFacts, bundle: _Bundle) -> None:
    """Overwrite what the bundle and its block hold of the members; the others keep their places."""
    run, members = store.connection.execute, bundle.members
    events = {members[number].event for number in bundle.whose}
    block = run("SELECT head, body FROM blocks WHERE block = ?", (bundle.block,)).fetchone()
    run(
        "UPDATE blocks SET head = ?, body = ? WHERE block = ?",
        (*without_events(block[0], block[1], events), bundle.block),
    )
    for number in bundle.whose:
        members[number] = members[number]._replace(payload=b"", about=b"{}", user=None, anonymous=None)
    run("UPDATE bundles SET head = ?, body = ? WHERE place = ?", (*pack(members, bundle.place), bundle.place))
    lane.cool(bundle.place)


def person(value: Any) -> str | None:
    """The id as a text, also where an event has it as a number.

    >>> person(" u_1 "), person(42.0), person(None)
    ('u_1', '42', None)
    """
    if type(value) is str:
        return (value if value.isascii() else whole_text(value)).strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if value == value // 1 else str(value)
    return None


def people_in(value: Any, levels: int = INSIDE) -> set[str]:
    """The ids that stand where an event has one: one alone, or those in a list or an object that stands there.

    >>> sorted(people_in(["u_1", {"id": 42}])), people_in(True)
    (['42', 'u_1'], set())
    """
    if (who := person(value)) is not None:
        return {who} - {""}
    parts = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return {who for one in parts for who in people_in(one, levels - 1)} if levels else set()


def people_named(text: bytes) -> set[str]:
    """The ids of people, wherever they stand in the text.

    >>> sorted(people_named(b'[{"userId": "u_1", "n": NaN}, {"anonymousId": 42, "previousId": "u_2"'))
    ['42', 'u_1', 'u_2']
    """
    found = {_value(one[1]).strip() for one in NAMED.finditer(text)} - {""}
    event = _read(text) or {}
    return found.union(*(people_in(event.get(name)) for name in NAMES))


def previous_of(event: bytes) -> set[str]:
    """Whom an alias event, given as JSON, gives a new id; of what cannot be read, all who are named in it.

    >>> previous_of(b'{"userId": "new", "previousId": "old"}')
    {'old'}
    """
    value = _read(event)
    return people_named(event) if value is None else people_in(value.get("previousId"))


def _read(text: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _value(written: bytes) -> str:
    text = written.decode("utf-8", "replace")
    try:
        return str(json.loads(text))
    except ValueError:
        return text.strip('"')
