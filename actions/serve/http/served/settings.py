"""What SDKs ask at their start. Without these answers some drop every event and report success."""

from typing import Any

from actions.serve.http.answers import Answer, ProblemError, json
from actions.serve.settings.model import ServeSettings, Source

CACHED = {"Cache-Control": "max-age=60"}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def segment_settings(settings: ServeSettings, port: int, source: Source | None, key: str) -> Answer:
    """What Segment's browser and mobile SDKs need: the host, and to repeat what a slip in the key table refuses."""
    if source is None:
        raise _no_source()
    host = public_host(settings, port)
    backoff = {"enabled": True, "statusCodeOverrides": {"401": "retry"}}
    segment: dict[str, Any] = {
        "apiKey": key,
        "apiHost": f"{host}/v1",
        "protocol": protocol(settings),
        "unbundledIntegrations": [],
        "addBundledMetadata": True,
        "httpConfig": {"backoffConfig": backoff},
    }
    body = {
        "integrations": {"Segment.io": segment},
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
        "edgeFunction": {},
        "metrics": {"sampleRate": 0},
    }
    return json(body, headers=CACHED)


def rudder_settings(source: Source | None, key: str) -> Answer:
    """What RudderStack's browser SDK needs."""
    if source is None:
        raise _no_source()
    off = {"enabled": False}
    body = {
        "source": {
            "id": source.name,
            "name": source.name,
            "writeKey": key,
            "enabled": True,
            "workspaceId": "",
            "config": {"statsCollection": {"errors": off, "metrics": off}},
            "connections": [],
            "destinations": [],
        },
        "updatedAt": "1970-01-01T00:00:00.000Z",
    }
    return json(body, headers=CACHED)


def analytics_js(script: bytes | None, source: Source | None) -> Answer:
    """The browser SDK that the settings name."""
    if source is None:
        raise _no_source()
    if script is None:
        raise ProblemError(404, "no_script", "no browser SDK is configured: set analytics_js in serve.yaml")
    return Answer(200, script, {"Content-Type": "text/javascript; charset=utf-8", **CACHED})


def public_host(settings: ServeSettings, port: int) -> str:
    """The host given to SDKs; never one that a request names."""
    return settings.public_address or str(settings.listen._replace(port=port))


def protocol(settings: ServeSettings) -> str:
    """`http` on the machine itself and where nobody said what the world sees, else `https`."""
    if settings.tls:
        return "https"
    is_local = settings.public_address is None or settings.public_address.rsplit(":", 1)[0] in LOOPBACK
    return "http" if is_local else "https"


def _no_source() -> ProblemError:
    return ProblemError(404, "bad_key", "no source has this write key")
