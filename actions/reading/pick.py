"""Picks one event out of lines that may hold many."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from actions.reading.lines import Line


class NoSuchEventError(Exception):
    """There is no such event, or there are several and none was named."""


def pick_event(lines: Iterable[Line], wanted: str | None = None) -> Line:
    """The event with this `messageId` or on the line of this number; without a wish, the only one there is.

    Raises NoSuchEventError where that is none.
    """
    lines = (one for one in lines if not one.ends_file)
    if wanted is None:
        only, rest = only_event(lines)
        if only is None:
            problem = "there is no event" if next(rest, None) is None else "there are several events"
            raise NoSuchEventError(f"{problem}; name one by --event ID, its messageId or the number of its line")
        return only
    number = int(wanted) if wanted.isdecimal() else None
    by_number = None
    for line in lines:
        if isinstance(line.value, dict) and line.value.get("messageId") == wanted:
            return line
        if line.number == number and by_number is None:
            by_number = line
    if by_number:
        return by_number
    raise NoSuchEventError(f"no event has the messageId {wanted}, and there is none on that line")


def only_event(lines: Iterator[Line]) -> tuple[Line | None, Iterator[Line]]:
    """The event where it is the only one, and all of the lines: those taken for this answer come first again."""
    first = list(islice(lines, 2))
    is_only = len(first) == 1 and not first[0].ends_file
    return first[0] if is_only else None, chain(first, lines)
