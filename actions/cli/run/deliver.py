"""The part of `actions run` behind --send: ask, accept, deliver, say what is left."""

import asyncio
import gc
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from threading import Event
from typing import Any

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, discard_stdout, printable
from actions.cli.run.consent import ask_to_send
from actions.cli.run.order import Ended, Order
from actions.cli.run.showing import Showing
from actions.cli.run.signals import stopped_by_signals
from actions.deliver.arrivals import arrival_of
from actions.deliver.deliverer import Deliverer
from actions.deliver.observability.telemetry import Telemetry
from actions.deliver.outcome import Outcome
from actions.project import Project
from actions.reading.blocks import read_blocks
from actions.reading.inputs import Inputs
from actions.reading.lines import Line
from actions.reading.stored import ObjectMark, at_most, read_inputs
from actions.run.results import Answer, Decide, ReportedOutcome, Row, outcome_row, read_answer
from actions.settings.settings import MissingReferenceError
from destinations.delivery.outbox.entry import Receipt
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.pace.retry import PATIENT
from destinations.delivery.senders import DelivererError
from destinations.delivery.wire.transport import read_url
from destinations.sdk.outcome import Retry

# A tool that lets nothing through for so many seconds is left alone for the rest of a run that somebody waits for.
BUDGET = 120.0


def deliver(project: Project, order: Order, decide: Decide, show: Showing) -> Ended:
    """Accept what the lines fire, deliver it and all that waited before, and show what becomes of it.

    A person at the terminal is shown how much goes where, and asked first, unless `yes`.
    """
    if order.divert is not None:
        check_url(order.divert)
    # What is missing is reported before the question.
    deliverer = open_deliverer(project, order.instances, order)
    if not order.yes:
        ask_to_send(order, decide, project.plan)
    sending = _Sending(project, deliverer, order, decide, show)
    collect_seldom()
    try:
        asyncio.run(sending.run())
    except (DelivererError, OutboxError) as error:
        raise complain(f"cannot deliver: {error}", exit_codes.CANNOT_LOAD) from None
    return sending.ended


