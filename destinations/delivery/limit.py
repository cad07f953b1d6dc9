"""When the next request of an instance may start."""


class Pace:
    """The rate of one instance: requests of an action type keep their distance, a pause holds all of them.

    It keeps no clock: every method is told the time in seconds.

    >>> pace = Pace()
    >>> [pace.reserve("track", 4.0, now=10.0) for _ in range(3)]
    [10.0, 10.25, 10.5]
    >>> pace.pause(until=60.0)
    >>> pace.reserve("identify", None, now=10.0)
    60.0
    """

    def __init__(self) -> None:
        self._paused_until = float("-inf")
        self._next_start: dict[str, float] = {}

    def reserve(self, action_type: str, per_second: float | None, now: float) -> float:
        """The moment at which one request may start; nobody else gets that moment."""
        start = max(now, self._paused_until, self._next_start.get(action_type, now))
        if per_second:
            self._next_start[action_type] = start + 1 / per_second
        return start

    def pause(self, until: float) -> None:
        """Let no request start before `until`; a shorter pause does not end a longer one."""
        self._paused_until = max(self._paused_until, until)

    def holds(self, start: float) -> bool:
        """Whether a request that reserved `start` must wait longer, as a pause has begun meanwhile."""
        return start < self._paused_until
