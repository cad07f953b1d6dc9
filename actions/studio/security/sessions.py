"""The token that is exchanged for a session, and sessions that end when nobody uses them."""

import secrets
from collections.abc import Callable
from time import monotonic

IDLE = 12 * 3600.0
MOST_SESSIONS = 64


class Sessions:
    """The sessions that the token opened; each ends when it was idle for so many seconds."""

    def __init__(self, idle: float = IDLE, clock: Callable[[], float] = monotonic) -> None:
        self.token = secrets.token_urlsafe(32)
        self._idle, self._clock = idle, clock
        self._seen: dict[str, float] = {}

    def open(self, token: str) -> str | None:
        """A new session; None for another token."""
        if not secrets.compare_digest(token.encode(), self.token.encode()):
            return None
        while len(self._seen) >= MOST_SESSIONS:
            del self._seen[min(self._seen, key=self._seen.__getitem__)]
        session = secrets.token_urlsafe(32)
        self._seen[session] = self._clock()
        return session

    def is_open(self, session: str | None) -> bool:
        """Whether there is such a session and it was not idle for too long; comparing takes the same time for all."""
        known = [one for one in self._seen if secrets.compare_digest(one.encode(), (session or "").encode())]
        if not known:
            return False
        if self._clock() - self._seen[known[0]] > self._idle:
            del self._seen[known[0]]
            return False
        return True

    def touch(self, session: str) -> None:
        """Somebody uses the session."""
        if session in self._seen:
            self._seen[session] = self._clock()
