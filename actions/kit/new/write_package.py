"""Writes a package from the templates."""

from importlib.resources import as_file, files
from pathlib import Path
from string import Template

from actions.kit.new.auth import Auth, words

SUFFIX = ".template"


def write_package(name: str, action: str, auth: Auth, folder: Path) -> list[Path]:
    """The files of `actions-destination-NAME/`, written into `folder`; FileExistsError where it is there already."""
    dashed = name.replace("_", "-")
    title = name.replace("_", " ").title()
    known = {
        "name": name,
        "dashed": dashed,
        "title": title,
        "package": f"{name}_destination",
        "prefix": title.replace(" ", ""),
        "action": action,
        "camel": action.title().replace("_", ""),
        **words(auth, name, title),
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
