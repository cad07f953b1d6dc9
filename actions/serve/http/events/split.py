"""A request's body cut into the bytes of its events, and what stands beside them."""

import json
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from actions.event.shape import whole_text
from actions.serve.http.answers import ProblemError
from actions.serve.http.events.rescue import Piece, rescue

BOM = b"\xef\xbb\xbf"


class Body(msgspec.Struct, frozen=True):
    """The events of a request.

    `is_batch` tells a batch of one from a single event; `shared` is a JSON object of what counts for each of them.
    """

    events: list[Piece]
    is_batch: bool
    key: str | None = None
    sent_at: str = ""
    shared: bytes = b""


class _Batch(msgspec.Struct, gc=False):
    batch: list[Raw] | UnsetType = UNSET
    writeKey: Any = None  # noqa: N815 - as SDKs call it
    sentAt: Any = None  # noqa: N815
    context: Raw | UnsetType = UNSET
    integrations: Raw | UnsetType = UNSET


_batch = msgspec.json.Decoder(_Batch)
_list = msgspec.json.Decoder(list[Raw])
_object = msgspec.json.Decoder(dict[str, Any])


def split(data: bytes, most: int) -> Body:
    """The events in a body; ProblemError where there are none to be read, or more than `most`."""
    data = data.removeprefix(BOM).strip()
    if not data:
        raise ProblemError(400, "empty", "the request has no body")
    try:
        body = _split(data)
    # Two of these are not errors of decoding to msgspec: what is nested too deeply, and what is not UTF-8.
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        body = _rescued(data)
    if len(body.events) > most:
        raise ProblemError(413, "too_many", f"a request may have {most:,} events; send fewer at once", close=True)
    return body


def _split(data: bytes) -> Body:
    if data[:1] == b"[":
        return Body([Piece(bytes(one)) for one in _list.decode(data)], is_batch=True)
    found = _batch.decode(data)
    if found.batch is UNSET:
        return Body([Piece(data)], is_batch=False, key=_text(found.writeKey))
    beside = (("context", found.context), ("integrations", found.integrations))
    shared = {name: raw for name, raw in beside if raw is not UNSET}
    return Body(
        [Piece(bytes(one)) for one in found.batch],
        is_batch=True,
        key=_text(found.writeKey),
        sent_at=_text(found.sentAt) or "",
        shared=msgspec.json.encode(shared) if shared else b"",
    )


def _rescued(data: bytes) -> Body:
    found = rescue(data)
    if found is None:
        raise ProblemError(400, "bad_json", "the body is not JSON, or neither an event nor a batch of events")
    beside = found.beside
    shared = {name: beside[name] for name in ("context", "integrations") if name in beside}
    return Body(
        found.pieces,
        is_batch=found.is_batch,
        key=_text(beside.get("writeKey")),
        sent_at=_text(beside.get("sentAt")) or "",
        shared=whole_text(json.dumps(shared, ensure_ascii=False)).encode() if shared else b"",
    )


def key_inside(body: Body) -> str | None:
    """The write key that stands beside the events, or in the first of them."""
    if body.key or not body.events:
        return body.key
    try:
        return _text(_object.decode(body.events[0].data).get("writeKey"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
