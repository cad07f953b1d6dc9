"""Files that are not NDJSON: a document of several events, or something that is not JSON."""

from collections.abc import Mapping
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Final

# What the events of a batch take from it where they do not say it themselves (Segment's HTTP API, batch).
SHARED = ("context", "integrations", "sentAt", "receivedAt", "writeKey")
BY_SUFFIX: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".csv": "CSV",
        ".tsv": "a table with tabs",
        ".yaml": "YAML",
        ".yml": "YAML",
        ".xml": "XML",
        ".html": "HTML",
        ".toml": "TOML",
    }
)
BY_START: Final[Mapping[bytes, str]] = MappingProxyType(
    {
        b"PAR1": "Parquet",
        b"PK\x03\x04": "a ZIP archive or an Excel file",
        b"\x28\xb5\x2f\xfd": "compressed with zstd",
        b"BZh": "compressed with bzip2",
        b"SQLite format 3": "an SQLite database",
        b"<?xml": "XML",
        b"<!DOCTYPE": "HTML",
    }
)


def what_else(name: str, first: bytes) -> str | None:
    """What the file is by its name or its first line, where it can be no JSON; None where it may be."""
    for start, kind in BY_START.items():
        if first.startswith(start):
            return kind
    begins_json = first.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
    return None if begins_json else BY_SUFFIX.get(PurePath(name.removesuffix(".gz")).suffix.lower())


def events_in(value: Any) -> list[Any]:
    """The events of a JSON document: a list of them, `{"batch": […]}` as Segment's API takes it, or a single one.

    >>> events_in({"batch": [{"type": "track"}], "sentAt": "2026-03-01T10:15:30Z"})
    [{'type': 'track', 'sentAt': '2026-03-01T10:15:30Z'}]
    """
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and isinstance(value.get("batch"), list) and "type" not in value:
        shared = {name: value[name] for name in SHARED if name in value}
        return [_with_shared(one, shared) for one in value["batch"]]
    return [value]


def _with_shared(event: Any, shared: dict[str, Any]) -> Any:
    if not isinstance(event, dict):
        return event
    made = event | {name: value for name, value in shared.items() if name not in event}
    for name in ("context", "integrations"):
        if isinstance(event.get(name), dict) and isinstance(shared.get(name), dict):
            made[name] = shared[name] | event[name]
    return made
