"""What a decision needs to know besides the event and the plan."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Context:
    """The moment of the decision, an aware datetime: it dates events that carry no time of their own."""

    now: datetime

    @classmethod
    def current(cls) -> "Context":
        """The context of this very moment, for callers at the edge; the engine itself reads no clock."""
        return cls(datetime.now(UTC))
