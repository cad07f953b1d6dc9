"""What each key of a mapping file means, in a line: what an editor shows beside it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

FILE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "version": "The version of the file format: 1.",
        "destination": "The destination's name; `actions catalog` lists them.",
        "name": "The instance's name: only where the same destination is used twice.",
        "description": "A sentence for people.",
        "settings": "The destination's settings. A secret is written by its name: {secret: NAME}.",
        "environments": "Other settings for `--env NAME`.",
        "sandbox": "true says that an environment is not a real account: the studio may send test events there.",
        "delivery": "How deliveries to this instance go out.",
        "include": "Files of fragments, such as [shared/fragments.yaml].",
        "defaults": "What is joined into every action of this file.",
        "actions": "When an event looks like this, do that, and map these fields.",
        "tests": "Examples: an event, and what the actions make of it. `actions test` runs them.",
        "fragments": "Conditions and fields under a name, for `use:` in files that include this one.",
    }
)
DELIVERY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "order": "user: each person's deliveries go one after the other.",
        "linger": "Seconds that a delivery may wait for others to travel with.",
        "most_waiting": "So many deliveries may wait; further ones become dead letters.",
        "most_bytes": "So many bytes of payloads may wait; further ones become dead letters.",
        "ca_file": "Certificates (PEM), from the project's folder: authorities by which the server is known.",
    }
)
ACTION: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": "Unique in the file; without it the action is called after its action type.",
        "id": "The stable id; else it is made from the name.",
        "do": "One of the destination's action types.",
        "description": "A sentence for people.",
        "when": "The condition; without it, the action type's own.",
        "use": "Names of fragments, laid under the action's own fields; their conditions are joined with and.",
        "map": "Field → where it comes from. A text is a path into the event.",
        "set": "Field → the value itself.",
        "unset": "Inherited fields to leave out.",
        "inherit": "false starts without the action type's default condition and fields.",
        "enabled": "false keeps the action checked and tested, and never fires it.",
        "exclusive": "A group's name: of its actions, the first that matches wins.",
        "sample": "A share of people, such as 10%: always the same, by userId, else anonymousId.",
        "on_error": "What happens where a field cannot be made.",
        "each": "The path of a list: one payload for each of its items, where paths then start.",
    }
)
FIELD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "from": "A path, or a list of paths: the first one present.",
        "template": "A text with {{ path }} in it.",
        "each": "The path of a list; map: and set: beside it say what becomes of an item.",
        "map": "An object: field → where it comes from.",
        "set": "An object: field → the value itself.",
        "value": "The value itself, where it carries options.",
        "counter": "The number of the item, starting at this one.",
        "from_event": "Inside each: a path that starts at the event.",
        "where": "Inside each: a condition for items.",
        "limit": "Inside each: so many items at most.",
        "wrap": "Inside each: true takes one object for a list of one.",
        "only": "Of an object, only these names.",
        "except": "Of an object, all but these names.",
        "rename": "Of an object, old name → new name.",
        "lookup": "Value → what to send for it.",
        "default": "What to send where there is no value.",
        "as": "Converts the value.",
        "unit": "Beside as: money, what the event holds: minor (cents) or major.",
        "format": "Beside as: date, such as '%d.%m.%Y'.",
        "zone": "Beside as: date, such as Europe/Berlin.",
        "required": "true fails the action where there is no value.",
        "if_missing": "omit, null or fail; beside template: also a text.",
        "only_when": "A condition for this field.",
    }
)
