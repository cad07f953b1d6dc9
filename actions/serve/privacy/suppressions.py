"""People of whom nothing is taken: by their ids, or by the SHA-256 of these."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

SHA256 = re.compile(r"[0-9a-f]{64}")
# What stands in an outbox for a person of whom only the hash is known.
HASHED = "sha256:"


class SuppressionError(ValueError):
    """A line that names nobody: which one, and what to write."""


@dataclass(frozen=True, slots=True)
class Suppressions:
    """The ids of people, plain and hashed."""

    ids: frozenset[str] = field(default=frozenset(), repr=False)
    hashes: frozenset[str] = frozenset()

    def __contains__(self, who: object) -> bool:
        return isinstance(who, str) and (who in self.ids or bool(self.hashes and hash_of(who) in self.hashes))

    def __or__(self, other: "Suppressions") -> "Suppressions":
        return Suppressions(self.ids | other.ids, self.hashes | other.hashes)

    def __len__(self) -> int:
        return len(self.ids) + len(self.hashes)


def hash_of(who: str) -> str:
    """The SHA-256 of an id, in hexadecimal.

    >>> hash_of("u_1")[:8]
    '2308f296'
    """
    return sha256(who.encode("utf-8", "surrogatepass")).hexdigest()


def in_outbox(who: str) -> Iterator[str]:
    """The names under which an outbox may know that the person is suppressed."""
    yield who
    yield HASHED + hash_of(who)


def read_suppressions(text: str, file: str) -> tuple[Suppressions, str]:
    """The people in the lines of a file, and what is wrong with the first line that names nobody, if one does.

    A line is `{"userId": "u_1"}`, `{"anonymousId": "a_1"}`, `{"sha256": "…"}`, or an id as a JSON text. Empty lines
    are passed over.
    """
    ids: set[str] = set()
    hashes: set[str] = set()
    problem = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            plain, hashed = _read_line(line, f"{file}:{number}")
        except SuppressionError as error:
            problem = problem or str(error)
            continue
        ids.update(plain)
        hashes.update(hashed)
    return Suppressions(frozenset(ids), frozenset(hashes)), problem


def _read_line(line: str, place: str) -> tuple[list[str], list[str]]:
    # The line itself is not shown: it may hold a person's id.
    try:
        value = json.loads(line)
    except ValueError:
        raise SuppressionError(f'{place}: this is not JSON; write {{"userId": "u_1"}}') from None
    if isinstance(value, dict):
        hashed = check_hashes([value["sha256"]] if "sha256" in value else [], place)
        plain = check_ids([value[name] for name in ("userId", "anonymousId") if name in value], place)
    else:
        hashed, plain = [], check_ids([value], place)
    if not hashed and not plain:
        raise SuppressionError(f'{place}: this names nobody; write {{"userId": "u_1"}} or {{"sha256": "…"}}')
    return plain, hashed


def check_ids(values: Iterable[Any], place: str) -> list[str]:
    """The ids as texts; SuppressionError for what is none."""
    found = []
    for value in values:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        text = str(value).strip() if isinstance(value, str) or is_number else ""
        if not text:
            raise SuppressionError(f"{place}: an id is a text that is not empty, not {type(value).__name__}")
        found.append(text)
    return found


def check_hashes(values: Iterable[Any], place: str) -> list[str]:
    """The hashes in lower case; SuppressionError for what is none."""
    found = [value.strip().lower() if isinstance(value, str) else "" for value in values]
    if any(SHA256.fullmatch(one) is None for one in found):
        raise SuppressionError(f"{place}: a hash is the SHA-256 of an id, 64 hexadecimal digits")
    return found
