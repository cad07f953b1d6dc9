"""How much the tests of clusters do: the short form of `make clusters`, or all of it with `STREAMS=full`."""

import json
import os
from pathlib import Path
from typing import Any, TypeVar

FULL = os.environ.get("STREAMS") == "full"
FIGURES = Path("build/streams.ndjson")
T = TypeVar("T")


def short_or_full(short: T, full: T) -> T:
    return full if FULL else short


def note_figures(test: str, **figures: Any) -> None:
    """Of the full form, write down what came of it."""
    if FULL:
        FIGURES.parent.mkdir(exist_ok=True)
        with FIGURES.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"test": test, **figures}) + "\n")
