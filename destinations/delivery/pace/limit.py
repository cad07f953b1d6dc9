"""Rate and concurrency limits: when the next request of an instance may start, and how many may be under way."""

import asyncio
import math
from collections import defaultdict


class Pace:
    """The rate of one instance: requests of an action type keep their distance, a pause holds all of them.

    It reads no clock: every method takes the time in seconds. `share` is this process's part of the rate, where several
    deliver to one account.

    >>> pace = Pace()
    >>> [pace.reserve("track", 4.0, now=10.0) for _ in range(3)]
    [10.0, 10.25, 10.5]
    >>> pace.pause(until=60.0)
    >>> pace.reserve("identify", None, now=10.0)
    60.0
    """

    def __init__(self) -> None:
        self.share = 1.0
        self._paused_until = float("-inf")
        self._next_start: dict[str, float] = {}
        self._gates: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def gate(self, action_type: str) -> asyncio.Lock:
        """What lets one request of the action type wait for its moment at a time."""
        return self._gates[action_type]

    def reserve(self, action_type: str, per_second: float | None, now: float) -> float:
        """The moment at which one request may start; nobody else gets that moment."""
        start = max(now, self._paused_until, self._next_start.get(action_type, now))
        if per_second:
            self._next_start[action_type] = start + 1 / (per_second * self.share)
        return start

    def started(self, action_type: str, per_second: float | None, now: float) -> None:
        """A request starts: the next one keeps its distance from now on, also where this one woke up late.

        Otherwise those that were to start while the process had no time would all start at once.
        """
        if per_second:
            self._next_start[action_type] = max(
                self._next_start.get(action_type, now), now + 1 / (per_second * self.share)
            )

    def pause(self, until: float) -> None:
        """Let no request start before `until`; a shorter pause does not end a longer one."""
        self._paused_until = max(self._paused_until, until)

    def holds(self, start: float) -> bool:
        """Whether a request that reserved `start` must wait longer, as a pause has begun meanwhile."""
        return start < self._paused_until


class Width:
    """How many requests of an instance may be under way: fewer as they fail, one at a time when none gets through.

    With five failures in a row it is shut until its wait is over. Then one request finds out whether the tool is back.

    >>> width = Width()
    >>> for _ in range(5):
    ...     width.failed(now=10.0, wait=4.0)
    >>> width.opens_at, width.allows(under_way=0), width.allows(under_way=1)
    (14.0, True, False)
    >>> width.succeeded()
    >>> width.opens_at, width.allows(under_way=1)
    (-inf, True)
    """

    SHUT_AFTER = 5

    def __init__(self) -> None:
        self._most = math.inf
        self.failures = 0
        self.opens_at = -math.inf

    def allows(self, under_way: int) -> bool:
        """Whether one more may start."""
        return under_way < max(1.0, self._most)

    @property
    def is_shut(self) -> bool:
        """Whether nothing has got through for a while."""
        return self.failures >= self.SHUT_AFTER

    def succeeded(self) -> None:
        """The tool answered: one more may be under way."""
        self.failures = 0
        self.opens_at = -math.inf
        self._most = max(self._most, 1.0) + 1.0

    def failed(self, now: float, wait: float, under_way: int = 1) -> None:
        """Nothing of a request got through, and `wait` is when it would be tried again."""
        self.failures += 1
        self._most = max(1.0, min(self._most, under_way) / 2)
        if self.is_shut:
            self.opens_at = now + wait
