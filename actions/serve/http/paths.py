"""The table of all that the server answers: method, path, and what that is."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple

TYPES = ("track", "identify", "page", "screen", "group", "alias")
LONGEST_PATH = 512
SLASHES: Final = re.compile("/+")


class Kind(Enum):
    """What is done with a request."""

    EVENTS = "events"
    PIXEL = "pixel"
    SEGMENT_SETTINGS = "segment settings"
    RUDDER_SETTINGS = "rudder settings"
    ANALYTICS_JS = "analytics.js"
    HEALTH = "health"
    READY = "ready"
    OPENAPI = "openapi"


class Route(NamedTuple):
    """One row of the table. `{…}` in a path stands for one step of it, and its value is handed on.

    `type` is the type of events that do not say theirs; `from_server` are paths of SDKs that run on servers.
    """

    method: str
    path: str
    kind: Kind
    type: str = ""
    summary: str = ""
    from_server: bool = False
    is_alias: bool = False


class Found(NamedTuple):
    """What a request asks for, and the values of the steps in braces."""

    route: Route
    values: dict[str, str]


def _event_routes() -> Iterator[Route]:
    for one in TYPES:
        yield Route("POST", f"/v1/{one}", Kind.EVENTS, one, f"Take one {one} event")
        yield Route("POST", f"/v1/{one[0]}", Kind.EVENTS, one, is_alias=True)
        yield Route("POST", f"/api/s/{one}", Kind.EVENTS, one, f"Take one {one} event of Jitsu's SDK")
        yield Route("POST", f"/api/s/s2s/{one}", Kind.EVENTS, one, from_server=True, is_alias=True)
        # A base address without /v1 is a common slip, and a 404 makes SDKs throw their events away.
        yield Route("POST", f"/{one}", Kind.EVENTS, one, is_alias=True)
        yield Route("POST", f"/{one[0]}", Kind.EVENTS, one, is_alias=True)
        yield Route("GET", f"/v1/pixel/{one}", Kind.PIXEL, one, f"Take one {one} event from an address, for mails")
        yield Route("GET", f"/pixel/v1/{one}", Kind.PIXEL, one, is_alias=True)
    yield Route("POST", "/v1/batch", Kind.EVENTS, "", "Take many events")
    for path in ("/v1/b", "/v1/import", "/beacon/v1/batch", "/batch", "/b", "/import", "/api/s/batch"):
        yield Route("POST", path, Kind.EVENTS, is_alias=True)
    yield Route("POST", "/api/s/s2s/batch", Kind.EVENTS, from_server=True, is_alias=True)
    yield Route("POST", "/v1/v1/batch", Kind.EVENTS, is_alias=True)


ROUTES = (
    *_event_routes(),
    Route("GET", "/v1/projects/{key}/settings", Kind.SEGMENT_SETTINGS, "", "What Segment's SDKs ask at start"),
    Route("GET", "/sourceConfig", Kind.RUDDER_SETTINGS, "", "What RudderStack's browser SDK asks at its start"),
    Route("GET", "/analytics.js/v1/{key}/analytics.min.js", Kind.ANALYTICS_JS, "", "The browser SDK of the settings"),
    Route("GET", "/health", Kind.HEALTH, "", "Whether the process lives"),
    Route("GET", "/ready", Kind.READY, "", "Whether events are accepted and decided; 503 says why not"),
    Route("GET", "/openapi.json", Kind.OPENAPI, "", "This description"),
)
EXACT = {(one.method, one.path.lower()): Found(one, {}) for one in ROUTES if "{" not in one.path}
METHODS = {path: {method for method, other in EXACT if other == path} for _, path in EXACT}
PATTERNS = tuple((one, one.path.split("/")) for one in ROUTES if "{" in one.path)


class WrongMethodError(LookupError):
    """A path that is there, for other methods: `allowed`."""

    def __init__(self, allowed: str) -> None:
        super().__init__(allowed)
        self.allowed = allowed


@lru_cache(maxsize=256)
def find_route(method: str, path: str) -> Found:
    """What a request is for; WrongMethodError or LookupError where it is for nothing.

    Case, and slashes that are doubled or at the end, make no difference: a slash may stand behind the host in settings.

    >>> find_route("GET", "/v1/projects/KEY/settings").values
    {'key': 'KEY'}
    """
    if method == "HEAD":
        method = "GET"
    path = SLASHES.sub("/", path).rstrip("/")
    bare = path.lower()
    if found := EXACT.get((method, bare)):
        return found
    for route, steps in PATTERNS:
        given = path.split("/")
        if len(given) == len(steps):
            pairs = list(zip(steps, given, strict=True))
            if all(step == value or (step[:1] == "{" and value) for step, value in pairs):
                if method != route.method:
                    raise WrongMethodError(route.method)
                return Found(route, {step[1:-1]: value for step, value in pairs if step[:1] == "{"})
    if bare in METHODS:
        raise WrongMethodError(", ".join(sorted(METHODS[bare])))
    raise LookupError(path[:LONGEST_PATH])
