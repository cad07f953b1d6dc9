"""The index: which actions can match an event, by its type and name alone."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Generic, Protocol, TypeVar

from msgspec import Struct, field

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


class _TypeIndex(Struct, Generic[ActionT], frozen=True):
    """What is known of one type of event.

    `open` are the positions of the actions that any name may concern. `known` gives the candidates of the names
    that are asked for, None where they are not worked out yet; `default` is what all other names get, None if
    that differs from name to name: then `name_cache` remembers some of them.
    """

    open: Sequence[int]
    known: dict[str | None, Found[ActionT] | None]
    default: Found[ActionT] | None
    name_cache: dict[str, Found[ActionT]] = field(default_factory=dict)


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
        self._by_type = {one: _type_index(one, actions) for one in EVENT_TYPES}

    def names(self) -> Iterator[tuple[str, str | None]]:
        """The types of events with the names that actions ask for; None stands for every other name."""
        return ((one, name) for one, of_type in self._by_type.items() for name in of_type.known)

    def candidates(self, event_type: str, name: str | None) -> Found[ActionT]:
        """The candidates for an event of a type of EVENT_TYPES; `name` is None where its name is no text."""
        of_type = self._by_type[event_type]
        found = of_type.known.get(name, of_type.default)
        return self._find(event_type, name, of_type) if found is None else found

    def _find(self, event_type: str, name: str | None, of_type: _TypeIndex[ActionT]) -> Found[ActionT]:
        if name is None:
            # A name that is no text, be it missing or a number: only the event itself can decide.
            found = of_type.known[None] = tuple(self._entries[one].whole for one in of_type.open)
            return found
        if (cached := of_type.name_cache.get(name)) is not None:
            return cached
        asked = {*self._named.get(name, ()), *self._spelled.get(plain_spelling(name), ())}
        named = [one for one in sorted(asked) if _admits(self._entries[one].whole.action, event_type)]
        names = {"type": event_type, "event": name}
        entries = (self._entries[one] for one in merge(named, of_type.open))
        found = tuple(one.rest for one in entries if one.name_test is None or one.name_test(names))
        if name in of_type.known:
            of_type.known[name] = found
        elif len(name) <= LONGEST_CACHED_NAME:
            if len(of_type.name_cache) >= MOST_CACHED_NAMES:
                of_type.name_cache.clear()
            of_type.name_cache[name] = found
        return found


def _type_index(event_type: str, actions: Sequence[ActionT]) -> _TypeIndex[ActionT]:
    fitting = [(position, one.facts.events) for position, one in enumerate(actions) if _admits(one, event_type)]
    anyway = tuple(position for position, names in fitting if names is None)
    known: dict[str | None, Found[ActionT] | None] = {None: None}
    for _, names in fitting:
        known.update(dict.fromkeys(names.exact if names else ()))
    any_spelling = any(names and names.plain for _, names in fitting)
    return _TypeIndex(anyway, known, None if anyway or any_spelling else ())


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
