"""Which files a project has."""

from collections.abc import Iterator
from pathlib import Path

SUFFIXES = (".yaml", ".yml")
MAPPINGS = "mappings"
SHARED = "shared"


def project_folder(path: Path) -> Path:
    """The project's folder, as `path` says it or means it."""
    folder = path.parent if path.is_file() else path
    return folder.parent if folder.name == MAPPINGS else folder


def find_mapping_files(path: Path) -> tuple[Path, list[Path]]:
    """The folder that names are told from, and the mapping files below it in the order of their names."""
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
    above = [folder.resolve(), *folder.resolve().parents]
    inside = next((number for number, one in enumerate(above) if one.name == MAPPINGS), 0)
    for place in (folder, *(folder / Path(*[".."] * up) for up in range(1, inside + 1))):
        found |= set(_below(place / SHARED))
    return sorted(one for one in found if one.resolve() != path.resolve())


def mappings_folder(path: Path) -> Path:
    """Where the mapping files of the project at `path` lie."""
    return path / MAPPINGS if (path / MAPPINGS).is_dir() else path


def _root_of(file: Path) -> Path:
    """The folder beside which a folder `shared` that holds the file stands; else the file's own."""
    return next((one.parent for one in file.parents if one.name == SHARED), file.parent)


def _below(folder: Path) -> Iterator[Path]:
    return (one for one in folder.rglob("*") if one.suffix in SUFFIXES)


def _is_shared(file: Path, folder: Path) -> bool:
    return SHARED in file.relative_to(folder).parts[:-1]


def write_file(path: Path, text: str) -> None:
    """Put `text` into the file, all of it or nothing; the line ends are those of the text."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode("utf-8"))
    beside.replace(path)
