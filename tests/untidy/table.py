"""What fails, by point of the rule: the table of docs/untidy-values.md."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from tests.untidy.compare import oracles
from tests.untidy.orders import kinds_of

POINTS: Final = {
    "required": "a field that the tool, or a line of it, requires",
    "money": "the amount or the currency of an order or a refund",
    "consent": "what the person allows or refuses",
    "refund": "a product of a refund",
    "lines": "the price or the quantity of a line where the amount is the sum of the lines",
    "time": "the event's time, where no other one is there",
    "identity": "the person's id is not text",
}


def failures() -> dict[str, dict[str, set[str]]]:
    """The kinds that fail, by point, and the actions in which they do."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for action, oracle in oracles().items():
        for name, kind in kinds_of(action.split(".", maxsplit=1)[0]).items():
            if point := oracle.of([kind]).point:
                found[point][name].add(action)
    return found


def rows() -> list[str]:
    """The rows of the table, as Markdown."""
    found = failures()
    return [row(point, found[point]) for point in POINTS if point in found]


def row(point: str, found: dict[str, set[str]]) -> str:
    actions = {one for ones in found.values() for one in ones}
    return f"| {POINTS[point]} | {len(found)} | {len(actions)} | {examples(found)} |"


def examples(found: Iterable[str]) -> str:
    return "; ".join(sorted(found)[:: max(1, len(set(found)) // 3)][:3])
