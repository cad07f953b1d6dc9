"""What is right of an untidy order in one action, worked out without the engine's own rule for untidy values.

The tidy twin of the order says what the payload would be; the roles and requirements of its fields say what comes of
those that hold what cannot be used.
"""

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from actions.engine.decide import decide
from actions.plan.plan import Plan
from destinations.sdk import (
    ActionType,
    AmountRole,
    CodeRole,
    ConsentRole,
    CurrencyRole,
    Personal,
    QuantityRole,
    ScopeRole,
    roles_of,
)
from destinations.sdk.encode import to_json
from mappings.fields.target import show_steps
from tests.untidy.orders import LOCAL, OTHER, TIDY, Kind, LeftOut, Outcome, Path, Reads, Refused, value_at, with_value
from tests.untidy.rows import NOW, payload_of

COUNTRY = ("context", "traits", "address", "country")
REFUND, ORDER = "Order Refunded", "Order Completed"


@dataclass(frozen=True)
class Step:
    """A field or an item on the way into a payload, as its model declares it."""

    path: Path
    roles: tuple[Any, ...] = ()
    is_required: bool = False
    is_item: bool = False
    is_free: bool = False
    kind: Any = None

    def has(self, *kinds: type) -> bool:
        return any(isinstance(role, kinds) for role in self.roles)


@dataclass
class Found:
    """What is known of the payload so far."""

    payload: Any
    gone: set[Path] = field(default_factory=set)
    copies: set[Path] = field(default_factory=set)


@dataclass(frozen=True)
class Expected:
    """The payload, what it went without, and where the event's own value may stand as it came; or why it fails."""

    payload: Any = None
    left_out: frozenset[Path] = frozenset()
    copies: frozenset[Path] = frozenset()
    point: str = ""


def steps_to(path: Path, model: type[BaseModel]) -> list[Step]:
    """The steps on the way, outermost first; those inside a free object are free."""
    steps: list[Step] = []
    models: list[type[BaseModel]] = [model]
    is_free = False
    for number, name in enumerate(path, start=1):
        if isinstance(name, int):
            steps.append(Step(path[:number], is_item=True, is_free=is_free))
            continue
        info, roles = declared(models, name)
        is_free = is_free or info is None
        required = bool(info and info.is_required())
        steps.append(Step(path[:number], roles, is_required=required, is_free=is_free, kind=info and info.annotation))
        models = list(models_in(info.annotation)) if info else []
    return steps


def declared(models: Sequence[type[BaseModel]], name: str) -> tuple[FieldInfo | None, tuple[Any, ...]]:
    for model in models:
        for own, info in model.model_fields.items():
            if name in (own, info.alias, info.validation_alias):
                return info, roles_of(model).get(own, ())
    return None, ()


def models_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) is not dict:
        for part in get_args(kind):
            yield from models_in(part)


@dataclass(frozen=True)
class Oracle:
    """What is right for one action."""

    action: ActionType
    plan: Plan
    known: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def tidy(self) -> dict[str, Any]:
        return {**TIDY, "event": REFUND if self.action.about == "refund" else ORDER}

    def payload(self, event: dict[str, Any]) -> Any:
        """The payload of a tidy event; None where there is none."""
        key = json.dumps(event)
        if key not in self.known:
            decisions = decide(event, self.plan, NOW)
            is_there = bool(decisions) and decisions[0].payload is not None
            self.known[key] = payload_of(decisions[0]) if is_there else None
        return self.known[key]

    def of(self, kinds: Sequence[Kind]) -> Expected:
        """What is right where the order is untidy in all these ways."""
        for kind in kinds:
            if isinstance(kind.outcome, Refused):
                return Expected(point=kind.outcome.point)
        twin = self.twin(kinds)
        payload = self.payload(twin)
        if payload is None:
            return Expected(point="required")
        found, unusable = Found(payload), list[Kind]()
        for kind in kinds:
            known = len(found.gone)
            # In one order, whatever the process: the first point by which it fails is reported.
            for path in sorted(self.fields_of(kind, twin), key=show_steps):
                if point := self.settle(found, kind, path, kinds, twin):
                    return Expected(point=point)
            if len(found.gone) > known:
                unusable.append(kind)
            elif is_sum_of_lines(kinds) and self.is_needed(kind, twin):
                return Expected(point="lines")
        if self.payload(self.bare(unusable, twin)) is None:
            # Of the person, say, nothing is left by which the tool could know them.
            return Expected(point="required")
        left = without(found.payload, found.gone, self.action.payload)
        return Expected(without_empty_items(left, self.action.payload), frozenset(found.gone), frozenset(found.copies))

    def is_needed(self, kind: Kind, twin: dict[str, Any]) -> bool:
        return isinstance(kind.outcome, LeftOut) and self.payload(with_value(twin, kind.path, None)) is None

    def settle(self, found: "Found", kind: Kind, path: Path, kinds: Sequence[Kind], twin: dict[str, Any]) -> str:
        """The point by which the action fails for the kind's value in the field at the path; else it is noted."""
        way = steps_to(path, self.action.payload)
        outcome = self.outcome_for(kind, way, kinds)
        if any(step.is_free for step in way) or takes(way[-1], kind.value):
            found.copies.add(path)
        elif isinstance(outcome, LeftOut):
            left = innermost(way)
            if left is None:
                return "required"
            found.gone.add(left.path)
            return self.kept_by(way[way.index(left) :], kinds)
        elif isinstance(outcome, Reads) and outcome != kind.outcome:
            other = self.payload(with_value(twin, kind.path, outcome.value))
            found.payload = with_leaf(found.payload, path, value_at(other, path))
        return ""

    def twin(self, kinds: Sequence[Kind]) -> dict[str, Any]:
        """The tidy order that says what the untidy one can only mean."""
        event = self.tidy
        for kind in kinds:
            if isinstance(kind.outcome, Reads):
                event = with_value(event, kind.path, kind.outcome.value)
        return event

    def bare(self, kinds: Sequence[Kind], twin: dict[str, Any]) -> dict[str, Any]:
        """The order without what the tool has to go without."""
        for kind in kinds:
            twin = with_value(twin, kind.path, None)
        return twin

    def fields_of(self, kind: Kind, twin: dict[str, Any]) -> set[Path]:
        """The fields of the payload that the kind's value comes to."""
        another = OTHER[kind.path]
        if isinstance(another, bool) and isinstance(kind.outcome, Reads):
            # There are no more than two of these.
            another = not kind.outcome.value
        one, other = self.payload(twin), self.payload(with_value(twin, kind.path, another))
        if other is None:
            return set()
        return {*differing(one, other), *differing(other, one)}

    def kept_by(self, parts: Sequence[Step], kinds: Sequence[Kind]) -> str:
        """The point of the rule by which these parts are not left out; empty for none."""
        for part in parts:
            if part.has(ConsentRole):
                return "consent"
            if part.has(ScopeRole):
                return "scope"
            if any(isinstance(role, AmountRole) and role.is_beside for role in part.roles):
                continue
            is_lines = len(part.path) == 1 and self.is_lines(part)
            if len(part.path) == 1 and not is_lines and part.has(AmountRole, CurrencyRole):
                return "money"
            is_line = is_lines or part.is_item
            if self.action.about == "refund" and (is_line or (len(part.path) > 1 and is_of_line(part))):
                return "refund"
            # Of a payload that is of one line, the amount is that line's.
            is_own = len(part.path) == 1 and part.has(QuantityRole)
            if is_own or (is_sum_of_lines(kinds) and (is_line or part.has(AmountRole, QuantityRole))):
                return "lines"
        return ""

    def outcome_for(self, kind: Kind, way: Sequence[Step], kinds: Sequence[Kind]) -> Outcome:
        for key, outcome in kind.by_role.items():
            for role in way[-1].roles:
                if isinstance(role, key) if isinstance(key, type) else names(role) == key:
                    return outcome if kind.name != LOCAL or self.has_country(kinds) else kind.outcome
        return kind.outcome

    def has_country(self, kinds: Sequence[Kind]) -> bool:
        if any(kind.path == COUNTRY and kind.outcome in (LeftOut(), Reads(None)) for kind in kinds):
            return False
        roles = roles_of(self.action.payload).values()
        return any(isinstance(role, Personal) and role.kind == "country" for one in roles for role in one)

    def is_lines(self, part: Step) -> bool:
        info, _ = declared([self.action.payload], str(part.path[0]))
        return bool(info) and any(True for _ in models_in(info.annotation)) if info else False


