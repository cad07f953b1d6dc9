"""How findings speak of a mapping file's keys: what its maps are called, and what to write in them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mappings.file.model import Action, Defaults, DefaultsFile, Field, Fragment, Keys, MappingFile, TypeDefaults

CALLED: Final[Mapping[type[Keys], str]] = MappingProxyType(
    {
        MappingFile: "a mapping file",
        DefaultsFile: "a file of defaults",
        Defaults: "defaults:",
        Fragment: "a fragment",
        TypeDefaults: "an action type",
        Action: "an action",
        Field: "a field",
    }
)

# Keys that would change what the file means, so that passing over them would be wrong.
OF_A_LATER_RELEASE = ("include", "use", "fragments")

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
        },
        Defaults: {
            "unset": "write it in each action",
            "do": "write it in each action",
            "each": "write it in each action",
        },
        Action: {
            "if": "write when:",
            "filter": "write when:",
            "where": "write when:",
            "event": "a condition goes under when:, a field of the payload under map:",
            "destination": "it stands once, at the top of the file",
            "settings": "they stand once, at the top of the file",
            "trigger": "write when:",
            "condition": "write when:",
            "type": "write do:",
            "action": "write do:",
            "action_type": "write do:",
            "fields": "write map:",
            "mapping": "write map:",
        },
        Field: {
            "path": "write from:",
            "type": "write as:",
            "convert": "write as:",
            "format": "write as:",
            "if": "write only_when:",
            "only_if": "write only_when:",
            "when": "write only_when:",
            "filter": "write where:",
            "fallback": "write default:",
            "literal": "write value:",
            "const": "write value:",
            "secret": "secrets go under settings:",
            "env": "values from the environment go under settings:",
        },
    }
)

MISSING: Final[Mapping[str, str]] = MappingProxyType(
    {
        "version": "start it with: version: 1",
        "destination": "write destination: and the name of a plugin, such as mixpanel",
        "actions": "write actions: and below it a list; each starts with - do:",
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
        "rename": "write the old name and the new one: rename: {old: new}",
        "lookup": "write a value and what to send for it: lookup: {value: result}",
        "only": "write the names to keep: only: [name]",
        "except": "write the names to leave out: except: [name]",
    }
)

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
