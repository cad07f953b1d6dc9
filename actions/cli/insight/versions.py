"""Two versions of a project: the one at hand, and another from a folder or from git."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import printable
from actions.cli.insight.lock import load_lock
from actions.cli.run.loading import load_project
from actions.project import NoEnvironmentError, Project, ProjectError
from actions.project.environment import EnvFileError, read_environ
from actions.project.files import SUFFIXES, project_folder
from actions.project.git import GitError, folder_at


@contextmanager
def version_folder(name: str, directory: Path) -> Iterator[Path]:
    """The folder of this name, or one with the project in `directory` as git has it at that reference, for a while.

    A complaint where there is neither.
    """
    if name and Path(name).exists():
        if Path(name).is_file() and not name.endswith(SUFFIXES):
            message = (
                f"{name} is not a version: write actions diff VERSION EVENTS, with a reference of git or a folder first"
            )
            raise complain(message, exit_codes.WRONG_COMMAND_LINE)
        yield Path(name)
        return
    with ExitStack() as opened:
        try:
            folder = opened.enter_context(folder_at(name, project_folder(directory)))
        except GitError as error:
            code = exit_codes.CANNOT_LOAD if error.is_slow else exit_codes.WRONG_COMMAND_LINE
            raise complain(printable(str(error)), code) from None
        yield folder


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
