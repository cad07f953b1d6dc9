"""The index: which actions can match an event, by its type and name alone."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from actions.trigger.compile import Matches, compile_condition
from actions.trigger.condition import Condition
from actions.trigger.facts import Facts, is_facts_alone
from actions.trigger.split import compile_label, split_condition
from mappings.event_fields import EVENT_TYPES, plain_spelling

# Event names come from outside: a client that numbers its events must not fill the memory.
MOST_CACHED_NAMES = 4096
LONGEST_CACHED_NAME = 256


class Indexed(Protocol):
    """Anything that knows its trigger, and which types and names that asks for."""

    @property
    def condition(self) -> Condition: ...
    @property
    def matches(self) -> Matches: ...
    @property
    def facts(self) -> Facts: ...


ActionT = TypeVar("ActionT", bound=Indexed)


class Candidate(Struct, Generic[ActionT], frozen=True):
    """An action that an event's type and name do not rule out, and what is left to ask of the event; None: nothing."""

    action: ActionT
    matches: Matches | None


class _Entry(Struct, Generic[ActionT], frozen=True):
    """An action as the index keeps it: `name_test` is what type and name decide beyond its facts, None if nothing."""

    name_test: Callable[[Mapping[str, str]], bool] | None
    whole: Candidate[ActionT]
    rest: Candidate[ActionT]


Found = tuple[Candidate[ActionT], ...]


class Index(Generic[ActionT]):
    """The candidates for an event, in the order of the files: no action that could fire is ever missing.

    Answers are worked out when first asked for, and remembered.
    """

    def __init__(self, actions: Sequence[ActionT]) -> None:
        compiled: dict[str, Matches] = {}
        self._entries = tuple(_entry(one, compiled) for one in actions)
        # The actions that ask for a name, as positions in the order of the files: by the name, by its plain spelling.
        self._named: dict[str, list[int]] = defaultdict(list)
        self._spelled: dict[str, list[int]] = defaultdict(list)
        for position, action in enumerate(actions):
            names = action.facts.events
            for name in names.exact if names else ():
                self._named[name].append(position)
            for name in names.plain if names else ():
                self._spelled[name].append(position)
        # By type, those of its actions that any name may concern.
        self._open = {
            kind: [at for at, one in enumerate(actions) if one.facts.events is None and _admits(one, kind)]
            for kind in EVENT_TYPES
        }
        self._cache: dict[tuple[str, str | None], Found[ActionT]] = {}

    def names(self) -> Iterator[tuple[str, str | None]]:
        """The types of events with the names that actions ask for; None stands for every other name."""
        yield from ((kind, None) for kind in EVENT_TYPES)
        for name, positions in self._named.items():
            asking = [self._entries[one].whole.action for one in positions]
            yield from ((kind, name) for kind in EVENT_TYPES if any(_admits(one, kind) for one in asking))

    def candidates(self, event_type: str, name: str | None) -> Found[ActionT]:
        """The candidates for an event of a type of EVENT_TYPES; `name` is None where its name is not text."""
        key = event_type, name
        found = self._cache.get(key)
        if found is None:
            found = self._find(event_type, name)
            if name is None or len(name) <= LONGEST_CACHED_NAME:
                if len(self._cache) >= MOST_CACHED_NAMES:
                    self._cache.clear()
                self._cache[key] = found
        return found

    def _find(self, event_type: str, name: str | None) -> Found[ActionT]:
        if name is None:
            # A name that is not text, be it missing or a number: only the event itself can decide.
            return tuple(self._entries[one].whole for one in self._open[event_type])
        asked = {*self._named.get(name, ()), *self._spelled.get(plain_spelling(name), ())}
        named = [one for one in sorted(asked) if _admits(self._entries[one].whole.action, event_type)]
        names = {"type": event_type, "event": name}
        entries = (self._entries[one] for one in merge(named, self._open[event_type]))
        return tuple(one.rest for one in entries if one.name_test is None or one.name_test(names))


def _admits(action: Indexed, event_type: str) -> bool:
    return action.facts.types is None or event_type in action.facts.types


def _entry(action: ActionT, compiled: dict[str, Matches]) -> _Entry[ActionT]:
    split = split_condition(action.condition)
    whole = Candidate(action, action.matches)
    rest = Candidate(action, None if split.rest is None else _share(split.rest, compiled))
    if split.label is None or is_facts_alone(split.label):
        return _Entry(None, whole, rest)
    return _Entry(compile_label(split.label), whole, rest)


def _share(condition: Condition, compiled: dict[str, Matches]) -> Matches:
    """The condition as a function, one for all that ask the same: few functions stay in the processor's caches."""
    # By what it looks like, as Python holds 1, 1.0 and True for equal.
    key = repr(condition)
    if key not in compiled:
        compiled[key] = compile_condition(condition)
    return compiled[key]
