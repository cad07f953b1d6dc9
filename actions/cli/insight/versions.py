"""Two versions of a project: the one at hand, and another from a folder or from git."""

import io
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import printable
from actions.project import NoEnvironmentError, Project, ProjectError
from actions.project.environment import EnvFileError, read_environ
from actions.project.files import project_folder

SECONDS = 60


def load_version(name: str, directory: Path, env: str | None, env_file: Path | None) -> Project:
    """The project of a folder of this name, or the project in `directory` as git has it at that reference.

    A complaint where there is neither, or its mapping files have mistakes.
    """
    if Path(name).exists():
        return _load(Path(name), name, directory, env, env_file)
    archive = _archive(name, project_folder(directory))
    with TemporaryDirectory(prefix="actions-diff-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        return _load(Path(folder), name, directory, env, env_file)


def _load(path: Path, name: str, directory: Path, env: str | None, env_file: Path | None) -> Project:
    try:
        # Its variables are those of the project at hand: what is compared is the mapping.
        return Project.load(path, read_environ(directory, env, env_file), env=env)
    except (NoEnvironmentError, EnvFileError) as error:
        raise complain(f"{name}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
    except ProjectError as error:
        raise complain(f"{name} cannot be loaded: {printable(str(error))}", exit_codes.CANNOT_LOAD) from None


def _archive(reference: str, folder: Path) -> bytes:
    """The mapping files of the folder as git has them there, as a tar file."""
    if reference.startswith("-"):
        raise complain(f"{reference} is no folder, and no reference of git", exit_codes.WRONG_COMMAND_LINE)
    command = ["git", "-C", str(folder), "archive", "--format=tar", reference, "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        message = f"{reference} is no folder, and git is not installed: name a folder with the other version"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE) from None
    except subprocess.TimeoutExpired:
        raise complain(f"git gave no answer within {SECONDS} seconds", exit_codes.CANNOT_LOAD) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = printable(said[-1]) if said else f"git ended with {done.returncode}"
        raise complain(f"{reference} is no folder, and git has nothing there: {why}", exit_codes.WRONG_COMMAND_LINE)
    return done.stdout
