"""`actions diff`: what changes for real events if I merge this?"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console, print_json
from actions.cli.insight.diff_text import diff_markdown, print_diff
from actions.cli.insight.in_parts import Jobs, count_events
from actions.cli.insight.reading import EVENTS, read_events
from actions.cli.insight.versions import Versions, version_folder
from actions.cli.options import Directory, EnvFile, EnvName, EventType
from actions.cli.run.command import run_context
from actions.event.context import Context
from actions.insight.diff.comparing import ProjectDiff

FAILING: dict[str, Callable[[ProjectDiff], bool]] = {
    "added": lambda found: any(one.counts.added for one in found.changed),
    "changed": lambda found: any(one.counts.changed for one in found.changed),
    "dropped": lambda found: any(one.counts.dropped for one in found.changed),
    "money": lambda found: any(one.alarms for one in found.changed),
    "not_built": lambda found: any(one.counts.failed_after > one.counts.failed_before for one in found.changed),
    "pii": lambda found: bool(found.personal),
}


class DiffFormat(StrEnum):
    """The values of `--format`."""

    text = "text"
    json = "json"
    markdown = "markdown"


def diff(
    version: Annotated[str, typer.Argument(help="The version before: a git reference such as main, or a folder.")],
    events: Annotated[str, typer.Option("--events", help=EVENTS)] = "recorded",
    directory: Directory = Path(),
    fail_on: Annotated[
        list[str] | None,
        typer.Option("--fail-on", help="Exit with 1 on any of: dropped, money, pii, changed, added, not_built."),
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 3 where anything changes.")] = False,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show personal data.")] = False,
    form: Annotated[
        DiffFormat, typer.Option("--format", help="text for people, json for machines, markdown for pull requests.")
    ] = DiffFormat.text,
    jobs: Jobs = None,
    event_type: EventType = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Decide about events by another version of the project and by this one, and say what is not the same."""
    wanted = list(_alarms(fail_on or ()))
    context = run_context(event_type)
    with version_folder(version, directory) as before:
        make = partial(_compared, Versions(version, before, directory, env, env_file), context)
        make()
        lines = read_events(events, directory, datetime.now(UTC))
        found = count_events(lines, make, jobs)
    found.counts.refused += lines.unreadable
    if form is DiffFormat.json:
        print_json(found.as_dict())
    elif form is DiffFormat.markdown:
        console().print(diff_markdown(found, version, reveal=reveal), end="", soft_wrap=True)
    else:
        print_diff(found, version, console(), reveal=reveal)
    if lines.broken:
        raise complain(lines.broken, exit_codes.FINDINGS)
    hit = [name for name in wanted if FAILING[name](found)]
    if hit:
        raise complain(f"--fail-on {', '.join(hit)}", exit_codes.FINDINGS)
    if exit_code and (found.changed or found.personal):
        raise typer.Exit(exit_codes.CHANGED)


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
