"""The destination that somebody means who calls it by another name: its own, its maker's, or an older one."""

from collections.abc import Iterator

from actions.event.integrations import plain_names
from destinations.registry import PluginError, Registry
from mappings.findings.suggest import candidates

# What people call the tools whose own names say something else.
COMMON = {
    "adwords": "google_ads",
    "analytics": "ga4",
    "facebook": "meta_capi",
    "fb": "meta_capi",
    "ga": "ga4",
    "googleanalytics": "ga4",
    "http": "webhook",
    "instagram": "meta_capi",
    "pg": "postgres",
    "s3": "files",
}
MOST = 3


def tools_meant(name: str, registry: Registry) -> list[str]:
    """The destinations that `name` most likely means, at most three; all are imported to be asked for their names."""
    known = registry.names()
    plain = next(iter(plain_names((name,))), "")
    if COMMON.get(plain) in known:
        return [COMMON[plain]]
    begun = [one for one in known if one.startswith(f"{name.lower()}_")]
    called = [one for one, names in _names(registry) if plain in names]
    return (begun or called or candidates(name, known))[:MOST]


def _names(registry: Registry) -> Iterator[tuple[str, frozenset[str]]]:
    for name in registry.names():
        try:
            plugin = registry.find(name)
        except PluginError:
            continue
        if plugin:
            yield name, plain_names((plugin.destination.title, *plugin.destination.names))
