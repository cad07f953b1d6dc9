"""The mapping files of a project as git has them at a reference."""

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from actions.project.files import SUFFIXES

SECONDS: Final = 60
MOST_REFERENCES: Final = 50


class GitError(Exception):
    """Git has no such version: why, and what to do. `is_slow` where it gave no answer in time."""

    def __init__(self, text: str, *, is_slow: bool = False) -> None:
        super().__init__(text)
        self.is_slow = is_slow


@contextmanager
def folder_at(reference: str, folder: Path) -> Iterator[Path]:
    """A folder, for a while, with the mapping files of the project in `folder` at that reference; GitError if none."""
    archive = _archive(reference, folder)
    with TemporaryDirectory(prefix="actions-diff-") as name:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(name, filter="data")
        yield Path(name)


def references(folder: Path) -> list[str]:
    """HEAD, then branches and tags, those of the newest commits first; nothing where the folder is not in git."""
    form = ("--format=%(refname:short)", "--sort=-committerdate", f"--count={MOST_REFERENCES}")
    try:
        found = _git("HEAD", folder, "for-each-ref", *form, "refs/heads", "refs/remotes", "refs/tags")
        _git("HEAD", folder, "rev-parse", "--verify", "--quiet", "HEAD")
    except GitError:
        return []
    return ["HEAD", *found.decode("utf-8", "replace").splitlines()]


def _archive(reference: str, folder: Path) -> bytes:
    """The mapping files of the folder as git has them there, as a tar file."""
    if not reference or reference.startswith("-"):
        raise GitError(f"{reference or 'an empty text'} is not a folder, and no reference of git")
    # Not all that is there: beside the mappings there may be gigabytes of events.
    listed = _git(reference, folder, "ls-tree", "-r", "-z", "--name-only", reference, "--", ".")
    names = [one for one in listed.decode("utf-8", "surrogateescape").split("\0") if one.endswith(SUFFIXES)]
    if not names:
        raise GitError(f"{reference} has no mapping file (*.yaml) in {folder}: it was not there then")
    return _git(reference, folder, "archive", "--format=tar", reference, "--", *(f":(literal){one}" for one in names))


def _git(reference: str, folder: Path, *arguments: str) -> bytes:
    """What git says; GitError where it cannot."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - no shell
    except FileNotFoundError:
        message = f"{reference} is not a folder, and git is not installed: name a folder with the other version"
        raise GitError(message) from None
    except subprocess.TimeoutExpired:
        raise GitError(f"git gave no answer within {SECONDS} seconds", is_slow=True) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else f"git ended with {done.returncode}"
        hint = "name a branch, tag or commit that is here (git fetch brings those of others)"
        raise GitError(f"{reference} is not a folder, and git has nothing there: {why}; {hint}")
    return done.stdout
