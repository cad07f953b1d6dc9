"""The destinations in JSON of RudderStack: a workspace's configuration, its API, a Terraform state."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from actions.importing.switched_on import switched_on

RESOURCE: Final = "rudderstack_destination_"
CONFIG: Final = ("config", "Config")
DEFINITION: Final = ("destinationDefinition", "DestinationDefinition")


class Destination(Struct, frozen=True):
    """A destination with its settings; `kind` is RudderStack's name for the tool, such as MP."""

    name: str
    kind: str
    config: Mapping[str, Any]
    enabled: bool = True
    is_transformed: bool = False
    trouble: tuple[str, ...] = ()


def read_destinations(documents: list[Any]) -> tuple[list[Destination], list[str]]:
    """The destinations, each once, in the order in which they stand, and words about what was left out."""
    found: list[Destination] = []
    left: list[str] = []
    for one in (each for document in documents for each in _destinations(document, "")):
        if isinstance(one, str):
            left.append(one)
        elif one not in found:
            found.append(one)
    return found, left


def _destinations(value: Any, resource: str) -> Iterator[Destination | str]:
    if isinstance(value, dict):
        if isinstance(value.get("type"), str) and value["type"].startswith(RESOURCE):
            resource = value["type"].removeprefix(RESOURCE)
        if one := _destination(value, resource):
            yield one
            return
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _destinations(part, resource)


def _destination(part: Mapping[str, Any], resource: str) -> Destination | str | None:
    """The destination; why it is left out where it was meant to be one."""
    config = next((part[one] for one in CONFIG if one in part), None)
    config = config[0] if isinstance(config, list) and config else config
    definition = next((part[one] for one in DEFINITION if one in part), None)
    names = (definition.get("name"), definition.get("displayName")) if isinstance(definition, dict) else ()
    kind = next((one for one in (*names, part.get("type"), resource) if isinstance(one, str) and one), None)
    name = part.get("name", part.get("Name"))
    name = name if isinstance(name, str) and name.strip() else kind
    if not isinstance(config, dict) or kind is None or name is None:
        return _left_out(part, str(name or "a destination"), kind)
    is_enabled, trouble = switched_on(part, "enabled", "isEnabled")
    is_transformed = bool(part.get("transformations") or part.get("Transformations"))
    return Destination(name, kind, config, is_enabled, is_transformed, trouble)


def _left_out(part: Mapping[str, Any], name: str, kind: str | None) -> str | None:
    """Words about what names the tool and the settings of a destination, and says one of them as nobody can read it."""
    if not any(one in part for one in CONFIG) or not any(one in part for one in DEFINITION):
        return None
    what = "it does not say which tool it is" if kind is None else "its config is not an object"
    return f"{name}: {what}; it is left out"
