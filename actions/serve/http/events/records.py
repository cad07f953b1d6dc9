"""What the journal keeps of an event: its bytes as they came, unless its source may not keep whole addresses."""

import json
from typing import Any

from actions.event.read import as_meant
from actions.reading.parse_event import Unreadable, parse_event
from actions.serve.http.request.client import kept_address

# A name may be written in escapes, and the object that it stands in as a text.
MAY_HAVE_ADDRESS = (b'"ip"', b'ip\\"', b"\\u00")


def without_address(data: bytes, policy: str) -> bytes:
    r"""The event, or what stands beside a batch, with no more of `context.ip` than the policy keeps.

    >>> without_address(b'{"context":{"ip":"203.0.113.77"}}', "truncate")
    b'{"context":{"ip":"203.0.113.0"}}'
    >>> without_address(rb'{"context":"{\"ip\":\"203.0.113.77\"}"}', "none")
    b'{"context":{}}'
    """
    if policy == "keep" or not any(one in data for one in MAY_HAVE_ADDRESS):
        return data
    event = parse_event(data)
    if isinstance(event, Unreadable):
        # Nobody can say where its addresses are.
        return b""
    if not isinstance(event, dict):
        return data
    event = as_meant(event)
    # Numbers that are too large for JSON are written as well: the engine says in which field they are.
    return json.dumps(_without(event, policy), separators=(",", ":")).encode() if _has_address(event) else data


def _has_address(event: dict[str, Any]) -> bool:
    context = event.get("context")
    return "ip" in event or (isinstance(context, dict) and "ip" in context)


def _without(event: dict[str, Any], policy: str) -> dict[str, Any]:
    made = {**event, **_kept(event, policy)}
    context = event.get("context")
    if isinstance(context, dict):
        made["context"] = {name: value for name, value in context.items() if name != "ip"} | _kept(context, policy)
    if "ip" in event and not _kept(event, policy):
        del made["ip"]
    return made


def _kept(around: dict[str, Any], policy: str) -> dict[str, Any]:
    address = around.get("ip")
    kept = kept_address(address, policy) if isinstance(address, str) else ""
    return {"ip": kept} if kept else {}
