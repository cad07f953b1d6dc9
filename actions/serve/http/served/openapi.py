"""The description of everything the server answers, in OpenAPI 3.1, made from the table of paths."""

import re
from functools import lru_cache
from typing import Any

from actions.serve.http.paths import ROUTES, TYPES, Kind, Route
from actions.serve.http.served.health import release

STEP = re.compile(r"\{(\w+)\}")
CODES = {
    "400": "The body cannot be read, or, for a strict source, an event is refused",
    "401": "No source has this write key",
    "408": "The body took too long",
    "413": "The body is too large, or has too many events",
    "415": "The body is packed as neither gzip nor deflate",
    "429": "Come again after the seconds in Retry-After",
}


@lru_cache
def openapi() -> dict[str, Any]:
    """The description. Other spellings of a path are not in it."""
    paths: dict[str, Any] = {}
    for route in ROUTES:
        if not route.is_alias:
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ingestion of events", "version": release()},
        "paths": paths,
        "components": {"schemas": SCHEMAS, "securitySchemes": SECURITY},
    }


def _operation(route: Route) -> dict[str, Any]:
    made: dict[str, Any] = {
        "summary": route.summary,
        "operationId": re.sub(r"\W+", "_", f"{route.method.lower()}{route.path}").strip("_"),
        "parameters": [_parameter(name, "path") for name in STEP.findall(route.path)],
        "responses": {"200": _response("Done", "Done")},
    }
    if route.kind is Kind.EVENTS:
        schema = _ref("Event" if route.type else "Batch")
        made["security"] = [{"basic": []}, {"header": []}, {"query": []}, {}]
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
        made["responses"] = {"200": _response("The events are on disk", "Accepted")} | {
            status: _response(description, "Problem") for status, description in CODES.items()
        }
    elif route.kind is Kind.PIXEL:
        made["parameters"] += [_parameter("data", "query"), _parameter("writeKey", "query")]
        made["responses"] = {"200": {"description": "A picture, always", "content": {"image/gif": {}}}}
    elif route.kind in (Kind.SEGMENT_SETTINGS, Kind.RUDDER_SETTINGS, Kind.ANALYTICS_JS):
        made["responses"]["404"] = _response("No source has this write key", "Problem")
    elif route.kind is Kind.READY:
        made["responses"]["503"] = _response("What stands in the way", "Done")
    return made


def _response(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _ref(schema)}}}


def _parameter(name: str, where: str) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": {"type": "string"}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT = {"type": "string"}
ID = {"type": ["string", "number", "null"]}
SECURITY = {
    "basic": {"type": "http", "scheme": "basic", "description": "The write key as the user, no password"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Write-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "writeKey"},
}
SCHEMAS = {
    "Done": {"type": "object"},
    "Event": {
        "type": "object",
        "properties": {
            "type": {"enum": list(TYPES)},
            "event": {"type": ["string", "null"]},
            "userId": ID,
            "anonymousId": ID,
            "messageId": TEXT,
            "timestamp": TEXT,
            "properties": {"type": "object"},
            "traits": {"type": "object"},
            "context": {"type": "object"},
            "integrations": {"type": "object"},
            "writeKey": TEXT,
        },
    },
    "Batch": {
        "type": "object",
        "required": ["batch"],
        "properties": {
            "batch": {"type": "array", "items": _ref("Event")},
            "sentAt": TEXT,
            "writeKey": TEXT,
            "context": {"type": "object"},
            "integrations": {"type": "object"},
        },
    },
    "Accepted": {
        "type": "object",
        "required": ["success"],
        "properties": {
            "success": {"const": True},
            "accepted": {"type": "integer"},
            "rejected_count": {"type": "integer"},
            "rejected": {"type": "array", "items": _ref("Rejected")},
        },
    },
    "Rejected": {
        "type": "object",
        "required": ["index", "code", "message"],
        "properties": {"index": {"type": "integer"}, "code": TEXT, "message": TEXT},
    },
    "Problem": {
        "type": "object",
        "required": ["success", "code", "message"],
        "properties": {"success": {"const": False}, "code": TEXT, "message": TEXT},
    },
}
