"""`actions diff`: what changes for real events if I merge this?"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, print_json
from actions.cli.insight.diff_event import diff_event
from actions.cli.insight.diff_text import diff_markdown, print_diff
from actions.cli.insight.in_parts import Jobs, count_events
from actions.cli.insight.lock import load_lock, lock_of_project
from actions.cli.insight.reading import EVENTS, ReadEvents, read_events, require_events
from actions.cli.insight.versions import Versions, version_folder
from actions.cli.options import Directory, EnvFile, EnvName, EventType
from actions.cli.run.command import run_context
from actions.cli.run.loading import load_project
from actions.event.context import Context
from actions.insight.diff.comparing import ProjectDiff
from actions.insight.lock.lock import Drift, drift_of_plugins
from actions.reading.recorded import WORD

FAILING: dict[str, Callable[[ProjectDiff, float | None], bool]] = {
    "added": lambda found, _: any(one.counts.added for one in found.changed),
    "changed": lambda found, _: any(one.counts.changed for one in found.changed),
    "dropped": lambda found, _: any(one.counts.dropped for one in found.changed),
    "money": lambda found, _: any(one.alarms for one in found.changed),
    "not_built": lambda found, _: any(one.counts.failed_after > one.counts.failed_before for one in found.changed),
    "pii": lambda found, _: bool(found.personal),
    "quota": lambda found, rate: any(one.shares[1] > max(1, one.shares[0]) for one in found.quotas(rate)),
}


PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%?")
WHOLE = 100


class DiffFormat(StrEnum):
    """The values of `--format`."""

    text = "text"
    json = "json"
    markdown = "markdown"


def diff(
    version: Annotated[
        str | None, typer.Argument(help="The version before: a git reference such as main, or a folder.")
    ] = None,
    events: Annotated[str | None, typer.Argument(help=EVENTS)] = None,
    events_too: Annotated[
        str | None, typer.Option("--events", help="The same as the argument EVENTS.", metavar="EVENTS")
    ] = None,
    directory: Directory = Path(),
    fail_on: Annotated[
        list[str] | None,
        typer.Option("--fail-on", help="Exit with 1 on any of: dropped, money, pii, quota, changed, added, not_built."),
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="A lock in the place of a version, as actions lock writes it.", metavar="LOCK")
    ] = None,
    max_changed: Annotated[
        str | None,
        typer.Option(help="Exit with 1 where more of an action's calls are other ones than before.", metavar="5%"),
    ] = None,
    explain: Annotated[
        str | None, typer.Option(help="What both versions do about one of the events: its messageId.", metavar="ID")
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 3 where anything changes.")] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show personal data.")] = False,
    form: Annotated[
        DiffFormat, typer.Option("--format", help="text for people, json for machines, markdown for pull requests.")
    ] = DiffFormat.text,
    rate: Annotated[
        float | None,
        typer.Option(min=1e-6, help="Events a second, for shares of what tools take.", metavar="EVENTS_PER_SECOND"),
    ] = None,
    jobs: Jobs = None,
    event_type: EventType = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Decide about events by another version of the project and by this one, and say what is not the same."""
    wanted, most = list(_alarms(fail_on or ())), _percent(max_changed)
    name, source = _named(version, events, events_too, against)
    context = run_context(event_type)
    with nullcontext(against) if against else version_folder(name, directory) as before:
        versions = Versions(name, before, against is not None, directory, env, env_file)
        if explain is not None:
            _explain(versions, read_events(source, directory, datetime.now(UTC)), explain, context, form, reveal=reveal)
            return
        make = partial(_compared, versions, context)
        make()
        lines = read_events(source, directory, datetime.now(UTC))
        found = count_events(lines, make, jobs)
    found.counts.refused += lines.unreadable
    drift = _drift(against, directory, env, env_file) if against else None
    _print(found, name, drift, form, rate, reveal=reveal)
    if lines.broken:
        raise complain(lines.broken, exit_codes.FINDINGS)
    require_events(found.counts.events, source, "compared")
    if hit := list(_hits(found, wanted, rate, most)):
        raise complain("; ".join(hit), exit_codes.FINDINGS)
    if exit_code and (found.changed or found.personal or drift):
        raise typer.Exit(exit_codes.CHANGED)


