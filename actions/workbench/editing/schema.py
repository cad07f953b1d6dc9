"""JSON Schema of the mapping files of one destination, for editors: what may stand where, and what it means.

It helps to write; `actions check` judges. Draft 7, which editors' servers read.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel

from actions.trigger.leaf_tests.table import TESTS
from actions.workbench.catalog import describe_action_type, describe_fields, describe_source
from actions.workbench.editing import words
from destinations.registry import Plugin
from destinations.sdk.destination import ActionType
from mappings.event_fields import EVENT_FIELDS
from mappings.fields.check_targets import fields_at
from mappings.file.model import IF_MISSING, Action, Field, FileDefaults, Kind, MappingFile, OnError, SharedFragment
from mappings.functions.plugins import all_functions

DRAFT = "http://json-schema.org/draft-07/schema#"
ID = "^[a-z0-9][a-z0-9_-]*$"
Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
SWITCH: Schema = {"type": "boolean"}
PATH: Schema = {"$ref": "#/definitions/path"}
FIELD: Schema = {"anyOf": [PATH, {"$ref": "#/definitions/options"}]}
CONDITION: Schema = {
    "anyOf": [TEXT, {"$ref": "#/definitions/conditions"}, {"$ref": "#/definitions/tested"}],
}
GROUPS = (("all", "Each of these holds."), ("any", "One of these holds."), ("none", "None of these holds."))
ONE_OR_MORE: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}

SHARE = r"^[0-9]{1,3}([.][0-9]{1,6})?\s*%$"
DELIVERY: Schema = {
    "order": {"enum": ["user"]},
    "linger": {"type": "number", "minimum": 0, "maximum": 3600},
    "most_waiting": {"type": "integer", "minimum": 1},
    "most_bytes": {"type": "integer", "minimum": 1},
    "ca_file": TEXT,
}


def schema_of(plugin: Plugin) -> Schema:
    """The schema of a mapping file for the destination."""
    one = plugin.destination
    keys: Schema = {name: {} for name in _names(MappingFile)} | {
        "version": {"const": 1},
        "destination": {"const": one.name},
        "name": TEXT | {"pattern": ID},
        "description": TEXT,
        "settings": {"$ref": "#/definitions/settings"},
        "environments": {
            "type": "object",
            "additionalProperties": _object(
                {
                    "settings": {"$ref": "#/definitions/some_settings"},
                    "sandbox": {"type": "boolean", "description": words.FILE["sandbox"]},
                }
            ),
        },
        "include": ONE_OR_MORE,
        "delivery": _object(_with_descriptions(DELIVERY, words.DELIVERY)),
        "defaults": _object(_joined(FileDefaults)),
        "actions": {"type": "array", "items": {"$ref": "#/definitions/action"}, "minItems": 1},
    }
    settings = _settings(one.settings)
    required = [field["name"] for field in describe_fields(one.settings) if field["required"]]
    return {
        "$schema": DRAFT,
        "title": f"Mapping files for {one.title}",
        "description": one.help,
        **_object(_with_descriptions(keys, words.FILE), ["version", "destination", "actions"]),
        "definitions": {
            **_common(),
            # With environments the settings need not be whole.
            "settings": _object(settings),
            "some_settings": _object(settings),
            "action": _action(plugin, one.action_types),
        },
        "if": {"not": {"required": ["environments"]}},
        "then": {
            "properties": {"settings": {"required": required}},
            **({"required": ["settings"]} if required else {}),
        },
    }


def schema_of_fragments() -> Schema:
    """The schema of a file in a folder `shared`."""
    fragment = _object(_joined(SharedFragment) | {"description": TEXT})
    keys: Schema = {
        "version": {"const": 1},
        "description": TEXT,
        "fragments": {"type": "object", "additionalProperties": fragment},
    }
    title = {"$schema": DRAFT, "title": "Fragments that mapping files share"}
    return {
        **title,
        **_object(_with_descriptions(keys, words.FILE), ["version", "fragments"]),
        "definitions": _common(),
    }


def _action(plugin: Plugin, types: Iterable[ActionType]) -> Schema:
    kinds = list(types)
    keys = _joined(Action) | {
        # Its fields are those of its action type, below.
        "map": {"type": "object"},
        "name": TEXT,
        "id": TEXT | {"pattern": ID},
        "do": {
            "enum": [one.name for one in kinds],
            "enumDescriptions": [one.help for one in kinds],
            "markdownEnumDescriptions": [one.help for one in kinds],
        },
        "description": TEXT,
        "unset": ONE_OR_MORE,
        "inherit": SWITCH,
        "enabled": SWITCH,
        "exclusive": TEXT,
        "each": PATH,
    }
    fields = [
        {"if": {"properties": {"do": {"const": one.name}}, "required": ["do"]}, "then": _fields(plugin, one)}
        for one in kinds
    ]
    return {**_object(_with_descriptions(keys, words.ACTION), ["do"]), "allOf": fields}


def _fields(plugin: Plugin, action_type: ActionType) -> Schema:
    """What `map:` and `set:` of an action of this type may hold."""
    descriptions = {one["name"]: _describe_field(one) for one in describe_action_type(plugin, action_type)["fields"]}
    known = fields_at(action_type.payload, ())
    deeper = {
        f"{name}.{inner}": f"A part of {name}."
        for name in descriptions
        for inner in sorted(fields_at(action_type.payload, (name,)) or ())
    }
    both: Schema = {}
    for key, value in (("map", FIELD), ("set", {})):
        names = {name: _with_description(value, text) for name, text in (descriptions | deeper).items()}
        part: Schema = {"properties": names, "additionalProperties": value}
        if known is not None:
            part |= {"additionalProperties": False, "patternProperties": {r"^[^.]+[.]|\"": value}}
        both[key] = part
    return {"properties": both}


def _describe_field(field: Mapping[str, Any]) -> str:
    parts = [field["help"], f"{field['type']}{', required' if field['required'] else ''}"]
    if field["default"] is not None:
        parts.append(f"by default {describe_source(field['default'])}")
    return "\n\n".join(part for part in parts if part)


def _common() -> Schema:
    """What all schemas say of paths, fields and conditions."""
    calls = [
        {"label": one.usage, "description": one.help, "body": f"{one.name}($1)"} for one in all_functions().values()
    ]
    starts = [{"label": name, "description": "A field of the event.", "body": name} for name in sorted(EVENT_FIELDS)]
    options: Schema = {name: {} for name in _names(Field)} | {
        "from": {"anyOf": [PATH, {"type": "array", "items": PATH}]},
        "from_event": ONE_OR_MORE,
        "template": TEXT,
        "each": PATH,
        "map": {"type": "object", "additionalProperties": FIELD},
        "set": {"type": "object"},
        "counter": {"type": "integer"},
        "where": CONDITION,
        "only_when": CONDITION,
        "limit": {"type": "integer", "minimum": 1},
        "wrap": SWITCH,
        "required": SWITCH,
        "only": ONE_OR_MORE,
        "except": ONE_OR_MORE,
        "rename": {"type": "object", "additionalProperties": TEXT},
        "lookup": {"type": "object"},
        "as": {"enum": list(get_args(Kind))},
        "unit": {"enum": ["minor", "major"]},
        "format": TEXT,
        "zone": TEXT,
        "if_missing": {"anyOf": [{"enum": [*IF_MISSING, None]}, TEXT]},
    }
    tests: Schema = {name: {"description": test.words} for name, test in TESTS.items()}
    return {
        "path": {"type": "string", "defaultSnippets": [*calls, *starts]},
        "options": _object(_with_descriptions(options, words.FIELD)),
        "field": FIELD,
        "tests": {"type": "object", "properties": tests | {"ignore_case": SWITCH}},
        "conditions": {"type": "array", "items": CONDITION},
        "tested": {
            "type": "object",
            "properties": {group: {"type": "array", "items": CONDITION, "description": said} for group, said in GROUPS},
            "additionalProperties": {
                "anyOf": [{"$ref": "#/definitions/tests"}, {"type": ["string", "number", "boolean", "array"]}]
            },
        },
    }


def _joined(model: type[BaseModel]) -> Schema:
    """The keys of an action, of defaults or of a fragment that say when, and what goes where."""
    known: Schema = {
        "when": CONDITION,
        "use": ONE_OR_MORE,
        "map": {"type": "object", "additionalProperties": FIELD},
        "set": {"type": "object"},
        "on_error": {"enum": list(get_args(OnError))},
        "sample": TEXT | {"pattern": SHARE},
    }
    return _with_descriptions({name: known.get(name, {}) for name in _names(model)}, words.ACTION)


def _settings(model: type[BaseModel]) -> Schema:
    written = model.model_json_schema(mode="validation")
    found: Schema = {}
    for one in describe_fields(model):
        part = written["properties"].get(one["name"], {})
        names = sorted(_enum(part, written))
        values = [{"enum": names}] if names else []
        plain: Schema = {} if one["type"] != "secret" else {"not": TEXT}
        secret, variable = _object({"secret": TEXT}, ["secret"]), _object({"env": TEXT, "default": {}}, ["env"])
        given = {"anyOf": [secret, variable, *(values or [plain])]}
        description = f"{one['help']}\n\n{one['type']}{', required' if one['required'] else ''}"
        found[one["name"]] = _with_description(given, description)
    return found


def _enum(part: Schema, whole: Schema) -> set[str]:
    """The words that are all a value may be; none where it may be something else as well."""
    if "$ref" in part:
        return _enum(whole["$defs"][part["$ref"].rsplit("/", 1)[1]], whole)
    if "anyOf" in part:
        kinds = [_enum(one, whole) for one in part["anyOf"] if one.get("type") != "null"]
        return set().union(*kinds) if all(kinds) else set()
    return {str(one) for one in part.get("enum", ())}


def _object(keys: Schema, required: Iterable[str] = ()) -> Schema:
    needs = list(required)
    return {
        "type": "object",
        "properties": keys,
        "additionalProperties": False,
        **({"required": needs} if needs else {}),
    }


def _with_descriptions(keys: Schema, descriptions: Mapping[str, str]) -> Schema:
    return {
        name: _with_description(part, descriptions[name]) if name in descriptions else part
        for name, part in keys.items()
    }


def _with_description(part: Schema, text: str) -> Schema:
    """The part with its description, which editors look for in each of its alternatives."""
    if "anyOf" in part:
        return {"anyOf": [_with_description(one, text) for one in part["anyOf"]]}
    return {**part, "description": text}


def _names(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]
