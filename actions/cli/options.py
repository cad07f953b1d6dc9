"""Options that several subcommands have, and the place of the outbox."""

from pathlib import Path
from typing import Annotated

import typer

from actions.cli.run.completing import complete_environment, complete_selection

OUTBOX = Path(".actions") / "outbox.db"

Directory = Annotated[Path, typer.Option("-C", "--directory", help="The project's folder.", metavar="DIR")]
EnvName = Annotated[
    str | None,
    typer.Option(
        "--env",
        help="One of those under environments: in the files.",
        metavar="NAME",
        autocompletion=complete_environment,
    ),
]
EnvFile = Annotated[
    Path | None,
    typer.Option("--env-file", help="A file of lines NAME=value; by default .env, except with --env production."),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        help="Only these: mixpanel, 'ga4.*', \"Big orders\", event:NAME; separate by commas, or repeat.",
        autocompletion=complete_selection,
    ),
]
EventType = Annotated[
    str | None,
    typer.Option("--type", help="The type of events without one: track, identify, page, screen, group or alias."),
]
