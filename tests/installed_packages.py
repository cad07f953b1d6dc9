"""Packages that are installed as far as Python can tell: on the path, with what an installer writes about them."""

from pathlib import Path
from typing import Any


def write_about(project: dict[str, Any], folder: Path) -> None:
    """What an installer would write into `folder` about a package, from the `project` of its pyproject.toml."""
    about = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    groups = project["entry-points"].items()
    points = "".join(f"[{group}]\n" + "".join(f"{n} = {v}\n" for n, v in one.items()) for group, one in groups)
    (about / "entry_points.txt").write_text(points)
