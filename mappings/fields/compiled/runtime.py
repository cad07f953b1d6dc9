"""What the generated code of a mapping calls."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from mappings.budget import MOST_DEPTH, Budget, measure
from mappings.convert.json_text import to_json_text
from mappings.fields.field import NO_VALUE, CompiledField
from mappings.fields.scope import Scope
from mappings.fields.template import fill_hole, join_texts

LEAST, MOST = -(2**63), 2**64


class SilentError(Exception):
    """The event does not fit the mapping; the reference says why."""


def charge(values: Iterable[Any], budget: Budget) -> None:
    """Charge `budget` for each of the values, as `measure` does: level by level, and all at once."""
    nodes = size = depth = 0
    level: list[Iterable[Any]] = [values]
    while level:
        below: list[Iterable[Any]] = []
        for held in level:
            for value in held:
                kind = type(value)
                if kind is str:
                    nodes += 1
                    size += len(value)
                elif kind is dict:
                    nodes += 1 + len(value)
                    size += len("".join(value))
                    below.append(value.values())
                elif kind is list:
                    nodes += 1 + len(value)
                    below.append(value)
                elif (kind is float and value - value != 0) or (kind is int and not LEAST <= value < MOST):
                    # Not finite, or beyond 64 bits.
                    raise SilentError
        # What lies below is paid for before it is seen: parts may be shared, and many more than it seems.
        if depth > MOST_DEPTH or nodes > budget.nodes:
            raise SilentError
        level = below
        depth += 1
    budget.spend(nodes, size)


def fill(texts: Sequence[Any], if_missing: str | None, budget: Budget) -> str | None:
    """A template of which some part is not text."""
    return join_texts([one if type(one) is str else fill_hole(one, "", if_missing) for one in texts], budget)


def json_text(value: Any, budget: Budget) -> str:
    measure(value, budget)
    return to_json_text(value)


def is_null_item(item: Any, attributes: Sequence[str]) -> bool:
    """Whether an item that was decoded for its readers is null; refused where no more is known than that."""
    if item is not None and all(getattr(item, name) is None for name in attributes):
        refuse()
    return item is None


def refuse() -> NoReturn:
    """There should be a value, or another one."""
    raise SilentError


def by_reference(field: CompiledField) -> Callable[..., Any]:
    """A function that gives the field's value, for what generated code cannot do."""

    def value_of(event: Any, here: Any, index: int, currency: str | None, budget: Budget) -> Any:
        scope = Scope(event, here, index, budget, currency)
        value = field.value_in(scope)
        if scope.failures:
            raise SilentError
        return None if value is NO_VALUE else value

    return value_of
