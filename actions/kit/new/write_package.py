"""Writes a package from the templates."""

from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from string import Template

from actions.kit.new.auth import Auth, words
from actions.kit.new.kinds import words_of

SUFFIX = ".template"


def write_package(name: str, actions: Sequence[str], auth: Auth, folder: Path) -> list[Path]:
    """The files of `actions-destination-NAME/`, written into `folder`; FileExistsError where it is there already."""
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
    target.mkdir(parents=True)
    written = []
    with as_file(files("actions.starter")) as starter:
        templates = starter / "destination"
        for source in sorted(templates.rglob(f"*{SUFFIX}")):
            parts = source.relative_to(templates).with_name(source.name.removesuffix(SUFFIX)).parts
            path = target.joinpath(*(known["package"] if part == "package" else part for part in parts))
            path.parent.mkdir(exist_ok=True)
            text = Template(source.read_text(encoding="utf-8")).substitute(known)
            path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
            written.append(path)
    return sorted(written)
