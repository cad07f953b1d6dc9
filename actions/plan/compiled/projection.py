"""Projected events: decoded to the parts that actions read."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Struct

from mappings.event_fields import AMOUNTS, CONTEXT_TEXTS, EVENT_TYPES, OBJECTS
from mappings.expr.compiled.reads import Reads
from mappings.expr.compiled.shape import Attribute, Kind, Shape
from mappings.expr.compiled.value import is_plain

# A value that is used whole, by how deep it goes. What no tool could keep is left to those who look with care: beyond
# 63 bits there are few integers, and deeper than this there is little.
Scalar = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)] | float | str | bool | None
Level1 = Scalar | dict[str, Scalar] | list[Scalar]
Level2 = Scalar | dict[str, Level1] | list[Level1]
Level3 = Scalar | dict[str, Level2] | list[Level2]
Level4 = Scalar | dict[str, Level3] | list[Level3]
Value = Scalar | dict[str, Level4] | list[Level4]
Object = dict[str, Value] | None
# An object of which more fields are read is decoded whole: each costs memory in every event that lacks it.
MOST_FIELDS: Final = 64
# Deeper inside, values are decoded whole: an event may be 64 deep, and paths longer than that.
LONGEST_WAY: Final = 16
Way = tuple[str, ...]
# A text or null here, or the event is not the usual one.
TEXTS: Final = frozenset(
    {(name,) for name in ("event", "userId", "anonymousId", "originalTimestamp", "receivedAt", "sentAt")}
)
CONTEXT: Final = frozenset(("context", *way) for way in CONTEXT_TEXTS)
# What is mostly no text, so that nothing is lost in writing it as something else.
EXPECTED: Final[dict[Way, Kind]] = {
    ("properties", "products"): "list",
    **{("properties", name): "number" for name in AMOUNTS},
}
# An object or null here; an empty list is one, too, which those who look with care see.
OBJECT_WAYS: Final = frozenset({*((name,) for name in OBJECTS), ("context", "traits")})
# What every event is asked for, whatever the actions read.
ALWAYS: Final = frozenset({"integrations", "properties", "context", "traits"} | {name for (name,) in TEXTS})


class Projection(Struct, frozen=True):
    """`decode` makes an event of the `shape` of a line, or raises msgspec.DecodeError where it cannot be usual.

    Such an event has the attributes that `write_usual` asks for. A type that events do not have, an id that is no
    text, an object that is none: all that is left to those who look with care. Of what nobody reads, only the form
    is looked at: it is JSON, but a number may be larger, or a nesting deeper, than events may have.
    """

    shape: Shape
    decode: Callable[[bytes], Any]


class _Field(Struct, frozen=True):
    kind: Any
    attribute: Attribute
    default: Any = None


def project(reads: Reads) -> Projection:
    """How to decode events of which no more is read than this."""
    fresh = _names()
    # Which destinations an event may go to is asked of each event, whatever its keys are.
    reads.field("integrations").is_whole = True
    fields: dict[str, _Field] = {
        "type": _Field(Literal[EVENT_TYPES], Attribute("type", "text"), msgspec.NODEFAULT),
        "messageId": _Field(
            Annotated[str, msgspec.Meta(min_length=1)], Attribute("messageId", "text"), msgspec.NODEFAULT
        ),
        # A time in its usual form, as `usual_hour` sees to.
        "timestamp": _Field(str, Attribute("timestamp", "text", says_something=True), msgspec.NODEFAULT),
    }
    for name in sorted(ALWAYS | reads.fields.keys()):
        if name not in fields:
            own = name if name in ALWAYS else fresh()
            fields[name] = _field((name,), reads.field(name), own, fresh)
    # Whoever sends null there means something, and is asked what.
    traits = fields["traits"]
    fields["traits"] = _Field(_without_null(traits.kind), traits.attribute)
    shape, kind = _object(fields)
    decode = msgspec.json.Decoder(kind).decode
    return Projection(shape, decode if fields["context"].attribute.shape else _with_sound_traits(decode))


def _field(way: Way, reads: Reads, name: str, fresh: Callable[[], str]) -> _Field:
    if way in TEXTS or way in CONTEXT:
        # Whoever looks up the actions of an event leaves one whose name is blank to those who look with care.
        return _Field(str | None, Attribute(name, "text", says_something=way == ("event",)))
    if len(way) >= LONGEST_WAY:
        return _Field(Value, Attribute(name))
    if _is_looked_into(reads) and reads.items is None:
        shape, kind = _inner(way, reads, fresh)
        return _Field(kind | None, Attribute(name, "object", shape))
    is_list = reads.items is not None and not (reads.fields or reads.is_whole) and way not in OBJECT_WAYS
    if is_list and reads.items is not None and _is_looked_into(reads.items):
        shape, kind = _inner((*way, ""), reads.items, fresh)
        return _Field(list[kind | None] | None, Attribute(name, "list", items=shape))  # type: ignore[valid-type]  # made just now
    if way in OBJECT_WAYS:
        expected = {inner[-1]: Attribute("", kind) for inner, kind in EXPECTED.items() if inner[:-1] == way}
        return _Field(Object, Attribute(name, "object", expected=expected))
    return _Field(Value, Attribute(name, EXPECTED.get(way, "any")))


def _is_looked_into(reads: Reads) -> bool:
    """Whether fields of a value are all that is read of it, and can be decoded."""
    names = reads.fields
    return 0 < len(names) <= MOST_FIELDS and not reads.is_whole and all(map(_can_be_named, names))


def _inner(way: Way, reads: Reads, fresh: Callable[[], str]) -> tuple[Shape, Any]:
    return _object({key: _field((*way, key), below, fresh(), fresh) for key, below in sorted(reads.fields.items())})


def _object(fields: Mapping[str, _Field]) -> tuple[Shape, Any]:
    """The shape of an object with these fields, and the type that it is decoded to."""
    own = {one.attribute.name: key for key, one in fields.items() if one.attribute.name != key}
    made = msgspec.defstruct(
        "Event",
        # A field is found at once where fields come in this order, as they do from those who sort them.
        [(one.attribute.name, one.kind, one.default) for _, one in sorted(fields.items())],
        rename=own,
        kw_only=True,
        # What JSON gives holds no circles to look for.
        gc=False,
    )
    return Shape({key: one.attribute for key, one in fields.items()}), made


def _with_sound_traits(decode: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    """As `decode`, for a context that is decoded whole: its traits may be a list or a string there."""

    def decode_with_context(row: bytes) -> Any:
        event = decode(row)
        if event.context and not isinstance(event.context.get("traits"), dict | None):
            raise msgspec.DecodeError
        return event

    return decode_with_context


def _names() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"f{next(numbers)}"


def _can_be_named(key: str) -> bool:
    """Whether a field that is decoded may be called so."""
    return is_plain(key) and key.isascii()


def _without_null(kind: Any) -> Any:
    (inner,) = (one for one in kind.__args__ if one is not type(None))
    return inner
