"""`Workers`: delivers from an outbox, with a lane for each instance."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from destinations.delivery.delivery import Delivered
from destinations.delivery.lane import Running, stop
from destinations.delivery.outbox.disk_cursor import DiskCursor
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.pace.retry import PATIENT, RetryPolicy
from destinations.delivery.redaction.log import log_about
from destinations.delivery.redaction.summary import EVERY, log_summary
from destinations.delivery.send import Clocks, lasting_clock
from destinations.delivery.senders import SenderOptions, make_sender
from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Retry
from destinations.sdk.settings import Settings

STOPPED = Retry("stopped", counts=False)
# How often to see whether something is left to do.
POLL = 0.02
RATE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Tool:
    """An instance to deliver to: its settings with their secrets, and its destination's action types by name.

    With `by_person` each person's deliveries go one after the other. `most_waiting` deliveries of `most_bytes` together
    may wait for it, where it has limits of its own. A delivery waits for `linger` seconds for others to travel with.
    `ca_file` holds authorities by which its server is known.
    """

    settings: Settings
    types: Mapping[str, ActionType]
    by_person: bool = False
    most_waiting: int | None = None
    most_bytes: int | None = None
    linger: float = 0.0
    ca_file: Path | None = None


@dataclass(slots=True)
class Workers:
    """Delivers what waits in the outbox for each of the tools, in a lane of its own, while entered.

    `settled` hears of deliveries that are done with, once that is on disk. DelivererError says on entering what would
    keep an instance from delivering. To the instances in `by_person`, each person's deliveries go one after the other.
    """

    outbox: Outbox
    tools: Mapping[str, Tool]
    settled: Callable[[Sequence[Delivered]], None]
    policy: RetryPolicy = PATIENT
    options: SenderOptions = field(default_factory=lambda: SenderOptions(clocks=Clocks(clock=lasting_clock())))
    patience: float = 10.0
    by_person: Collection[str] = ()
    _running: dict[str, Running[DiskCursor]] = field(default_factory=dict, init=False)
    _summed_at: float = field(default_factory=time.monotonic, init=False)
    _summing: asyncio.Task[None] | None = field(default=None, init=False)

    async def __aenter__(self) -> Self:
        senders = {name: make_sender(name, tool.settings, self.options) for name, tool in self.tools.items()}
        # Before a lane is at work: where the file cannot be read, none must be left behind.
        paused = {name: await self.outbox.paused(name) for name in senders}
        for name, sender in senders.items():
            tool = self.tools[name]
            in_turn = tool.by_person or name in self.by_person
            cursor = self.outbox.cursor(name, tool.types, self.settled, by_person=in_turn)
            self._running[name] = Running.start(sender, cursor, self.policy, tool.linger)
            cursor.wake = self._running[name].lane.poll
            if reason := paused[name]:
                self.pause(name, reason)
        self._summed_at = time.monotonic()
        self._summing = asyncio.create_task(self._sum_up())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._summing:
            self._summing.cancel()
        await self.stop(self.patience)
        self._log_summaries()

    def poll(self) -> None:
        """Something was accepted."""
        for one in self._running.values():
            one.lane.poll()

    def pause(self, instance: str, reason: str | None) -> None:
        """Send nothing to the instance, for this reason; without one, go on."""
        running = self._running.get(instance)
        if running:
            log_about(logging.INFO, instance, "paused by hand" if reason else "goes on")
        if running and reason:
            running.lane.halt(Retry(reason, counts=False, pause=True))
        elif running:
            running.lane.resume()

    def facts(self) -> dict[str, dict[str, Any]]:
        """Of each instance: what is in flight, how many a second are done with, and why it is paused."""
        now = time.monotonic()
        return {
            name: {
                "in_flight": one.cursor.in_flight,
                "rate": round(one.cursor.settled_since(now - RATE_SECONDS) / RATE_SECONDS, 1),
                "paused": reason.reason if (reason := one.lane.halted) and reason is not STOPPED else None,
            }
            for name, one in self._running.items()
        }

    @property
    def halted(self) -> dict[str, Retry]:
        """Why instances get nothing at present."""
        return {name: one.lane.halted for name, one in self._running.items() if one.lane.halted}

    async def drained(self) -> None:
        """Wait until nothing waits for an instance that is not halted, and nothing is under way or still to report.

        Also ends when nothing could be written to the disk for as long as `patience`.
        """
        while any(self._is_busy(name, one) for name, one in self._running.items()):  # noqa: ASYNC110
            # There is no one event: rows, requests and halts all end it.
            await asyncio.sleep(POLL)

    def _is_busy(self, name: str, one: Running[DiskCursor]) -> bool:
        since = self.outbox.commit.trouble_since
        if since and time.monotonic() - since > self.patience:
            # Nothing can be written down: nobody knows when that will end.
            return False
        if one.lane.in_flight or one.cursor.is_settling:
            return True
        lane = self.outbox.store.lanes.get(name)
        return bool(lane and lane.rows) and one.lane.halted is None

    async def _sum_up(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            self._log_summaries()

    def _log_summaries(self) -> None:
        seconds, self._summed_at = time.monotonic() - self._summed_at, time.monotonic()
        for name, facts in self.facts().items():
            lane, waits = self._running[name].lane, self.outbox.store.lanes.get(name)
            counts, lane.counts = lane.counts, Counter()
            log_summary(name, counts, {**facts, "waiting": waits.rows if waits else 0}, seconds)

    async def stop(self, within: float) -> None:
        """Start nothing more, and give what is under way so many seconds to end; the rest waits in the outbox."""
        await stop(list(self._running.values()), STOPPED, within)
