"""Events from files: NDJSON, JSON, either of them gzipped, directories of these, or standard input."""

import gzip
import os
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from threading import Event
from typing import IO, Any, cast

from msgspec.structs import replace

from actions.reading.documents import events_in, what_else
from actions.reading.interruptible import StandardInput
from actions.reading.parse_event import BOM, MOST_BYTES_A_LINE, ONE_A_LINE, Unreadable, parse_event, parse_line
from mappings.findings.diagnostic import Diagnostic

MOST_BYTES_A_DOCUMENT = 64 << 20
MOST_BYTES_SKIPPED = 256 << 20
GZIP_MAGIC = b"\x1f\x8b"
COPY = "write or copy it anew"
NDJSON = 'write each event as JSON on a line of its own: {"type": "track", "event": …}'
FIX_HINT = "fix it there, or write one event per line (.ndjson)"
SUFFIXES = (".ndjson", ".jsonl", ".json")


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a file: `number` counts lines from 1, or items where the file is one JSON list.

    `value` is the parsed JSON, or `Unreadable`; `read` is how many bytes of the file lie behind it. Number 0 is
    about the file as a whole.
    """

    file: str
    number: int
    value: Any
    read: int

    @property
    def ends_file(self) -> bool:
        """Whether this is not an event but the news that the file was not read to its end."""
        return isinstance(self.value, Unreadable) and self.value.ends_file


class NoEventsError(Exception):
    """There is nothing to read where the caller pointed."""


def find_files(names: Sequence[str]) -> list[Path | None]:
    """The files that `names` mean, a directory's in order of their names; None stands for standard input.

    Of a directory, files and folders whose names start with a dot are left out. Raises NoEventsError for a name
    that is neither a file that may be read nor a directory with event files in it.
    """
    found: list[Path | None] = []
    for name in names:
        path = Path(name)
        if name == "-":
            if sys.stdin is None:
                raise NoEventsError("standard input is closed")
            found.append(None)
        elif name.lstrip().startswith("{") and not os.path.exists(name):  # noqa: PTH110 - a Path raises for long names
            raise NoEventsError("an event that is written out comes from standard input: name it - and pipe it in")
        elif path.is_dir():
            inside = sorted(one for one in path.rglob("*") if _holds_events(one, path))
            if not inside:
                raise NoEventsError(f"{name} holds no {', '.join(SUFFIXES)} file, gzipped or not")
            found.extend(inside)
        elif os.access(path, os.R_OK):
            found.append(path)  # Perhaps no file but a pipe, as the shell makes of <(…).
        elif path.exists():
            raise NoEventsError(f"{name} may not be read")
        else:
            raise NoEventsError(f"there is no file {name}")
    return found


def read_lines(
    files: Sequence[Path | None], done: Mapping[str, int] | None = None, stop: Event | None = None
) -> Iterator[Line]:
    """Every event of the files, one at a time; of a file named in `done`, those behind so many lines.

    Once `stop` is set nothing more is read: of standard input, what was taken from it already still comes.
    """
    for path in files:
        name = str(path) if path else "-"
        if stop and stop.is_set():
            return
        try:
            raw = _open(path, stop)
        except OSError as error:
            yield Line(name, 0, _unreadable(f"the file cannot be opened: {error.strerror}", "see who may read it"), 0)
            continue
        with raw:
            behind = (done or {}).get(name, 0)
            for line in read_stream(name, raw, behind):
                if line.number > behind or line.ends_file:
                    yield line
                if path and stop and stop.is_set():
                    return


def read_range(path: Path, start: int, end: int, number: int) -> Iterator[Line]:
    """The events of an NDJSON file between two of its bytes; the first line there is line `number`."""
    try:
        with path.open("rb") as raw:
            raw.seek(start)
            first = raw.readline(MOST_BYTES_A_LINE + 1)
            yield from _rows(str(path), first, raw, raw, number, end - start)
    except OSError as error:
        yield _broken(str(path), error)


def may_be_document(name: str, first: bytes) -> bool:
    """Whether a file with this first line is perhaps one JSON value, not one on each line."""
    start = first.removeprefix(b"\xef\xbb\xbf").strip()
    return start in (b"{", b"[") or start.startswith(b"[") or name.removesuffix(".gz").endswith(".json")


def _open(path: Path | None, stop: Event | None = None) -> IO[bytes]:
    if path:
        return path.open("rb")
    return BufferedReader(StandardInput(stop)) if stop else open(sys.stdin.fileno(), "rb", closefd=False)


def _holds_events(path: Path, folder: Path) -> bool:
    # Where names start with a dot, there are our own dead letters, among other things.
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.name.removesuffix(".gz").endswith(SUFFIXES) and not hidden and not path.is_dir()


def read_stream(name: str, raw: IO[bytes], behind: int = 0) -> Iterator[Line]:
    """The events of an open file; lines up to number `behind` are passed over where each holds an event."""
    try:
        start = raw.peek(2)[:2] if hasattr(raw, "peek") else b""
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if start == GZIP_MAGIC else raw
        first = stream.readline(MOST_BYTES_A_LINE + 1)
        kind = what_else(name, first)
        if kind:
            yield Line(name, 0, _unreadable(f"this file is {kind}, not JSON", NDJSON), 0)
        elif may_be_document(name, first):
            yield from _document(name, first, stream)
        else:
            yield from _rows(name, first, stream, raw, behind=behind)
    except (EOFError, OSError, zlib.error) as error:
        yield _broken(name, error)


def _document(name: str, first: bytes, stream: IO[bytes]) -> Iterator[Line]:
    """The file as one JSON value: a list of events, a batch of them, or a single one; failing that, as lines."""
    whole = first + stream.read(MOST_BYTES_A_DOCUMENT + 1)
    if len(whole) > MOST_BYTES_A_DOCUMENT:
        yield Line(
            name, 0, _unreadable("the file is a JSON document over 64 MiB", "write one event per line (NDJSON)"), 0
        )
        return
    if not whole.removeprefix(BOM).strip():
        yield Line(name, 0, _unreadable("the file is empty", NDJSON), 0)
        return
    value = parse_event(whole)
    if isinstance(value, Unreadable) and (_begins_document(first) or not _has_an_event(whole)):
        diagnostic = (
            replace(value.diagnostic, hint=FIX_HINT) if value.diagnostic.hint == ONE_A_LINE else value.diagnostic
        )
        yield Line(name, value.line, replace(value, diagnostic=diagnostic, ends_file=True), len(whole))
    elif isinstance(value, Unreadable):
        for number, row in enumerate(whole.splitlines(), 1):
            if row.strip():
                yield Line(name, number, parse_line(row, number), len(whole))
    else:
        for number, item in enumerate(events_in(value), 1):
            yield Line(name, number, item, len(whole))


def _has_an_event(whole: bytes) -> bool:
    """Whether any line is an object of its own, as all are where one event stands on each."""
    return any(isinstance(parse_line(row, 1), dict) for row in whole.splitlines() if row.strip())


def _begins_document(first: bytes) -> bool:
    """Whether the first line alone is not an event cut short, but the start of a JSON value over several lines."""
    start = first.removeprefix(b"\xef\xbb\xbf").strip()
    return start == b"{" or (start.startswith(b"[") and isinstance(parse_event(start), Unreadable))


def _rows(
    name: str,
    first: bytes,
    stream: IO[bytes],
    raw: IO[bytes],
    number: int = 1,
    most: int | None = None,
    behind: int = 0,
) -> Iterator[Line]:
    """The lines from `first` on, which is line `number`; with `most`, those that begin in so many bytes.

    Those up to line `behind` are passed over.
    """
    row, seen = first, 0
    while row:
        ended = row.endswith(b"\n") or len(row) <= MOST_BYTES_A_LINE
        skipped = 0 if ended else _skip_line(stream)
        if number > behind and row.strip():
            value = parse_line(row, number)
            if ended and _is_cut(row, value):
                value = _unreadable(f"the file ends in the middle of line {number}", COPY)
            yield Line(name, number, value, raw.tell() if raw.seekable() else 0)
        if skipped is None:
            yield Line(name, 0, _unreadable(f"the file is not read beyond line {number}, which has no end", COPY), 0)
            return
        seen += len(row) + skipped
        if most is not None and seen >= most:
            return
        row, number = stream.readline(MOST_BYTES_A_LINE + 1), number + 1


def _is_cut(row: bytes, value: Any) -> bool:
    """Whether the line is the beginning of an object, with which the file ends."""
    is_open = isinstance(value, Unreadable) and not row.endswith(b"\n")
    return is_open and row.lstrip().startswith(b"{") and not row.rstrip().endswith(b"}")


def _skip_line(stream: IO[bytes]) -> int | None:
    """How many bytes the line still has, read in small pieces; None when it seems to have no end (a gzip bomb, say)."""
    skipped = 0
    while piece := stream.readline(1 << 16):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            return skipped
        if skipped > MOST_BYTES_SKIPPED:
            return None
    return skipped


def _broken(name: str, error: Exception) -> Line:
    # In words of our own, where the library's are about its inside.
    why = getattr(error, "strerror", None) or "what was compressed is damaged"
    if isinstance(error, EOFError):
        why = "what was compressed ends in the middle"
    return Line(name, 0, _unreadable(f"the file cannot be read to its end: {why}", COPY), 0)


def unread(name: str, text: str, hint: str) -> Line:
    """The news that nothing more is read of what has this name."""
    return Line(name, 0, _unreadable(text, hint), 0)


def _unreadable(text: str, hint: str) -> Unreadable:
    """About the file as a whole, of which nothing more is read."""
    return Unreadable(Diagnostic("E540", text, hint), ends_file=True)
