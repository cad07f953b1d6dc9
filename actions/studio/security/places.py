"""The files that the page may write: mapping files and samples of its project, and nothing behind a link out of it."""

import os
from pathlib import Path
from typing import Final

from actions.project.files import MAPPINGS, SUFFIXES

SAMPLES: Final = "samples"


class NotAllowedError(ValueError):
    """A file that the page may not touch: why."""


def writable(project: Path, label: str) -> Path:
    """The file that `label` names, as it may be written; NotAllowedError for any but mapping files and samples.

    Links are followed first: what counts is where the file lies.
    """
    root = Path(os.path.realpath(project))
    file = Path(os.path.realpath(root / label))
    for folder, suffixes in ((MAPPINGS, SUFFIXES), (SAMPLES, (".json", ".ndjson", ".jsonl"))):
        if file.is_relative_to(root / folder) and file.suffix in suffixes:
            return file
    raise NotAllowedError(f"{label} is neither a mapping file in {MAPPINGS}/ nor an event file in {SAMPLES}/")
