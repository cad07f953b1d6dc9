"""What destinations there are, as data: settings, action types, fields, default triggers and mappings."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from destinations.registry import Plugin
from destinations.sdk.destination import ActionType
from destinations.sdk.fields.roles import roles_of
from mappings.file.loader import load_type_defaults
from mappings.file.readings import read_readings
from mappings.findings.diagnostic import Report

# What may say where a value comes from, in the order in which it is asked.
SOURCES = ("from", "from_event", "each", "value", "counter", "template", "default")


def describe_destination(plugin: Plugin) -> dict[str, Any]:
    """A destination's name, title, help, names in `integrations`, settings and action types."""
    one = plugin.destination
    return {
        "name": one.name,
        "title": one.title,
        "help": one.help,
        "origin": plugin.origin,
        "integrations": list(dict.fromkeys((one.title, *one.names))),
        "settings": [_with_default(field, one.settings) for field in describe_fields(one.settings)],
        "action_types": [{"name": kind.name, "help": kind.help} for kind in one.action_types],
    }


def _with_default(field: dict[str, Any], settings: type[BaseModel]) -> dict[str, Any]:
    default = settings.model_fields[field["name"]].default
    return {**field, "default": {"value": default} if isinstance(default, str | int | float) else None}


def describe_action_type(plugin: Plugin, action_type: ActionType) -> dict[str, Any]:
    """An action type's fields with where each comes from by default, and its default trigger."""
    defaults = load_type_defaults(
        plugin.defaults_text, plugin.defaults_file, Report(), read_readings(*plugin.readings)
    ).get(action_type.name)
    written: dict[str, Any] = defaults.spot.value if defaults else {}
    # As under `map:`, where a text is a path.
    literals = {target: {"value": value} for target, value in written.get("set", {}).items()}
    sources = {**written.get("map", {}), **literals}
    fields = describe_fields(action_type.payload)
    for field in fields:
        field["default"] = sources.get(field["name"])
    limits = action_type.limits
    return {
        "name": f"{plugin.destination.name}.{action_type.name}",
        "help": action_type.help,
        "when": written.get("when"),
        "fields": fields,
        "deeper": {target: source for target, source in sources.items() if "." in target},
        "limits": {
            "items": limits.items,
            "bytes": limits.bytes,
            "requests_per_second": limits.requests_per_second,
        },
    }


def describe_source(source: Any) -> str:
    """A default mapping's source as a person would say it.

    >>> describe_source({"from": ["properties.revenue", "properties.total"], "default": 0})
    'properties.revenue, else properties.total, else 0'
    >>> describe_source({"each": "properties.products", "map": {"item_id": "sku", "index": {"counter": 0}}})
    'each of properties.products'
    >>> describe_source({"map": {"city": "context.location.city"}})
    'its parts, below'
    """
    if not isinstance(source, dict):
        return "" if source is None else str(source)
    rest = dict(source)
    parts = [_describe_part(key, rest.pop(key)) for key in SOURCES if key in rest]
    for inner in ("map", "set"):
        rest.pop(inner, None)
    if not parts and rest != source:
        parts = ["its parts, below"]
    more = f" ({', '.join(f'{key}: {_as_text(value)}' for key, value in rest.items())})" if rest else ""
    return ", else ".join(parts) + more


def parts_of(facts: dict[str, Any]) -> list[tuple[str, Any]]:
    """What the defaults of an action type make inside objects and items of lists: a part's name, and its source."""
    deeper = facts["deeper"].items()
    return [
        *(part for one in facts["fields"] for part in _parts(one["name"], one["default"])),
        *(part for target, source in deeper for part in ((target, source), *_parts(target, source))),
    ]


def _parts(target: str, source: Any) -> Iterator[tuple[str, Any]]:
    made = source if isinstance(source, dict) else {}
    lead = f"{target}[]" if "each" in made else target
    literals = {name: {"value": literal} for name, literal in made.get("set", {}).items()}
    for name, inner in {**made.get("map", {}), **literals}.items():
        yield f"{lead}.{name}", inner
        yield from _parts(f"{lead}.{name}", inner)


def _describe_part(key: str, value: Any) -> str:
    if key in ("from", "from_event"):
        return ", else ".join(value) if isinstance(value, list) else str(value)
    if key == "each":
        return f"each of {value}"
    if key == "counter":
        return f"the item's number, from {value}"
    return _as_text(value)


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def describe_fields(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Name, kind, roles in words, whether it is required, and help of each field of a model, in its order."""
    schema, roles = model.model_json_schema(mode="validation"), roles_of(model)
    return [
        {
            "name": name,
            "type": _kind(schema["properties"].get(info.alias or name, {}), schema),
            "roles": [role.words for role in roles.get(name, ())],
            "required": info.is_required(),
            "help": info.description or "",
        }
        for name, info in model.model_fields.items()
    ]


def _kind(part: dict[str, Any], schema: dict[str, Any]) -> str:
    if part.get("format") == "password":
        return "secret"
    if "enum" in part:
        return " or ".join(map(str, part["enum"]))
    if "$ref" in part:
        return _kind(schema["$defs"][part["$ref"].rsplit("/", 1)[1]], schema)
    if "anyOf" in part:
        kinds = [_kind(one, schema) for one in part["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if part.get("type") == "array":
        return f"list of {_kind(part.get('items', {}), schema)}"
    kind: str = part.get("type", "anything")
    return {"string": "text", "null": "nothing"}.get(kind, kind)
