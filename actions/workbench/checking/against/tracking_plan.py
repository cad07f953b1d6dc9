"""A tracking plan: what events should hold, as a JSON Schema of the properties for each name."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions.trigger.condition import leaves
from actions.workbench.checking.paths import chain_of
from actions.workbench.checking.written import WrittenAction, WrittenPath
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.suggest import candidates

Schema = Mapping[str, Any]
MOST_DEPTH = 12


@dataclass(frozen=True, slots=True)
class TrackingPlan:
    """The schema of the properties of each event, by the event's name."""

    events: Mapping[str, Schema]


def read_tracking_plan(texts: Mapping[str, str]) -> TrackingPlan:
    """The plan in the JSON of its files, by their names without `.json`; ValueError for what is not a plan.

    A file holds one schema, and is called after its event or has a `title`; or an object from names to schemas; or a
    plan as Segment's Protocols exports it.

    >>> read_tracking_plan({"plan": '{"Signed Up": {"properties": {"plan": {}}}}'}).events["Signed Up"]["properties"]
    {'plan': {}}
    """
    events: dict[str, Schema] = {}
    for stem, text in texts.items():
        try:
            read = json.loads(text)
        except json.JSONDecodeError as error:
            raise ValueError(f"{stem}.json is not JSON at line {error.lineno}, column {error.colno}") from None
        found = dict(_schemas(stem, read))
        if not found:
            raise ValueError(f"{stem}.json holds no schema: write one for each name of an event")
        events |= found
    if not texts:
        raise ValueError("the folder holds no .json file")
    return TrackingPlan(events)


def _schemas(stem: str, read: Any) -> Iterator[tuple[str, Schema]]:
    if not isinstance(read, dict):
        return
    rules = read.get("rules")
    if isinstance(rules, dict) and isinstance(rules.get("events"), list):
        for one in rules["events"]:
            if isinstance(one, dict) and isinstance(one.get("name"), str):
                yield one["name"], _properties_of(one.get("rules", {}))
    elif "properties" in read or "$schema" in read:
        yield str(read.get("title", stem)), _properties_of(read)
    else:
        inner = read.get("events", read)
        for name, schema in inner.items() if isinstance(inner, dict) else ():
            if isinstance(schema, dict):
                yield name, _properties_of(schema)


def _properties_of(schema: Schema) -> Schema:
    """The schema of the properties, where the schema is one of whole events."""
    inner = schema.get("properties", {})
    whole = inner.get("properties") if isinstance(inner, dict) else None
    return whole if isinstance(whole, dict) and ("properties" in whole or "type" in whole) else schema


def check_tracking_plan(written: WrittenAction, plan: TrackingPlan) -> Iterator[Diagnostic]:
    """W220: the name of an event that the plan does not have. W310: a property that none of the events should have."""
    action = written.action
    for leaf in leaves(written.condition):
        if leaf.path == "event" and leaf.test in ("is", "one_of") and leaf.place.file == action.spot.file:
            for name in leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,):
                if isinstance(name, str) and name not in plan.events and not leaf.any_spelling:
                    near = candidates(name, list(plan.events))
                    hint = f'did you mean "{near[0]}"?' if near else "add it to the plan, or take it out here"
                    yield Diagnostic("W220", f'the tracking plan has no event "{name}"', hint, leaf.place)
    facts = action.facts.events
    names = [name for name in plan.events if facts is None or name in facts]
    for path in written.paths if names else ():
        yield from check_path_planned(path, plan, names)


def check_path_planned(path: WrittenPath, plan: TrackingPlan, names: Sequence[str]) -> Iterator[Diagnostic]:
    """W310: a property that none of the plan's events of these names should have."""
    for root in path.expression.roots:
        chain = chain_of(path.text, root)
        if path.in_list or root.name != "properties" or len(chain) < len(("properties", "name")):
            continue
        unknown = [_unknown(plan.events[name], [one for one, _, _ in chain[1:]]) for name in names]
        if all(one is not None for one in unknown):
            depth, known = next(one for one in unknown if one is not None)
            name, start, end = chain[1 + depth]
            near = candidates(name, known)
            of = f'"{names[0]}" has' if len(names) == 1 else f"its {len(names)} events have"
            message = f"by the tracking plan {of} no property {name}"
            hint = f'did you mean "{near[0]}"?' if near else f"it has {', '.join(sorted(known)[:MOST_DEPTH])}"
            fix = near[0] if len(near) == 1 else None
            yield Diagnostic("W310", message, hint, path.place(start, end), fix=fix)


def _unknown(schema: Schema, names: list[str]) -> tuple[int, list[str]] | None:
    """Which of the names on the way the schema does not have, and those it has there; None where it has all."""
    for depth, name in enumerate(names):
        declared = schema.get("properties")
        if not isinstance(declared, dict) or not declared:
            return None
        inner = declared.get(name)
        if inner is None:
            return depth, list(declared)
        if not isinstance(inner, dict):
            return None
        schema = inner
    return None
