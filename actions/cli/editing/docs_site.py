"""`actions docs build`: a site of the project's mappings and of the destinations."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.editing.writing import write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count, printable
from actions.cli.insight.reading import EVENTS, read_events
from actions.cli.options import Directory, EnvFile, EnvName
from actions.cli.run.command import run_context
from actions.cli.run.loading import load_project
from actions.insight.coverage.counting import ProjectCoverage
from actions.plan.plan import Plan
from actions.project.files import project_folder
from actions.reading.lines import NoEventsError
from actions.reading.recorded import WORD as RECORDED
from actions.reading.recorded import find_events
from actions.site.build import build_site
from actions.site.project.pages import project_pages
from destinations.registry import load_registry

docs = typer.Typer(name="docs", help="A site of the project.", no_args_is_help=True)
MARK = "assets/index.js"


@docs.callback()
def _group() -> None:
    """A site of the project."""


@docs.command()
def build(
    directory: Directory = Path(),
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder for the site.", metavar="DIR")] = Path("site"),
    events: Annotated[str | None, typer.Option(help=f"What to count. {EVENTS}")] = None,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Write pages of the mappings, who gets what, what events fill, and the destinations; no page asks the network."""
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise complain(f"{printable(str(out))} holds something else than a site", exit_codes.FINDINGS)
    plan = load_project(directory, env, env_file).plan
    registry = load_registry()
    plugins = [found for name in registry.names() if (found := registry.find(name))]
    name = project_folder(directory).absolute().name
    site = build_site(name, project_pages(plan, plugins, _counted(plan, events, directory)))
    write_or_complain({out / place: content for place, content in site.files.items()})
    pages = sum(place.endswith(".html") for place in site.files)
    console().print(printable(f"wrote {count(pages, 'page')} to {out}; open {out / 'index.html'}"))


def _counted(plan: Plan, events: str | None, directory: Path) -> ProjectCoverage | None:
    """Counts of the events that are named, or of those that were recorded; None where there are none."""
    now = datetime.now(UTC)
    if events is None:
        try:
            find_events(RECORDED, project_folder(directory), now)
        except NoEventsError:
            return None
    counted = ProjectCoverage(plan, run_context(None))
    for value in read_events(events or RECORDED, directory, now).values():
        counted.add(value)
    return counted
