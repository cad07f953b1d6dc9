"""The part of `actions run` behind --send: ask, deliver, keep what did not arrive."""

import asyncio
import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, go_silent
from actions.cli.run.signals import stopped_by_signals
from actions.plan.settings import MissingReferenceError
from actions.project import Project
from actions.run.blocks import read_blocks
from actions.run.dead_letters import DeadLetters
from actions.run.lines import Line
from actions.run.rows import Answer, Decide, sent_answers
from destinations.delivery.deliver import Deliverer, DelivererError
from destinations.delivery.wire.transport import read_url


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: by a signal, or with rows that could not be printed."""

    interrupted: bool
    unwritten: bool


def deliver(
    project: Project,
    lines: Iterable[Line],
    decide: Decide,
    note: Callable[[Answer], None],
    folder: Path,
    *,
    instances: Collection[str],
    divert: str | None,
    yes: bool,
) -> Ended:
    """Deliver what the lines fire for `instances` and note each answer.

    What was given up is kept in `folder`. A person at the terminal is asked first, unless `yes`.
    """
    if divert is not None:
        _check_url(divert)
    if not yes:
        _ask(f"Deliver to {', '.join(instances)}?")
    deliverer = _deliverer(project, instances, divert)
    letters = DeadLetters(folder / "dead-letters.ndjson")
    unwritten: list[OSError] = []

    async def work() -> bool:
        async with deliverer, stopped_by_signals(deliverer) as stopping:
            blocks = read_blocks(lines, stopping)
            async for answer in sent_answers(blocks, decide, project.plan, deliverer):
                letters.keep(answer)
                _note(answer, note, unwritten)
        return stopping.is_set()

    with letters:
        try:
            interrupted = asyncio.run(work())
        except DelivererError as error:
            raise complain(f"cannot deliver: {error}", exit_codes.CANNOT_LOAD) from None
    if letters.count:
        console(stderr=True).print(f"dead letters: {letters.count:,} more in {letters.path}")
    for one in unwritten:
        told = f"actions: the output cannot be written: {one.strerror}; what was read was delivered all the same"
        console(stderr=True).print(told)
    return Ended(interrupted=interrupted, unwritten=bool(unwritten))


def _deliverer(project: Project, instances: Collection[str], divert: str | None) -> Deliverer:
    try:
        return project.deliverer(divert=divert, instances=instances)
    except MissingReferenceError as error:
        raise complain(f"cannot deliver without these secrets or variables: {error}", exit_codes.CANNOT_LOAD) from None


def _note(answer: Answer, note: Callable[[Answer], None], unwritten: list[OSError]) -> None:
    """Note the answer; where its rows cannot be printed, none are from then on."""
    try:
        note(answer)
    except BrokenPipeError:
        go_silent()  # Who wanted to read has gone; who wanted it delivered has not.
    except OSError as error:
        unwritten.append(error)  # A full disk, say: that, too, is no reason not to deliver.
        go_silent()


def _ask(question: str) -> None:
    """Go on if somebody at the terminal agrees."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise complain("--send: there is no terminal to ask at; write --send --yes", exit_codes.WRONG_COMMAND_LINE)
    if not typer.confirm(question):
        raise typer.Exit(exit_codes.FINE)


def _check_url(divert: str) -> None:
    try:
        read_url(divert)
    except ValueError as error:
        raise complain(f"--divert {divert}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
