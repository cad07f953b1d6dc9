"""Versions: of the package, of Python and SQLite, and of what the package and its extras need."""

import platform
import re
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from msgspec import Struct

from actions.doctor.fact import Fact, Section

PACKAGE = "destination-actions"
LEAST_PYTHON, LEAST_SQLITE = (3, 11), (3, 35)
REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[[^\]]*\])?\s*(?P<versions>[^;]*)(?:;(?P<where>.*))?")
EXTRA = re.compile(r"""extra\s*==\s*["']([\w-]+)["']""")
LEAST = re.compile(r">=\s*([\d.]+)")
NOT_ON_WINDOWS = re.compile(r"""platform_system\s*!=\s*["']Windows["']""")
NUMBERS = re.compile(r"[\d.]+")
# For work on the package, not for its users.
FOR_WORK = {"dev", "release", "clusters", "site"}


class Need(Struct, frozen=True):
    """A package that is needed, by an extra or by all, and the least version of it."""

    name: str
    least: str
    extra: str


def versions() -> Section:
    """The versions of what runs; wrong is what is missing or older than it has to be."""
    return Section("versions", [*_own(), *(_required(need) for need in needs() if not need.extra)])


def extras() -> Section:
    """Of each extra: whether all of it is installed."""
    by_name: dict[str, list[Need]] = {}
    for need in needs():
        if need.extra and need.extra not in FOR_WORK:
            by_name.setdefault(need.extra, []).append(need)
    return Section("extras", [Fact(name, _state(name, found)) for name, found in sorted(by_name.items())])


def missing_of(extra: str) -> list[str]:
    """What of an extra is not installed, or too old."""
    return [need.name for need in needs() if need.extra == extra and is_lacking(need)]


def needs() -> Iterator[Need]:
    """All that the package says it needs on this system."""
    for text in requires(PACKAGE) or ():
        found = REQUIREMENT.fullmatch(text)
        if found is None or (sys.platform == "win32" and NOT_ON_WINDOWS.search(found["where"] or "")):
            continue
        least, extra = LEAST.search(found["versions"]), EXTRA.search(found["where"] or "")
        yield Need(found["name"], least[1] if least else "0", extra[1] if extra else "")


def is_lacking(need: Need) -> bool:
    """Whether the package is not installed, or in a version that is too old."""
    return not (there := installed(need.name)) or numbers(there) < numbers(need.least)


def installed(name: str) -> str:
    """The version of an installed package, empty where it is not."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def numbers(text: str) -> tuple[int, ...]:
    """The numbers at the start of a version, for comparing.

    >>> numbers("3.10.1rc2") < numbers("3.11"), numbers("17") <= numbers("17.0")
    (True, True)
    """
    found = NUMBERS.match(text)
    return tuple(int(one) for one in found[0].split(".") if one) if found else ()


def _own() -> Iterator[Fact]:
    yield Fact(PACKAGE, installed(PACKAGE))
    old = sys.version_info[:2] < LEAST_PYTHON
    yield Fact(
        "Python",
        f"{platform.python_version()} ({platform.python_implementation()})",
        "install Python 3.11 or later, and the package in it" if old else "",
    )
    old = numbers(sqlite3.sqlite_version) < LEAST_SQLITE
    yield Fact(
        "SQLite", sqlite3.sqlite_version, "it is older than 3.35: use a Python that brings a later one" if old else ""
    )


def _required(need: Need) -> Fact:
    there = installed(need.name)
    wrong = ""
    if is_lacking(need):
        wrong = f"{need.least} or later is needed: pip install --upgrade '{need.name}>={need.least}'"
    return Fact(need.name, there or "not installed", wrong)


def _state(extra: str, found: list[Need]) -> str:
    lacking = [need.name for need in found if is_lacking(need)]
    if not lacking:
        return ", ".join(f"{need.name} {installed(need.name)}" for need in found)
    return f"without {', '.join(lacking)}; pip install '{PACKAGE}[{extra}]' adds it"
