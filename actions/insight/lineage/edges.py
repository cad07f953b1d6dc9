"""What an action reads of events, and where it goes: an edge for each place in events and field of its payload."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal

from msgspec import Struct

from actions.engine.untidy.located import locate_path
from actions.event.timestamp import CLOCKS
from actions.insight.lineage.beside import decided_beside
from actions.insight.lineage.conditions import reads_of_leaf
from actions.insight.lineage.fields import Made, made_fields
from actions.insight.lineage.flow import EVENT, Flow, Source, Use, decided_by, flow_of, without_repeats
from actions.insight.lineage.options import makes_another_value, rest_after
from actions.insight.lineage.ways import ITEM, Way, below, show_way
from actions.personal_names import is_personal_name
from actions.plan.planned import PlannedAction
from actions.trigger.condition import leaves
from actions.workbench.explaining.fields import Layer, conversions_of, layer_of
from destinations.sdk.fields.roles import Personal
from mappings.file.model import Field
from mappings.findings.place import Place

# After one of these nobody can tell what the value was.
HASHES: Final = frozenset({"hmac_sha256", "md5", "sha256"})
# What they say is not what they are asked about.
TELLING_LITTLE: Final = frozenset({"contains", "ends_with", "length", "starts_with", "type"})
# The target of what decides whether an action fires, and how often.
FIRES: Final[Way] = ()


class Edge(Struct, frozen=True):
    """A field of an action's payload, or the action itself, and one place in events that it comes from.

    `source` is None for what the mapping says itself: `literal`. `options` are those that work on the value, `field` is
    the line. `target` is FIRES for what decides whether the action fires. `place` is None for what no line says.
    """

    action: PlannedAction
    target: Way
    source: Source | None
    layer: Layer
    place: Place | None = None
    options: tuple[str, ...] = ()
    field: Field | None = None
    literal: Any = None

    @property
    def use(self) -> Use | Literal["fires", "literal"]:
        if self.source is None:
            return "literal"
        return self.source.use if self.target else "fires"

    def target_below(self, rest: Way) -> Way | None:
        """Where in the payload what lies so far below the source arrives; None where the line leaves it out."""
        if self.source is None or self.source.through or self.use != "value":
            return self.target
        if self.field and makes_another_value(self.field):
            return self.target
        kept = rest_after(rest, self.field) if self.field else rest
        return None if kept is None else (*self.target, *kept)

    def personal(self, rest: Way = ()) -> str | None:
        """What kind of personal data goes along the edge, from so far below its source; None where it is none."""
        if self.source is None or self.use != "value" or TELLING_LITTLE.intersection(self.source.through):
            return None
        roles = self._roles(rest)
        if roles:
            return roles[0].kind
        names = [str(step) for step in (*self.source.way, *rest) if isinstance(step, str)]
        if names and is_personal_name(names[-1], names[-2] if len(names) > 1 else ""):
            return names[-1]
        return "profile" if not names or (names[-1] == "traits" and rest == ()) else None

    def sent(self, rest: Way = ()) -> Literal["in clear", "hashed"] | None:
        """How personal data leaves; None where it is none."""
        if self.personal(rest) is None or self.source is None:
            return None
        is_hashed = HASHES.intersection(self.source.through) or any(one.sent == "sha256" for one in self._roles(rest))
        return "hashed" if is_hashed else "in clear"

    def words(self, rest: Way = ()) -> tuple[str, ...]:
        """What happens to the value on its way, the first thing first."""
        own = self.source.through if self.source else ()
        return (*own, *self.options, *(one.words for one in self._roles(rest) if one.sent == "sha256"))

    def _roles(self, rest: Way) -> list[Personal]:
        target = self.target_below(rest) or self.target
        if self.use != "value":
            return []
        steps = tuple(0 if step is ITEM else str(step) for step in target)
        parts = locate_path(steps, self.action.action_type.payload)
        return [role for part in parts for role in part.roles if isinstance(role, Personal) and role.kind != "traits"]

    def as_dict(self) -> dict[str, Any]:
        place, source = self.place, self.source
        return {
            "instance": self.action.instance.name,
            "action": self.action.id,
            "name": self.action.name,
            "type": self.action.action_type.name,
            "enabled": self.action.enabled,
            "event": show_way(source.way) if source else None,
            "field": show_way(self.target) if self.target else None,
            "use": self.use,
            "through": list(self.words()),
            "literal": self.literal,
            "personal": self.personal(),
            "sent": self.sent(),
            "layer": self.layer,
            "file": place.file if place else None,
            "line": place.line if place else None,
        }


def edges_of(action: PlannedAction) -> list[Edge]:
    """The edges of an action: first what decides whether it fires, then its fields in the order of writing."""
    start = flow_of(action.each.tree, EVENT) if action.each else None
    here = start.item() if start else EVENT
    made = made_fields(action.mapper.object, EVENT, here)
    written = [edge for one in made for edge in _edges(action, one)]
    return [*_firing(action, start), *written, *_beside(action, written)]


def edges_of_all(actions: Iterable[PlannedAction]) -> list[Edge]:
    """The edges of all that are enabled."""
    return [edge for one in actions if one.enabled for edge in edges_of(one)]


def _firing(action: PlannedAction, start: Flow | None) -> Iterator[Edge]:
    by_default = action.names_of_files
    for leaf in leaves(action.placed_condition()):
        layer: Layer = "destination default" if leaf.place.file in by_default else "own"
        for source in _with_clocks(reads_of_leaf(leaf, EVENT).sources()):
            yield Edge(action, FIRES, source, layer, leaf.place)
    if start:
        place = action.spot.at("each").place if "each" in action.spot.value else None
        for source in _with_clocks(decided_by(start).sources()):
            yield Edge(action, FIRES, source, "own" if place else "destination default", place)
    yield Edge(action, FIRES, Source(("integrations",), "decides"), "action type")


def _edges(action: PlannedAction, made: Made) -> Iterator[Edge]:
    place = action.own(made.spot).place
    layer = layer_of(action, place)
    options = tuple(conversions_of(made.line))
    if made.literal is not None:
        yield Edge(action, made.target, None, layer, place, options, made.field, made.literal[0])
    for target, sources in made.by_target():
        for source in sorted(without_repeats(_with_clocks(sources)), key=_in_order):
            yield Edge(action, target, source, layer, place, options, made.field)


def _beside(action: PlannedAction, written: Sequence[Edge]) -> Iterator[Edge]:
    """The edges to fields about which others of the payload decide, from where these come."""
    known = {(one.target, one.source.way) for one in written if one.source}
    for target, others in decided_beside(action.action_type.payload).items():
        for edge in written:
            if edge.source is None or all(below(edge.target, other) is None for other in others):
                continue
            if (target, edge.source.way) not in known:
                known.add((target, edge.source.way))
                yield Edge(action, target, Source(edge.source.way, "decides"), "action type")


def _with_clocks(sources: Iterable[Source]) -> Iterator[Source]:
    """The sources, and of an event's corrected time the clocks that it is reckoned from."""
    for one in sources:
        yield one
        if one.way[:1] == ("timestamp",):
            yield from (Source((name,), "decides") for name in CLOCKS if name != "timestamp")


def _in_order(source: Source) -> tuple[bool, bool, str]:
    return source.use == "presence", source.use == "decides", show_way(source.way)
