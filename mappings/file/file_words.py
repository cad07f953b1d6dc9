"""Words for a mapping file's keys in findings: names of its maps, what to write in them, what was meant."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mappings.file.model import (
    Action,
    DefaultsFile,
    Delivering,
    Environment,
    Field,
    FileDefaults,
    Fragment,
    FragmentsFile,
    Keys,
    MappingFile,
    SharedFragment,
    TypeDefaults,
)
from mappings.findings.suggest import surely

Steps = tuple[str | int, ...]

CALLED: Final[Mapping[type[Keys], str]] = MappingProxyType(
    {
        MappingFile: "a mapping file",
        DefaultsFile: "a file of defaults",
        FileDefaults: "defaults:",
        Delivering: "delivery:",
        FragmentsFile: "a file in shared/",
        SharedFragment: "a fragment",
        Environment: "an environment",
        Fragment: "a fragment",
        TypeDefaults: "an action type",
        Action: "an action",
        Field: "a field",
    }
)

# Stands for every other key, which hardly is one of ours misspelt.
ANY = ""
# What people write who know the idea but not our word for it, or not its place.
SAID_OTHERWISE: Final[Mapping[type[Keys], Mapping[str, str]]] = MappingProxyType(
    {
        MappingFile: {
            "map": "fields for all actions go under defaults: map:",
            "set": "values for all actions go under defaults: set:",
            "when": "a condition for all actions goes under defaults: when:",
            "do": "start a list with actions: and put it in there",
            "event": "a condition goes under when: of an action",
            "trigger": "a condition for all actions goes under defaults: when:",
            "fragments": "put them into a file of their own, such as shared/fragments.yaml, and include: it",
            "use": "write it in each action, or under defaults:",
            "order": "the order of deliveries goes under delivery: order:",
        },
        FragmentsFile: {
            "actions": "a mapping file goes into mappings/, outside of shared/",
            "destination": "a mapping file goes into mappings/, outside of shared/",
            "include": "a file with actions includes this one",
            ANY: "a fragment goes below fragments:",
        },
        SharedFragment: {
            "use": "a fragment cannot use others; an action can use several",
            "do": "write it in each action",
            "each": "write it in each action",
            "unset": "write it in each action",
            ANY: "fields of the payload go under map: or set:, conditions under when:",
        },
        Environment: {
            "map": "an environment changes settings; fields are the same in all of them",
            "actions": "an environment changes settings; actions are the same in all of them",
            ANY: "settings go under settings:, as in sandbox: {settings: {region: eu}}",
        },
        FileDefaults: {
            "unset": "write it in each action",
            "do": "write it in each action",
            "each": "write it in each action",
        },
        Action: {
            "event": "a condition goes under when:, a field of the payload under map:",
            "destination": "it is written once, at the top of the file",
            "settings": "they are written once, at the top of the file",
            "disabled": "write enabled: false",
            "only_when": "write when:; only_when: is for a field",
            "else": "write a second action for the other case; of one exclusive: group the first that matches fires",
            "unless": "write when: and below it none: with a list of conditions",
            **dict.fromkeys(("properties", "traits"), "write its fields under map:, each with its path"),
        },
        Field: {
            "secret": "secrets go under settings:",
            "env": "values from the environment go under settings:",
            "currency": "an amount's currency is a field beside it: map or set currency",
            "flatten": "write from: flatten_object(path, '_')",
        },
    }
)

# Keys by other names: what is meant is surely the key of ours.
RENAMED_KEYS: Final[Mapping[type[Keys], Mapping[str, str]]] = MappingProxyType(
    {
        MappingFile: {
            **dict.fromkeys(("dest", "plugin", "tool"), "destination"),
            **dict.fromkeys(("mappings", "rules"), "actions"),
            **dict.fromkeys(("auth", "config", "connection", "credentials", "options"), "settings"),
            "envs": "environments",
        },
        Action: {
            **dict.fromkeys(("condition", "filter", "if", "trigger", "where"), "when"),
            **dict.fromkeys(("action", "action_type", "type"), "do"),
            **dict.fromkeys(("fields", "mapping", "mappings"), "map"),
            **dict.fromkeys(("foreach", "for_each", "loop"), "each"),
            **dict.fromkeys(("label", "title"), "name"),
            **dict.fromkeys(("percent", "percentage", "rate", "sample_rate", "sampling"), "sample"),
            "values": "set",
        },
        Field: {
            **dict.fromkeys(("field", "key", "path", "property", "source"), "from"),
            **dict.fromkeys(("cast", "convert", "type"), "as"),
            **dict.fromkeys(("if", "only_if", "when"), "only_when"),
            **dict.fromkeys(("exclude", "omit", "without"), "except"),
            **dict.fromkeys(("include", "keep"), "only"),
            **dict.fromkeys(("else", "fallback", "or_else", "otherwise"), "default"),
            **dict.fromkeys(("time_zone", "timezone", "tz"), "zone"),
            **dict.fromkeys(("const", "constant", "literal"), "value"),
            **dict.fromkeys(("foreach", "for_each", "loop"), "each"),
            "filter": "where",
            "mapping": "lookup",
        },
    }
)

MISSING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "version": "start it with: version: 1",
        "destination": "write destination: and the name of a plugin, such as mixpanel",
        "actions": "write actions: and below it a list; each starts with - do:",
        "fragments": "write fragments: and below it a name for each; a file with actions goes outside of shared/",
        "do": "write do: and one of the destination's action types, such as track",
        "action_types": "write action_types: and below it a map for each",
    }
)

KIND_HINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "actions": "write a list; each action starts with - do:",
        "each": "write the path of a list, such as properties.products",
        "counter": "write the number of the first item, such as 0 or 1",
        "limit": "write how many items to keep, such as 10",
        "unset": "write the names of fields: unset: [name]",
        "do": "write one action for each of them",
        "destination": "write one file for each of them",
        "rename": "write the old name and the new one: rename: {old: new}",
        "lookup": "write a value and what to send for it: lookup: {value: result}",
        "only": "write the names to keep: only: [name]",
        "except": "write the names to leave out: except: [name]",
    }
)

# Keys of which a name is the value, where a number or true is not a name that lacks its quotes.
NAME_HINTS: Final[Mapping[str, str]] = MappingProxyType({"exclusive": "write the name of a group, such as orders"})

# What other tools call our words.
WORDS_ELSEWHERE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "as": {
            "bool": "boolean",
            "datetime": "iso_time",
            "decimal": "number",
            "double": "number",
            "float": "number",
            "int": "integer",
            "iso": "iso_time",
            "iso8601": "iso_time",
            "cents": "money, and beside it unit: minor",
            "unix": "epoch_s",
            "unix_timestamp": "epoch_s",
            "epoch": "epoch_s, epoch_ms or epoch_us",
            "milliseconds": "epoch_ms",
            "seconds": "epoch_s",
            "str": "text",
            "string": "text",
            "timestamp": "epoch_s, epoch_ms or iso_time",
            "uri": "url",
        },
        "unit": {"cent": "minor", "cents": "minor", "dollar": "major", "dollars": "major"},
        "on_error": {"skip": "leave_out, skip_field or skip_action"},
    }
)

# Words that older YAML reads as true or false.
SWITCH_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(("yes", "y", "on"), "true") | dict.fromkeys(("no", "n", "off"), "false")
)

# Which kind of map stands under a key, and whether a name or a number stands between.
INSIDE: Final[Mapping[tuple[type[Keys], str | int], tuple[type[Keys], bool]]] = MappingProxyType(
    {
        (MappingFile, "defaults"): (FileDefaults, False),
        (MappingFile, "environments"): (Environment, True),
        (MappingFile, "delivery"): (Delivering, False),
        (FragmentsFile, "fragments"): (SharedFragment, True),
        (SharedFragment, "map"): (Field, True),
        (MappingFile, "actions"): (Action, True),
        (DefaultsFile, "action_types"): (TypeDefaults, True),
        (DefaultsFile, "fragments"): (Fragment, True),
        (Fragment, "map"): (Field, True),
        (Action, "map"): (Field, True),
        (FileDefaults, "map"): (Field, True),
        (TypeDefaults, "map"): (Field, True),
        (Field, "map"): (Field, True),
    }
)


def model_at(root: type[Keys], steps: Steps) -> type[Keys] | None:
    """The model of the map that `steps` lead to; None where any keys may stand.

    >>> model_at(MappingFile, ("actions", 0, "map", "email")).__name__
    'Field'
    """
    model: type[Keys] | None = root
    rest = list(steps)
    while rest and model:
        step = rest.pop(0)
        model, named = INSIDE.get((model, step), (None, False))
        if named and rest:
            rest.pop(0)
        elif named:
            return None
    return model


def known_keys(model: type[Keys]) -> list[str]:
    """The keys that a map of this model may have."""
    return [info.alias or name for name, info in model.model_fields.items()]


def key_meant(key: str, model: type[Keys]) -> str | None:
    """The one key that `key` surely means in a map of this model, None where none is.

    >>> key_meant("wen", Action), key_meant("filter", Action), key_meant("colour", Action)
    ('when', 'when', None)
    """
    if key in SAID_OTHERWISE.get(model, {}):
        return None
    return RENAMED_KEYS.get(model, {}).get(key) or surely(key, known_keys(model))
