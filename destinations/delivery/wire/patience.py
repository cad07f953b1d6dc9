"""A time limit for others, which does not count time that this process itself did not have."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# A timer that is so much late, in seconds, says that the event loop had no time: an answer may be there unread.
LATE = 0.02
# However busy the process is, nobody waits for so many times as long.
MOST = 10


@asynccontextmanager
async def patience(seconds: float) -> AsyncIterator[None]:
    """TimeoutError inside after so many seconds, and after as many more as the event loop was late by then.

    On a busy machine an answer would be thrown away that has been there for long, and what it confirmed be sent twice.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + MOST * seconds
    timer: asyncio.TimerHandle | None = None

    def look(due: float) -> None:
        nonlocal timer
        now = loop.time()
        if now - due <= LATE or now >= end:
            limit.reschedule(now)
            return
        due = now + min(now - due, seconds)
        timer = loop.call_at(due, look, due)

    first = loop.time() + seconds
    async with asyncio.timeout(None) as limit:
        timer = loop.call_at(first, look, first)
        try:
            yield
        finally:
            if timer:
                timer.cancel()
