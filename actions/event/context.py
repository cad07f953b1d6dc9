"""What a decision needs to know besides the event and the plan."""

from datetime import UTC, datetime

from msgspec import Struct

from mappings.event_fields import EVENT_TYPES
from mappings.findings.show import show
from mappings.findings.suggest import did_you_mean

# What is reckoned with the moment of a decision has to be a date itself.
FIRST_YEAR, LAST_YEAR = 1970, 9998


class Context(Struct, frozen=True):
    """The moment of the decision, an aware datetime: it dates events that carry no time of their own.

    `type` is for events without one, where it is known from elsewhere, such as the path /v1/track. An event that has a
    type keeps it. ValueError for a type that events do not have, and for a moment without a zone or out of all times.
    """

    now: datetime
    type: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.now, datetime):
            raise TypeError(f"now is a datetime, not {type(self.now).__name__}; write datetime.fromisoformat(text)")
        if self.now.tzinfo is None:
            raise ValueError(f"{self.now} says no zone; write datetime.now(UTC), or moment.replace(tzinfo=UTC)")
        if not FIRST_YEAR <= self.now.year <= LAST_YEAR:
            raise ValueError(
                f"{self.now} is not in the years {FIRST_YEAR} to {LAST_YEAR}; give the moment of the decision"
            )
        if self.type is not None and not isinstance(self.type, str):
            raise TypeError(f"type is a text, not {type(self.type).__name__}; write one of {', '.join(EVENT_TYPES)}")
        if self.type is not None and self.type not in EVENT_TYPES:
            hint = did_you_mean(str(self.type), EVENT_TYPES) or f"write one of {', '.join(EVENT_TYPES)}"
            raise ValueError(f"there is no event type {show(self.type)}; {hint}")

    @classmethod
    def current(cls, type: str | None = None) -> "Context":  # noqa: A002  # as events call it
        """The context of this very moment, for callers at the edge; the engine itself reads no clock."""
        return cls(datetime.now(UTC), type)
