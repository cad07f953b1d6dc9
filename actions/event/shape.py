"""Whether a value holds only JSON, within the limits of depth and size."""

import math
from typing import Any

import orjson
from msgspec import Struct

MOST_DEPTH = 64
MOST_SHOWN = 60
LEAST, MOST = -(2**63), 2**64 - 1
SCALARS = frozenset({str, int, float, bool, type(None)})
PLAIN_ONLY = orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
WHOLE_TEXT = "send whole UTF-8 characters"
INSTEAD = {
    "tuple": "pass a list",
    "set": "pass a list",
    "datetime": "pass its isoformat()",
    "date": "pass its isoformat()",
    "Decimal": "pass str(…), which keeps every digit",
    "UUID": "pass str(…)",
    "bytes": "pass its text",
}


class Fault(Struct, frozen=True):
    """What is wrong with a value, and the path of the part that is wrong."""

    code: str
    path: str
    message: str
    hint: str


def find_fault(value: Any) -> Fault | None:
    """The first part of `value` that is not JSON or that we could not pass on unchanged; None if all is well.

    Objects that raise while they are looked at are not JSON either.

    >>> find_fault({"properties": {"revenue": float("nan")}}).path
    'properties.revenue'
    """
    if is_sound(value):
        return None
    try:
        return _first_fault(value)
    except Exception:  # noqa: BLE001 - an object may answer with anything, even when asked for its class
        return Fault(
            "E536", "the event", "it holds an object that cannot be looked at", "pass what json.loads would give"
        )


def whole_text(text: str) -> str:
    r"""The string with a replacement character for each lone surrogate.

    >>> whole_text("a\ud800b")
    'a\ufffdb'
    """
    # As a method of `str`, whatever a subclass makes of it.
    return str.encode(text, "utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def is_sound(value: Any) -> bool:
    """Whether `find_fault` finds nothing: the fast path of it, without reasons.

    orjson checks every string, key and integer while it writes them. What it would write although JSON cannot hold it
    is found by the types of values. Nothing recurses, so that no nesting can exhaust the stack.
    """
    try:
        orjson.dumps(value, option=PLAIN_ONLY)
    except TypeError:
        return False
    level: list[Any] = [[value]]
    for _ in range(MOST_DEPTH + 2):
        deeper = []
        for item in level:
            for part in item.values() if type(item) is dict else item:
                kind = type(part)
                if kind is str:
                    continue
                if kind is dict or kind is list:
                    deeper.append(part)
                elif kind not in SCALARS or (kind is float and not math.isfinite(part)):
                    return False
        if not deeper:
            return True
        level = deeper
    return False


def _first_fault(value: Any) -> Fault | None:
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while stack:
        item, path = stack.pop()
        kind = type(item)
        if kind is dict or kind is list:
            if len(path) > MOST_DEPTH:
                return Fault(
                    "E537",
                    _dotted(path[:4]) + "…",
                    f"nested over {MOST_DEPTH} deep",
                    "flatten the event before it is sent",
                )
            pairs = item.items() if kind is dict else enumerate(item)
            for key, part in pairs:
                if kind is dict and (fault := _key_fault(key, path)):
                    return fault
                stack.append((part, (*path, key)))
        elif fault := _scalar_fault(item, path):
            return fault
    return None


def _scalar_fault(item: Any, path: tuple[str | int, ...]) -> Fault | None:
    kind = type(item)
    if kind is str and not (item.isascii() or _encodes(item)):
        return Fault("E539", _dotted(path), "a string with a lone surrogate in it", WHOLE_TEXT)
    if kind is int and not LEAST <= item <= MOST:
        # Its bits and not its digits: Python refuses to write out thousands of them.
        message = f"an integer of {item.bit_length()} bits is beyond 64 bits"
        return Fault("E538", _dotted(path), message, "send it as text, so that no tool rounds it")
    if kind is float and not math.isfinite(item):
        return Fault("E536", _dotted(path), f"{item} is not a JSON number", "leave the field out, or send null")
    if kind not in SCALARS:
        return Fault("E536", _dotted(path), f"{kind.__name__} is not a JSON type", _advice(item))
    return None


def _advice(item: Any) -> str:
    """What to pass instead. Nothing is converted: how exact a copy should be is the caller's to say."""
    for kind in (dict, list, str, int, float):
        if issubclass(type(item), kind):
            return f"pass a plain {kind.__name__}: {kind.__name__}(…)"
    return INSTEAD.get(type(item).__name__, "pass what json.loads would give")


def _key_fault(key: Any, path: tuple[str | int, ...]) -> Fault | None:
    if type(key) is not str:
        return Fault(
            "E536", _dotted(path), f"the key {_shown_key(key)} is not text", "JSON objects have text keys only"
        )
    if not (key.isascii() or _encodes(key)):
        return Fault(
            "E539",
            _dotted(path),
            "a key with a lone surrogate in it",
            WHOLE_TEXT,
        )
    return None


def _shown_key(key: Any) -> str:
    try:
        return repr(key)[:MOST_SHOWN]
    except Exception:  # noqa: BLE001 - whatever an object's own words are; thousands of digits have none
        return f"of type {type(key).__name__}"


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _dotted(path: tuple[str | int, ...]) -> str:
    """The path as a mapping would name it, or "the event" for the whole.

    >>> _dotted(("properties", "products", 1, "List Name"))
    'properties.products[1]."List Name"'
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if step.isidentifier() else '"' + step.encode("utf-8", "replace").decode() + '"'
            text += f".{name}" if text else name
    return text or "the event"
