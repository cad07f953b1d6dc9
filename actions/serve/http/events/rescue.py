"""The good events of a body that is not JSON, because one of them is none."""

import json
import re
from typing import Any, NamedTuple

from actions.event.shape import whole_text
from actions.reading.parse_event import is_utf8

TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]', re.DOTALL)
# Above this, looking for the good events costs more than they are worth.
LARGEST = 1 << 19
MOST_TOKENS = 200_000
# What a byte that is not UTF-8 is read as. Where all bytes are, it is half a character like any other.
BAD_BYTE = re.compile("[\udc80-\udcff]")


class Piece(NamedTuple):
    """The bytes of one event, and why they cannot be taken, where that is known already."""

    data: bytes
    code: str = ""
    message: str = ""


class Rescued(NamedTuple):
    """The events of a body, and what stands beside them, as far as it can be read."""

    pieces: list[Piece]
    is_batch: bool
    beside: dict[str, Any]


def rescue(data: bytes) -> Rescued | None:
    r"""What can be read of a body; None if that is nothing.

    NaN and Infinity, which some SDKs write, and bytes that are not UTF-8 make the event bad that has them; so does
    nesting that is too deep for any reader of JSON. Half a character, which browsers write as `\ud83d` where a page
    cuts a text within it, becomes U+FFFD.
    """
    try:
        return _rescued(json.loads(data.decode("utf-8", "surrogateescape")), whole=is_utf8(data))
    except RecursionError:
        # What can just be read may still be too deep to be written.
        return _by_brackets(data) if len(data) <= LARGEST else None
    except ValueError:
        return None


def _rescued(value: Any, *, whole: bool) -> Rescued | None:
    if isinstance(value, list):
        return Rescued([_piece(one, whole=whole) for one in value], is_batch=True, beside={})
    batch = value.get("batch") if isinstance(value, dict) else None
    if isinstance(batch, list):
        return Rescued([_piece(one, whole=whole) for one in batch], is_batch=True, beside=value)
    if not isinstance(value, dict) or "batch" in value:
        return None
    return Rescued([_piece(value, whole=whole)], is_batch=False, beside=value)


def _piece(value: Any, *, whole: bool) -> Piece:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        return Piece(_shown(value), "nan", "the event has NaN or Infinity, which JSON does not have")
    if not whole and BAD_BYTE.search(text):
        return Piece(_shown(value), "bad_utf8", "the event has bytes that are not UTF-8")
    return Piece(whole_text(text).encode())


def _shown(value: Any) -> bytes:
    """The event for people to look at."""
    return json.dumps(value, separators=(",", ":")).encode()


def _by_brackets(data: bytes) -> Rescued | None:
    """The items of the batch by where brackets open and close. What is nested too deeply stays whole in its item."""
    begin = data.find(b'"batch"')
    start = data.find(b"[", max(begin, 0))
    if start < 0 or (begin < 0 and data[:1] != b"["):
        return None
    pieces, depth, item = list[Piece](), 0, start + 1
    for number, token in enumerate(TOKENS.finditer(data, start)):
        sign = token[0]
        if number > MOST_TOKENS:
            return None
        if sign in (b"[", b"{"):
            depth += 1
        elif sign in (b"]", b"}"):
            depth -= 1
        if (sign == b"," and depth == 1) or depth == 0:
            if piece := data[item : token.start()].strip():
                pieces.append(Piece(piece))
            item = token.end()
        if depth == 0:
            return Rescued(pieces, is_batch=True, beside=_beside(data, start, token.end()))
    return None


def _beside(data: bytes, start: int, end: int) -> dict[str, Any]:
    """What stands around the batch."""
    try:
        value = json.loads(data[:start] + b"null" + data[end:])
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
