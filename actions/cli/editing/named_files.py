"""The files that `actions check` is to look at, as they are named on the command line."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.project.files import MAPPINGS, SUFFIXES, find_mapping_files, find_shared_files
from mappings.findings.diagnostic import Diagnostic

EVENTS = (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".gz")


def named_files(named: Sequence[Path], directory: Path) -> list[Path]:
    """The files that are named, and those in the folders that are; a complaint where one is not a mapping file.

    A name is looked for here, then in the project's folder.
    """
    found: list[Path] = []
    for name in named:
        path = name if name.exists() or name.is_symlink() else directory / name
        if path.is_dir():
            inside = [*find_mapping_files(path)[1], *find_shared_files(path)]
            if not inside:
                raise complain(f"there is no mapping file (*.yaml) in {name}", exit_codes.CANNOT_LOAD)
            found += inside
        elif not path.is_file():
            raise complain(f"there is no file {name}", exit_codes.INPUT_LOST)
        elif path.suffix in EVENTS:
            hint = f"`actions run {name}` shows what comes of events"
            raise complain(f"{name} is not a mapping file, which end in .yaml; {hint}", exit_codes.WRONG_COMMAND_LINE)
        elif path.suffix not in SUFFIXES:
            raise complain(f"{name} is not a mapping file: its name must end in .yaml", exit_codes.WRONG_COMMAND_LINE)
        else:
            found.append(path)
    return found


def project_of(files: Sequence[Path], directory: Path) -> Path:
    """The project that the files belong to: the folder, or where it is none of a project, the one around the first."""
    if not files or (directory / MAPPINGS).is_dir():
        return directory
    around = next((one.parent for one in files[0].absolute().parents if one.name == MAPPINGS), None)
    return around or (files[0] if len(files) == 1 else directory)


def as_given(finding: Diagnostic, files: Sequence[Path]) -> Diagnostic:
    """The finding with its file named as on the command line, where it is known by its last name alone."""
    place = finding.place
    given = next((file for file in files if place and place.file == file.name), None)
    if place is None or given is None:
        return finding
    return replace(finding, place=replace(place, file=str(given)))
