"""The code of every finding and, in one line, what it is about. A code never changes its meaning."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # YAML and layout
        "E101": "the file holds no map",
        "E102": "a key stands twice in one map",
        "E103": "YAML cannot be read here",
        "E104": "a tab",
        "E105": "an anchor, an alias, a merge or a tag",
        "E106": "a key that is no text",
        "E107": "a file or a nesting that is too large",
        "E108": "a character that cannot be read or seen",
        "E109": "an unquoted text that YAML reads as something else",
        "W111": "an unquoted number loses digits",
        "W112": "a # that makes a comment of what may belong to a value",
        "W113": "an empty value, which is null",
        "E118": "a number that 64 bits cannot hold",
        "E119": "yes, no, on or off where true or false belongs",
        "E120": "an unknown key",
        "E121": "a missing key",
        "E122": "a value of the wrong kind",
        "E123": "a word that is not one of those allowed",
        "E124": "a version of the file format that this release does not read",
        "E125": "two actions with one name or id",
        "E126": "an id or a name of a form that cannot be used",
        "E127": "a key of a later release that would change what the file means",
        "E128": "a fragment or a reading that is not there",
        "W127": "a key of a later release that is not read yet",
        # conditions
        "E201": "a first word that events do not have",
        "E202": "something is missing in a condition",
        "E203": "something is too much in a condition, or a bracket or quote does not fit",
        "W204": "and beside or, with no brackets to say which binds",
        "E205": "an unknown test or group",
        "E206": "a value that a test cannot compare with",
        "E207": "a regular expression that linear time does not allow",
        "E208": "a condition nested too deep",
        "E209": "a condition that is neither a text nor a map",
        "E210": "a condition as other languages write it",
        "E211": "a type that no event has",
        "W212": "a text that looks like a test",
        # expressions
        "E301": "a first word that events do not have",
        "E302": "a text that is no path",
        "E303": "backticks around what is not JSON",
        "W306": "null, true or false without backticks, which are fields of that name",
        "E320": "a function that does not exist",
        "E321": "a function with the wrong number or kind of arguments",
        "E322": "a path that is too long or too deep",
        "W323": "a name in double quotes where a text seems meant",
        "E324": "a path into a field that holds a text",
        "W325": "a name behind | that is a function elsewhere",
        # fields
        "E304": "a map under map: that says no source",
        "E310": "one target in map: and in set:",
        "E330": "a literal under map:, where paths stand",
        "E331": "several sources for one field",
        "E332": "an option that does not belong beside this source",
        "E340": "a target that cannot be read",
        "E341": "unset: of a field that is not inherited",
        "E342": "a field that the action type does not have",
        "E343": "a field that the action type needs and nobody maps",
        "E344": "a target inside a field that holds no fields",
        "W346": "a literal text that looks like a path or a template",
        "E345": "braces of a template that do not make a hole",
        "E349": "a part of an object that takes any name but this one",
        "W351": "a name in only: or except: that names nothing",
        # an event's values
        "E501": "a field that must have a value has none",
        "E510": "a value that a path or an option cannot work with",
        "E511": "a value that has to hold fields and is no object",
        "E520": "an event that builds too much",
    }
)
