"""What a trigger of Segment means: a tree of tests."""

from typing import TypeAlias

from msgspec import Struct

Path: TypeAlias = tuple[str, ...]


class Test(Struct, frozen=True):
    """A test of what stands at a path of the event; `operator` is Segment's word for it."""

    path: Path
    operator: str
    value: str | float | bool | None = None


class Group(Struct, frozen=True):
    """Conditions of which all (`and`) or one (`or`) must hold."""

    operator: str
    parts: tuple["Condition", ...]


class Never(Struct, frozen=True):
    """What cannot hold, whatever the event."""


Condition: TypeAlias = Test | Group | Never
