"""What there is to say of a code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the finding is made, an example that has it, and the same as it should be.

    Without examples it is about something that no few lines can show. `kind` says what the examples are.
    """

    cause: str
    bad: str = ""
    good: str = ""

    @property
    def is_event(self) -> bool:
        return self.bad.startswith(("{", "[", '"'))
