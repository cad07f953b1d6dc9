"""What is never left out: left out, the payload would mean something else, or reach another person."""

from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from actions.engine.untidy.located import Part, models_in
from actions.event.event import Event
from actions.plan.planned import PlannedAction
from destinations.sdk.fields.roles import (
    AmountRole,
    CodeRole,
    ConsentRole,
    CurrencyRole,
    QuantityRole,
    Role,
    ScopeRole,
    fields_with,
    roles_of,
)
from destinations.sdk.payload import Payload
from mappings.budget import Budget
from mappings.event_fields import plain_spelling
from mappings.expr.expression import compile_expression
from mappings.fields.entry import Entry
from mappings.findings.errors import EvaluationError
from mappings.functions.missing import filled

MONEY = (AmountRole, CurrencyRole)
OF_A_LINE = (AmountRole, QuantityRole, CodeRole)
SUM_OF_LINES = "sum_product"
# The spec's events about a whole order, without the letters in which their names are written differently.
ORDERS: Final = frozenset({"ordercompleted", "completedorder", "orderupdated", "ordercancelled"})
REFUND: Final = "orderrefunded"
# The properties that say what an order comes to: the first of them that is there does.
AMOUNTS: Final = ("properties.revenue", "properties.total", "properties.value")


class Protection(Struct, frozen=True):
    """What may not be left out of the payload of one action and event.

    `lines` are its lists of products, and `spare` its fields for other amounts than the one that the order comes to.
    """

    about: Literal["order", "refund"] | None
    is_sum_of_lines: bool
    lines: frozenset[str] = frozenset()
    spare: frozenset[str] = frozenset()

    @classmethod
    def of(cls, action: PlannedAction, event: Event) -> "Protection":
        about = action.action_type.about or _about(event)
        if about is None:
            return cls(None, is_sum_of_lines=False)
        lines, spare = _lines(action.action_type.payload), _spare(action, event)
        return cls(about, _is_sum_of_lines(action, event), lines, spare)

    def holds(self, part: Part) -> bool:
        """Whether the action fails rather than go without this part."""
        if part.has(ConsentRole, ScopeRole):
            return True
        if self.about is None:
            return False
        if _is_beside(part.roles) or (part.is_top and part.path[0] in self.spare):
            return False
        if part.is_top and part.path[0] not in self.lines:
            # A quantity at the top is that of the line of which the payload is.
            return part.has(*MONEY, QuantityRole)
        is_line = part.is_top or part.is_item
        if self.about == "refund":
            return is_line or part.has(*OF_A_LINE)
        return self.is_sum_of_lines and (is_line or part.has(AmountRole, QuantityRole))


def _is_beside(roles: tuple[Role, ...]) -> bool:
    """Whether it is an amount that adds nothing to that of the order, such as tax."""
    return any(isinstance(role, AmountRole) and role.is_beside for role in roles)


def is_money(roles: tuple[Role, ...]) -> bool:
    return any(isinstance(role, MONEY) for role in roles)


def _about(event: Event) -> Literal["order", "refund"] | None:
    name = plain_spelling(event.name or "")
    if name == REFUND:
        return "refund"
    return "order" if name in ORDERS else None


def _is_sum_of_lines(action: PlannedAction, event: Event) -> bool:
    """Whether the amount of the payload is worked out from the lines of the order."""
    roles = roles_of(action.action_type.payload)
    amounts = [one for one in action.entries if len(one.target) == 1 and _is_amount(roles.get(one.target[0], ()))]
    return any(_first_source(one, event).startswith(SUM_OF_LINES) for one in amounts)


def _spare(action: PlannedAction, event: Event) -> frozenset[str]:
    """The fields that take a later one of AMOUNTS, and not the first that is there."""
    found = next((path for path in AMOUNTS if filled(compile_expression(path)(event.body, Budget())) is not None), None)
    if found is None:
        return frozenset()
    sources = {one.target[0]: one.field.from_ or () for one in action.entries if len(one.target) == 1}
    return frozenset(
        str(name) for name, paths in sources.items() if found not in paths and not set(AMOUNTS).isdisjoint(paths)
    )


@lru_cache(maxsize=256)
def _lines(model: type[Payload]) -> frozenset[str]:
    """The fields that are lists of products, by what these have."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if any(fields_with(inner, role) for inner in models_in(info.annotation) for role in OF_A_LINE)
    )


def _is_amount(roles: tuple[Role, ...]) -> bool:
    return any(isinstance(role, AmountRole) for role in roles)


def _first_source(entry: Entry, event: Event) -> str:
    """The first path of the entry that finds something in the event, or fails."""
    budget = Budget()
    for path in entry.field.from_ or ():
        try:
            if filled(compile_expression(path)(event.body, budget)) is not None:
                return path
        except EvaluationError:
            return path
    return ""
