"""Actions that differ only by name and trigger, checked once."""

import re
from typing import Any

import orjson

from mappings.file.model import ID_PATTERN, Action

# What an action says for itself alone; all else is its structure.
OWN_KEYS = frozenset({"name", "id", "description", "when"})


class KnownActions:
    """The actions of a project that were read without a finding, by their structure.

    A project of thousands has a few dozen structures: what holds of the first of each need not be asked again.
    """

    __slots__ = ("_by_structure",)

    def __init__(self) -> None:
        self._by_structure: dict[bytes, Action] = {}

    def learn(self, written: Any, action: Action) -> None:
        self._by_structure.setdefault(structure_of(written), action)

    def read(self, written: Any) -> Any:
        """The action that `written` says, where one of its structure is known; else what was written."""
        if not isinstance(written, dict) or not _is_plain(written):
            return written
        known = self._by_structure.get(structure_of(written))
        if known is None:
            return written
        own = {key: written[key] for key in OWN_KEYS if key in written}
        return known.model_copy(update=own)


def structure_of(written: dict[str, Any]) -> bytes:
    """All that an action says but its name, its trigger and the like, and whether it says those.

    >>> one, other = ({"name": name, "do": "track", "map": {"a": "b"}} for name in ("Signups", "Orders"))
    >>> structure_of(one) == structure_of(other)
    True
    """
    said = {key: None if key in OWN_KEYS else value for key, value in written.items()}
    return orjson.dumps(said)


def _is_plain(written: dict[str, Any]) -> bool:
    """Whether nothing can be wrong with what the action says for itself, its trigger's meaning apart."""
    name, identity, description = written.get("name", "x"), written.get("id", "x"), written.get("description", "")
    texts = all(isinstance(one, str) for one in (name, identity, description))
    return texts and bool(name) and re.search(ID_PATTERN, identity) is not None and written.get("when", "") is not None
