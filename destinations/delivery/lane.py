"""One instance at work: its queue, its concurrency, its retries."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from destinations.delivery.batch import Batch, Unsendable, cut
from destinations.delivery.delivery import Delivered
from destinations.delivery.outbox import Claimed, Outbox
from destinations.delivery.retry import RetryPolicy, backoff, gives_up
from destinations.delivery.send import INTERRUPTED, Answered, Sender
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent
from destinations.sdk.refusal import told

CLAIM = 2000


class Lane:
    """The deliveries of one instance, from the outbox to `settled`, which is called once for each.

    Nothing here waits for another instance. The lane halts when a person must act, when nothing got through
    for the policy's budget, and when it is told to; what is left then comes back as `Retry`.
    """

    def __init__(
        self, sender: Sender, outbox: Outbox, policy: RetryPolicy, settled: Callable[[Delivered], None]
    ) -> None:
        self._sender = sender
        self._name = sender.instance
        self._halt = sender.halt
        self._outbox = outbox
        self._policy = policy
        self._settled = settled
        self._room: dict[str, asyncio.Semaphore] = {}
        self._flying: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._failing_since: float | None = None

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            async with self._sender.transport, self._sender.writing:
                try:
                    while True:
                        await self._step()
                finally:
                    for task in self._flying:
                        task.cancel()
                    await asyncio.gather(*self._flying, return_exceptions=True)
        except Exception as error:  # noqa: BLE001 - what nobody settles would be waited for for ever
            reason = Retry(f"not delivered: {told(error)}", counts=False, pause=True)
            self.halt(reason)
            self.hand_back(reason)

    def wake(self) -> None:
        """Look into the outbox again; one that gave up tries anew, if nobody must act first."""
        reason = self._halt.reason
        if reason and reason.pause:
            self.halt(reason)
        elif reason:
            self._halt.clear()
        self._wake.set()

    def halt(self, reason: Retry) -> None:
        """Start nothing more, and hand back what is not under way."""
        self._halt.set(reason)
        waiting = len(self._outbox.unsettled(self._name))
        for claim in self._outbox.claim(self._name, waiting, float("inf")):
            self._settle(claim, reason)

    async def land(self) -> None:
        """Wait for the requests that are under way."""
        while self._flying:
            await asyncio.wait(self._flying)

    def hand_back(self, reason: Retry) -> None:
        """Settle everything that is left, also what was under way."""
        for delivery in self._outbox.unsettled(self._name):
            self._settle(Claimed(delivery), reason)

    async def _step(self) -> None:
        self._wake.clear()
        try:
            claims = self._outbox.claim(self._name, CLAIM, self._clock())
            if claims:
                await self._launch(claims)
            else:
                await self._doze()
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except KeyboardInterrupt:
            # Somebody has no patience with the plugin that is at work here.
            self.halt(INTERRUPTED)
            self.hand_back(INTERRUPTED)
        except BaseException as error:  # noqa: BLE001 - what nobody settles would be waited for for ever
            self.hand_back(Retry(f"not delivered: {told(error)}"))

    async def _doze(self) -> None:
        ready = self._outbox.next_ready(self._name)
        wait = None if ready is None else max(0.0, ready - self._clock())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), wait)

    async def _launch(self, claims: Iterable[Claimed]) -> None:
        for piece in cut(claims, self._sender.settings):
            if isinstance(piece, Unsendable):
                self._settle(piece.member, piece.outcome)
                continue
            action_type = piece.action_type
            most = max(1, action_type.limits.concurrency)
            room = self._room.setdefault(action_type.name, asyncio.Semaphore(most))
            await room.acquire()
            task = asyncio.create_task(self._fly(piece, room))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)

    async def _fly(self, batch: Batch, room: asyncio.Semaphore) -> None:
        try:
            answers = await self._sender.send(batch)
        except (asyncio.CancelledError, GeneratorExit):
            raise
        except KeyboardInterrupt:
            self.halt(INTERRUPTED)
            answers = [Answered(INTERRUPTED)] * len(batch.members)
        except BaseException as error:  # noqa: BLE001 - what nobody settles would be waited for for ever
            failed = Rejected(f"sending failed: {told(error)}")
            answers = [Answered(failed)] * len(batch.members)
        finally:
            room.release()
        # One moment and one draw for all: what failed together comes back together, as one batch again.
        now, luck = self._clock(), self._sender.around.luck()
        for member, answered in zip(batch.members, answers, strict=True):
            self._conclude(member, answered, now, luck)
        self._wake.set()

    def _conclude(self, member: Claimed, answered: Answered, now: float, luck: float) -> None:
        outcome = answered.verdict
        if not isinstance(outcome, Retry):
            got_through = answered.status or isinstance(outcome, Sent)
            self._failing_since = None if got_through else self._failing_since
            self._settle(member.tried(now, answered.status, counts=True), outcome)
        elif not answered.on_wire:
            self._settle(member, outcome)
        else:
            counts = outcome.counts and not outcome.pause
            self._retry(member.tried(now, answered.status, counts=counts), outcome, now, luck)

    def _retry(self, member: Claimed, outcome: Retry, now: float, luck: float) -> None:
        age = now - (now if member.first_at is None else member.first_at)
        self._failing_since = now if self._failing_since is None else self._failing_since
        left = self._failing_since + self._policy.budget - now
        # A wait of our own is cut to what is left, or luck would end the tries early; what the tool asks for is not.
        wait = max(outcome.after or 0.0, min(backoff(self._policy, member.tries, luck), max(left, 0.0)))
        if gives_up(self._policy, member.attempts, age):
            reason = f"gave up after {member.tries} attempts in {age:.0f} s: {outcome.reason}"
            self._settle(member, Rejected(reason))
            return
        self._outbox.postpone(member, now + wait)
        if outcome.pause or left <= 0 or wait > left:
            self.halt(outcome)
        elif self._halt.reason:
            self.halt(self._halt.reason)

    def _settle(self, claim: Claimed, outcome: Outcome) -> None:
        self._outbox.settle(claim.delivery)
        safe = self._sender.redactor.outcome(outcome)
        self._settled(Delivered(claim.delivery, safe, claim.tries, claim.status))

    def _clock(self) -> float:
        return self._sender.around.clock()
