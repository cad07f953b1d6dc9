"""The version in pyproject.toml, the one place where it is written."""

import re
import tomllib
from pathlib import Path

from docs.release.changelog import NotReadyError

ROOT = Path(__file__).parents[2]


def is_version(text: str) -> bool:
    """Three numbers, such as 0.2.0, perhaps with a mark of what comes before a release, such as 0.2.0rc1."""
    return re.fullmatch(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?", text) is not None


def version_of(tree: Path = ROOT) -> str:
    """What stands there."""
    return str(tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def write_version(tree: Path, version: str) -> None:
    """Write it there; NotReadyError where the line is missing."""
    path = tree / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', text, count=1), encoding="utf-8")
    if version_of(tree) != version:
        raise NotReadyError("pyproject.toml has no line `version = …` under [project]")
