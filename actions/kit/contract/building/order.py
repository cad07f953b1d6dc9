"""Whether the rows of a request belong to the payloads that it names."""

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from actions.kit.contract.subject import PayloadGroup, Subject, built
from destinations.sdk.destination import Sendable
from destinations.sdk.write import Write

Path = tuple[str | int, ...]


def find_disorder(subject: Subject) -> list[str]:
    """Requests whose rows are not those of the payloads that `items` says, payloads that are in none."""
    return [f"{one.action_type.name}: {finding}" for one in subject.larger_groups for finding in disorder(one)]


def disorder(group: PayloadGroup) -> list[str]:
    """What is wrong with the order and the coverage of a group's requests."""
    requests = built(group.action_type, group.payloads, group.settings.shown)
    found = list(_uncovered(requests, len(group.payloads)))
    if found:
        return found
    alone = [built(group.action_type, (one,), group.settings.shown) for one in group.payloads]
    return list(_misplaced(requests, alone))


def _uncovered(requests: Sequence[Sendable], count: int) -> Iterator[str]:
    covered: set[int] = set()
    for sendable in requests:
        items = list(sendable.items) or list(range(count))
        covered |= set(items)
        if any(after < before for before, after in pairwise(items)):
            yield f"the rows of a request come from payloads {items}; keep their order"
    for position in sorted(covered - set(range(count))):
        yield f"a request is about payload {position} of {count}"
    for position in sorted(set(range(count)) - covered):
        yield f"no request is about payload {position} of {count}; say which are with items="


def _misplaced(requests: Sequence[Sendable], alone: Sequence[Sequence[Sendable]]) -> Iterator[str]:
    """Rows that are those of another payload than `items` says, by what each payload gives alone."""
    for request in requests:
        items = list(request.items)
        path = _path_of_rows(_body(request), len(items)) if len(items) > 1 else None
        if path is None:
            continue
        rows = _at(_body(request), path)
        own = [[row for one in made for row in _rows(one, path)] for made in alone]
        for number, (row, item) in enumerate(zip(rows, items, strict=True)):
            others = [n for n, given in enumerate(own) if row in given]
            if row not in own[item] and others:
                yield (
                    f"row {number} of a request is made of payload {others[0]}, and items says that it is of payload "
                    f"{item}: keep the order of the payloads, or say it with items="
                )
                return


def _body(request: Sendable) -> Any:
    if isinstance(request, Write):
        return json.loads(request.body)
    try:
        return json.loads(request.body)
    except ValueError:
        return request.body.decode("utf-8", "replace").splitlines()


def _path_of_rows(value: Any, count: int) -> Path | None:
    """Where the nearest list of so many rows is."""
    level: list[tuple[Path, Any]] = [((), value)]
    while level:
        for path, one in level:
            if isinstance(one, list) and len(one) == count:
                return path
        level = [((*path, key), part) for path, one in level if isinstance(one, dict) for key, part in one.items()]
    return None


def _at(value: Any, path: Path) -> list[Any]:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, list) else []


def _rows(request: Sendable, path: Path) -> list[Any]:
    return _at(_body(request), path)
