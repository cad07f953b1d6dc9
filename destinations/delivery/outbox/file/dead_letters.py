"""Dead letters: decisions that failed, and deliveries that were given up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from destinations.delivery.outbox.entry import Cause, Failure, Kind
from destinations.delivery.outbox.file.bundle import NO_EVENT, Event, checked
from destinations.delivery.outbox.file.bundles import Opened
from destinations.delivery.outbox.file.places import Id, Place
from destinations.delivery.outbox.file.store import DEFAULT, Store, full_id

# The name of the fact that counts dead letters that were dropped.
DROPPED = "dropped"
INSERT = """
INSERT INTO letters(key, environment, instance, action, type, mapping, cause, reason, is_delivery, id, name, message_id,
    user, anonymous, first_at, at, tries, attempts, status, event, payload, about, checksum, size)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT(key) DO UPDATE SET mapping = excluded.mapping, cause = excluded.cause, reason = excluded.reason,
    at = excluded.at, tries = tries + excluded.tries, attempts = attempts + excluded.attempts,
    status = excluded.status, payload = excluded.payload, about = excluded.about, event = excluded.event,
    name = excluded.name, user = coalesce(excluded.user, user), anonymous = coalesce(excluded.anonymous, anonymous),
    checksum = excluded.checksum,
    size = excluded.size
"""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter: why it failed, and all that a replay needs.

    One `key` is one dead letter: what fails again is the same one, which counts its tries. Of a delivery it is
    the id.
    """

    key: str
    kind: Kind
    cause: Cause
    reason: str
    event: bytes
    at: float
    name: str | None = None
    message_id: str | None = None
    who: tuple[bytes | None, bytes | None] = (None, None)
    is_delivery: bool = False
    first_at: float | None = None
    tries: int = 0
    attempts: int = 0
    status: int | None = None
    payload: bytes | None = None
    about: bytes = b"{}"


@dataclass(frozen=True, slots=True)
class Ended:
    """A delivery that becomes a dead letter, by its place."""

    place: Place
    cause: Cause
    reason: str
    tries: int
    attempts: int
    first_at: float | None
    status: int | None


def keep_dead_letters(store: Store, letters: Iterable[DeadLetter]) -> None:
    """Store the dead letters."""
    store.connection.executemany(INSERT, [_row(store, one) for one in letters])


def letter_again(store: Store, letter: int, failures: Sequence[Failure]) -> dict[str, str]:
    """The key of the dead letter that was tried again, by that of what failed again in its place.

    Where something else failed, such as an action of an event that was refused before, the dead letter goes.
    """
    run = store.connection.execute
    row = run("SELECT key, coalesce(action, '') FROM letters WHERE letter = ?", (letter,)).fetchone()
    if row is None:
        return {}
    same = [one.key for one in failures if one.kind.action == row[1]]
    if not same:
        run("DELETE FROM letters WHERE letter = ?", (letter,))
        return {}
    start = "" if store.environment == DEFAULT else f"{store.environment}/"
    return {same[0]: row[0].removeprefix(start)}


def drop_dead_letters(store: Store, condition: str, values: Sequence[Any]) -> int:
    """Drop the dead letters for which the condition holds, and count them; gives how many."""
    run = store.connection.execute
    query = f"DELETE FROM letters WHERE {condition} RETURNING environment, instance, is_delivery"  # noqa: S608 - bound
    gone = run(query, values).fetchall()
    for (environment, instance), number in Counter(one[:2] for one in gone if one[2]).items():
        query = "UPDATE lanes SET dropped = dropped + ? WHERE environment = ? AND instance = ?"
        run(query, (number, environment, instance))
    if gone:
        query = "INSERT INTO facts VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = value + excluded.value"
        run(query, (DROPPED, len(gone)))
    return len(gone)


def end_as_dead_letters(store: Store, ended: Sequence[Ended], now: float) -> None:
    """Make dead letters of deliveries, which must be forgotten after that."""
    letters, opened = [], Opened(store)
    for one in ended:
        found = _in_bundle(opened, one.place) if one.place.bundle else _in_row(store, one.place)
        if found is None:
            continue
        kind, short, user, anonymous, payload, about, event = found
        letters.append(
            DeadLetter(
                full_id(short),
                store.kind(kind),
                one.cause,
                one.reason,
                event.body,
                now,
                name=event.name,
                message_id=event.message_id,
                who=(user, anonymous),
                is_delivery=True,
                first_at=one.first_at,
                tries=one.tries,
                attempts=one.attempts,
                status=one.status,
                payload=payload,
                about=about,
            )
        )
    keep_dead_letters(store, letters)


_Found = tuple[int, Id, bytes | None, bytes | None, bytes | None, bytes, Event]


def _in_bundle(opened: Opened, place: Place) -> _Found:
    member, event, _ = opened.kept(place)
    payload = _sound(member.payload, member.checksum)
    return member.kind, member.id, member.user, member.anonymous, payload, member.about, event


def _in_row(store: Store, place: Place) -> _Found | None:
    row = store.connection.execute(
        "SELECT kind, id, user, anonymous, about, payload, waiting.checksum, body, name, message_id, events.checksum "
        "FROM waiting LEFT JOIN events USING (event) WHERE place = ?",
        (place.number,),
    ).fetchone()
    if row is None:
        return None
    *facts, about, payload, checksum, body, name, message_id, of_event = row
    event = Event(body or b"", name, message_id)
    return (*facts, _sound(payload, checksum), about, event if of_event in (None, checked(event)) else NO_EVENT)


def _sound(payload: bytes, checksum: int) -> bytes | None:
    """The payload; None where its bytes have changed, which must not be tried again."""
    return payload if crc32(payload) == checksum else None


def _row(store: Store, one: DeadLetter) -> tuple[Any, ...]:
    kind = (one.kind.instance or None, one.kind.action or None, one.kind.type or None, one.kind.mapping or None)
    return (
        one.key if store.environment == DEFAULT else f"{store.environment}/{one.key}",
        store.environment,
        *kind,
        one.cause.value,
        whole_text(one.reason),
        one.is_delivery,
        one.key if one.is_delivery else None,
        one.name,
        one.message_id,
        *one.who,
        one.first_at,
        one.at,
        one.tries,
        one.attempts,
        one.status,
        one.event,
        one.payload,
        one.about,
        dead_letter_checksum(one.key if one.is_delivery else None, one.event, one.payload, one.about),
        len(one.event) + len(one.payload or b"") + len(one.about),
    )


def dead_letter_checksum(name: str | None, event: bytes, payload: bytes | None, about: bytes) -> int:
    """The checksum of what a dead letter is tried again with; `name` is the delivery id."""
    return crc32((name or "").encode("utf-8", "surrogatepass"), crc32(about, crc32(payload or b"", crc32(event))))


def whole_text(text: str) -> str:
    """The text without halves of characters, which no file can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
