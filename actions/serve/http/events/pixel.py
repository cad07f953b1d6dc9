"""Events that come as the address of a picture, from mails and from pages without scripts."""

from base64 import b64decode, urlsafe_b64decode
from binascii import Error as NotBase64Error
from collections.abc import Mapping
from typing import Any

import msgspec
import orjson

from actions.serve.http.events.rescue import Piece
from actions.serve.http.events.split import Body

# Names of a query that say nothing of the event.
NOT_OF_EVENT = ("writeKey", "data")
DEEPEST = 8


def pixel_body(query: Mapping[str, str]) -> Body | None:
    """The event in a query: under `data`, in base64, or in names such as `properties.subject`; None without one."""
    event = _of_data(query["data"]) if query.get("data") else _of_names(query)
    if not event:
        return None
    key = event.pop("writeKey", None)
    return Body([Piece(orjson.dumps(event))], is_batch=False, key=key if isinstance(key, str) else None)


def _of_data(data: str) -> dict[str, Any] | None:
    # A plus sign of base64 that was not escaped arrives as a space.
    text = data.strip().replace(" ", "+")
    padded = text + "=" * (-len(text) % 4)
    for decode in (b64decode, urlsafe_b64decode):
        try:
            return msgspec.json.decode(decode(padded), type=dict[str, Any])
        except (NotBase64Error, ValueError, msgspec.DecodeError, RecursionError):
            continue
    return None


def _of_names(query: Mapping[str, str]) -> dict[str, Any]:
    event: dict[str, Any] = {}
    for name, value in query.items():
        steps = name.split(".")
        if name in NOT_OF_EVENT or len(steps) > DEEPEST or not all(steps):
            continue
        here = event
        for step in steps[:-1]:
            inner = here.setdefault(step, {})
            if not isinstance(inner, dict):
                break
            here = inner
        else:
            here[steps[-1]] = value
    return event
