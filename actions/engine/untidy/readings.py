"""Values of another form than the payload asks for, which can only mean one thing."""

from typing import Any, Final

import orjson
from pydantic_core import ErrorDetails

from actions.engine.untidy.located import Part
from destinations.sdk.fields.roles import (
    AmountRole,
    CodeRole,
    ConsentRole,
    CurrencyRole,
    DedupeRole,
    PersonRole,
    QuantityRole,
    ScopeRole,
    TimeRole,
)
from mappings.findings.errors import EvaluationError
from mappings.functions.formats import as_list, json_decode
from mappings.functions.missing import is_blank

NOT_READ: Final = object()
MISSING: Final = object()
# Above it a float may stand for several whole numbers.
EXACT = 2**53
OBJECTS = frozenset({"dict_type", "model_type", "model_attributes_type", "dataclass_type", "mapping_type"})

# What a validator of texts says of false, and fields that hold none or in which false means something.
OF_TEXTS = frozenset({"refused", "string_type"})
NO_TEXTS = (AmountRole, CurrencyRole, QuantityRole, TimeRole, ConsentRole, ScopeRole, PersonRole)


def read(error: ErrorDetails, part: Part) -> Any:
    """The value to take in place of the one that was refused; MISSING for none, NOT_READ where it is not clear.

    A text of white space is not a value. A number is the text it is written as; where the text is an id or a code,
    12345.0 is `12345`. `false` is not text. One object, or its JSON, is a list of one; an empty list is an empty
    object.
    """
    kind, value = error["type"], error["input"]
    if is_blank(value) or (value is False and kind in OF_TEXTS and not part.has(*NO_TEXTS)):
        return MISSING
    if kind == "string_type":
        return _as_text(value, part)
    if kind == "list_type":
        return _as_list(value)
    if kind in OBJECTS:
        return _as_object(value)
    return NOT_READ


def _as_text(value: Any, part: Part) -> Any:
    if value is False:
        return MISSING
    if isinstance(value, bool) or not isinstance(value, int | float):
        return NOT_READ
    is_code = part.has(CodeRole, DedupeRole, PersonRole)
    if isinstance(value, float) and value.is_integer() and is_code:
        return str(int(value)) if abs(value) < EXACT else NOT_READ
    if isinstance(value, float) and is_code:
        return NOT_READ
    return orjson.dumps(value).decode()


def _as_list(value: Any) -> Any:
    try:
        items = as_list(value)
    except EvaluationError:
        return NOT_READ
    return MISSING if items is None else items


def _as_object(value: Any) -> Any:
    if value == []:
        return {}
    try:
        found = json_decode(value) if isinstance(value, str) else None
    except EvaluationError:
        return NOT_READ
    return found if isinstance(found, dict) else NOT_READ
