"""What the server counts, in plain dicts: some hundred nanoseconds a request, whoever reads them."""

import time
from collections import Counter
from typing import Any

MOST_NAMES = 100
OTHERS = "(others)"


class Counters:
    """Requests by answer, events by source. For each source, received = accepted + refused."""

    def __init__(self) -> None:
        self.answers: Counter[int] = Counter()
        self.codes: Counter[str] = Counter()
        self.received: Counter[str] = Counter()
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.turned_away: Counter[tuple[str, str]] = Counter()
        self.foreign: Counter[str] = Counter()
        self.unknown_keys: Counter[str] = Counter()
        self.not_found: Counter[str] = Counter()
        self.adopted = 0

    def count_name(self, counter: Counter[str], name: str) -> None:
        """Count a name that a client chose; no client can make the list of names long."""
        counter[name if name in counter or len(counter) < MOST_NAMES else OTHERS] += 1

    def as_dict(self) -> dict[str, Any]:
        return {
            "answers": {str(status): count for status, count in self.answers.items()},
            "codes": dict(self.codes),
            "received": dict(self.received),
            "accepted": dict(self.accepted),
            "refused": _nested(self.refused),
            "turned_away": _nested(self.turned_away),
            "foreign_origins": dict(self.foreign),
            "unknown_keys": dict(self.unknown_keys),
            "not_found": dict(self.not_found),
            "adopted": self.adopted,
        }


def _nested(counter: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    made: dict[str, dict[str, int]] = {}
    for (source, code), count in counter.items():
        made.setdefault(source, {})[code] = count
    return made


class Clock:
    """The time in microseconds since 1970, never less than it was before."""

    def __init__(self) -> None:
        self._last = 0

    def now(self) -> int:
        self._last = max(self._last, time.time_ns() // 1000)
        return self._last
