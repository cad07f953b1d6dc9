"""A value of a payload as generated code refers to it."""

from msgspec import Struct


class Given(Struct, frozen=True):
    """The value of a field where the longer function has it: `code` is a name or a literal.

    `test` is a condition in Python for there being a value, empty if there always is one; a value is never null.
    An object that `is_made` was made by the function: it is a dict of its own, and its keys are texts. A value that
    was checked and `is_same` is a text, the one that was there before. One that `may_vanish` may be there before the
    checks and not after them: then `test` is about the value after them. Of an object that is made, `width` is how many
    parts it has at most.
    """

    code: str
    test: str = ""
    is_made: bool = False
    is_same: bool = False
    may_vanish: bool = False
    width: int | None = None

    @property
    def absence(self) -> str:
        """The opposite of `test`, of a value that may be missing."""
        if self.test == f"{self.code} is not None":
            return f"{self.code} is None"
        return f"not {self.test}" if self.test.startswith("(") else f"not ({self.test})"


def or_none(given: Given) -> str:
    """The value, null where there is none: it may be something that does not count, such as a blank text."""
    is_null_then = not given.test or given.test == f"{given.code} is not None"
    return given.code if is_null_then else f"{given.code} if {given.test} else None"
