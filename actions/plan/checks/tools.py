"""The destination or action type that is meant by another name."""

from collections.abc import Iterator, Sequence

from actions.event.integrations import plain_names
from destinations.registry import PluginError, Registry
from destinations.sdk.destination import Destination
from mappings.findings.suggest import candidates

MOST = 3

# What other tools, and people, call the types that most destinations have.
ACTION_WORDS = {
    "buy": "purchase", "conversion": "purchase", "custom": "track", "event": "track", "order": "purchase",
    "page_view": "page", "page_viewed": "page", "pageview": "page", "profile": "identify", "screen_view": "screen",
    "transaction": "purchase", "user": "identify",
}  # fmt: skip


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


def type_meant(written: str, names: Sequence[str]) -> str | None:
    """The action type behind the name of its destination or another tool's word; None where there is none."""
    word = written.rpartition(".")[2]
    wanted = word if word != written else ACTION_WORDS.get(written.lower().replace("-", "_"))
    return wanted if wanted in names else None
