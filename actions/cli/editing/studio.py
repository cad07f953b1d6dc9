"""`actions studio`: look at mapping files with real events, and change them, in a browser."""

import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import console
from actions.cli.options import Directory, EnvFile, EnvName
from actions.project import NoEnvironmentError, ProjectError
from actions.project.environment import EnvFileError, read_environ

NOT_INSTALLED = "actions studio needs NiceGUI: pip install 'destination-actions[studio]'"


def studio(
    directory: Directory = Path(),
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; by default 8765, or a free one.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Change and send nothing.")] = False,
    allow_send: Annotated[
        bool, typer.Option("--allow-send", help="Let the page send a test event to a real tool, after it has asked.")
    ] = False,
    env: EnvName = None,
    env_file: EnvFile = None,
) -> None:
    """Open a local page to look at mapping files with events, and to change them. Ctrl-C ends it."""
    try:
        import nicegui  # noqa: F401 - only whether the extra is installed
    except ModuleNotFoundError:
        raise complain(NOT_INSTALLED, exit_codes.CANNOT_LOAD) from None
    from actions.studio.serve import open_studio, serve

    environ = _environ(directory, env, env_file)
    try:
        opened = open_studio(directory, environ, env, read_only=read_only, allow_send=allow_send)
    except NoEnvironmentError as error:
        raise complain(f"--env {env}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
    except ProjectError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None
    out = console()

    def say(address: str) -> None:
        for one in opened.plugins:
            out.print(f"plugin: {one}")
        # Not broken into lines: who copies it needs all of it.
        out.print(f"The studio is at {address}", soft_wrap=True)
        out.print("Only this machine can open it. Ctrl-C ends it.")
        if open_browser:
            webbrowser.open(address)

    try:
        serve(opened, port, say)
    except OSError as error:
        raise complain(f"--port {port}: {error.strerror or error}", exit_codes.WRONG_COMMAND_LINE) from None
    for label, file in opened.workspace.files.items():
        if file.is_changed:
            console(stderr=True).print(f"actions: {label} was changed in the studio and not saved")


def _environ(directory: Path, env: str | None, env_file: Path | None) -> Mapping[str, str]:
    if not directory.exists():
        raise complain(f"there is no folder {directory}", exit_codes.CANNOT_LOAD)
    try:
        return read_environ(directory, env, env_file)
    except EnvFileError as error:
        raise complain(str(error), exit_codes.WRONG_COMMAND_LINE) from None
