"""What callers hand in, told at once where it is of the wrong kind."""

from collections.abc import Iterable
from typing import Any


def many(events: Iterable[Any]) -> Iterable[Any]:
    """The events; TypeError for one event, a text or bytes, of which the keys or letters would be taken for events."""
    if isinstance(events, dict | str | bytes | bytearray):
        what = {dict: "one event", str: "a text"}.get(type(events), "bytes")
        advice = "[event]" if isinstance(events, dict) else "project.process_lines(data) for lines of JSON"
        raise TypeError(f"many events are wanted, a list or another iterable, not {what}; write {advice}")
    return events


def as_bytes(data: Any) -> bytes:
    """The bytes of NDJSON; TypeError for anything else."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray | memoryview):
        return bytes(data)
    advice = "text.encode()" if isinstance(data, str) else "file.read() of a file that was opened with 'rb'"
    raise TypeError(f"lines of JSON are wanted as bytes, not as {type(data).__name__}; write {advice}")
