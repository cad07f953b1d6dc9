"""Two versions of a project: the one at hand, and another from a folder or from git."""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import printable
from actions.cli.insight.lock import load_lock
from actions.cli.run.loading import load_project
from actions.project import NoEnvironmentError, Project, ProjectError
from actions.project.environment import EnvFileError, read_environ
from actions.project.files import SUFFIXES, project_folder

SECONDS = 60


@contextmanager
def version_folder(name: str, directory: Path) -> Iterator[Path]:
    """The folder of this name, or one with the project in `directory` as git has it at that reference, for a while.

    A complaint where there is neither.
    """
    if name and Path(name).exists():
        if Path(name).is_file() and not name.endswith(SUFFIXES):
            message = (
                f"{name} is no version: write actions diff VERSION EVENTS, with a reference of git or a folder first"
            )
            raise complain(message, exit_codes.WRONG_COMMAND_LINE)
        yield Path(name)
        return
    archive = _archive(name, project_folder(directory))
    with TemporaryDirectory(prefix="actions-diff-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class Versions:
    """Where two versions of a project are: the one before, which has this `name`, and the one in `directory`.

    What is `before` is a folder, or a lock if `is_lock`.
    """

    name: str
    before: Path
    is_lock: bool
    directory: Path
    env: str | None
    env_file: Path | None

    def load(self) -> tuple[Project, Project]:
        """The project before, and the project at hand; a complaint where one of them cannot be used."""
        new = load_project(self.directory, self.env, self.env_file)
        try:
            # Its variables are those of the project at hand: what is compared is the mapping.
            environ = read_environ(self.directory, self.env, self.env_file)
            if self.is_lock:
                return Project.from_texts(load_lock(self.before).files, environ, env=self.env), new
            return Project.load(self.before, environ, env=self.env), new
        except (NoEnvironmentError, EnvFileError) as error:
            raise complain(f"{self.name}: {error}", exit_codes.WRONG_COMMAND_LINE) from None
        except ProjectError as error:
            message = f"{self.name} cannot be loaded: {printable(str(error))}"
            raise complain(message, exit_codes.CANNOT_LOAD) from None


def _archive(reference: str, folder: Path) -> bytes:
    """The mapping files of the folder as git has them there, as a tar file."""
    if not reference or reference.startswith("-"):
        message = f"{reference or 'an empty text'} is no folder, and no reference of git"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE)
    # Not all that is there: beside the mappings there may be gigabytes of events.
    listed = _git(reference, folder, "ls-tree", "-r", "-z", "--name-only", reference, "--", ".")
    names = [one for one in listed.decode("utf-8", "surrogateescape").split("\0") if one.endswith(SUFFIXES)]
    if not names:
        message = f"{reference} has no mapping file (*.yaml) in {folder}: it was not there then"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE)
    return _git(reference, folder, "archive", "--format=tar", reference, "--", *(f":(literal){one}" for one in names))


def _git(reference: str, folder: Path, *arguments: str) -> bytes:
    """What git says; a complaint where it cannot."""
    command = ["git", "-C", str(folder), *arguments]
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
        hint = "name a branch, tag or commit that is here (git fetch brings those of others)"
        message = f"{reference} is no folder, and git has nothing there: {why}; {hint}"
        raise complain(message, exit_codes.WRONG_COMMAND_LINE)
    return done.stdout
