"""A look into one event: whether it can be taken at all. Everything else about it is for the decider to find."""

import re
from typing import Any

import msgspec

from actions.serve.http.events.rescue import Piece

DEEPEST = 64
BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
PEOPLE = "send a userId or an anonymousId"


class Head(msgspec.Struct, gc=False):
    """The fields that are looked at."""

    type: Any = None
    event: Any = None
    userId: Any = None  # noqa: N815 - as events call it
    anonymousId: Any = None  # noqa: N815
    previousId: Any = None  # noqa: N815
    groupId: Any = None  # noqa: N815


_head = msgspec.json.Decoder(Head)


def problem_of(piece: Piece, path_type: str, largest: int) -> tuple[str, str] | None:
    """The code and the words for what is wrong with an event, or None; `path_type` is what the path says it is."""
    data = piece.data
    if piece.code:
        return piece.code, piece.message
    if len(data) > largest:
        return "event_too_large", f"an event may have {largest:,} bytes; this one has {len(data):,}"
    if data[:1] != b"{":
        return "not_an_object", "an event is a JSON object"
    if data.count(b"[") + data.count(b"{") > DEEPEST and _depth(data) > DEEPEST:
        return "too_deep", f"an event may be nested {DEEPEST} deep"
    return _problem_of_json(data, path_type)


def _problem_of_json(data: bytes, path_type: str) -> tuple[str, str] | None:
    try:
        if not data.isascii():
            data.decode()
        head = _head.decode(data)
    except UnicodeDecodeError:
        return "bad_utf8", "the event has bytes that are not UTF-8"
    except msgspec.DecodeError:
        return "bad_json", "the event is not JSON"
    return _problem_of_head(head, path_type)


def _problem_of_head(head: Head, path_type: str) -> tuple[str, str] | None:
    kind = path_type if head.type in (None, "") else head.type
    if not kind:
        return "no_type", "the event has no type: send track, identify, page, screen, group or alias"
    if not (_is_there(head.userId) or _is_there(head.anonymousId)):
        return "no_person", f"the event has no person: {PEOPLE}"
    if kind == "track" and not (isinstance(head.event, str) and head.event.strip()):
        return "no_name", 'a track event needs a name: send event: "Order Completed" or the like'
    if kind == "alias" and not _is_there(head.previousId):
        return "no_previous_id", "an alias event needs a previousId"
    if kind == "group" and not _is_there(head.groupId):
        return "no_group_id", "a group event needs a groupId"
    return None


def _is_there(value: Any) -> bool:
    return value is not None and value != "" and not (isinstance(value, str) and not value.strip())


def _depth(data: bytes) -> int:
    depth = deepest = 0
    for found in BRACKETS.finditer(data):
        sign = found[0]
        if sign in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif sign in (b"]", b"}"):
            depth -= 1
    return deepest
