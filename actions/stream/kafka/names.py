"""What topics and consumer groups are called that belong to a topic of events."""

from dataclasses import dataclass

# What is handed on waits in the topic of the shortest of these delays that is long enough.
DELAYS = {"10s": 10.0, "1m": 60.0, "10m": 600.0, "1h": 3600.0}


@dataclass(frozen=True, slots=True)
class Names:
    """The names that belong to the topic of events `topic`.

    >>> names = Names("events")
    >>> names.group("shop"), names.later("shop", 30.0), names.dead
    ('actions.events.shop', 'actions.events.shop.later.1m', 'actions.events.dead')
    """

    topic: str

    def group(self, lane: str) -> str:
        return f"actions.{self.topic}.{lane}"

    def later(self, lane: str, seconds: float) -> str:
        """Where a lane's events wait that come again after so many seconds."""
        name = next((name for name, delay in DELAYS.items() if seconds <= delay), "1h")
        return f"{self.group(lane)}.later.{name}"

    def delays(self, lane: str) -> list[str]:
        """All topics in which a lane's events wait."""
        return [f"{self.group(lane)}.later.{name}" for name in DELAYS]

    @property
    def dead(self) -> str:
        return f"actions.{self.topic}.dead"

    @property
    def control(self) -> str:
        return f"actions.{self.topic}.control"
