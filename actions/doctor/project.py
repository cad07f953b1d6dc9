"""The project: where it is, whether it can be loaded, who may read what is kept, and how much room there is."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from actions.doctor.fact import Fact, Section, at_home
from actions.project import ProjectError, check_project

KEPT = ".actions"
# The schemas are for everybody; all else is people's data, or keys.
FOR_ALL = "schema"
OTHERS = 0o077
LEAST_FREE = 512 << 20


class Found(Struct, frozen=True):
    """What was found in the project's folder, and the destinations that its mapping files name."""

    section: Section
    used: frozenset[str]


def project(folder: Path, environ: Mapping[str, str], outbox: Path) -> Found:
    """Paths, mapping files, modes and room."""
    files, used = _mapping_files(folder, environ)
    kept = folder / KEPT
    facts = [
        Fact("folder", at_home(folder)),
        files,
        Fact(KEPT, at_home(kept) if kept.is_dir() else "none", _not_writable(kept)),
        Fact("outbox", at_home(outbox) if outbox.is_file() else "none"),
        *_modes(folder),
        _room(kept if kept.is_dir() else folder),
    ]
    return Found(Section("project", facts), used)


def newest(folder: Path) -> float | None:
    """When something that is kept was last written, in seconds since 1970."""
    return max((path.stat().st_mtime for path in _kept(folder)), default=None)


def _mapping_files(folder: Path, environ: Mapping[str, str]) -> tuple[Fact, frozenset[str]]:
    try:
        checked = check_project(folder, environ)
    except ProjectError:
        return Fact("mapping files", "none here; -C names the folder of a project"), frozenset()
    errors = checked.report.errors()
    wrong = f"{errors} errors in them: actions check lists them" if errors else ""
    used = frozenset(one.destination.name for one in checked.plan.instances.values())
    return Fact("mapping files", str(checked.files), wrong), used


def _not_writable(kept: Path) -> str:
    if not kept.is_dir() or os.access(kept, os.W_OK | os.X_OK):
        return ""
    return "it may not be written by this user: nothing can be delivered; see whose it is"


def _modes(folder: Path) -> Iterator[Fact]:
    """Whether others may read secrets or people's data. Windows has no such modes."""
    if sys.platform == "win32":
        return
    open_to_others = [path for path in (folder / ".env", *_kept(folder)) if path.is_file() and _is_open(path, folder)]
    for path in open_to_others[:5]:
        name = path.relative_to(folder).as_posix()
        yield Fact("mode", f"{name} {path.stat().st_mode & 0o777:03o}", f"others may read it: chmod go-rwx {name}")
    if not open_to_others:
        yield Fact("modes", "what is kept is for its owner alone")


def _is_open(path: Path, folder: Path) -> bool:
    """Whether another user may open the file: it and each folder on the way lets him."""
    ways = [one for one in path.parents if one.is_relative_to(folder / KEPT)]
    return bool(path.stat().st_mode & OTHERS) and all(one.stat().st_mode & 0o011 for one in ways)


def _kept(folder: Path) -> Iterator[Path]:
    kept = folder / KEPT
    for path in sorted(kept.rglob("*")) if kept.is_dir() else ():
        if path.relative_to(kept).parts[0] != FOR_ALL and path.is_file():
            yield path


def _room(folder: Path) -> Fact:
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Fact("free disk", "unknown", f"{error.strerror}: name the project's folder with -C")
    wrong = "make room: outbox and journal stop when the disk is full" if free < LEAST_FREE else ""
    return Fact("free disk", f"{free / (1 << 30):,.1f} GiB", wrong)
