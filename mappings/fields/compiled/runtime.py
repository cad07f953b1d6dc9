"""What the generated code of a mapping calls."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NoReturn

from mappings.budget import MOST_DEPTH, Budget, measure
from mappings.convert.json_text import to_json_text
from mappings.fields.field import NO_VALUE, CompiledField
from mappings.fields.scope import Scope
from mappings.fields.template import fill_hole, join_texts

LEAST, MOST = -(2**63), 2**64


class SilentError(Exception):
    """The event does not fit the mapping; the reference says why."""


def charge(values: Collection[Any], budget: Budget, depth: int = 0) -> None:
    """Charge `budget` for each of the values, as `measure` does."""
    nodes = size = 0
    for value in values:
        kind = type(value)
        if kind is str:
            nodes += 1
            size += len(value)
        elif kind is dict or kind is list:
            if depth >= MOST_DEPTH:
                raise SilentError
            # Paid before its parts are seen: they may be shared, and many more than it seems.
            budget.spend(1 + len(value), sum(map(len, value)) if kind is dict else 0)
            charge(value.values() if kind is dict else value, budget, depth + 1)
        elif (kind is int or kind is float) and not LEAST <= value < MOST:
            measure(value, budget)
    budget.spend(nodes, size)


def fill(texts: Sequence[Any], if_missing: str | None, budget: Budget) -> str | None:
    """A template of which some part is no text."""
    return join_texts([one if type(one) is str else fill_hole(one, "", if_missing) for one in texts], budget)


def json_text(value: Any, budget: Budget) -> str:
    measure(value, budget)
    return to_json_text(value)


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
