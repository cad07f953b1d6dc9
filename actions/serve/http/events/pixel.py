"""Events that come as the address of a picture, from mails and from pages without scripts."""

from base64 import b64decode
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import orjson

from actions.serve.http.answers import ProblemError
from actions.serve.http.events.rescue import Piece
from actions.serve.http.events.split import Body, split

# Names of a query that say nothing of the event.
NOT_OF_EVENT = ("writeKey", "data")
DEEPEST = 8
URL_SAFE = str.maketrans("-_", "+/")


def pixel_body(query: Mapping[str, str]) -> Body | None:
    """The event in a query: under `data`, in base64, or in names such as `properties.subject`; None without one."""
    if query.get("data"):
        return _of_data(query["data"])
    event = _of_names(query)
    return Body([Piece(orjson.dumps(event))], is_batch=False) if event else None


def _of_data(data: str) -> Body | None:
    # A plus sign of base64 that was not escaped arrives as a space.
    text = data.strip().replace(" ", "+").translate(URL_SAFE)
    # As the body of a request, with what is rescued there and what is refused.
    with suppress(ValueError, ProblemError):
        body = split(b64decode(text + "=" * (-len(text) % 4)), 1)
        return None if body.is_batch else body
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
