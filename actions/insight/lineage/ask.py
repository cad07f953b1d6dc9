"""Questions about edges: who gets what stands at this place in events, and what is this field made of?"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from actions.insight.lineage.edges import FIRES, Edge
from actions.insight.lineage.flow import EVENT, flow_of
from actions.insight.lineage.ways import Way, below, read_field_way, show_way
from actions.plan.plan import Plan
from actions.plan.planned import PlannedAction
from mappings.expr.expression import compile_expression
from mappings.fields.target import parse_target
from mappings.findings.errors import ExpressionError
from mappings.findings.suggest import did_you_mean


class Found(Struct, frozen=True):
    """An edge that a question is about, from what lies `rest` below its source, to the field `target`."""

    edge: Edge
    target: Way
    rest: Way = ()


class Wanted(Struct, frozen=True):
    """The actions and the field that a name such as `meta_capi.purchase.custom_data.value` means."""

    actions: tuple[PlannedAction, ...]
    target: Way


def read_event_way(text: str) -> Way:
    """The way into an event that a path writes; the number of an item means any item. ValueError says why it is none.

    >>> show_way(read_event_way("properties.products[0].sku"))
    'properties.products[].sku'
    """
    try:
        found = flow_of(compile_expression(text).tree, EVENT).sources()
    except ExpressionError as error:
        raise ValueError(str(error)) from None
    ways = {one.way for one in found if one.use == "value" and not one.through}
    if len(ways) != 1 or any(one.use == "decides" or one.through for one in found):
        raise ValueError("is not a plain path; write names, and [] for the items of a list")
    return ways.pop()


def forward(edges: Iterable[Edge], way: Way) -> list[Found]:
    """The edges from this place in events, from what is inside it, or from what it is inside of."""
    found = []
    for edge in edges:
        if edge.source is None:
            continue
        own = edge.source.way
        rest = below(way, own)
        if below(own, way) is not None:
            found.append(Found(edge, edge.target))
        elif rest is not None and edge.source.use != "presence":
            target = edge.target_below(rest) if edge.target else FIRES
            if target is not None:
                found.append(Found(edge, target, rest))
    return found


def backward(edges: Iterable[Edge], wanted: Wanted) -> list[Found]:
    """The edges to this field, to what is inside it, or to what it is inside of; to a whole action without a field."""
    keys = {one.key for one in wanted.actions}
    return [
        Found(one, one.target)
        for one in edges
        if one.action.key in keys
        and (
            not wanted.target
            or (one.target and (_is_inside(one.target, wanted.target) or _is_inside(wanted.target, one.target)))
        )
    ]


def read_wanted(text: str, plan: Plan) -> Wanted:
    """What `mixpanel`, `mixpanel.orders` or `mixpanel.track.properties.total` means; ValueError where it is nothing.

    The first word is an instance or a destination, the second an action's id or an action type.
    """
    try:
        names = parse_target(text.partition("[")[0])
    except ExpressionError as error:
        raise ValueError(error.problem.message) from None
    inside = [one for one in plan.actions if names[0] in (one.instance.name, one.instance.destination.name)]
    if not inside:
        raise ValueError(f"there is no instance {names[0]}; {_hint(names[0], plan.instances)}")
    if len(names) == 1:
        return Wanted(tuple(inside), ())
    meant = [one for one in inside if one.id == names[1]] or [one for one in inside if one.action_type.name == names[1]]
    if not meant:
        raise ValueError(f"{names[0]} has no action {names[1]}; {_hint(names[1], [one.id for one in inside])}")
    written = read_field_way(text)
    return Wanted(tuple(meant), written[2:])


def personal_only(found: Iterable[Found]) -> list[Found]:
    """Those along which personal data goes."""
    return [one for one in found if one.edge.personal(one.rest)]


def places_read(edges: Sequence[Edge]) -> list[Way]:
    """The places in events that something is read of, in the order of their names."""
    ways = {one.source.way for one in edges if one.source and one.target}
    return sorted(ways, key=show_way)


def _is_inside(target: Way, other: Way) -> bool:
    return below(target, other) is not None


def _hint(name: str, there: Iterable[str]) -> str:
    names = list(dict.fromkeys(there))
    return did_you_mean(name, names) or f"there are {', '.join(names)}"
