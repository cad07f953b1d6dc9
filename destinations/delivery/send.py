"""Sends one batch: build, send, judge."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from destinations.delivery.batch import Batch, Unsendable, fit, halves, positions
from destinations.delivery.outbox.cursor import Claimed
from destinations.delivery.pace.limit import Pace
from destinations.delivery.redaction.log import log_about
from destinations.delivery.redaction.redact import Redactor
from destinations.delivery.status import Split, Verdict, judge_answer, worse
from destinations.delivery.wire.tokens import Tokens
from destinations.delivery.wire.transport import Transport
from destinations.delivery.wire.writing import Writing, as_request, by_payload
from destinations.sdk.destination import Sendable
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent
from destinations.sdk.request import Request, Response
from destinations.sdk.settings import Settings
from destinations.sdk.write import Write

if TYPE_CHECKING:
    from destinations.delivery.redaction.batch_result import BatchResult

# The plugin is not asked again for the rest of the run.
INTERRUPTED = Retry("not delivered: interrupted while the plugin was at work", counts=False, pause=True)


def utc_now() -> datetime:
    """The time of day, for signatures and dates."""
    return datetime.now(UTC)


def lasting_clock() -> Callable[[], float]:
    """A clock of seconds since 1970 that goes on evenly: where the machine's is set, nothing waits for it to catch up.

    What it says is noted on disk and means the same to the next process.
    """
    start = time.time() - time.monotonic()
    return lambda: start + time.monotonic()


@dataclass(frozen=True, slots=True)
class Clocks:
    """Clocks and chance, which tests replace: seconds that pass, the time of day, jitter from 0 to 1."""

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    jitter: Callable[[], float] = random.random


# What came of one payload of a request, and the HTTP status.
_Found = tuple[Verdict, int | None]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back, for people: secrets by name. `status` is None where no HTTP answer came.

    Of rows that were written, `request` is `Write.shown()` and `answer` says how many were taken. `seconds` is how long
    it took, `payloads` how many it was about, `attempt` counts from 1 how often the oldest of them was on the wire.
    """

    instance: str
    action_type: str
    request: dict[str, Any]
    status: int | None
    answer: str
    seconds: float = field(default=0.0, compare=False)
    payloads: int = 1
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one member of a batch. `on_wire` is false where nothing was sent."""

    verdict: Outcome
    status: int | None = None
    on_wire: bool = True

    @property
    def is_to_be_retried(self) -> bool:
        """Whether it was sent, and has to be sent again."""
        return self.on_wire and isinstance(self.verdict, Retry)

    def after(self, member: Claimed, now: float) -> Claimed:
        """The member as it is after this."""
        if not isinstance(self.verdict, Retry):
            return member.tried(now, self.status, counts=True)
        if not self.on_wire:
            return member
        return member.tried(now, self.status, counts=self.verdict.counts and not self.verdict.pause)


class Halt:
    """Whether, and why, nothing more is to be sent."""

    def __init__(self) -> None:
        self.reason: Retry | None = None
        self._set = asyncio.Event()

    def set(self, reason: Retry) -> None:
        self.reason = INTERRUPTED if self.reason is INTERRUPTED else reason
        self._set.set()

    def clear(self) -> None:
        self.reason = None
        self._set.clear()

    async def sleep(self, seconds: float) -> None:
        """Sleep, but not past the moment of halting."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._set.wait(), seconds)


