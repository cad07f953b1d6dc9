"""A subscription of Segment's as an action of ours."""

import json
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from actions.importing.imported import ImportedAction
from actions.importing.names import ActionNames
from actions.importing.segment.mapping.fields import write_fields
from actions.importing.segment.mapping.node import Constant, Fields, Items, NeedsPersonError, Node, Nothing
from actions.importing.segment.mapping.place import Event, Made, Place
from actions.importing.segment.mapping.translate import translate
from actions.importing.segment.read import Subscription
from actions.importing.segment.secrets import without_secrets
from actions.importing.segment.trigger.parse import parse_trigger
from actions.importing.segment.trigger.when import write_when
from mappings.fields.target import parse_target, show_target

Target: TypeAlias = tuple[str, ...]
# What Segment keeps beside the fields: how it batches, and settings of its own.
ITS_OWN: Final = frozenset({"enable_batching", "batch_size", "batch_bytes", "batch_keys"})
INTERNAL: Final = "__segment_internal_"
ROOT: Final = "__segment_internal_directive"
SHOWN: Final = 200
NEVER: Final = {"type": {"exists": True}}


def import_action(one: Subscription, names: ActionNames, name: str) -> ImportedAction:
    """The action, with its fields where the table of names has them."""
    condition, notes = parse_trigger(one.trigger)
    when = write_when(condition)
    action = ImportedAction(name, names.do, when, trigger=one.trigger, notes=notes)
    action.enabled = one.enabled and when is not None
    action.todo += one.trouble
    if when is None:
        action.when = NEVER
    unknown: list[str] = []
    nodes: dict[Target, Node] = {}
    fields, place = _fields(without_secrets(one.mapping, action.todo), Event(unknown), action)
    for field, value in fields.items():
        try:
            left = _place(nodes, field, translate(value, place), names)
        except NeedsPersonError as error:
            left = [f"{field}: {error}"]
        action.todo += [f"{one}: {_shown(value)}" for one in left]
    action.remarks += [f"no event has {field}: Segment finds nothing there, either" for field in dict.fromkeys(unknown)]
    _write(action, nodes, names)
    return action


def _fields(mapping: Any, event: Event, action: ImportedAction) -> tuple[Mapping[str, Any], Place]:
    """The fields of the mapping, and what their paths look into: the event, or what a directive around them makes."""
    if not isinstance(mapping, dict):
        action.todo.append("its mapping is not an object")
        return {}, event
    fields = {name: value for name, value in mapping.items() if not _is_its_own(name)}
    root = mapping.get(ROOT)
    if not isinstance(root, dict) or not root:
        return fields, event
    options = root.get("@transform")
    if not isinstance(options, dict) or len(root) > 1:
        action.todo.append(f"all of it is in the directive {next(iter(root))}")
        return {}, event
    try:
        return fields, Made(translate(options.get("apply"), event))
    except NeedsPersonError as error:
        action.todo.append(f"all of it is made from: {error}")
        return {}, event


def _is_its_own(name: str) -> bool:
    return name in ITS_OWN or name.startswith(INTERNAL)


def _place(nodes: dict[Target, Node], field: str, node: Node, names: ActionNames) -> list[str]:
    """Put what a field gives where it belongs; the parts of an object one by one, where the table names them so.

    What comes back says of which of them there is no place.
    """
    if names.into:
        nodes[names.into, field] = node
        return []
    if field in names.ours:
        return []
    if field in names.values and not isinstance(node, Nothing):
        here = names.values[field].get(str(node.value), node) if isinstance(node, Constant) else node
        if here is node:
            return [f"{field}: its values are others here, and known are {', '.join(names.values[field])}"]
        node = Nothing() if here is None else Constant(here)
    deeper = {name: target for name, target in names.fields.items() if name.startswith(f"{field}.")}
    if isinstance(node, Fields) and deeper:
        return [left for part, inner in node.fields.items() for left in _place(nodes, f"{field}.{part}", inner, names)]
    if isinstance(node, Items) and isinstance(node.shape, Fields) and deeper:
        named = {name: deeper.get(f"{field}.{name}", name).rpartition(".")[2] for name in node.shape.fields}
        node = Items(node.list, Fields({named[name]: one for name, one in node.shape.fields.items()}))
    target = names.fields.get(field)
    if target is not None:
        return _place_at(nodes, parse_target(target), field, node)
    # What is switched off is no loss.
    is_off = isinstance(node, Nothing) or (isinstance(node, Constant) and not node.value)
    return [] if is_off else [f"{field}: this field has no counterpart"]


def _place_at(nodes: dict[Target, Node], steps: Target, field: str, node: Node) -> list[str]:
    is_taken = steps in nodes or (isinstance(node, Fields) and any(one[: len(steps)] == steps for one in nodes))
    if not is_taken:
        nodes[steps] = node
    elif isinstance(node, Fields):
        # Another field has written there: the parts of this one go beside it.
        nodes |= {(*steps, part): inner for part, inner in node.fields.items()}
    else:
        return [f"{field}: another field fills {show_target(steps)}, too"]
    return []


def _write(action: ImportedAction, nodes: dict[Target, Node], names: ActionNames) -> None:
    try:
        action.map, action.set = write_fields(nodes)
    except NeedsPersonError as error:
        action.todo.append(str(error))
    action.set = {**names.set, **action.set}
    if names.into and not action.map and not action.set:
        action.set = {names.into: {}}


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
