"""Which tests of a condition would have to turn for it to hold."""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TypeAlias

from actions.trigger.trace import LeafTrace, Trace

# So many ways are kept at each group: a person tries the first, perhaps the second.
MOST_WAYS = 6
# So many ways of the parts are put together before the shortest are kept.
MOST_TOGETHER = 200
# The numbers of tests, in the order of the condition.
Turned: TypeAlias = frozenset[int]


def ways_to_hold(trace: Trace) -> list[Turned]:
    """The sets of tests that would have to turn, the smallest first; tests are numbered as `trace.leaves()` gives them.

    With each of the sets the condition holds, whatever paths its tests share; no set holds another.
    """
    return _ways(trace, iter(range(sum(1 for _ in trace.leaves()))))[True]


def _ways(trace: Trace, numbers: Iterator[int]) -> dict[bool, list[Turned]]:
    """For true and for false: what would have to turn for the part to have that verdict."""
    if isinstance(trace, LeafTrace):
        number = next(numbers)
        return {trace.verdict: [frozenset()], not trace.verdict: [frozenset({number})]}
    parts = [_ways(part, numbers) for part in trace.parts]
    if trace.group == "not":
        return {True: parts[0][False], False: parts[0][True]}
    together = trace.group == "all"
    return {
        together: _joined([part[together] for part in parts]),
        not together: _shortest(way for part in parts for way in part[not together]),
    }


def _joined(parts: list[list[Turned]]) -> list[Turned]:
    """One way of each part, put together."""
    joined: list[Turned] = [frozenset()]
    for part in parts:
        pairs = list(product(joined, part))[:MOST_TOGETHER]
        joined = _shortest(one | other for one, other in pairs)
    return joined


def _shortest(ways: Iterable[Turned]) -> list[Turned]:
    kept: list[Turned] = []
    for way in sorted(set(ways), key=lambda one: (len(one), sorted(one))):
        if not any(other <= way for other in kept):
            kept.append(way)
    return kept[:MOST_WAYS]