@dataclass(frozen=True, slots=True)
class Sender:
    """What one instance needs to send a batch."""

    instance: str
    settings: Settings
    transport: Transport
    tokens: Tokens
    writing: Writing
    redactor: Redactor
    clocks: Clocks
    halt: Halt
    pace: Pace
    on_exchange: Callable[[Exchange], None] | None = None
    watch: Callable[["BatchResult"], None] | None = None

    async def send(self, batch: Batch) -> list[Answered]:
        """What came of each member, in order; those that must travel in smaller batches have done so."""
        found: dict[int, _Found] = {}
        for request in batch.requests:
            halted = await self._turn(batch)
            if halted:
                return [Answered(halted, on_wire=False)] * len(batch.members)
            verdicts, status = await self._ask(batch, request)
            first = verdicts[0]
            if len(batch.requests) == 1 and not isinstance(first, Split) and all(one is first for one in verdicts):
                return [Answered(first, status)] * len(verdicts)
            # Where some of them are the same, so are the pairs.
            pairs = {id(verdict): (verdict, status) for verdict in verdicts}
            asked = [pairs[id(verdict)] for verdict in verdicts]
            if len(batch.requests) == 1:
                return await self._part(batch.members, asked)
            for position in positions(request, len(batch.members)):
                known = found.get(position, asked[position])
                found[position] = known if worse(known[0], verdicts[position]) is known[0] else asked[position]
        return await self._part(batch.members, [found[position] for position in range(len(batch.members))])

    async def _turn(self, batch: Batch) -> Retry | None:
        """Wait until a request may start; the reason of the halt when it no longer may."""
        limits = batch.action_type.limits
        name, per_second = "" if limits.rate_of == "account" else batch.action_type.name, limits.requests_per_second
        async with self.pace.gate(name) if per_second else nullcontext():
            while self.halt.reason is None:
                now = self.clocks.clock()
                start = self.pace.reserve(name, per_second, now)
                if start > now:
                    await self.halt.sleep(start - now)
                if not self.pace.holds(start):
                    self.pace.started(name, per_second, self.clocks.clock())
                    break
        return self.halt.reason

    async def _ask(self, batch: Batch, request: Sendable) -> tuple[list[Verdict], int | None]:
        """One verdict per member of the batch, and the HTTP status."""
        if isinstance(request, Request):
            verdicts, status = await self._exchange(batch, request)
        elif self.transport.is_diverted:
            verdicts, status = await self._exchange(batch, as_request(request))
        else:
            verdicts, status = await self._write(batch, request), None
        waits = [verdict.after for verdict in verdicts if isinstance(verdict, Retry) and verdict.after]
        if waits:
            # The answer is about the tool as a whole, not about this batch: all requests to it wait.
            self.pace.pause(self.clocks.clock() + max(waits))
        return verdicts, status

    async def _exchange(self, batch: Batch, request: Request) -> tuple[list[Verdict], int | None]:
        started = self.clocks.clock()
        if request.oauth:
            answer = await self.tokens.exchange(request, request.oauth)
        else:
            answer = await self.transport.exchange(request)
        if not isinstance(answer, Response):
            self._show(batch, request, started, None, answer.reason)
            return [answer] * len(batch.members), None
        if self.on_exchange:
            self._show(batch, request, started, answer.status, self.redactor.extract(answer.body))
        if self.halt.reason is INTERRUPTED:
            return [INTERRUPTED] * len(batch.members), answer.status
        # Redacted only where it is shown: a successful answer never is.
        excerpt = partial(self.redactor.extract, answer.body)
        return judge_answer(batch.action_type, batch.payloads(), answer, self.clocks.now(), excerpt), answer.status

    async def _write(self, batch: Batch, write: Write) -> list[Verdict]:
        started = self.clocks.clock()
        outcomes = await self.writing.write(write)
        taken = sum(isinstance(one, Sent) for one in outcomes)
        reasons = dict.fromkeys(one.reason for one in outcomes if not isinstance(one, Sent))
        self._show(batch, write, started, None, "; ".join([f"{taken} of {len(outcomes)} rows written", *reasons]))
        return by_payload(write, outcomes, len(batch.members))

    async def _part(self, members: Sequence[Claimed], found: Sequence[_Found]) -> list[Answered]:
        """The answers as they are, or those to smaller batches where the verdict was to split."""
        # Nearly always most of them are the same, and none is to be split.
        made = {id(one): Answered(one[0], one[1]) for one in found if not isinstance(one[0], Split)}
        if all(id(one) in made for one in found):
            return [made[id(one)] for one in found]
        answers: dict[str, Answered] = {}
        split: list[Claimed] = []
        for member, (verdict, status) in zip(members, found, strict=True):
            if not isinstance(verdict, Split):
                answers[member.delivery.id] = Answered(verdict, status)
            elif len(members) == 1:
                answers[member.delivery.id] = Answered(Rejected(verdict.reason), status)
            else:
                split.append(member)
        # Whether all of a batch or only one of its requests was refused, each part is smaller than the batch.
        parts = [split] if len(split) < len(members) else halves(split)
        if split:
            message = f"{len(split)} payloads are sent again in smaller batches"
            log_about(logging.INFO, self.instance, message, number=len(split))
        for part in parts:
            answers |= await self._send_part(part)
        return [answers[member.delivery.id] for member in members]

    async def _send_part(self, members: Sequence[Claimed]) -> dict[str, Answered]:
        answers: dict[str, Answered] = {}
        for piece in fit(members, self.settings) if members else ():
            if isinstance(piece, Unsendable):
                answers[piece.member.delivery.id] = Answered(piece.outcome)
                continue
            for member, answered in zip(piece.members, await self.send(piece), strict=True):
                answers[member.delivery.id] = answered
        return answers

    def _show(self, batch: Batch, request: Sendable, started: float, status: int | None, answer: str) -> None:
        if self.on_exchange is None:
            return
        exchange = Exchange(
            self.instance,
            batch.action_type.name,
            self.redactor.value(request.shown()),
            status,
            self.redactor.text(answer),
            self.clocks.clock() - started,
            len(positions(request, len(batch.members))),
            1 + max(member.tries for member in batch.members),
        )
        with suppress(Exception):  # a watcher must not change what is delivered
            self.on_exchange(exchange)
