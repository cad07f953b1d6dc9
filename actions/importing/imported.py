"""What an import makes: files with actions, and for each what of it is as it was."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from mappings.file.model import slug_of

LONGEST = 100


class ImportedAction(Struct):
    """An action of ours in place of one that was elsewhere.

    `notes` say where its trigger never meant what it says, `todo` what needs a person, `remarks` what is good to know,
    `added` which fields were completed from our defaults because the tool needs them, and `trigger` is the text that it
    had.
    """

    name: str
    do: str
    when: Any
    map: dict[str, Any] = field(default_factory=dict)
    set: dict[str, Any] = field(default_factory=dict)
    each: str | None = None
    enabled: bool = True
    inherit: bool = False
    exclusive: str | None = None
    trigger: str = ""
    notes: list[str] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    # Why it is only a comment in the file: our check refuses it so.
    refused: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it does what was done elsewhere, and nothing about it needs a person."""
        return not (self.todo or self.refused or self.inherit)


class ImportedFile(Struct):
    """A mapping file: an instance of a destination, its settings and its actions."""

    name: str
    destination: str
    came_from: str
    settings: dict[str, Any]
    actions: list[ImportedAction]
    defaults: dict[str, Any] = field(default_factory=dict)
    todo: list[str] = field(default_factory=list)


def free_name(wanted: str, taken: set[str]) -> str:
    """The name, with a number behind it where it is taken; it is taken from now on. Long ones are cut, as for files."""
    wanted = wanted[:LONGEST].rstrip("- ")
    names: Iterable[str] = (wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3)))
    if wanted == slug_of(wanted):
        names = (one.replace(" ", "-") for one in names)
    name = next(one for one in names if (slug_of(one) or one) not in taken)
    taken.add(slug_of(name) or name)
    return name
