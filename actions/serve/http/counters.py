"""What the server counts, in plain dicts: some hundred nanoseconds a request, whoever reads them."""

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

MOST_NAMES = 100
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
OTHERS = "(others)"
# In microseconds: what is less is an inaccuracy, in which the order of events is kept.
SET_BACK: Final = 1_000_000


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
        self.durations: dict[tuple[str, int], Durations] = {}
        # Where somebody else wants to hear of each request: its path, its status, and how many seconds it took.
        self.on_answer: Callable[[str, int, float], None] | None = None

    def answered(self, path: str, status: int, seconds: float) -> None:
        """Count an answer; `path` is one of ours, as the table of paths writes it."""
        self.answers[status] += 1
        durations = self.durations.get((path, status))
        if durations is None:
            durations = self.durations[path, status] = Durations()
        durations.add(seconds)
        if self.on_answer:
            self.on_answer(path, status, seconds)

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
            "durations": self._durations(),
        }

    def _durations(self) -> dict[str, dict[str, Any]]:
        made: dict[str, dict[str, Any]] = {}
        for (path, status), one in self.durations.items():
            made.setdefault(path, {})[str(status)] = one.as_dict()
        return made


class Durations:
    """How many requests took how long, by the bounds that OpenTelemetry advises for them."""

    __slots__ = ("_counts", "_sum")

    def __init__(self) -> None:
        self._counts = [0] * (len(BOUNDS) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        self._counts[bisect_left(BOUNDS, seconds)] += 1
        self._sum += seconds

    def as_dict(self) -> dict[str, float]:
        """The number of those up to each bound and above the one before, and the sum of their seconds."""
        names = [*(f"{one:g}" for one in BOUNDS), "+Inf"]
        return {**dict(zip(names, self._counts, strict=True)), "sum": round(self._sum, 6)}


def _nested(counter: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    made: dict[str, dict[str, int]] = {}
    for (source, code), count in counter.items():
        made.setdefault(source, {})[code] = count
    return made


class Clock:
    """The time in microseconds since 1970, never less than it was before: but for a clock that was set back."""

    def __init__(self) -> None:
        self._last = 0

    def now(self) -> int:
        now = time.time_ns() // 1000
        # Events that were dated by a clock from before it was set right would be refused as of the future.
        self._last = now if now < self._last - SET_BACK else max(self._last, now)
        return self._last
