"""Input of the outbox: events with their deliveries, and decisions that failed; and its limits, `Caps`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from destinations.arguments import check, mapping_of, number, whole
from destinations.sdk.payload import Payload
from destinations.sdk.rows.record import Record


class Kind(NamedTuple):
    """What deliveries of one action have in common; `mapping` is the hash of the mapping that made them."""

    instance: str
    action: str
    type: str
    mapping: str


class Cause(StrEnum):
    """Why something is a dead letter."""

    NOT_BUILT = "not_built"
    REFUSED = "refused"
    REJECTED = "rejected"
    GAVE_UP = "gave_up"
    FULL = "full"
    UNREADABLE = "unreadable"


# One is made for each delivery, and freezing it takes four times as long; the same holds for `Arrival`.
@dataclass(slots=True)
class Entry:
    """A delivery to be kept; `about` is JSON that comes back with its outcome.

    `model` is what `payload` was written of, or the record of that: with it, the lane need not read it again.
    """

    id: str
    kind: Kind
    payload: bytes
    about: bytes = b"{}"
    model: Payload | Record | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A decision that gave no delivery. `key` is the same when the same decision fails again."""

    key: str
    kind: Kind
    cause: Cause
    reason: str
    about: bytes = b"{}"


@dataclass(frozen=True, slots=True)
class Replayed:
    """The dead letter that is tried again: its number, how often it was tried, whether a delivery was accepted."""

    letter: int
    tries: int
    is_delivery: bool


@dataclass(slots=True)
class Arrival:
    """An event and all that was decided about it, accepted together or not at all.

    `event` is its JSON, kept as long as a delivery may become a dead letter. Of `user` and `anonymous`, the event's
    userId and anonymousId, only keyed hashes are kept beside it. Where it is `replayed`, the dead letter goes.
    """

    event: bytes
    name: str | None = None
    message_id: str | None = None
    user: str | None = None
    anonymous: str | None = None
    entries: Sequence[Entry] = ()
    failures: Sequence[Failure] = ()
    replayed: Replayed | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an input was read: `line` lines of `input`, whose beginning has the hash `start`."""

    input: str
    start: str
    line: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of deliveries that were handed in.

    `accepted` counts those that are kept, `failures` the decisions that became dead letters. `repeated` has the ids of
    those that were known already, `full` of those that became dead letters as too many wait for their instance,
    `suppressed` of those that are of people of whom nothing is accepted.
    """

    accepted: int = 0
    failures: int = 0
    repeated: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    suppressed: tuple[str, ...] = ()

    def __add__(self, other: "Receipt") -> "Receipt":
        return Receipt(
            self.accepted + other.accepted,
            self.failures + other.failures,
            self.repeated + other.repeated,
            self.full + other.full,
            self.suppressed + other.suppressed,
        )


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits: deliveries that wait for one instance, dead letters and their age, space that must stay free on the disk.

    `own` is, by instance, how many deliveries may wait for it, in the place of `rows`; `own_bytes` in that of `bytes`.
    """

    rows: int = 2_000_000
    bytes: int = 4 << 30
    letters: int = 1_000_000
    letter_bytes: int = 4 << 30
    letter_days: float = 30.0
    reserve: int = 64 << 20
    own: Mapping[str, int] = field(default_factory=dict)
    own_bytes: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        numbers = mapping_of(int, "a dict from names of instances to whole numbers")
        check(
            "Caps",
            rows=(self.rows, whole(0)),
            bytes=(self.bytes, whole(0)),
            letters=(self.letters, whole(0)),
            letter_days=(self.letter_days, number(0, endless=True)),
            reserve=(self.reserve, whole(0)),
            own=(self.own, numbers),
            own_bytes=(self.own_bytes, numbers),
        )

    def rows_for(self, instance: str) -> int:
        """How many deliveries may wait for the instance."""
        return self.own.get(instance, self.rows)

    def bytes_for(self, instance: str) -> int:
        """How many bytes of payloads may wait for the instance."""
        return self.own_bytes.get(instance, self.bytes)
