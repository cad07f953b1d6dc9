"""The page of third-party packages: what is installed with the package and each extra, and under which licence."""

import re
import sys
import tomllib
from collections.abc import Mapping
from email.message import Message
from importlib.metadata import Distribution
from typing import cast

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.release.build import ROOT
from docs.release.installs import FOR_WORK

# Licences that pass on to what is distributed together; packages under one are in an extra alone. The Mozilla licence
# covers the files of the package itself alone.
COPYLEFT = re.compile(r"\b[AL]?GPL|\bGNU |\b(EPL|CDDL|EUPL)\b", re.IGNORECASE)
HEAD = """# Third-party packages

What `pip install destination-actions` brings, and what each extra adds to it, by the metadata of the packages
themselves. `make release` writes this page; the versions are in the bill of materials of a release (`sbom.cdx.json`).
Packages under a licence that passes on to what is distributed with them (GPL, LGPL) come with an extra alone; MPL-2.0
covers the files of its own package.

"""


Packages = Mapping[str, Distribution]


def packages_in(*folders: str) -> Packages:
    """What is installed in these folders, those of this environment where none is given, by normalized name."""
    found = Distribution.discover(path=list(folders or sys.path))
    return {canonicalize_name(one.metadata["Name"]): one for one in found}


def render_third_party(packages: Packages) -> str:
    """The page in Markdown: a table for the package, and one for each extra of what it adds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = closure(project["dependencies"], packages)
    parts = [HEAD, _table("The package", core)]
    for extra, wanted in project["optional-dependencies"].items():
        if extra not in FOR_WORK:
            added = {name: one for name, one in closure(wanted, packages).items() if name not in core}
            parts.append(_table(f"The extra `{extra}`", added))
    return "".join(parts)


def closure(requirements: list[str], packages: Packages) -> dict[str, Distribution]:
    """All packages that requirements lead to on this system, by normalized name; those not installed are left out."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(one) for one in requirements]
    seen: set[tuple[str, str]] = set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        for extra in {"", *wanted.extras} - {of for known, of in seen if known == name}:
            seen.add((name, extra))
            if name not in packages:
                break
            found[name] = packages[name]
            listed = map(Requirement, found[name].requires or ())
            waiting.extend(one for one in listed if one.marker is None or one.marker.evaluate({"extra": extra}))
    return dict(sorted(found.items()))


def licence_of(one: Distribution) -> str:
    """What the package says of its licence: the expression, else the classifiers, else the first line of the text."""
    about = cast("Message", one.metadata)
    if said := about.get("License-Expression"):
        return str(said)
    classified = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith("License")
    ]
    words = str(about.get("License") or "").strip().splitlines()
    return ", ".join(classified) or (words[0] if words else "not said")


def copyleft_of_core() -> list[str]:
    """Packages that everybody gets although their licence would pass on; there should be none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [
        name
        for name, one in closure(project["dependencies"], packages_in()).items()
        if COPYLEFT.search(licence_of(one))
    ]


def _table(title: str, found: dict[str, Distribution]) -> str:
    rows = "".join(f"| {one.metadata['Name']} | {licence_of(one)} |\n" for one in found.values())
    return f"## {title}\n\n| package | licence |\n| --- | --- |\n{rows}\n"
