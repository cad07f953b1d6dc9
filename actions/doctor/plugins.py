"""Destinations of other packages, and those that the project uses."""

from collections.abc import Iterable, Iterator

from actions.doctor.fact import Fact, Section
from actions.doctor.versions import missing_of
from destinations.registry import BUILT_IN, PluginError, load_registry


def plugins(used: Iterable[str]) -> Section:
    """Each destination of another package with its origin and SDK version; `used` are those the project has."""
    return Section("destinations", list(_facts(frozenset(used))))


def _facts(used: frozenset[str]) -> Iterator[Fact]:
    registry = load_registry()
    own = [name for name in registry.names() if registry.sources[name][0].origin == BUILT_IN]
    yield Fact("built in", str(len(own)))
    if used:
        yield Fact("used here", ", ".join(sorted(used)))
    for name in registry.names():
        if name not in own or len(registry.sources[name]) > 1:
            yield _plugin(name)
        elif name in used and (missing := missing_of(name)):
            yield Fact(name, f"without {', '.join(missing)}", f"pip install 'destination-actions[{name}]'")


def _plugin(name: str) -> Fact:
    registry = load_registry()
    try:
        found = registry.find(name)
    except PluginError as error:
        origins = ", ".join(one.origin for one in registry.sources[name])
        return Fact(name, origins, str(error))
    assert found is not None  # noqa: S101 - it is one of the registry's names
    return Fact(name, f"{found.origin}, SDK {found.destination.sdk}")
