"""The values of a text and where they stand, read once for each text."""

from collections.abc import Sequence
from functools import lru_cache

from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader import read_yaml


def documents_of(text: str) -> Sequence[Located]:
    """The documents of the text, as far as it can be read."""
    return _read(text)[0]


def readable_documents(text: str) -> Sequence[Located] | None:
    """The documents of the text; None where it cannot be read."""
    documents, is_readable = _read(text)
    return documents if is_readable else None


# The texts of a few files, and for each the one before and after a change.
@lru_cache(maxsize=16)
def _read(text: str) -> tuple[Sequence[Located], bool]:
    report = Report()
    documents = read_yaml(text, "text", report)
    return documents, not report.has_errors
