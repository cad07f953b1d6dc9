"""Which files a project has."""

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
        return path.parent, [path]
    folder = mappings_folder(path)
    names = sorted(one for one in folder.rglob("*") if one.suffix in SUFFIXES and SHARED not in one.parts)
    return (folder.parent if folder.name == MAPPINGS else folder), names


def mappings_folder(path: Path) -> Path:
    """Where the mapping files of the project at `path` lie."""
    return path / MAPPINGS if (path / MAPPINGS).is_dir() else path
