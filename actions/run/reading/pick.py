"""One event out of files that may hold many."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from actions.run.lines import Line, read_lines


class NoSuchEventError(Exception):
    """There is no such event, or there are several and none was named."""


def pick_event(files: Sequence[Path | None], wanted: str | None = None) -> Line:
    """The event with this `messageId` or on the line of this number; without a wish, the only one there is.

    Raises NoSuchEventError where that is none.
    """
    lines = (one for one in read_lines(files) if not one.ends_file)
    if wanted is None:
        found = list(islice(lines, 2))
        if len(found) == 1:
            return found[0]
        told = "there are several events" if found else "there is no event"
        raise NoSuchEventError(f"{told}; name one by --event ID, its messageId or the number of its line")
    number = int(wanted) if wanted.isdecimal() else None
    by_number = None
    for line in lines:
        if isinstance(line.value, dict) and line.value.get("messageId") == wanted:
            return line
        if line.number == number and by_number is None:
            by_number = line
    if by_number:
        return by_number
    raise NoSuchEventError(f"no event has the messageId {wanted}, and none stands on a line of that number")
