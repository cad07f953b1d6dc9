"""How much one event may make the engine build, so that an expression of 200 characters cannot explode."""

import math
from typing import Any

from msgspec import Struct

from mappings.findings.errors import EvaluationError

MOST_NODES = 10_000
MOST_BYTES = 1 << 20
MOST_DEPTH = 64


class BudgetExceededError(EvaluationError):
    """An event asked for more than its budget."""


class Budget(Struct):
    """What is left for one event: list and object items built, and bytes of text built."""

    nodes: int = MOST_NODES
    bytes: int = MOST_BYTES

    def spend(self, nodes: int, size: int = 0) -> None:
        """Take `nodes` items and `size` bytes; BudgetExceededError when there are not as many left."""
        self.nodes -= nodes
        self.bytes -= size
        if self.nodes < 0:
            raise BudgetExceededError(
                f"this event builds over {MOST_NODES:,} list and object items",
                "flatten or repeat less, or take a `limit:`",
                code="E520",
            )
        if self.bytes < 0:
            raise BudgetExceededError(
                f"this event builds over {MOST_BYTES:,} bytes of text", "join or repeat less text", code="E520"
            )


def measure(value: Any, budget: Budget) -> None:
    """Charge `budget` for `value` as it would be written out: shared parts count as often as they appear.

    Raises BudgetExceededError when that is too much or too deep, EvaluationError for NaN and infinities
    (JSON has none; some writers would turn them into null in silence) and for integers beyond 64 bits.
    """
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        kind = type(item)
        if kind is str:
            budget.spend(1, len(item))
        elif kind is dict or kind is list:
            if depth >= MOST_DEPTH:
                raise BudgetExceededError(f"this value is nested over {MOST_DEPTH} deep", code="E520")
            budget.spend(1 + len(item), sum(map(len, item)) if kind is dict else 0)
            stack.extend((part, depth + 1) for part in (item.values() if kind is dict else item))
        elif kind is float and not math.isfinite(item):
            raise EvaluationError(
                f"{item} is not a number that JSON can hold", "guard the division or the text it came from"
            )
        elif kind is int and not -(2**63) <= item < 2**64:
            raise EvaluationError(f"the integer {str(item)[:24]}… is beyond 64 bits", "send it as text: as: text")
