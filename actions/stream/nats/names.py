"""What streams, subjects and consumers are called: each stream of events has its own, as several share a server."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Names:
    """The names that belong to the stream of events `stream`.

    >>> names = Names("EVENTS")
    >>> names.later_stream, names.again("shop"), names.consumer("shop", 3)
    ('EVENTS_LATER', 'actions.again.EVENTS.shop', 'actions-shop-3')
    """

    stream: str

    @property
    def later_stream(self) -> str:
        return f"{self.stream}_LATER"

    @property
    def dead_stream(self) -> str:
        return f"{self.stream}_DEAD"

    @property
    def leases(self) -> str:
        """The bucket of what ends unless it is renewed: leases, and what workers report."""
        return f"{self.stream}_LEASES"

    @property
    def control(self) -> str:
        """The bucket of what people have paused."""
        return f"{self.stream}_CONTROL"

    @property
    def later_subjects(self) -> list[str]:
        return [f"actions.later.{self.stream}.>", f"actions.again.{self.stream}.>"]

    @property
    def dead_subjects(self) -> list[str]:
        return [f"actions.dead.{self.stream}.>"]

    def later(self, lane: str, key: str) -> str:
        """Where a portion waits for its time: under the same subject a second one takes the place of the first."""
        return f"actions.later.{self.stream}.{lane}.{key}"

    def again(self, lane: str) -> str:
        return f"actions.again.{self.stream}.{lane}"

    def dead(self, lane: str) -> str:
        return f"actions.dead.{self.stream}.{lane}"

    def lane_of(self, consumer: str) -> str | None:
        """The lane that a consumer of events belongs to; None where it is none of ours.

        >>> Names("E").lane_of("actions-shop-3"), Names("E").lane_of("actions-shop"), Names("E").lane_of("other")
        ('shop', 'shop', None)
        """
        first, _, rest = consumer.partition("-")
        name, _, number = rest.rpartition("-")
        return None if first != "actions" else name if name and number.isdecimal() else rest

    def consumer(self, lane: str, partition: int | None) -> str:
        return f"actions-{lane}" if partition is None else f"actions-{lane}-{partition}"

    def again_consumer(self, lane: str) -> str:
        return f"again-{lane}"


def token_of(*parts: str) -> str:
    """The texts as one token of a subject, or of an id."""
    return blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


def prefix_of(subjects: Sequence[str], stream: str) -> str:
    """The subjects of events before their number: `events` of `events.*`."""
    return subjects[0].rsplit(".", 1)[0] if subjects else stream