def _explain(
    versions: Versions, lines: ReadEvents, wanted: str, context: Context, form: DiffFormat, *, reveal: bool
) -> None:
    if form is DiffFormat.markdown:
        raise complain("--explain: --format is text or json", exit_codes.WRONG_COMMAND_LINE)
    diff_event(versions.load(), lines, wanted, context, as_json=form is DiffFormat.json, reveal=reveal)


def _print(
    found: ProjectDiff, name: str, drift: list[Drift] | None, form: DiffFormat, rate: float | None, *, reveal: bool
) -> None:
    """Print what was found; `drift` is None where no lock was compared with."""
    if form is DiffFormat.json:
        print_json(found.as_dict(rate) | ({} if drift is None else {"drift": [one.as_dict() for one in drift]}))
    elif form is DiffFormat.markdown:
        text = diff_markdown(found, name, drift or [], rate, reveal=reveal)
        console().print(text, end="", soft_wrap=True)
    else:
        print_diff(found, name, drift or [], console(), rate, reveal=reveal)


def _hits(found: ProjectDiff, wanted: list[str], rate: float | None, most: float | None) -> Iterator[str]:
    """What the command line does not allow, and is so."""
    if met := [one for one in wanted if FAILING[one](found, rate)]:
        yield f"--fail-on {', '.join(met)}"
    if most is not None and (largest := found.largest_share) > most:
        yield f"--max-changed {100 * most:g}%: of an action's calls {100 * largest:.3g} % are other ones"


def _named(version: str | None, events: str | None, events_too: str | None, against: Path | None) -> tuple[str, str]:
    """What the version before is called, and the source of events; a complaint where one is missing, or named twice."""
    if against is not None and events is None and events_too is None:
        # Without a version the events are what stands first.
        version, events = None, version
    wrong = None
    if events is not None and events_too is not None:
        wrong = f"{events} and --events {events_too}: name the events once"
    elif version is not None and against is not None:
        wrong = f"{version} and --against {against}: name one version to compare with"
    elif version is None and against is None:
        wrong = "name the version before: a git reference such as main, a folder, or --against LOCK"
    if wrong:
        raise complain(wrong, exit_codes.WRONG_COMMAND_LINE)
    return str(against) if version is None else version, events or events_too or WORD


def _percent(written: str | None) -> float | None:
    """The share that a text such as `5%` or `0.5` means, of 1."""
    if written is None:
        return None
    found = PERCENT.fullmatch(written)
    if not found or float(found[1]) > WHOLE:
        message = f"--max-changed {written}: write percent, such as 5% or 0.5%"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE)
    return float(found[1]) / WHOLE


def _drift(against: Path, directory: Path, env: str | None, env_file: Path | None) -> list[Drift]:
    """What is other than in the lock and no file says: plugins, and the defaults of their action types."""
    return drift_of_plugins(load_lock(against), lock_of_project(load_project(directory, env, env_file)))


# A process counts many parts of the files; it loads both versions for the first of them.
@lru_cache(maxsize=1)
def _compared(versions: Versions, context: Context) -> ProjectDiff:
    old, new = versions.load()
    return ProjectDiff(old.plan, new.plan, context)


def _alarms(written: Sequence[str]) -> Iterator[str]:
    for part in (one.strip() for text in written for one in text.split(",") if one.strip()):
        if part not in FAILING:
            raise complain(f"--fail-on {part}: write any of {', '.join(FAILING)}", exit_codes.WRONG_COMMAND_LINE)
        yield part
