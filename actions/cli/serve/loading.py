"""The service's settings, as its commands read them."""

from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.asking.findings_text import print_findings
from actions.cli.formats import Format, console, count
from actions.kit.secret_providers import SecretProviderError, secret_lookup
from actions.project.environment import EnvFileError, read_environ
from actions.serve.settings import CheckedSettings, ServeSettings, read_settings
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place

SettingsFile = Annotated[
    Path, typer.Option("--settings", "-s", help="The file of the service's settings.", metavar="FILE")
]
DEFAULT = Path("serve.yaml")
# Behind the name of a secret that is not set where a command runs that may not need it.
NOT_SET = "-is-not-set-here"


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
    return _usable(read_serve(path, env_file), path)


def load_without_keys(path: Path) -> ServeSettings:
    """The same for whoever asks the service only: write keys need not be set where the command runs.

    What stands for one that is not set ends with `NOT_SET`.
    """
    try:
        environ = read_environ(path.parent, None, None)
    except EnvFileError:
        environ = {}
    secrets = secret_lookup(environ.get)

    def found(name: str) -> str:
        return environ.get(name) or f"{name}{NOT_SET}"

    def secret(name: str) -> str:
        try:
            return secrets(name) or found(name)
        except SecretProviderError:
            return found(name)

    return _usable(read_settings(path, found, secret), path)


def _usable(checked: CheckedSettings, path: Path) -> ServeSettings:
    if checked.settings is None:
        err = console(stderr=True)
        print_findings(checked.report, checked.texts, Format.text, err)
        err.print(f"actions: {count(checked.report.errors(), 'error')} in {path}")
        raise typer.Exit(exit_codes.CANNOT_LOAD)
    return checked.settings
