"""What a replay sends."""

from enum import StrEnum


class With(StrEnum):
    """`current` decides again with the mapping of today, `recorded` sends the payload that was made then."""

    current = "current"
    recorded = "recorded"
