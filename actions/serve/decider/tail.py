"""The latest events and what became of them, for whoever watches."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import NamedTuple

from actions.deliver.outcome import Outcome
from actions.serve.decider.deciding import Verdict

# So many are kept for those who are slower than events come.
MOST_KEPT = 1000


class Skipped(NamedTuple):
    """The watcher was too slow: so many were not shown."""

    number: int


class Tail:
    """Keeps the latest verdicts and outcomes; a watcher gets all from when it began, or the number that it missed.

    `on_watched` is called whenever a watcher comes or goes.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: deque[Verdict | Outcome] = deque(maxlen=most)
        self._next = 0
        self._watchers: set[asyncio.Event] = set()
        self.on_watched: Callable[[], None] = lambda: None

    @property
    def watched(self) -> bool:
        return bool(self._watchers)

    def put(self, verdicts: Sequence[Verdict | Outcome]) -> None:
        """More happened."""
        self._kept.extend(verdicts)
        self._next += len(verdicts)
        for one in self._watchers:
            one.set()

    def clear(self) -> None:
        """Keep nothing of what happened; watchers see what is missing as skipped."""
        self._kept.clear()

    async def watch(self, back: int = 0) -> AsyncGenerator[Verdict | Outcome | Skipped, None]:
        """What happens from now on, after the latest `back` that are kept; never ends by itself."""
        some = asyncio.Event()
        self._watchers.add(some)
        self.on_watched()
        here = self._next - min(back, len(self._kept))
        try:
            while True:
                first = self._next - len(self._kept)
                if here < first:
                    yield Skipped(first - here)
                    here = first
                # What comes while one is shown does not move the others.
                for one in list(self._kept)[here - first :]:
                    here += 1
                    yield one
                if here == self._next:
                    some.clear()
                    await some.wait()
        finally:
            self._watchers.discard(some)
            self.on_watched()
