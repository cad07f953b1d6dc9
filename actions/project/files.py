"""Which files a project has."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

SUFFIXES = (".yaml", ".yml")
MAPPINGS = "mappings"
SHARED = "shared"
# What editors and systems make of a name that should end in `.yaml`.
ALMOST = re.compile(r"\.ya?ml(?:\.[a-z]+)?$")


def project_folder(path: Path) -> Path:
    """The project's folder, as `path` says it or means it."""
    folder = path.parent if path.is_file() else path
    return folder.parent if folder.name == MAPPINGS else folder


def find_mapping_files(path: Path) -> tuple[Path, list[Path]]:
    """The folder that names of files are relative to, and the mapping files below it in the order of their names."""
    if path.is_file():
        return _root_of(path), [path]
    folder = mappings_folder(path)
    names = sorted(one for one in _below(folder) if not _is_shared(one, folder))
    return (folder.parent if folder.name == MAPPINGS else folder), names


def find_shared_files(path: Path) -> list[Path]:
    """The files of fragments that mapping files may include, in the order of their names.

    Of a file or a folder below `mappings` these are also what stands in folders `shared` around it.
    """
    folder = path.parent if path.is_file() else mappings_folder(path)
    found = {one for one in _below(folder) if _is_shared(one, folder)} if folder != path.parent else set()
    above = [real(folder), *real(folder).parents]
    inside = next((number for number, one in enumerate(above) if one.name == MAPPINGS), 0)
    for place in (folder, *(folder / Path(*[".."] * up) for up in range(1, inside + 1))):
        found |= set(_below(place / SHARED))
    return sorted(one for one in found if real(one) != real(path))


def real(path: Path) -> Path:
    """Where the file lies, behind all links, also where these lead nowhere or in a circle."""
    return Path(os.path.realpath(path))


def mappings_folder(path: Path) -> Path:
    """Where the mapping files of the project at `path` lie."""
    return path / MAPPINGS if (path / MAPPINGS).is_dir() else path


def passed_over(path: Path) -> str | None:
    """A file that was probably not meant to be ignored, and what to do about it; None if there is none."""
    folder = mappings_folder(path)
    for one in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if _is_shared(one, folder) and one.suffix in SUFFIXES:
            return f"{one.name} lies in {SHARED}, which is for fragments: move it to {folder.name}"
        is_json = folder.name == MAPPINGS and one.suffix == ".json"
        if one.is_file() and (is_json or ALMOST.search(one.name.lower())) and not one.name.startswith("."):
            return f"{one.name} is passed over: its name must end in .yaml"
    beside = sorted(one for one in path.glob("*") if one.suffix in SUFFIXES) if folder != path else []
    return f"{beside[0].name} is passed over: move it into {MAPPINGS}" if beside else None


def _root_of(file: Path) -> Path:
    """The folder beside which a folder `shared` that holds the file stands; else the file's own."""
    return next((one.parent for one in file.parents if one.name == SHARED), file.parent)


def _below(folder: Path) -> Iterator[Path]:
    # Links that lead nowhere are among them: their reader says so. What is hidden is not, such as the folder `..data`
    # that Kubernetes keeps the files of a mounted map in.
    found = (one for one in folder.rglob("*") if one.suffix in SUFFIXES and not one.is_dir())
    return (one for one in found if not any(part.startswith(".") for part in one.relative_to(folder).parts))


def _is_shared(file: Path, folder: Path) -> bool:
    return SHARED in file.relative_to(folder).parts[:-1]
