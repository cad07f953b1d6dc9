"""The subscriptions of Segment's destinations, wherever they stand in JSON of its public API or of Terraform."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field


class Subscription(Struct, frozen=True):
    """An action of a destination: its trigger and its mapping."""

    name: str
    action: str
    trigger: str
    mapping: Any
    destination: str
    enabled: bool = True


class Source(Struct, frozen=True):
    """A destination with its settings; `slug` is Segment's name for the tool."""

    id: str
    slug: str
    name: str
    settings: Mapping[str, Any]
    subscriptions: list[Subscription] = field(default_factory=list)


def read_sources(documents: list[Any], slug: str | None = None) -> list[Source]:
    """The destinations that have subscriptions; `slug` is the tool of those that no document names."""
    destinations: dict[str, Source] = {}
    subscriptions: list[Subscription] = []
    for part in (one for document in documents for one in _objects(document)):
        if found := _destination(part):
            destinations.setdefault(found.id, found)
        elif (one := _subscription(part)) and one not in subscriptions:
            subscriptions.append(one)
    for one in subscriptions:
        unnamed = Source(one.destination, slug or one.destination or "segment", "", {})
        destinations.setdefault(one.destination, unnamed).subscriptions.append(one)
    return [one for one in destinations.values() if one.subscriptions]


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects, those inside a subscription's settings left out."""
    if isinstance(value, dict):
        yield value
        if _subscription(value):
            return
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _objects(part)


def _destination(part: Mapping[str, Any]) -> Source | None:
    metadata = part.get("metadata")
    if isinstance(metadata, list) and metadata:
        metadata = metadata[0]
    if not isinstance(metadata, dict) or not isinstance(part.get("id"), str) or "trigger" in part:
        return None
    slug = metadata.get("slug") or metadata.get("name") or part.get("slug")
    settings = _json(part.get("settings"))
    if not isinstance(slug, str):
        return None
    return Source(part["id"], slug, _text(part.get("name")), settings if isinstance(settings, dict) else {})


def _subscription(part: Mapping[str, Any]) -> Subscription | None:
    trigger = part.get("trigger", part.get("subscribe"))
    action = _first(part, "actionSlug", "action_slug", "partnerAction", "actionId", "action_id")
    if not isinstance(trigger, str) or not action:
        return None
    mapping = _json(part.get("settings", part.get("mapping")))
    return Subscription(
        name=_text(part.get("name")) or action,
        action=action,
        trigger=trigger,
        mapping=mapping if mapping is not None else {},
        destination=_first(part, "destinationId", "destination_id"),
        enabled=part.get("enabled") is not False,
    )


def _first(part: Mapping[str, Any], *names: str) -> str:
    return next((value for name in names if isinstance(value := part.get(name), str) and value), "")


def _json(value: Any) -> Any:
    """The value; of a text, as Terraform keeps it, what the text writes."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
