"""A request about people in Segment's words: suppress, unsuppress, delete, or delete and suppress them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from actions.serve.privacy.suppressions import HASHED, SuppressionError, check_hashes, check_ids
from mappings.findings.suggest import did_you_mean

# As many as Segment takes at once.
MOST_IDS = 5000


class Kind(StrEnum):
    """What is asked for; the values are the words of Segment's API, which are read in any case."""

    SUPPRESS = "suppress"
    UNSUPPRESS = "unsuppress"
    DELETE = "delete"
    DELETE_AND_SUPPRESS = "suppress_with_delete"


SPELLINGS = {
    "suppress": Kind.SUPPRESS,
    "suppress_only": Kind.SUPPRESS,
    "unsuppress": Kind.UNSUPPRESS,
    "delete": Kind.DELETE,
    "delete_only": Kind.DELETE,
    "suppress_with_delete": Kind.DELETE_AND_SUPPRESS,
    "delete_with_suppress": Kind.DELETE_AND_SUPPRESS,
    "suppress_and_delete": Kind.DELETE_AND_SUPPRESS,
}
# The names of the two keys here, and in Segment's API.
KIND_KEYS, IDS_KEYS = ("type", "regulationType"), ("userIds", "subjectIds")


class RegulationError(ValueError):
    """A request that asks for nothing that can be done: why, and what to write."""


@dataclass(frozen=True, slots=True)
class Regulation:
    """What to do, and for whom: ids as events have them, and hashes of such ids."""

    kind: Kind
    ids: tuple[str, ...] = field(default=(), repr=False)
    hashes: tuple[str, ...] = ()

    @property
    def suppresses(self) -> bool:
        return self.kind in (Kind.SUPPRESS, Kind.DELETE_AND_SUPPRESS)

    @property
    def deletes(self) -> bool:
        return self.kind in (Kind.DELETE, Kind.DELETE_AND_SUPPRESS)

    @property
    def people(self) -> list[str]:
        """The people as an outbox names them."""
        return [*self.ids, *(HASHED + one for one in self.hashes)]


def read_regulation(value: Any) -> Regulation:
    """The request in a JSON value; RegulationError for what is none.

    >>> read_regulation({"type": "suppress", "userIds": ["u_1"]}).kind.value
    'suppress'
    >>> read_regulation({"regulationType": "DELETE_ONLY", "subjectType": "USER_ID", "subjectIds": ["u_1"]}).deletes
    True
    """
    if not isinstance(value, dict):
        raise RegulationError('send an object: {"type": "suppress", "userIds": ["u_1"]}')
    kind = _kind(next((value[name] for name in KIND_KEYS if name in value), None))
    ids = tuple(_listed(value, IDS_KEYS))
    hashes = tuple(_listed(value, ("hashedUserIds",)))
    if not ids and not hashes:
        raise RegulationError("this names nobody: send userIds, hashedUserIds or both")
    if len(ids) + len(hashes) > MOST_IDS:
        raise RegulationError(f"{len(ids) + len(hashes):,} ids; {MOST_IDS:,} at most go into one request")
    try:
        return Regulation(kind, tuple(check_ids(ids, "userIds")), tuple(check_hashes(hashes, "hashedUserIds")))
    except SuppressionError as error:
        raise RegulationError(str(error)) from None


def _kind(value: Any) -> Kind:
    kind = SPELLINGS.get(value.strip().lower().replace("-", "_").replace(" ", "_")) if isinstance(value, str) else None
    if kind is None:
        words = ", ".join(kind.value for kind in Kind)
        hint = did_you_mean(value, list(SPELLINGS)) if isinstance(value, str) else None
        raise RegulationError(f"type is missing or unknown; {hint or f'write one of {words}'}")
    return kind


def _listed(value: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[Any]:
    for name in keys:
        listed = value.get(name, [])
        if not isinstance(listed, list):
            raise RegulationError(f"{name} is a list of texts")
        yield from listed
