"""Finds, counts and removes dead letters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from destinations.delivery.outbox.file.dead_letters import dead_letter_checksum, drop_dead_letters
from destinations.delivery.outbox.file.store import Store

COLUMNS = (
    "letter, instance, action, type, mapping, cause, reason, id, name, message_id, first_at, at, tries, attempts, "
    "status, event, payload, about, is_delivery, checksum"
)
# The places of what is bytes.
TEXTS = {COLUMNS.split(", ").index(name) for name in ("event", "payload", "about")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dead letters: those for which all that is given here holds.

    `reason` is a part of it, `since` a time, `after` the number of a dead letter.
    """

    letters: Sequence[int] = ()
    instance: str | None = None
    action: str | None = None
    cause: str | None = None
    reason: str | None = None
    name: str | None = None
    since: float | None = None
    after: int = 0

    def condition(self, environment: str) -> tuple[str, list[Any]]:
        """As SQL, and the values in its holes."""
        parts: list[str] = ["environment = ?"]
        values: list[Any] = [environment]
        for column in ("instance", "action", "cause", "name"):
            if (value := getattr(self, column)) is not None:
                parts.append(f"{column} = ?")
                values.append(value)
        if self.reason is not None:
            parts.append("instr(reason, ?)")
            values.append(self.reason)
        if self.since is not None:
            parts.append("at >= ?")
            values.append(self.since)
        if self.after:
            parts.append("letter > ?")
            values.append(self.after)
        if self.letters:
            parts.append(f"letter IN ({','.join('?' * len(self.letters))})")
            values += self.letters
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True)
class Found:
    """A dead letter as it is kept."""

    letter: int
    instance: str | None
    action: str | None
    type: str | None
    mapping: str | None
    cause: str
    reason: str
    id: str | None
    name: str | None
    message_id: str | None
    first_at: float | None
    at: float
    tries: int
    attempts: int
    status: int | None
    event: bytes
    payload: bytes | None
    about: bytes
    is_delivery: int
    checksum: int | None = None

    @property
    def is_damaged(self) -> bool:
        """Whether its bytes on disk are not those that were written."""
        return self.checksum not in (None, dead_letter_checksum(self.id, self.event, self.payload, self.about))


def find(store: Store, wanted: Wanted, most: int | None = None) -> Iterator[Found]:
    """The dead letters that are wanted, oldest first."""
    condition, values = wanted.condition(store.environment)
    query = f"SELECT {COLUMNS} FROM letters WHERE {condition} ORDER BY letter LIMIT ?"  # noqa: S608 - our words; values are bound
    for row in store.connection.execute(query, [*values, -1 if most is None else most]):
        yield Found(*(_as_bytes(value) if at in TEXTS else value for at, value in enumerate(row)))


def _as_bytes(value: Any) -> Any:
    """What was written as bytes; a byte that has changed on disk may say that it is a text."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def count(store: Store, wanted: Wanted) -> int:
    """How many dead letters are wanted."""
    condition, values = wanted.condition(store.environment)
    query = f"SELECT count(*) FROM letters WHERE {condition}"  # noqa: S608 - our words; values are bound
    found: int = store.connection.execute(query, values).fetchone()[0]
    return found


def drop(store: Store, wanted: Wanted) -> int:
    """How many dead letters were dropped; those of deliveries are counted as such."""
    condition, values = wanted.condition(store.environment)
    return drop_dead_letters(store, condition, values)
