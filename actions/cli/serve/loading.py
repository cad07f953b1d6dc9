"""The service's settings, as its commands read them."""

from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.asking.findings_text import print_findings
from actions.cli.formats import Format, console, count
from actions.kit.secret_providers import secret_lookup
from actions.project.environment import EnvFileError, read_environ
from actions.serve.settings import CheckedSettings, ServeSettings, read_settings
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place

SettingsFile = Annotated[
    Path, typer.Option("--settings", "-s", help="The file of the service's settings.", metavar="FILE")
]
DEFAULT = Path("serve.yaml")


def read_serve(path: Path, env_file: Path | None = None) -> CheckedSettings:
    """The settings in that file, with keys from the variables of the process, of `.env` and of secret providers."""
    # Which environment is meant says whether `.env` counts; for that, any keys will do.
    first = read_settings(path, lambda name: name).settings
    try:
        environ = read_environ(path.parent, first.env if first else None, env_file)
    except EnvFileError as error:
        report = Report()
        report.add("E132", Place(str(path), 1, 1, 1, 1), str(error))
        return CheckedSettings(None, report, {})
    return read_settings(path, environ.get, secret_lookup(environ.get))


def load_serve(path: Path, env_file: Path | None = None) -> ServeSettings:
    """The same; where they cannot be used, all findings are shown and the command ends."""
    checked = read_serve(path, env_file)
    if checked.settings is None:
        err = console(stderr=True)
        print_findings(checked.report, checked.texts, Format.text, err)
        err.print(f"actions: {count(checked.report.errors(), 'error')} in {path}")
        raise typer.Exit(exit_codes.CANNOT_LOAD)
    return checked.settings
