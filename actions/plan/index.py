"""Which actions can an event concern at all, judged by its type and name alone?"""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from actions.trigger.facts import Facts


class Indexed(Protocol):
    """Anything that knows which types and names its trigger asks for."""

    @property
    def facts(self) -> Facts: ...


ActionT = TypeVar("ActionT", bound=Indexed)


class Index(Generic[ActionT]):
    """The candidates for an event, in the order of the files: those whose facts admit its type and name."""

    def __init__(self, actions: Sequence[ActionT]) -> None:
        self._actions = tuple(actions)
        # Names that no trigger asks for share one answer: event names come from outside, and a client that
        # numbers its events must not fill the memory.
        self._asked = frozenset(name for one in actions for name in one.facts.events or ())
        self._remembered: dict[tuple[str, str | None], tuple[ActionT, ...]] = {}

    def candidates(self, event_type: str, name: str | None) -> tuple[ActionT, ...]:
        key = (event_type, name if name in self._asked else None)
        found = self._remembered.get(key)
        if found is None:
            found = self._remembered[key] = tuple(one for one in self._actions if _admits(one.facts, *key))
        return found


def _admits(facts: Facts, event_type: str, name: str | None) -> bool:
    return (facts.types is None or event_type in facts.types) and (facts.events is None or name in facts.events)
