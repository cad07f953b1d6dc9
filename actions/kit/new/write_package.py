"""Writes a package from the templates."""

import errno
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from string import Template

from actions.kit.new.auth import Auth, words
from actions.kit.new.kinds import words_of
from actions.project.writing import write_files

SUFFIX = ".template"


def write_package(name: str, actions: Sequence[str], auth: Auth, folder: Path) -> list[Path]:
    """The files of `actions-destination-NAME/`, written into `folder`, all or none.

    FileExistsError where it is there already; another OSError where it cannot be written.
    """
    dashed = name.replace("_", "-")
    title = name.replace("_", " ").title()
    prefix, said = title.replace(" ", ""), words(auth, name, title)
    known = {
        "name": name,
        "dashed": dashed,
        "title": title,
        "package": f"{name}_destination",
        "prefix": prefix,
        "action": actions[0],
        **said,
        **words_of(actions, prefix, dashed, said["credentials"], said["case_headers"]),
    }
    target = folder / f"actions-destination-{dashed}"
    if target.exists() or target.is_symlink():
        raise FileExistsError(errno.EEXIST, "File exists", str(target))
    written: dict[Path, bytes] = {}
    with as_file(files("actions.starter")) as starter:
        templates = starter / "destination"
        for source in sorted(templates.rglob(f"*{SUFFIX}")):
            parts = source.relative_to(templates).with_name(source.name.removesuffix(SUFFIX)).parts
            path = target.joinpath(*(known["package"] if part == "package" else part for part in parts))
            text = Template(source.read_text(encoding="utf-8")).substitute(known)
            written[path] = (text.rstrip("\n") + "\n").encode()
    write_files(written)
    return sorted(written)
