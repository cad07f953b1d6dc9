"""Events of stored objects as lines: each object once, new ones as they come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from itertools import islice
from pathlib import Path
from threading import Event
from typing import IO, NamedTuple, cast

from actions.reading.lines import Line, NoEventsError, find_files, read_lines, read_stream, unread
from actions.reading.stored.place import ALL_SUFFIXES, StoredObject, StoredPlace, is_url
from actions.reading.stored.tables import read_table

Input = Path | StoredPlace | None
BLOCK = 1 << 22
MAGIC = b"PAR1"
AGAIN = "see that the store can be reached; what was read is remembered, and the next run goes on there"


@dataclass(frozen=True, slots=True)
class ObjectMark:
    """Says, as the value of a line, that an object with this tag begins, or is read to its end. It is not an event."""

    tag: str
    is_end: bool


class Known(NamedTuple):
    """How much of an object was read when it had this tag: so many lines, or all of it."""

    tag: str
    lines: int
    is_whole: bool


def events_only(lines: Iterable[Line], limit: int | None = None) -> Iterator[Line]:
    """The lines that are about events, no more than so many."""
    return islice((line for line in lines if not isinstance(line.value, ObjectMark)), limit)


def at_most(lines: Iterable[Line], limit: int | None) -> Iterator[Line]:
    """The lines with no more than so many events among them."""
    left = limit
    for line in lines:
        if left is not None and not isinstance(line.value, ObjectMark):
            if not left:
                return
            left -= 1
        yield line


def find_inputs(names: Sequence[str], *, may_be_empty: bool = False) -> list[Input]:
    """The files and stored objects that `names` mean; NoEventsError where there is nothing to read at one of them.

    With `may_be_empty`, there need be no objects yet.
    """
    return [one for name in names for one in _find(name, may_be_empty=may_be_empty)]


def _find(name: str, *, may_be_empty: bool) -> list[Input]:
    if not is_url(name):
        return list(find_files([name]))
    place = StoredPlace(name)
    try:
        found = place.objects()
    except OSError as error:
        raise NoEventsError(f"{name} cannot be listed: {error}") from None
    if not found and not may_be_empty:
        raise NoEventsError(f"{name} holds no {', '.join(ALL_SUFFIXES)} object, gzipped or not")
    return [place]


def read_inputs(
    inputs: Iterable[Input],
    done: Mapping[str, int] | None = None,
    stop: Event | None = None,
    known: Mapping[str, Known] | None = None,
    watch: float | None = None,
) -> Iterator[Line]:
    """As `read_lines`, of stored objects as well, before and after whose lines comes an `ObjectMark`.

    What of objects is `known` is passed over unless they have changed. With `watch`, places are looked at again every
    so many seconds until `stop` is set.
    """
    stop = stop or Event()
    places = []
    for one in inputs:
        if isinstance(one, StoredPlace):
            places.append(_Reader(one, known or {}, stop))
        else:
            yield from read_lines([one], done, stop)
    while places and not stop.is_set():
        found = [place.fresh() for place in places]
        for place, fresh in zip(places, found, strict=True):
            yield from place.lines(fresh)
        # What came meanwhile is looked for until there is nothing new.
        if not any(place.went_on for place in places) and (watch is None or stop.wait(watch)):
            return


class _Reader:
    """One place: what of it was tried in this run, and what failed."""

    def __init__(self, place: StoredPlace, known: Mapping[str, Known], stop: Event) -> None:
        self.went_on = False
        self._place = place
        self._begun = {(name, one.tag): one.lines for name, one in known.items() if not one.is_whole}
        self._tried = {name: one.tag for name, one in known.items() if one.is_whole}
        self._stop = stop
        self._trouble: str | None = None

    def fresh(self) -> list[StoredObject] | OSError:
        """The objects that were not tried as they are now; an error where they cannot be listed."""
        try:
            return [one for one in self._place.objects() if self._tried.get(one.name) != one.tag]
        except OSError as error:
            return error

    def lines(self, fresh: list[StoredObject] | OSError) -> Iterator[Line]:
        """Their events. Where the objects cannot be listed, a line says so, once for each reason."""
        self.went_on = bool(fresh) and not isinstance(fresh, OSError)
        if isinstance(fresh, OSError):
            if str(fresh) != self._trouble:
                yield unread(self._place.url, f"the objects cannot be listed: {fresh}", AGAIN)
            self._trouble = str(fresh)
            return
        self._trouble = None
        for one in fresh:
            self._tried[one.name] = one.tag
            yield from self._object(one, self._begun.pop((one.name, one.tag), 0))
            if self._stop.is_set():
                return

    def _object(self, one: StoredObject, behind: int) -> Iterator[Line]:
        last = behind
        yield Line(one.name, last, ObjectMark(one.tag, is_end=False), 0)
        try:
            with self._place.open(one) as opened:
                for line in _read(one.name, opened, behind):
                    if line.number > behind or line.ends_file:
                        yield line
                    if line.ends_file or self._stop.is_set():
                        return
                    last = max(last, line.number)
        except Exception as error:  # noqa: BLE001 - each store has its own
            yield unread(one.name, f"the object cannot be read to its end: {error}", AGAIN)
            return
        yield Line(one.name, last, ObjectMark(one.tag, is_end=True), one.size)


def _read(name: str, opened: IO[bytes], behind: int) -> Iterator[Line]:
    start = opened.read(len(MAGIC))
    opened.seek(0)
    if start == MAGIC:
        yield from read_table(name, opened, behind)
    else:
        with BufferedReader(cast("RawIOBase", opened), BLOCK) as raw:
            yield from read_stream(name, raw, behind)
