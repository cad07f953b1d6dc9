"""`actions lock`: write down what is deployed, so that it can be compared with later."""

from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.asking.layout import print_rows
from actions.cli.editing.writing import write_or_complain
from actions.cli.exit_codes import complain
from actions.cli.formats import console, count, printable
from actions.cli.options import Directory, EnvFile, EnvName
from actions.cli.run.loading import load_project
from actions.insight.lock.lock import (
    Drift,
    Lock,
    LockError,
    drift_of_actions,
    drift_of_instances,
    drift_of_plugins,
    lock_of,
    lock_text,
    read_lock,
)
from actions.project import Project
from destinations.registry import Plugin, load_registry

FILE = Path("actions.lock")


def lock(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write, or to compare with.", metavar="FILE")
    ] = FILE,
    directory: Directory = Path(),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 where the project is not as in the file.")
    ] = False,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Write a lock: hashes of mappings and defaults, versions of plugins, and the mapping files themselves."""
    made = lock_of_project(load_project(directory, env, env_file))
    if not check:
        write_or_complain({output: lock_text(made).encode()})
        console().print(f"{count(len(made.actions), 'action')} written to {printable(str(output))}")
        return
    old = load_lock(output)
    found = [*drift_of_plugins(old, made), *drift_of_instances(old, made), *drift_of_actions(old, made)]
    if found:
        print_drift(found)
        raise complain(f"the project is not as in {output}: {count(len(found), 'difference')}", exit_codes.FINDINGS)
    console().print(f"the project is as in {printable(str(output))}", style="green")


def lock_of_project(project: Project) -> Lock:
    """The lock of the project as it is, with the plugins that are installed."""
    registry = load_registry()

    def plugin_of(name: str) -> Plugin:
        found = registry.find(name)
        assert found is not None  # noqa: S101 - the project could not have been loaded without it
        return found

    return lock_of(project.plan, project.texts, plugin_of, version("destination-actions"))


def load_lock(path: Path) -> Lock:
    """The lock in the file; a complaint where there is none."""
    try:
        return read_lock(path.read_bytes())
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}; `actions lock -o {path}` writes it"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE) from None
    except LockError as error:
        raise complain(f"{path} {printable(str(error))}", exit_codes.WRONG_COMMAND_LINE) from None


def print_drift(found: list[Drift]) -> None:
    """A row for each thing that is not as in the lock."""
    rows = [(one.what, one.before, "→", one.after) for one in found]
    print_rows([tuple(map(printable, row)) for row in rows], console(), fold=True)
