r"""A payload as bytes, and from these bytes the same payload: the one that was decided, not one validated anew.

Validation is not repeated, as it would hash what is hashed already. The bytes are JSON: the fields that were given, and
those that differ from their default. What JSON has no type for is an object of one key that starts with U+0001, such as
`{"\u0001decimal": "19.99"}`. A tuple comes back as the list that it is in JSON.
"""

import math
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar, get_args

import orjson
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from destinations.sdk.encode import refuse_not_a_number
from destinations.sdk.payload import Payload
from destinations.sdk.quick.runtime import put_extra, put_given, put_private, put_values
from destinations.sdk.quick.shape import origin

MARK = "\x01"
MARK_IN_JSON = b"\\u0001"
BACKSLASH = ord("\\")
# What orjson writes for NaN. An expression finds it in half the time that `in` takes.
may_be_nan = re.compile(b"null").search
OWN_TYPES = orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
FIELDS, GIVEN, EXTRA, PRIVATE = "fields", "given", "extra", "private"
ID = "_delivery_id"
MODEL = "model"
UNSET = object()
LEAST, MOST = -(1 << 63), (1 << 63) - 1
Model = TypeVar("Model", bound=BaseModel)
# A datetime is a date, so it comes first; a text of another class, such as a StrEnum, comes back as a text.
WRITTEN: Sequence[tuple[type, str, Callable[[Any], Any]]] = (
    (Decimal, "decimal", str),
    (datetime, "datetime", datetime.isoformat),
    (date, "date", date.isoformat),
    (bytes, "bytes", lambda value: b64encode(value).decode()),
    (set, "set", list),
    (str, "text", str.__str__),
)
READ: Mapping[str, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "float": float,
    "int": int,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "bytes": b64decode,
    "set": set,
    "text": str,
    "dict": dict,
}


class StoredError(ValueError):
    """Bytes that no payload can be made of, or a payload that no bytes can hold."""


def write_payload(payload: Payload) -> bytes:
    r"""The bytes that `read_payload` makes the payload of; StoredError where it holds what cannot be kept.

    >>> class Sale(Payload):
    ...     total: Decimal
    >>> write_payload(Sale(total="19.99"))
    b'{"fields":{"total":{"\\u0001decimal":"19.99"}}}'
    """
    return _text(_parts(payload))


# A process has as many as its tools have action types, and few of them at work.
@lru_cache(maxsize=1024)
def fields_writer(model: type[Payload]) -> Callable[[dict[str, Any]], bytes | None]:
    r"""A function from the fields that are set, checked, to bytes of which `read_payload` makes their payload.

    It gives None where only the payload itself can say: it keeps something beside its fields, or a field that is not
    set has a value of its own. StoredError as `write_payload`.

    >>> class Sale(Payload):
    ...     total: Decimal
    ...     tags: list[str] = []
    >>> fields_writer(Sale)({"tags": [], "total": Decimal("9.90")}), fields_writer(Sale)({"total": Decimal("9.90")})
    (b'{"fields":{"tags":[],"total":{"\\u0001decimal":"9.90"}}}', None)
    """
    if not _has_id_only(model) or model.with_delivery_id is not Payload.with_delivery_id:
        return lambda _: None
    needed = {name for name, value in _defaults(model).items() if value is UNSET}
    own, is_open = model.model_fields.keys(), model.model_config.get("extra") == "allow"

    def write(fields: dict[str, Any]) -> bytes | None:
        if not needed <= fields.keys():
            return None
        if not is_open or fields.keys() <= own:
            return _text({FIELDS: fields})
        extra = {name: value for name, value in fields.items() if name not in own}
        return _text({FIELDS: {name: value for name, value in fields.items() if name in own}, EXTRA: extra})

    return write


def _text(parts: dict[str, Any]) -> bytes:
    marks: list[dict[str, Any]] = []

    def plain(value: Any) -> Any:
        marks.append(_marked(value))
        return marks[-1]

    try:
        text = orjson.dumps(parts, default=plain, option=OWN_TYPES)
    except TypeError:
        text = b""
    # A key of an event may look like a mark. Where there is no backslash, there is none: that is seen at once.
    found = text.count(MARK_IN_JSON) if BACKSLASH in text else 0
    if text and found == len(marks) and not (may_be_nan(text) and _holds_nan([parts, *marks])):
        return text
    try:
        return orjson.dumps(_written(parts))
    except (TypeError, ValueError, RecursionError) as error:
        raise StoredError(f"the payload cannot be kept: {error}") from error


def read_payload(model: type[Payload], delivery_id: str, text: bytes) -> Payload:
    """The payload that was written; StoredError where the bytes are not of such a payload.

    >>> class Sale(Payload):
    ...     total: Decimal
    >>> read_payload(Sale, "d-1", write_payload(Sale(total="19.99"))).total
    Decimal('19.99')
    """
    try:
        parts = orjson.loads(text)
        if MARK_IN_JSON in text:
            parts = _read(parts, _models(model))
        return _made(model, parts).with_delivery_id(delivery_id)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        raise StoredError(f"what is kept is not of the type {model.__name__} of this version: {error}") from error


