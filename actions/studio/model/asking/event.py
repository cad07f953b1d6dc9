"""An event as a tree whose values can be picked as paths."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from actions.personal_names import is_personal_name
from actions.trigger.trace import shorten
from actions.workbench.explaining.values import path_of
from mappings.findings.show import show

MOST_NODES: Final = 3000
MOST_CHILDREN: Final = 200
MOST_DEPTH: Final = 24
HIDDEN: Final = "•••"


@dataclass(frozen=True, slots=True)
class Branch:
    """A value of an event: its path as a mapping writes it, its name, and the value in short unless it has parts."""

    path: str
    name: str
    text: str
    is_personal: bool = False
    parts: tuple["Branch", ...] = ()


def tree_of(event: Any, *, reveal: bool) -> list[Branch]:
    """The branches of the event; what tells of a person is hidden unless that is asked for."""
    budget = [MOST_NODES]
    return list(_branches(event, (), "", budget, reveal=reveal, hidden=False))


def paths_of(events: Iterable[Any], most: int = 400) -> list[str]:
    """The paths that the events have, the most frequent first: what is offered while somebody types one."""
    found: dict[str, int] = {}
    for event in events:
        budget = [MOST_CHILDREN]
        for one in _flat(_branches(event, (), "", budget, reveal=True, hidden=False)):
            found[one.path] = found.get(one.path, 0) + 1
    return sorted(found, key=lambda path: (-found[path], path))[:most]


def _flat(branches: Iterable[Branch]) -> Iterator[Branch]:
    for one in branches:
        yield one
        yield from _flat(one.parts)


def _branches(
    value: Any, way: tuple[str | int, ...], around: str, budget: list[int], *, reveal: bool, hidden: bool
) -> Iterator[Branch]:
    if len(way) > MOST_DEPTH:
        return
    if isinstance(value, dict):
        named: list[tuple[str | int, Any]] = [(str(name), part) for name, part in value.items()]
    elif isinstance(value, list):
        named = list(enumerate(value))
    else:
        return
    for name, part in named[:MOST_CHILDREN]:
        budget[0] -= 1
        if budget[0] < 0:
            return
        is_personal = hidden or (isinstance(name, str) and is_personal_name(name, around))
        here = (*way, name)
        inside = around if isinstance(name, int) else str(name)
        parts = tuple(_branches(part, here, inside, budget, reveal=reveal, hidden=is_personal))
        shown = "" if parts else HIDDEN if is_personal and not reveal and part is not None else _short(part)
        label = f"[{name}]" if isinstance(name, int) else str(name)
        yield Branch(path_of(here), label, shown, is_personal, parts)


def _short(value: Any) -> str:
    return str(show(shorten(value)))
