"""The hooks a plugin implements; pluggy calls them once, at start-up, never per event."""

import pluggy

from destinations.sdk.destination import Destination

GROUP = "destinations"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def register_destinations() -> list[Destination]:
    """Return the destinations this plugin brings."""
    raise NotImplementedError
