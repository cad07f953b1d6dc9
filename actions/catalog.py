"""What destinations there are, as data: settings, action types, fields, default triggers and mappings."""

from typing import Any

from pydantic import BaseModel

from destinations.registry import Plugin
from destinations.sdk.destination import ActionType
from destinations.sdk.money import AmountRole, CurrencyRole
from destinations.sdk.payload import fields_with
from mappings.file.loader import load_type_defaults
from mappings.findings.diagnostic import Report


def describe_destination(plugin: Plugin) -> dict[str, Any]:
    """A destination's name, title, help, settings and action types."""
    one = plugin.destination
    return {
        "name": one.name,
        "title": one.title,
        "help": one.help,
        "origin": plugin.origin,
        "settings": describe_fields(one.settings),
        "action_types": [{"name": kind.name, "help": kind.help} for kind in one.action_types],
    }


def describe_action_type(plugin: Plugin, action_type: ActionType) -> dict[str, Any]:
    """An action type's fields with where each comes from by default, and its default trigger."""
    defaults = load_type_defaults(plugin.defaults_text, plugin.defaults_file, Report()).get(action_type.name)
    written: dict[str, Any] = defaults.spot.value if defaults else {}
    sources = {**written.get("map", {}), **written.get("set", {})}
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


def describe_fields(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Name, kind, whether it is required, and help of each field of a model, in its order."""
    schema = model.model_json_schema(mode="validation")
    known = dict.fromkeys(fields_with(model, AmountRole), "amount") | dict.fromkeys(
        fields_with(model, CurrencyRole), "currency"
    )
    return [
        {
            "name": name,
            "type": known.get(name) or _kind(schema["properties"].get(info.alias or name, {}), schema),
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
