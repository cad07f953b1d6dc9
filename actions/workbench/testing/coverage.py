"""Which tests of conditions were seen to hold and to fail while the tests ran."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.plan.planned import PlannedAction
from actions.trigger.compile import judge
from actions.trigger.condition import Leaf, leaves
from actions.trigger.trace import describe_test
from mappings.budget import Budget
from mappings.expr.expression import Expression
from mappings.findings.diagnostic import Report
from mappings.findings.errors import EvaluationError

BOTH = frozenset({True, False})


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A test of a condition that was never seen to hold, or never to fail: `never` says which."""

    action: str
    leaf: Leaf
    never: tuple[bool, ...]

    @property
    def words(self) -> str:
        return " and ".join("never held" if one else "never failed" for one in self.never)

    def as_dict(self) -> dict[str, Any]:
        place = self.leaf.place
        facts = {"action": self.action, "test": describe_test(self.leaf), "never": list(self.never)}
        return {**facts, "file": place.file, "line": place.line}


@dataclass(frozen=True, slots=True)
class _Part:
    """One test of a condition as it is asked; `is_own` says that it stands in a mapping file."""

    read: Expression
    holds: Callable[[Any], bool]
    is_own: bool


@dataclass(slots=True)
class Coverage:
    """The outcomes seen of each test of each condition, and the actions that fired.

    Only tests that stand in mapping files count: a default trigger is its destination's.
    """

    actions: dict[str, PlannedAction] = field(default_factory=dict)
    fired: set[str] = field(default_factory=set)
    _parts: dict[str, list[_Part]] = field(default_factory=dict)
    _seen: dict[str, list[set[bool]]] = field(default_factory=dict)

    def expect(self, actions: Iterable[PlannedAction]) -> None:
        """Count these actions from now on."""
        for action in actions:
            if action.key not in self.actions:
                self.actions[action.key] = action
                self._parts[action.key] = list(_parts_of(action))
                self._seen[action.key] = [set() for _ in self._parts[action.key]]

    def add(self, actions: Iterable[PlannedAction], event: Any, fired: Collection[str]) -> None:
        """Count what each test of their conditions says of an event; `fired` are the ids of those that fired."""
        found: dict[str, Any] = {}
        for action in actions:
            for part, outcomes in zip(self._parts[action.key], self._seen[action.key], strict=True):
                # Both were seen already: nothing more is to be known.
                if len(outcomes) < len(BOTH):
                    outcomes.add(_verdict(part, event, found))
            if action.id in fired:
                self.fired.add(action.key)

    @property
    def outcomes(self) -> dict[str, list[set[bool]]]:
        """What was seen of the tests of each action, to be merged elsewhere."""
        return self._seen

    def merge(self, outcomes: Mapping[str, list[set[bool]]]) -> None:
        """Add what another one that expects the same actions has seen."""
        for key, seen in outcomes.items():
            for mine, other in zip(self._seen[key], seen, strict=True):
                mine.update(other)

    @property
    def total(self) -> int:
        """The tests of conditions that count."""
        return sum(one.is_own for parts in self._parts.values() for one in parts)

    @property
    def covered(self) -> int:
        """Those of them that were seen to hold and to fail."""
        pairs = ((self._parts[key], self._seen[key]) for key in self.actions)
        return sum(one.is_own and seen == BOTH for pair in pairs for one, seen in zip(*pair, strict=True))

    @property
    def share(self) -> float:
        """The covered ones in percent; 100 where there are none."""
        return 100 * self.covered / self.total if self.total else 100.0

    def missing(self) -> list[Uncovered]:
        """The tests of conditions that are not covered, in the order of the files."""
        found = []
        for key, action in self.actions.items():
            rows = zip(self._parts[key], self._seen[key], leaves(action.placed_condition()), strict=True)
            found += [
                Uncovered(key, leaf, tuple(one for one in (True, False) if one not in seen))
                for part, seen, leaf in rows
                if part.is_own and seen != BOTH
            ]
        return found

    def as_dict(self) -> dict[str, Any]:
        return {
            "actions": len(self.actions),
            "actions_fired": len(self.fired),
            "conditions": self.total,
            "covered": self.covered,
            "missing": [one.as_dict() for one in self.missing()],
        }


def _parts_of(action: PlannedAction) -> Iterator[_Part]:
    for when in action.when:
        # Without places, which are looked up in the file only for what is reported.
        condition = when.read_silently() or when.read(Report())
        for leaf in leaves(condition) if condition else ():
            yield _Part(leaf.read, judge(leaf), is_own=not when.any_spelling)


def _verdict(part: _Part, event: Any, found: dict[str, Any]) -> bool:
    """What the test says; what paths found is kept in `found`."""
    text = part.read.text
    try:
        if text not in found:
            found[text] = part.read(event, Budget())
        return part.holds(found[text])
    except EvaluationError:
        return False