def _holds_nan(value: Any) -> bool:
    """Whether there is a number in it that JSON does not know: orjson writes null in its place."""
    try:
        refuse_not_a_number(value)
    except ValueError:
        return True
    return False


def _parts(model: BaseModel) -> dict[str, Any]:
    """What an instance consists of, without what every new one has."""
    given, fields = model.__pydantic_fields_set__, model.__dict__
    if not given.issuperset(fields):
        defaults = _defaults(type(model))
        fields = {
            name: value for name, value in fields.items() if name in given or value is not defaults.get(name, UNSET)
        }
    parts: dict[str, Any] = {FIELDS: fields}
    if len(fields) != len(given):
        parts[GIVEN] = sorted(given)
    if model.__pydantic_extra__:
        parts[EXTRA] = model.__pydantic_extra__
    private = model.__pydantic_private__
    if private and (len(private) > 1 or ID not in private):
        # The delivery id is kept beside the payload.
        parts[PRIVATE] = {name: value for name, value in private.items() if name != ID}
    return parts


def _made(model: type[Model], parts: Mapping[str, Any]) -> Model:
    """The instance that consists of these parts."""
    made = object.__new__(model)
    fields, extra = parts[FIELDS], parts.get(EXTRA)
    put_values(made, _defaults(model) | fields)
    put_given(made, set(parts.get(GIVEN, fields)) | set(extra or ()))
    put_extra(made, extra or ({} if model.model_config.get("extra") == "allow" else None))
    if _has_id_only(model):
        put_private(made, {ID: ""})
        return made
    put_private(made, None)
    if model.__private_attributes__:
        made.model_post_init(None)
        put_private(made, (made.__pydantic_private__ or {}) | parts.get(PRIVATE, {}))
    return made


@lru_cache(maxsize=1024)
def _has_id_only(model: type[BaseModel]) -> bool:
    """Whether an instance has nothing to itself but its fields and, as all payloads, its delivery id."""
    return (
        issubclass(model, Payload)
        and model.__private_attributes__ == Payload.__private_attributes__
        and origin(model.model_post_init) == origin(Payload.model_post_init)
    )


@lru_cache(maxsize=1024)
def _defaults(model: type[BaseModel]) -> dict[str, Any]:
    """The values of a new instance in the order of its fields; UNSET where each instance has its own."""
    return {name: _default(field) for name, field in model.model_fields.items()}


def _default(field: FieldInfo) -> Any:
    shared = field.default_factory is None and not isinstance(field.default, list | dict | set)
    return field.default if shared and not field.is_required() else UNSET


def _marked(value: Any) -> dict[str, Any]:
    """What stands for a value that JSON has no type for; TypeError for one of an unknown kind."""
    if isinstance(value, BaseModel):
        return {MARK + MODEL: [type(value).__qualname__, _parts(value)]}
    for kind, name, write in WRITTEN:
        if isinstance(value, kind):
            return {MARK + name: write(value)}
    raise TypeError(f"{type(value).__name__} has no form on disk")


def _written(value: Any) -> Any:
    """The value with marks for all that JSON changes or confuses, in depth."""
    kind = type(value)
    if kind in (list, tuple):
        written: Any = [_written(one) for one in value]
    elif kind is dict and all(type(key) is str and not key.startswith(MARK) for key in value):
        written = {key: _written(one) for key, one in value.items()}
    elif kind is dict:
        written = {MARK + "dict": [[_written(key), _written(one)] for key, one in value.items()]}
    elif (kind is float and not math.isfinite(value)) or (kind is int and not LEAST <= value <= MOST):
        written = {MARK + kind.__name__: str(value)}
    elif value is None or kind in (str, int, float, bool):
        written = value
    else:
        [(name, inner)] = _marked(value).items()
        written = {name: [inner[0], _written(inner[1])] if name == MARK + MODEL else _written(inner)}
    return written


def _read(value: Any, models: Mapping[str, type[BaseModel]]) -> Any:
    """The value of which `value` was written."""
    if type(value) is list:
        return [_read(one, models) for one in value]
    if type(value) is not dict:
        return value
    if len(value) == 1 and (name := next(iter(value))).startswith(MARK):
        inner = _read(value[name], models)
        if name == MARK + MODEL:
            return _made(models[inner[0]], inner[1])
        return READ[name[1:]](inner)
    return {key: _read(one, models) for key, one in value.items()}


@lru_cache(maxsize=1024)
def _models(model: type[BaseModel]) -> Mapping[str, type[BaseModel]]:
    """All models that an instance of this one may hold, by name: no bytes may name another."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [model]
    while waiting:
        one = waiting.pop()
        if one.__qualname__ not in found:
            found[one.__qualname__] = one
            waiting += [part for field in one.model_fields.values() for part in _held(field.annotation)]
    return found


def _held(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _held(part)
