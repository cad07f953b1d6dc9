"""The part of `actions run` behind --send: ask, deliver, keep what did not arrive."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import typer

from actions.cli import exit_codes
from actions.cli.formats import console
from actions.plan.settings import MissingReferenceError
from actions.project import Project
from actions.run.dead_letters import DeadLetters
from actions.run.lines import Line
from actions.run.rows import Answer, Decide, sent_answers
from destinations.delivery.deliver import Deliverer


def deliver(
    project: Project,
    lines: Iterable[Line],
    decide: Decide,
    note: Callable[[Answer], None],
    folder: Path,
    *,
    divert: str | None,
    yes: bool,
) -> bool:
    """Deliver what the lines fire and note each answer; true when it was interrupted.

    What was given up is kept in `folder`. On a terminal a person is asked first, unless `yes`.
    """
    if not yes and sys.stdin.isatty() and not typer.confirm(f"Deliver to {', '.join(project.plan.instances)}?"):
        raise typer.Exit(exit_codes.FINE)
    try:
        deliverer = project.deliverer(divert=divert)
    except MissingReferenceError as error:
        console(stderr=True).print(f"actions: cannot deliver without these secrets or variables: {error}")
        raise typer.Exit(exit_codes.CANNOT_LOAD) from None
    letters = DeadLetters(folder / "dead-letters.ndjson")

    async def work() -> bool:
        stopping = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        async with deliverer, _stopped_by(stopping, deliverer):
            wanted = _until(stopping, lines)
            async for answer in sent_answers(wanted, decide, project.plan, deliverer):
                note(answer)
                letters.keep(answer)
        return stopping.is_set()

    interrupted = asyncio.run(work())
    if letters.count:
        console(stderr=True).print(f"{letters.count} dead letters are kept in {letters.path}")
    return interrupted


@asynccontextmanager
async def _stopped_by(stopping: asyncio.Event, deliverer: Deliverer) -> AsyncIterator[None]:
    """While inside: once `stopping` is set, what is under way may finish and the rest comes back undelivered."""

    async def stop() -> None:
        await stopping.wait()
        await deliverer.stop(deliverer.patience)

    watch = asyncio.create_task(stop())
    try:
        yield
    finally:
        if not stopping.is_set():
            watch.cancel()


def _until(stopping: asyncio.Event, lines: Iterable[Line]) -> Iterator[Line]:
    """The lines up to the moment when `stopping` is set."""
    for line in lines:
        if stopping.is_set():
            return
        yield line
