"""The project that a command is about, in the environment it is asked about."""

from pathlib import Path

import typer

from actions.cli import exit_codes
from actions.cli.asking.findings_text import print_findings
from actions.cli.exit_codes import complain
from actions.cli.formats import Format, console, count
from actions.project import Checked, NoEnvironmentError, Project, ProjectError, check_project
from actions.project.environment import EnvFileError, read_environ


def load_project(directory: Path, env: str | None = None, env_file: Path | None = None) -> Project:
    """The project of that folder; where it cannot be used, all findings are shown and the command ends."""
    try:
        return Project.load(directory, read_environ(directory, env, env_file), env=env)
    except NoEnvironmentError as error:
        raise complain(f"--env {env}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
    except EnvFileError as error:
        raise complain(str(error), exit_codes.WRONG_COMMAND_LINE) from None
    except ProjectError as error:
        err = console(stderr=True)
        print_findings(error.report, error.texts, Format.text, err)
        errors = error.report.errors()
        # Each finding is reported already.
        err.print(f"actions: {count(errors, 'error')} in the mapping files" if errors else f"actions: {error}")
        raise typer.Exit(exit_codes.CANNOT_LOAD) from None


def read_project(directory: Path, env: str | None = None, env_file: Path | None = None) -> Checked:
    """The project of that folder with its findings, of which some may be errors; a complaint where there is none."""
    try:
        return check_project(directory, read_environ(directory, env, env_file), env=env)
    except NoEnvironmentError as error:
        raise complain(f"--env {env}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
    except EnvFileError as error:
        raise complain(str(error), exit_codes.WRONG_COMMAND_LINE) from None
    except ProjectError as error:
        raise complain(str(error), exit_codes.CANNOT_LOAD) from None


def project_folder(directory: Path) -> Path:
    """The folder from which names of mapping files start, as `-C` says it or means it."""
    folder = directory.parent if directory.is_file() else directory
    return folder.parent if folder.name == "mappings" else folder


def require_environment(project: Project, option: str) -> None:
    """Complain where the project has environments and none was named: which account is meant would be a guess."""
    if project.environments and project.env is None:
        names = ", ".join(project.environments)
        text = f"{option} needs --env, as the mapping files have environments: {names}"
        raise complain(text, exit_codes.WRONG_COMMAND_LINE)
