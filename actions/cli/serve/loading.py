"""The service's settings, as its commands read them."""

from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.asking.findings_text import print_findings
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count
from actions.kit.secret_providers import secret_lookup
from actions.project.environment import EnvFileError, read_environ
from actions.serve.settings import CheckedSettings, ServeSettings, read_settings

SettingsFile = Annotated[
    Path, typer.Option("--settings", "-s", help="The file of the service's settings.", metavar="FILE")
]
DEFAULT = Path("serve.yaml")


def read_serve(path: Path, env_file: Path | None = None) -> CheckedSettings:
    """The settings in that file, with keys from the variables of the process, of `.env` and of secret providers."""
    # Which environment is meant says whether `.env` counts; for that, any keys will do.
    first = read_settings(path, lambda name: name).settings
    environ = read_environ(path.parent, first.env if first else None, env_file)
    return read_settings(path, environ.get, secret_lookup(environ.get))


def load_serve(path: Path, env_file: Path | None = None) -> ServeSettings:
    """The same; where they cannot be used, all findings are shown and the command ends."""
    try:
        checked = read_serve(path, env_file)
    except EnvFileError as error:
        raise complain(str(error), exit_codes.WRONG_COMMAND_LINE) from None
    if checked.settings is None:
        err = console(stderr=True)
        print_findings(checked.report, checked.texts, Format.text, err)
        err.print(f"actions: {count(checked.report.errors(), 'error')} in {path}")
        raise typer.Exit(exit_codes.CANNOT_LOAD)
    return checked.settings
