"""The explanation of a code."""

from dataclasses import dataclass
from enum import StrEnum


class Beside(StrEnum):
    """What an example needs beside itself; the value is its heading."""

    nothing = ""
    shared = "With this in mappings/shared/people.yaml:"
    twice = "With this in mappings/shared/people.yaml, and the same in mappings/shared/team.yaml:"
    seen = "With these events, given by --events:"
    plan = "With this tracking plan:"
    mapping = "With this mapping:"
    env = "With --env production, and without any variable:"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the finding is made, an example that has it, and the same as it should be.

    `bad` and `good` are events where they begin as JSON does, and mapping files otherwise; `other` is what they need
    beside them. Of what no few lines can show, `unseen` says why there is no example.
    """

    cause: str
    bad: str = ""
    good: str = ""
    beside: Beside = Beside.nothing
    other: str = ""
    unseen: str = ""

    @property
    def is_event(self) -> bool:
        return self.bad.startswith(("{", "[", '"'))
