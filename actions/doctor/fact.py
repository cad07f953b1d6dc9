"""What `actions doctor` says: facts by section."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct


class Fact(Struct, frozen=True):
    """Something about this machine or project; where it is `wrong`, that says what and what to do."""

    name: str
    value: str
    wrong: str = ""


class Section(Struct, frozen=True):
    """Facts about one part."""

    name: str
    facts: Sequence[Fact]


def at_home(path: Path) -> str:
    """The whole path, with `~` for the home directory, whose name is mostly a person's."""
    whole = path.absolute()
    try:
        home = Path.home()
    except RuntimeError:
        return whole.as_posix()
    return f"~/{whole.relative_to(home).as_posix()}" if whole.is_relative_to(home) else whole.as_posix()
