"""The subscriptions of Segment's destinations, wherever they stand in JSON of its public API or of Terraform."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct, field

from actions.importing.switched_on import switched_on

TRIGGER: Final = ("trigger", "subscribe")
ACTION: Final = ("actionSlug", "action_slug", "partnerAction", "actionId", "action_id")
MAPPING: Final = ("settings", "mapping")
DESTINATION: Final = ("destinationId", "destination_id")
# Of a row of a warehouse, not of an event.
MODEL: Final = ("modelId", "model_id")
# What `terraform show -json` writes, and which of its parts are looked at: what will be, else what is. Others hold the
# same things as they were, or as changes.
SHOWN: Final = "format_version"
PLANNED: Final = "planned_values"
IS: Final = "values"
# What Segment's catalog says of a tool, presets that nobody uses among it.
CATALOG: Final = "metadata"


class Subscription(Struct, frozen=True):
    """An action of a destination: its trigger and its mapping; `trouble` is what the document leaves open of them."""

    name: str
    action: str
    trigger: str
    mapping: Any
    destination: str
    enabled: bool = True
    trouble: tuple[str, ...] = ()


class Source(Struct, frozen=True):
    """A destination with its settings; `slug` is Segment's name for the tool, `actions` has those of action ids."""

    id: str
    slug: str
    name: str
    settings: Mapping[str, Any]
    actions: Mapping[str, str] = {}
    is_named: bool = True
    subscriptions: list[Subscription] = field(default_factory=list)


def read_sources(documents: list[Any], slug: str | None = None) -> tuple[list[Source], list[str]]:
    """The destinations that have subscriptions, and words about what was left out.

    `slug` is the tool of those destinations that no document names.
    """
    destinations: dict[str, Source] = {}
    subscriptions: list[Subscription] = []
    left: list[str] = []
    for part in (one for document in documents for one in _objects(document)):
        if _is_subscription(part):
            one = _subscription(part)
            if isinstance(one, str):
                left.append(one)
            elif one not in subscriptions:
                subscriptions.append(one)
        elif found := _destination(part):
            destinations.setdefault(found.id, found)
        elif more := _further_pages(part):
            left.append(more)
    for one in subscriptions:
        unnamed = Source(one.destination, slug or one.destination or "segment", "", {}, is_named=bool(slug))
        destinations.setdefault(one.destination, unnamed).subscriptions.append(one)
    return [one for one in destinations.values() if one.subscriptions], left


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """All objects, those inside a subscription and in the catalog left out."""
    if isinstance(value, dict):
        yield value
        if _is_subscription(value):
            return
        if SHOWN in value:
            value = [value.get(PLANNED, value.get(IS))]
        else:
            value = [one for key, one in value.items() if key != CATALOG]
    for part in value if isinstance(value, list) else ():
        yield from _objects(part)


def _destination(part: Mapping[str, Any]) -> Source | None:
    metadata = part.get(CATALOG)
    if isinstance(metadata, list) and metadata:
        metadata = metadata[0]
    if not isinstance(metadata, dict) or not isinstance(part.get("id"), str):
        return None
    slug = metadata.get("slug") or metadata.get("name") or part.get("slug")
    settings = _json(part.get("settings"))
    if not isinstance(slug, str):
        return None
    listed = metadata.get("actions")
    actions = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return Source(
        part["id"],
        slug,
        _text(part.get("name")),
        settings if isinstance(settings, dict) else {},
        {_text(one.get("id")): _text(one.get("slug")) for one in actions if _text(one.get("slug"))},
    )


def _is_subscription(part: Mapping[str, Any]) -> bool:
    """Whether it is one, or was meant to be: it names two of an action, a trigger, and a mapping or a destination."""
    kinds = (ACTION, TRIGGER, (*DESTINATION, *MAPPING))
    return sum(any(name in part for name in names) for names in kinds) > 1 and CATALOG not in part


def _subscription(part: Mapping[str, Any]) -> Subscription | str:
    """The subscription, or why it is left out."""
    action = _first(part, *ACTION)
    name = _text(part.get("name")) or action
    trigger = next((part[one] for one in TRIGGER if one in part), None)
    if not action:
        return f'"{name}": it does not say which action of Segment\'s it is; it is left out'
    if not isinstance(trigger, str):
        what = "it has no trigger" if trigger is None else f"its trigger is not a text: {json.dumps(trigger)[:80]}"
        return f'"{name}": {what}; it is left out'
    if _first(part, *MODEL):
        return f'"{name}": it maps rows of a warehouse, not events; it is left out'
    written = next((part[one] for one in MAPPING if one in part), None)
    mapping, trouble = _json(written), []
    if mapping is None:
        trouble.append("its mapping is missing" if written is None else "its mapping is not JSON")
    enabled, unknown = switched_on(part, "enabled")
    return Subscription(
        name=name,
        action=action,
        trigger=trigger,
        mapping={} if mapping is None else mapping,
        destination=_first(part, *DESTINATION),
        enabled=enabled,
        trouble=(*trouble, *unknown),
    )


def _further_pages(part: Mapping[str, Any]) -> str | None:
    """Words where the document is one page of several."""
    pages = part.get("pagination")
    if not isinstance(pages, dict) or not pages.get("next"):
        return None
    total = pages.get("totalEntries")
    said = f" of {total} entries in all" if isinstance(total, int) else ""
    return f"the document is one page{said}: import the pages behind it, too"


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
    """The text, as a name in our files can be: without blanks at its ends, control characters and lone surrogates."""
    if not isinstance(value, str):
        return ""
    return "".join(one if one.isprintable() else " " for one in value).strip()
