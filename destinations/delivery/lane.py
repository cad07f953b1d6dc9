"""A lane: the queue, the concurrency and the retries of one instance."""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

from msgspec.structs import replace

from destinations.delivery.batch import Batch, Unsendable, cut
from destinations.delivery.outbox.cursor import PAUSED, Claimed, Claims, Cursor, one_by_one
from destinations.delivery.pace.gathering import Gathering
from destinations.delivery.pace.limit import Width
from destinations.delivery.pace.retry import RetryPolicy, backoff, gives_up
from destinations.delivery.redaction.batch_result import BatchResult
from destinations.delivery.redaction.log import log_about
from destinations.delivery.redaction.people import without_addresses
from destinations.delivery.redaction.redact import OutcomeT
from destinations.delivery.send import INTERRUPTED, Answered, Sender
from destinations.sdk.outcome import Rejected, Retry, Sent
from destinations.sdk.refusal import error_text

CLAIM = 2000
WITHDRAWN = Retry("taken out of the outbox", counts=False)


class Lane:
    """The deliveries of one instance, from its cursor and back to it, which hears of each exactly once.

    Nothing here waits for another instance. The lane halts when a person must act, when nothing got through
    for the policy's budget, and on request; what is left then is given back with the reason.
    """

    def __init__(self, sender: Sender, cursor: Cursor, policy: RetryPolicy, linger: float = 0.0) -> None:
        self._sender = sender
        self._gathering = Gathering(linger, CLAIM)
        self._halt = sender.halt
        self._cursor = cursor
        self._policy = policy
        # What became of payloads each time they were on the wire, since the last summary.
        self.counts: Counter[str] = Counter()
        self._slots: dict[str, asyncio.Semaphore] = {}
        self._width = Width()
        self._under_way: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._failing_since: float | None = None

    @property
    def halted(self) -> Retry | None:
        """Why nothing is sent at present, in words for people: without what a tool's answer says of anybody."""
        reason = self._halt.reason
        words = without_addresses(reason.reason) if reason else ""
        return reason if reason is None or words == reason.reason else replace(reason, reason=words)

    @property
    def in_flight(self) -> int:
        """How many requests or batches are under way."""
        return len(self._under_way)

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            async with self._sender.transport, self._sender.writing:
                try:
                    while True:
                        await self._step()
                finally:
                    for task in self._under_way:
                        task.cancel()
                    await asyncio.gather(*self._under_way, return_exceptions=True)
        except Exception as error:  # noqa: BLE001 - an unsettled delivery would be waited for for ever
            reason = Retry(f"not delivered: {error_text(error)}", counts=False, pause=True)
            log_about(logging.ERROR, self._sender.instance, f"paused: {type(error).__name__}")
            self.halt(reason)
            self.give_back(reason)

    def wake(self) -> None:
        """Ask the cursor again; one that gave up tries anew, unless a person must act first."""
        reason = self._halt.reason
        if reason and reason.pause:
            self.halt(reason)
        elif reason:
            self.resume()
        self._wake.set()

    def poll(self) -> None:
        """Ask the cursor again, unless the lane has halted."""
        self._wake.set()

    def resume(self) -> None:
        """Go on after a halt."""
        self._halt.clear()
        self._failing_since = None
        self._width = Width()
        self._wake.set()

    def halt(self, reason: Retry) -> None:
        """Start nothing more, and give back what is not under way."""
        self._halt.set(reason)
        for claim in self._gathering.clear():
            self._cursor.give_back(claim, self._safe(reason))
        self._cursor.give_back_waiting(self._safe(reason))

    async def wait_for_requests(self) -> None:
        """Wait for the requests that are under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def give_back(self, reason: Retry) -> None:
        """Give back everything that is left, also what was under way."""
        self._cursor.give_back_all(self._safe(reason))

    async def _step(self) -> None:
        self._wake.clear()
        if self._halt.reason:
            await self._wake.wait()
            return
        try:
            claims = await self._cursor.next(self._gathering.room, self._clock())
            due = self._gathering.add(one_by_one(claims), self._clock()) if self._gathering.waits else claims
            if due:
                await self._start(due)
            elif not claims:
                await self._wait_for_work()
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except KeyboardInterrupt:
            # A person interrupted the plugin code that runs here.
            self.halt(INTERRUPTED)
            self.give_back(INTERRUPTED)
        except BaseException as error:  # noqa: BLE001 - an unsettled delivery would be waited for for ever
            reason = Retry(f"not delivered: {error_text(error)}")
            self.halt(reason)
            self.give_back(reason)

    async def _wait_for_work(self) -> None:
        ready = await self._cursor.next_ready()
        wait = min(math.inf if ready is None else ready, self._gathering.next_due) - self._clock()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), None if wait == math.inf else max(0.0, wait))

    async def _start(self, claims: Iterable[Claimed | Claims]) -> None:
        for piece in cut(claims, self._sender.settings):
            if isinstance(piece, Unsendable):
                self._done(piece.member, piece.outcome)
                continue
            action_type = piece.action_type
            most = max(1, action_type.limits.concurrency)
            slots = self._slots.setdefault(action_type.name, asyncio.Semaphore(most))
            await slots.acquire()
            await self._turn()
            if gone := self._cursor.withdrawn(piece.members):
                slots.release()
                for member in gone:
                    self._cursor.give_back(member, WITHDRAWN)
                await self._start(piece.without(gone))
                continue
            task = asyncio.create_task(self._send(piece, slots))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _turn(self) -> None:
        """Wait until one more request may be under way, or none may any more."""
        while not self._halt.reason:
            wait = self._width.opens_at - self._clock()
            if wait > 0:
                await self._halt.sleep(wait)
            elif self._width.allows(len(self._under_way)):
                return
            else:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    async def _send(self, batch: Batch, slots: asyncio.Semaphore) -> None:
        started = self._clock()
        try:
            answers = await self._sender.send(batch)
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except KeyboardInterrupt:
            self.halt(INTERRUPTED)
            answers = [Answered(INTERRUPTED)] * len(batch.members)
        except BaseException as error:  # noqa: BLE001 - an unsettled delivery would be waited for for ever
            failed = Rejected(f"sending failed: {error_text(error)}")
            answers = [Answered(failed)] * len(batch.members)
        finally:
            slots.release()
        try:
            self._conclude(batch, answers, self._clock() - started)
        except Exception as error:  # noqa: BLE001 - a bug of our own must not leave deliveries unsettled
            reason = Retry(f"not delivered: {error_text(error)}")
            self.halt(reason)
            self.give_back(reason)
        self._wake.set()

    def _conclude(self, batch: Batch, answers: Sequence[Answered], seconds: float) -> None:
        # One moment and one draw for all: what failed together comes back together, as one batch again.
        now, jitter = self._clock(), self._sender.clocks.jitter()
        self._adapt_width(answers, now, jitter)
        if all(type(answered.verdict) is Sent for answered in answers):
            self._failing_since = None
            self._report(BatchResult(self._sender.instance, batch, answers, seconds, all_sent=True))
            self._cursor.sent(batch.members, now, [answered.status for answered in answers])
            return
        tried = [answered.after(member, now) for member, answered in zip(batch.members, answers, strict=True)]
        given_up = {
            position
            for position, (member, answered) in enumerate(zip(tried, answers, strict=True))
            if answered.is_to_be_retried and gives_up(self._policy, member.attempts, member.age(now), member.tries)
        }
        self._report(BatchResult(self._sender.instance, batch, answers, seconds, given_up))
        for position, (member, answered) in enumerate(zip(tried, answers, strict=True)):
            outcome = answered.verdict
            if not isinstance(outcome, Retry):
                got_through = answered.status or isinstance(outcome, Sent)
                self._failing_since = None if got_through else self._failing_since
                self._done(member, outcome)
            elif not answered.on_wire:
                self._cursor.give_back(member, self._safe(outcome))
            elif position in given_up:
                self._failing_since = now if self._failing_since is None else self._failing_since
                times = f"{member.tries} attempt{'' if member.tries == 1 else 's'}"
                reason = f"gave up after {times} in {member.age(now):.0f} s: {outcome.reason}"
                self._done(member, Rejected(reason), gave_up=True)
            else:
                self._retry(member, outcome, now, jitter)

    def _report(self, result: BatchResult) -> None:
        result.log()
        self.counts.update(result.outcomes())
        if self._sender.watch:
            with suppress(Exception):  # a watcher must not change what is delivered
                self._sender.watch(result)

    def _adapt_width(self, answers: Sequence[Answered], now: float, jitter: float) -> None:
        """Let fewer requests be under way where nothing of a batch got through."""
        if not any(answered.on_wire for answered in answers):
            return
        if all(isinstance(answered.verdict, Retry) for answered in answers):
            self._width.failed(now, backoff(self._policy, self._width.failures + 1, jitter), len(self._under_way))
        else:
            self._width.succeeded()

    def _retry(self, member: Claimed, outcome: Retry, now: float, jitter: float) -> None:
        self._failing_since = now if self._failing_since is None else self._failing_since
        left = self._failing_since + self._policy.budget - now
        # A wait of our own is cut to what is left, or jitter would end the tries early; what the tool asks for is not.
        wait = max(outcome.after or 0.0, min(backoff(self._policy, member.tries, jitter), max(left, 0.0)))
        reason = without_addresses(self._safe(outcome).reason)
        self._cursor.later(member, now + wait, f"{PAUSED}{reason}" if outcome.pause else reason)
        if outcome.pause or left <= 0 or wait > left:
            if self._halt.reason is None:
                answer = f": answered {member.status}" if member.status else ""
                log_about(logging.WARNING, self._sender.instance, f"paused{answer}", status=member.status)
            self.halt(outcome)
        elif self._halt.reason:
            self.halt(self._halt.reason)

    def _done(self, claim: Claimed, outcome: Sent | Rejected, *, gave_up: bool = False) -> None:
        self._cursor.done(claim, self._safe(outcome), gave_up=gave_up)

    def _safe(self, outcome: OutcomeT) -> OutcomeT:
        return self._sender.redactor.outcome(outcome)

    def _clock(self) -> float:
        return self._sender.clocks.clock()


TheCursor = TypeVar("TheCursor", bound=Cursor)


@dataclass(slots=True)
class Running(Generic[TheCursor]):
    """A lane at work, its cursor, and the task that it works in."""

    cursor: TheCursor
    lane: Lane
    task: asyncio.Task[None]

    @classmethod
    def start(cls, sender: Sender, cursor: TheCursor, policy: RetryPolicy, linger: float = 0.0) -> Self:
        """Have a lane deliver what the cursor gives; a delivery waits `linger` seconds for others to travel with."""
        lane = Lane(sender, cursor, policy, linger)
        return cls(cursor, lane, asyncio.create_task(lane.run()))


async def stop(running: Sequence[Running[TheCursor]], reason: Retry, within: float) -> None:
    """Start nothing more, give what is under way so many seconds to end, and end the lanes."""
    for one in running:
        one.lane.halt(reason)
    waiting = [asyncio.ensure_future(one.lane.wait_for_requests()) for one in running]
    if waiting:
        _, late = await asyncio.wait(waiting, timeout=within)
        for task in late:
            task.cancel()
    for one in running:
        one.task.cancel()
    await asyncio.gather(*(one.task for one in running), return_exceptions=True)
