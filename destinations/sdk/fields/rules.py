"""Rules across the fields of a payload, as validators of the model that generated code can run as well.

    class Booking(Payload):
        guest: UserId | None = None
        email: HashedEmail | None = None
        at: str | None = None
        zone: str | None = None

        _has_one = one_of("guest", "email", refused="nobody to book for: map guest or email")
        _in_a_zone = rule(check_zone)          # def check_zone(at, zone): ... raise refusal("…")
        _default_zone = sets("zone", find_zone)  # def find_zone(at, zone): ... return zone or "UTC"

The parameters of such a function are names of fields, whose values it gets after their own validators, None where there
is none. It is pure, and called with values alone: so it can be asked before there is a payload.
"""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from msgspec import Struct
from pydantic import BaseModel, model_validator

from destinations.arguments import FLAG, PLAIN_FUNCTION, WORD, check, several, whole
from destinations.sdk.refusal import refusal

F = TypeVar("F", bound=Callable[..., Any])


class OneOf(Struct, frozen=True):
    """Each choice is names of fields, of which all must be there; where they must be `filled`, 0 or `[]` is none."""

    choices: tuple[tuple[str, ...], ...]
    filled: bool


class Asked(Struct, frozen=True):
    """`function(*fields)` refuses, or gives the value of the field that it `sets`, if it sets one."""

    function: Callable[..., Any]
    fields: tuple[str, ...]
    sets: str = ""


class Beyond(Struct, frozen=True):
    """A validator before the fields does nothing while all fields and the parts of `field` are no more than `most`."""

    field: str
    most: int


class Extras(Struct, frozen=True):
    """`function` gives the fields of other names than the model's as they are to be; asked where there are any."""

    function: Callable[[dict[str, Any]], dict[str, Any]]


Rule = OneOf | Asked | Beyond | Extras


def one_of(*choices: str, refused: str, filled: bool = False) -> Any:
    """A model's validator that refuses a payload in which no choice is there, with the words `refused`.

    A choice is a field, or several of which all must be there: `first_name and last_name`. With `filled` a value that
    is empty does not count.
    """
    check("one_of", choices=(choices, several(str, "names of fields")), refused=(refused, WORD), filled=(filled, FLAG))
    groups = tuple(tuple(choice.split(" and ")) for choice in choices)

    def is_there(value: Any) -> bool:
        return bool(value) if filled else value is not None

    def checked(payload: BaseModel) -> BaseModel:
        if not any(all(is_there(getattr(payload, name)) for name in names) for names in groups):
            raise refusal(refused)
        return payload

    return model_validator(mode="after")(_known_as(OneOf(groups, filled), checked))


def rule(function: Callable[..., None], *fields: str) -> Any:
    """A model's validator that calls the function with these fields; it raises a refusal, or does nothing.

    Without `fields`, they are those that the function's parameters are called by.
    """
    check("rule", function=(function, PLAIN_FUNCTION), fields=(fields, several(str, "names of fields")))
    names = fields or _fields_of(function)

    def checked(payload: BaseModel) -> BaseModel:
        function(*(getattr(payload, name) for name in names))
        return payload

    return model_validator(mode="after")(_known_as(Asked(function, names), checked))


def sets(field: str, function: Callable[..., Any]) -> Any:
    """A model's validator by which the field has the value that the function finds in the fields it names."""
    check("sets", field=(field, WORD), function=(function, PLAIN_FUNCTION))
    names = _fields_of(function)

    def checked(payload: BaseModel) -> BaseModel:
        found = function(*(getattr(payload, name) for name in names))
        if found is not getattr(payload, field):
            setattr(payload, field, found)
        return payload

    return model_validator(mode="after")(_known_as(Asked(function, names, field), checked))


def extras(function: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """A model's validator that makes the fields of other names what the function gives of them."""

    def checked(payload: BaseModel) -> BaseModel:
        if payload.__pydantic_extra__:
            payload.__pydantic_extra__ = function(payload.__pydantic_extra__)
        return payload

    return model_validator(mode="after")(_known_as(Extras(function), checked))


def unchanged_up_to(field: str, most: int) -> Callable[[F], F]:
    """Says of a validator before the fields that it gives back what it is given while all are `most` at most.

    What counts is each field that is given, and each part of the object in `field`. Stands under `@classmethod`.
    """
    check("unchanged_up_to", field=(field, WORD), most=(most, whole(0)))
    return lambda function: _known_as(Beyond(field, most), function)


def rule_of(function: Any) -> Rule | None:
    """What the validator is, if it was made here."""
    found = getattr(function, "rule", None)
    return found if isinstance(found, OneOf | Asked | Beyond | Extras) else None


def _known_as(known: Rule, function: F) -> F:
    function.rule = known  # type: ignore[attr-defined]  # functions take attributes
    return function


def _fields_of(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)