def is_of_line(part: Step) -> bool:
    return part.has(AmountRole, QuantityRole, CodeRole)


def is_sum_of_lines(kinds: Sequence[Kind]) -> bool:
    """Whether the order says no amount, so that it is the sum of its lines."""
    return any(kind.path == ("properties", "revenue") and kind.outcome == Reads(None) for kind in kinds)


def names(role: Any) -> Any:
    return (role.kind, role.sent) if isinstance(role, Personal) else None


def flat_types(kind: Any) -> Iterator[Any]:
    yield kind
    for part in get_args(kind):
        if isinstance(part, type) or part is Any or get_args(part):
            yield from flat_types(part)


def takes(step: Step, value: Any) -> bool:
    """Whether the field's type has a place for a value of this kind as it is: any JSON, or a text or a number."""
    kinds = set(flat_types(step.kind))
    return Any in kinds or (type(value) in kinds and str in kinds and not isinstance(value, str))


def innermost(way: Sequence[Step]) -> Step | None:
    """The innermost part that the payload does without."""
    return next((step for step in reversed(way) if not step.is_required), None)


def differing(one: Any, other: Any, path: Path = ()) -> Iterator[Path]:
    """The paths, of fields that `one` has, at which the two differ."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name, value in one.items():
            yield from differing(value, other.get(name), (*path, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (value, its) in enumerate(zip(one, other, strict=True)):
            yield from differing(value, its, (*path, number))
    elif one != other:
        yield path


def with_leaf(payload: Any, path: Path, value: Any) -> Any:
    payload = deepcopy(payload)
    value_at(payload, path[:-1])[path[-1]] = value
    return payload


def without(payload: Any, paths: set[Path], model: type[BaseModel]) -> Any:
    """A copy that lacks what stands at the paths, or has its default in place of it."""
    payload = deepcopy(payload)
    for path in sorted(paths, key=lambda path: [str(step).rjust(9) for step in path], reverse=True):
        inside = value_at(payload, path[:-1])
        default = default_of(path, model)
        if default is None:
            del inside[path[-1]]
        else:
            inside[path[-1]] = default
    return payload


def without_empty_items(payload: Any, model: type[BaseModel]) -> Any:
    """The payload without the items of which nothing is left that the tool could know them by."""
    try:
        model.model_validate(payload)
    except ValidationError as error:
        empty = {one["loc"] for one in error.errors() if isinstance(one["loc"][-1], int)}
        return without(payload, empty, model) if empty else payload
    return payload


def default_of(path: Path, model: type[BaseModel]) -> Any:
    models: list[type[BaseModel]] = [model]
    for step in path[:-1]:
        if isinstance(step, str):
            info, _ = declared(models, step)
            models = list(models_in(info.annotation)) if info else []
    info = None if isinstance(path[-1], int) else declared(models, path[-1])[0]
    default = None if info is None or info.is_required() else info.get_default(call_default_factory=False)
    return json.loads(to_json(default))
