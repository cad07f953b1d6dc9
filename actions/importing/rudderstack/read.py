"""The destinations in JSON of RudderStack: a workspace's configuration, its API, a Terraform state."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

RESOURCE: Final = "rudderstack_destination_"


class Destination(Struct, frozen=True):
    """A destination with its settings; `kind` is RudderStack's name for the tool, such as MP."""

    name: str
    kind: str
    config: Mapping[str, Any]
    enabled: bool = True
    is_transformed: bool = False


def read_destinations(documents: list[Any]) -> list[Destination]:
    """The destinations, each once, in the order in which they stand."""
    found: list[Destination] = []
    for one in (each for document in documents for each in _destinations(document, "")):
        if one not in found:
            found.append(one)
    return found


def _destinations(value: Any, resource: str) -> Iterator[Destination]:
    if isinstance(value, dict):
        if isinstance(value.get("type"), str) and value["type"].startswith(RESOURCE):
            resource = value["type"].removeprefix(RESOURCE)
        if one := _destination(value, resource):
            yield one
            return
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _destinations(part, resource)


def _destination(part: Mapping[str, Any], resource: str) -> Destination | None:
    config = part.get("config", part.get("Config"))
    config = config[0] if isinstance(config, list) and config else config
    definition = part.get("destinationDefinition", part.get("DestinationDefinition"))
    names = (definition.get("name"), definition.get("displayName")) if isinstance(definition, dict) else ()
    kind = next((one for one in (*names, part.get("type"), resource) if isinstance(one, str) and one), None)
    name = part.get("name", part.get("Name"))
    if not isinstance(config, dict) or kind is None or not isinstance(name, str):
        return None
    is_enabled = part.get("enabled", part.get("isEnabled", True)) is not False
    return Destination(name, kind, config, is_enabled, bool(part.get("transformations") or part.get("Transformations")))
