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
themselves. `make release` and `make third-party` write this page; the versions are in the bill of materials of a
release (`sbom.cdx.json`). Packages under a licence that passes on to what is distributed with them (GPL, LGPL) come
with an extra alone; MPL-2.0 covers the files of its own package.

"""


Packages = Mapping[str, Distribution]
PAGE = "docs/third-party.md"
SECTION = re.compile(r"^## The (?:package|extra `(?P<extra>[^`]+)`)\n(?P<rows>(?:[^#\n].*\n|\n)*)", re.MULTILINE)
ROW = re.compile(r"^\| (?P<name>[\w.-]+) \|", re.MULTILINE)


def packages_in(*folders: str) -> Packages:
    """What is installed in these folders, those of this environment where none is given, by normalized name."""
    found = Distribution.discover(path=list(folders or sys.path))
    return {canonicalize_name(one.metadata["Name"]): one for one in found}


def render_third_party(packages: Packages) -> str:
    """The page in Markdown: a table for the package, and one for each extra of what it adds."""
    core = closure(_requirements()[""], packages)
    parts = [HEAD]
    for extra, wanted in _requirements().items():
        added = {name: one for name, one in closure(wanted, packages).items() if name not in core or not extra}
        parts.append(_table(f"The extra `{extra}`" if extra else "The package", added))
    return "".join(parts)


def differences(page: str) -> list[str]:
    """How the page differs from `pyproject.toml`, a sentence each. Only direct requirements are looked at.

    What these bring along depends on their newest versions, so it is not compared.
    """
    listed = {
        one["extra"] or "": {canonicalize_name(name) for name in ROW.findall(one["rows"])}
        for one in SECTION.finditer(page)
    }
    wanted = {extra: {canonicalize_name(Requirement(one).name) for one in of} for extra, of in _requirements().items()}
    found = [
        f"{name} is not listed{_of(extra)}" for extra in wanted for name in wanted[extra] - listed.get(extra, set())
    ]
    found += [f"there is no extra {extra}" for extra in listed.keys() - wanted.keys()]
    return sorted(found)


def _of(extra: str) -> str:
    return f" under the extra {extra}" if extra else ""


def _requirements() -> dict[str, list[str]]:
    """What `pyproject.toml` requires, by extra, without the extras for work on the package; "" is the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = {name: of for name, of in project["optional-dependencies"].items() if name not in FOR_WORK}
    return {"": project["dependencies"], **extras}


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
    core = closure(_requirements()[""], packages_in())
    return [name for name, one in core.items() if COPYLEFT.search(licence_of(one))]


def _table(title: str, found: dict[str, Distribution]) -> str:
    rows = "".join(f"| {one.metadata['Name']} | {licence_of(one)} |\n" for one in found.values())
    return f"## {title}\n\n| package | licence |\n| --- | --- |\n{rows}\n"
