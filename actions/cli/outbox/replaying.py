"""The part of `actions dead replay` that tries dead letters again."""

import asyncio
import sys
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count, hanging, printable
from actions.cli.run.deliver import open_deliverer
from actions.cli.run.loading import load_project, require_environment
from actions.cli.run.order import Order
from actions.deliver.replay.letter import replay
from actions.deliver.replay.letters import replay_letters
from actions.deliver.replay.use import With
from actions.project import Project
from actions.reading.parse_event import parse_event
from actions.serve.decider.again import keeps_back
from actions.serve.decider.loading import LoadError
from actions.workbench.people import personal_values, without_texts
from destinations.delivery.outbox.entry import Arrival
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.file.search import Found, Wanted, find
from destinations.delivery.outbox.file.store import DEFAULT
from destinations.delivery.outbox.outbox import Outbox
from destinations.delivery.senders import DelivererError

MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Sending:
    """How dead letters are tried again: all of them to `divert`, if given; with `ask` a person may refuse first."""

    divert: str | None
    ask: bool


class _End(Enum):
    """What would come of a dead letter."""

    DELIVERED = "would be delivered"
    FAILS = "fails again"
    KEPT_BACK = "is kept back by the rules of its service"
    NOTHING = "nothing comes of it any more"
    NOT_RECORDED = "no payload was made of it then; --with current decides anew"
    DAMAGED = "its bytes have changed on disk, so it cannot be tried again"


def replay_all(
    directory: Path,
    path: Path,
    wanted: Wanted,
    use: With,
    sending: Sending | None,
    env: str | None,
    env_file: Path | None,
    settings: Path | None = None,
) -> int:
    """The exit code of trying the dead letters again, or of showing what would happen."""
    project = load_project(directory, env, env_file)
    require_environment(project, "replay")
    try:
        if sending is None:
            return _show(project, path, wanted, use, settings)
        if sending.ask and sys.stdin is not None and sys.stdin.isatty():
            _show(project, path, wanted, use, settings)
            if not typer.confirm("Try them again?"):
                return exit_codes.FINE
        return asyncio.run(_send(project, path, wanted, use, sending.divert, settings))
    except (DelivererError, OutboxError, LoadError) as error:
        raise complain(f"cannot replay: {error}", exit_codes.CANNOT_LOAD) from None


def _show(project: Project, path: Path, wanted: Wanted, use: With, settings: Path | None) -> int:
    out, file = console(), Outbox(path, project.env or DEFAULT)
    store = file.open()
    ends = Counter[_End]()
    try:
        kept_back = keeps_back(settings, project, lambda: store)
        for number, found in enumerate(find(store, wanted)):
            rule = kept_back(found)
            arrival = None if rule else replay(found, project.decide, use)
            end = _End.KEPT_BACK if rule else _end_of(found, use, arrival)
            ends[end] += 1
            if number < MOST_SHOWN:
                why = f": {_reason(arrival, found)}" if arrival and end is _End.FAILS else ""
                why = f": {printable(rule)}" if rule else why
                out.print(hanging(f"{found.letter}  {_name(found)}  {end.value}{why}", out))
    finally:
        file.close(store)
    parts = [
        f"{count(ends[_End.DELIVERED], 'dead letter')} would be delivered",
        f"{ends[_End.FAILS]:,} would fail again",
        f"{ends[_End.NOTHING]:,} no longer fire",
    ]
    if ends[_End.KEPT_BACK]:
        parts.append(f"{ends[_End.KEPT_BACK]:,} are kept back")
    if stays := ends[_End.NOT_RECORDED] + ends[_End.DAMAGED]:
        parts.append(f"{stays:,} cannot be tried")
    out.print(hanging(f"{', '.join(parts)}. Nothing was changed or sent; --send tries them.", out))
    return exit_codes.FINE


def _reason(arrival: Arrival, found: Found) -> str:
    """Why it fails again, without what identifies the person whose event it is."""
    return printable(without_texts(arrival.failures[0].reason, set(personal_values(parse_event(found.event)))))


def _name(found: Found) -> str:
    return printable(f"{found.instance}.{found.action}" if found.action else "(event)")


def _end_of(found: Found, use: With, arrival: Arrival | None) -> _End:
    if arrival:
        return _End.DELIVERED if arrival.entries else _End.FAILS
    if found.is_damaged:
        return _End.DAMAGED
    return _End.NOT_RECORDED if use is With.recorded else _End.NOTHING


async def _send(
    project: Project, path: Path, wanted: Wanted, use: With, divert: str | None, settings: Path | None
) -> int:
    deliverer = open_deliverer(project, list(project.plan.instances), Order([], (), path, divert))
    kept_back = keeps_back(settings, project, lambda: deliverer.outbox.store)
    done = await replay_letters(deliverer, project.decide, wanted, use, kept_back=kept_back)
    out = console()
    out.print(f"{done.tried:,} tried again, {count(done.kept, 'dead letter')} left as before")
    out.print(f"{done.sent:,} sent, {done.refused:,} refused again, {done.waiting:,} waiting")
    return exit_codes.NOT_DELIVERED if done.refused or done.waiting else exit_codes.FINE
