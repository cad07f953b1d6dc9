"""The events of files as plain values, for statistics over many of them."""

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from actions.reading.lines import GZIP_MAGIC, read_lines
from actions.reading.parse_event import Unreadable

LINES = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")


def read_values(files: Sequence[Path | None]) -> Iterator[Any]:
    """Every event that can be read; what cannot is passed over."""
    for file in files:
        if file is not None and file.name.endswith(LINES):
            yield from _lines(file)
        else:
            yield from (line.value for line in read_lines([file]) if not isinstance(line.value, Unreadable))


def _lines(file: Path) -> Iterator[Any]:
    with file.open("rb") as start:
        is_packed = start.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    with gzip.open(file) if is_packed else file.open("rb") as lines:
        try:
            for line in lines:
                try:
                    yield orjson.loads(line)
                except ValueError:
                    continue
        except (EOFError, gzip.BadGzipFile):
            return  # The file ends in the middle: what came before was read.