class _Sending:
    """One run."""

    def __init__(self, project: Project, deliverer: Deliverer, order: Order, decide: Decide, show: Showing) -> None:
        self.ended = Ended()
        self._project = project
        self._deliverer = deliverer
        self._decide = decide
        self._order = order
        self._show = show
        self._inputs = Inputs(order.files)
        self._letters = 0
        self._trouble: list[str] = []

    async def run(self) -> None:
        deliverer = self._deliverer
        deliverer.on_outcome = self._settled
        stop = Event()
        async with deliverer:
            async with stopped_by_signals(deliverer.workers, stop, self._hung_up) as stopping:
                done = self._inputs.done(deliverer.outbox.store)
                known = {} if self._order.again else self._inputs.known(deliverer.outbox.store)
                self._report_resumed(done | {name: one.lines for name, one in known.items() if not one.is_whole})
                lines = read_inputs(self._order.files, done, stop, known, self._order.watch)
                finished = await self._accept(deliverer, at_most(self._show.bar.follow(lines), self._order.limit), stop)
                await (stopping.wait() if self._order.follow else self._drain(deliverer, stopping))
            self.ended.interrupted = stopping.is_set()
            halted = deliverer.workers.halted
            await deliverer.workers.stop(deliverer.patience)
            self.ended.waiting = self._report_waiting(deliverer, halted)
            if finished and not stopping.is_set():
                # What waits is known by its ids: reading the file again finds it repeated.
                await self._forget_place(deliverer)
        self._report_trouble()

    async def _forget_place(self, deliverer: Deliverer) -> None:
        try:
            await deliverer.outbox.unmark(self._inputs.names)
        except OutboxError as error:
            # All was accepted, and is sent or waits.
            self._trouble.append(f"{error}; the next run of the same files goes on behind what was read")

    @staticmethod
    def _report_resumed(done: Mapping[str, int]) -> None:
        for file, lines in done.items():
            message = f"{printable(file)}: an earlier run that did not end read {lines:,} lines; going on behind them"
            console(stderr=True).print(f"actions: {message}")

    def _hung_up(self) -> bool:
        self.ended.reload = self._order.follow
        return self.ended.reload

    async def _accept(self, deliverer: Deliverer, lines: Iterable[Line], stop: Event) -> bool:
        """Accept the lines; true when all of them were."""
        async for block in read_blocks(lines, stop):
            answers: list[Answer] = []
            taken: list[Line] = []
            for line in block:
                taken.append(line)
                if isinstance(line.value, ObjectMark):
                    continue
                answers.append(read_answer(line, self._decide))
                if answers[-1].stop:
                    break
            arrivals = [
                arrival_of(one.line.value, [row.decision for row in one.rows], _place(one.line)) for one in answers
            ]
            marks = self._inputs.marks(taken)
            receipt = await deliverer.accept_arrivals(arrivals, marks, again=self._order.again)
            self._letters += receipt.failures + len(receipt.full)
            known = _known_before(answers, receipt)
            for answer in answers:
                self._note(self._accepted, answer, known, receipt)
            if answers and answers[-1].stop:
                return False
        return True

    def _accepted(self, answer: Answer, known: set[str], receipt: Receipt) -> None:
        rows: list[Row] = []
        for row in answer.rows:
            name = row.decision.delivery_id
            if name is None or row.decision.status != "fired":
                rows.append(row)
                continue
            repeats = name in known
            known.add(name)
            if repeats:
                rows.append(replace(row, outcome=ReportedOutcome("repeated")))
            elif name in receipt.suppressed:
                rows.append(replace(row, outcome=ReportedOutcome("suppressed")))
            elif name in receipt.full:
                rows.append(replace(row, outcome=ReportedOutcome("rejected", "too many deliveries to it wait already")))
            else:
                rows.append(row)
        self._show.answer(replace(answer, rows=tuple(rows)))

    def _settled(self, outcome: Outcome) -> None:
        self._letters += outcome.reason is not None
        action = f"{outcome.instance}.{outcome.action}"
        row = outcome_row(outcome, self._project.plan) if self._show.wants_rows else None
        self._note(self._show.ended, action, row, outcome.reason)

    def _note(self, note: Callable[..., None], *facts: Any) -> None:
        """Note something; where its rows cannot be printed, none are from then on."""
        try:
            note(*facts)
        except BrokenPipeError:
            discard_stdout()  # Who wanted to read has gone; who wanted it delivered has not.
        except OSError as error:
            self.ended.unwritten = True  # A full disk, say: that, too, is no reason not to deliver.
            self._trouble.append(f"the output cannot be written: {error.strerror}; what was read was kept all the same")
            discard_stdout()

    @staticmethod
    async def _drain(deliverer: Deliverer, stopping: asyncio.Event) -> None:
        drained = asyncio.create_task(deliverer.drained())
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait((drained, stopped), return_when=asyncio.FIRST_COMPLETED)
        drained.cancel()
        stopped.cancel()

    def _report_waiting(self, deliverer: Deliverer, halted: Mapping[str, Retry]) -> int:
        total = 0
        for name, lane in deliverer.outbox.store.lanes.items():
            if lane.rows and name not in self._project.plan.instances:
                self._trouble.append(
                    f"waiting for {printable(name)}: {lane.rows:,}, and no mapping file is of that name any more; "
                    f"call one of the same destination `name: {printable(name)}`, and they go out"
                )
            elif lane.rows and name in self._order.instances:
                total += lane.rows
                reason = halted.get(name)
                why = f": {printable(reason.reason)}" if reason else ""
                self._trouble.append(f"waiting for {name}: {lane.rows:,}{why}")
        if total:
            self._trouble.append(
                f"{total:,} deliveries wait in {self._order.outbox}; `actions deliver` goes on with them"
            )
        return total

    def _report_trouble(self) -> None:
        err = console(stderr=True)
        if self._letters:
            err.print(f"dead letters: {self._letters:,} more in {self._order.outbox}; `actions dead list` says which")
        if self.ended.reload:
            return
        for trouble in self._trouble:
            err.print(f"actions: {trouble}")


def collect_seldom() -> None:
    """Have Python look for reference cycles less often, and never among what is there already.

    Measured: where thousands of deliveries wait, to look at them as often as Python does by default takes a tenth to a
    half of the time. There are few cycles to be found: those of requests that fail.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def open_deliverer(project: Project, instances: Collection[str], order: Order) -> Deliverer:
    """The deliverer for these instances, not entered yet; a complaint where a secret is missing."""
    policy = PATIENT if order.follow or order.watch is not None else replace(PATIENT, budget=BUDGET)
    try:
        return project.deliverer(
            outbox=order.outbox,
            divert=order.divert,
            instances=instances,
            policy=policy,
            caps=order.caps,
            telemetry=_telemetry() if order.telemetry else None,
        )
    except MissingReferenceError as error:
        raise complain(f"cannot deliver without these secrets or variables: {error}", exit_codes.CANNOT_LOAD) from None


def _telemetry() -> Telemetry:
    try:
        return Telemetry()
    except ModuleNotFoundError as error:
        raise complain(f"--telemetry: {error}", exit_codes.WRONG_COMMAND_LINE) from None


def _known_before(answers: Sequence[Answer], receipt: Receipt) -> set[str]:
    """The deliveries that were accepted before any of these events came."""
    handed_in = Counter(row.decision.delivery_id for answer in answers for row in answer.rows)
    return {name for name, times in Counter(receipt.repeated).items() if times == handed_in[name]}


def _place(line: Line) -> dict[str, object]:
    return {"file": line.file, "line": line.number}


def check_url(divert: str) -> None:
    """Complain about what is not a URL to divert to."""
    try:
        read_url(divert)
    except ValueError as error:
        raise complain(f"--divert {divert}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
