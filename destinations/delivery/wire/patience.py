"""A time limit for others, which does not count time that this process itself did not have."""

import asyncio
from types import TracebackType
from typing import Self

# A timer that is so much late, in seconds, says that the event loop had no time: an answer may be there unread.
LATE = 0.02
# However busy the process is, nobody waits for so many times as long.
MOST = 10


class Patience:
    """TimeoutError inside after so many seconds, and after as many more as the event loop was late by then.

    On a busy machine an answer would be thrown away that has been there for long, and what it confirmed be sent twice.
    """

    __slots__ = ("_end", "_limit", "_loop", "_seconds", "_timer")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._limit = asyncio.timeout(None)

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        now = self._loop.time()
        self._end = now + MOST * self._seconds
        await self._limit.__aenter__()
        self._look_at(now + self._seconds)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        await self._limit.__aexit__(kind, error, trace)

    def _look_at(self, due: float) -> None:
        self._timer = self._loop.call_at(due, self._look, due)

    def _look(self, due: float) -> None:
        now = self._loop.time()
        if now - due <= LATE or now >= self._end:
            self._limit.reschedule(now)
            return
        self._look_at(now + min(now - due, self._seconds))
