"""The destination that somebody means who calls it by another name: its own, its maker's, or an older one."""

from collections.abc import Iterator

from actions.event.integrations import plain_names
from destinations.registry import PluginError, Registry
from destinations.sdk.destination import Destination
from mappings.findings.suggest import candidates

MOST = 3


def tools_meant(name: str, registry: Registry) -> list[str]:
    """The destinations that `name` most likely means, at most three; all are imported to be asked for their names."""
    known = registry.names()
    plain = next(iter(plain_names((name,))), "")
    nicknamed = [one.name for one in _loaded(registry) if plain in plain_names(one.nicknames)]
    if nicknamed:
        return nicknamed[:MOST]
    begun = [one for one in known if one.startswith(f"{name.lower()}_")]
    called = [one.name for one in _loaded(registry) if plain in plain_names((one.title, *one.names))]
    return (begun or called or candidates(name, known))[:MOST]


def _loaded(registry: Registry) -> Iterator[Destination]:
    for name in registry.names():
        try:
            plugin = registry.find(name)
        except PluginError:
            continue
        if plugin:
            yield plugin.destination
