"""JSON as it goes over the wire: decimals keep every digit, what JSON cannot hold is refused."""

import math
from collections.abc import Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import orjson
from msgspec import Struct

from destinations.arguments import BYTES, WORD, check


class Part(Struct, frozen=True):
    """A file in a multipart body."""

    content: bytes
    filename: str
    type: str = "application/octet-stream"

    def __post_init__(self) -> None:
        check("Part", content=(self.content, BYTES), filename=(self.filename, WORD), type=(self.type, WORD))


class Written:
    """JSON that is written already: `to_json` puts it where it stands."""

    __slots__ = ()

    def to_json(self) -> bytes:
        """The JSON."""
        raise NotImplementedError


def to_json(value: Any) -> bytes:
    """The UTF-8 JSON of `value`; ValueError for NaN, infinity, lone surrogates, huge integers, deep nesting.

    >>> from decimal import Decimal
    >>> to_json({"revenue": Decimal("19.99")})
    b'{"revenue":19.99}'
    """
    try:
        text = orjson.dumps(value, default=plain)
    except TypeError as error:
        raise ValueError(f"cannot be written as JSON: {error}") from error
    # orjson writes NaN and the infinities as null: where all nulls are accounted for there is none of them.
    if b"null" in text and text.count(b"null") > _nulls_on_top(value):
        refuse_not_a_number(value)
    return text


def _nulls_on_top(value: Any) -> int:
    """How many members of an object are null: rows about decisions have some, and what is in them has none."""
    return list(value.values()).count(None) if type(value) is dict else 0


def plain(value: Any) -> Any:
    """What orjson, which cannot write `value`, writes in its place; TypeError for what JSON cannot hold."""
    if isinstance(value, Decimal) and value.is_finite():
        # format() and not str(): 1E+3 is a number to JSON but not to every tool.
        return orjson.Fragment(format(value, "f"))
    if isinstance(value, Written):
        return orjson.Fragment(value.to_json())
    raise TypeError(f"{type(value).__name__} is not a JSON value")


def refuse_not_a_number(value: Any) -> None:
    """Raise ValueError if a NaN or an infinity is anywhere inside: orjson would write null in its place."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(item.values())
        elif isinstance(item, list | tuple):
            stack.extend(item)
        elif isinstance(item, float) and not math.isfinite(item):
            raise ValueError(f"{item} is not a number that JSON can hold")


def to_multipart(parts: Mapping[str, str | Part]) -> tuple[bytes, dict[str, str]]:
    r"""The body of RFC 7578 and the header that says so; the boundary is made of what is in it, the same each time.

    >>> to_multipart({"note": "hi"})[0].split(b"\r\n")[1:4]
    [b'Content-Disposition: form-data; name="note"', b'', b'hi']
    """
    pieces = [
        (_disposition(name, part), part.encode() if isinstance(part, str) else part.content)
        for name, part in parts.items()
    ]
    digest = blake2b(digest_size=16)
    for head, content in pieces:
        digest.update(head + content)
    mark = f"--{digest.hexdigest()}".encode()
    body = b"".join(b"%b\r\n%b\r\n\r\n%b\r\n" % (mark, head, content) for head, content in pieces)
    return body + mark + b"--\r\n", {"content-type": f"multipart/form-data; boundary={digest.hexdigest()}"}


def _disposition(name: str, part: str | Part) -> bytes:
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if isinstance(part, Part):
        head += f'; filename="{_quoted(part.filename)}"\r\nContent-Type: {part.type}'
    return head.encode()


def _quoted(text: str) -> str:
    """As forms of HTML write names: RFC 7578 section 4.2 and the HTML standard, "multipart/form-data"."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
