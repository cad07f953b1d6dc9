"""Where the actions of a tool send to, as settings: Segment has it in each action's mapping."""

from typing import Any
from urllib.parse import urlsplit

from actions.importing.imported import ImportedAction
from actions.importing.names import Address
from actions.importing.segment.read import Source


def settings_from_actions(source: Source, address: Address | None) -> dict[str, Any]:
    """The settings that are written out in mappings: the first address, and the hosts of the others."""
    mappings = [one.mapping for one in source.subscriptions if isinstance(one.mapping, dict)]
    found = {one[address.field]: None for one in mappings if _is_address(one.get(address.field))} if address else {}
    if not address or not found:
        return {}
    first, *others = found
    hosts = sorted({urlsplit(one).netloc for one in others} - {urlsplit(first).netloc})
    return {address.to: first, **({address.hosts: hosts} if hosts else {})}


def leave_to_settings(action: ImportedAction, settings: dict[str, Any], address: Address | None) -> None:
    """Take the address out of an action that sends where the settings say."""
    if address and action.set.get(address.field) == settings.get(address.to):
        action.set.pop(address.field, None)


def _is_address(value: Any) -> bool:
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.hostname) and parts.password is None
