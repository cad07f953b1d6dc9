"""Events of a run that are one delivery: an action gives all events of one `messageId` and hour the same id."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from actions.event.message_id import made_id
from actions.run.results import Answer, Row

# Some 20 MB. Repeats lie close together: a client that sends again does so within minutes.
MOST_DELIVERIES = 100_000
MOST_EXAMPLES = 3


class Seen(NamedTuple):
    """Where an event stands, and a digest of what its sender wrote; None where there is nothing to compare."""

    file: str
    line: int
    digest: str | None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Repeats:
    """The events that deliveries came of first, for the newest 100 000 of them.

    `first` has them by delivery id. `differing` counts events that say something else than an earlier one whose
    delivery they are, `examples` names the first of them.
    """

    first: dict[str, Seen] = field(default_factory=dict)
    differing: int = 0
    examples: list[str] = field(default_factory=list)

    def mark(self, answer: Answer) -> Answer:
        """The answer whose rows say which earlier event was the same delivery."""
        fired = {name for row in answer.rows if (name := _delivery_id(row))}
        if not fired:
            return answer
        line = answer.line
        here = Seen(line.file, line.number, _digest(line.value))
        earlier = {name: seen for name in fired if (seen := self.first.get(name))}
        if before := next((seen for seen in earlier.values() if _differ(seen, here)), None):
            self._count_differing(before, here)
        for name in fired - earlier.keys():
            self._remember(name, here)
        if not earlier:
            return answer
        return replace(answer, rows=tuple(_marked(row, earlier) for row in answer.rows))

    def __reduce__(self) -> "tuple[Callable[..., Repeats], tuple[Any, ...]]":
        # Tuples go from process to process in a third of the time of objects, and there is one for each event.
        first = [(name, *seen) for name, seen in self.first.items()]
        return _repeats, (first, self.differing, self.examples)

    def merge(self, later: "Repeats") -> None:
        """Count what another process found in the events after these, and compare its events with these."""
        counted = set()
        for name, seen in later.first.items():
            before = self.first.get(name)
            if before is None:
                self._remember(name, seen)
            elif _differ(before, seen) and seen not in counted:
                counted.add(seen)
                self._count_differing(before, seen)
        self.differing += later.differing
        self.examples = [*self.examples, *later.examples][:MOST_EXAMPLES]

    def warnings(self) -> Iterator[str]:
        """A sentence about events that a tool takes for repeats of others, and that are none."""
        if self.differing:
            rest = self.differing - len(self.examples)
            more = f" and {rest:,} more" if rest else ""
            yield (
                f"under one messageId events say different things: {', '.join(self.examples)}{more}; such events are "
                "one delivery, of which tools keep one: give each event a messageId of its own"
            )

    def _count_differing(self, before: Seen, here: Seen) -> None:
        self.differing += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(f"{here} and {before}")

    def _remember(self, name: str, seen: Seen) -> None:
        if len(self.first) >= MOST_DELIVERIES:
            del self.first[next(iter(self.first))]
        self.first[name] = seen


def _repeats(first: Iterable[tuple[str, str, int, str | None]], differing: int, examples: list[str]) -> Repeats:
    return Repeats({name: Seen(file, line, digest) for name, file, line, digest in first}, differing, examples)


def _digest(event: Any) -> str | None:
    try:
        return made_id(event)
    except (AttributeError, TypeError, ValueError):
        return None  # What JSON cannot hold is refused elsewhere, if it is read at all.


def _differ(one: Seen, other: Seen) -> bool:
    return one.digest is not None and other.digest is not None and one.digest != other.digest


def _delivery_id(row: Row) -> str | None:
    return row.decision.delivery_id if row.decision.status == "fired" else None


def _marked(row: Row, earlier: Mapping[str, Seen]) -> Row:
    seen = earlier.get(_delivery_id(row) or "")
    return replace(row, repeats=(seen.file, seen.line)) if seen else row
