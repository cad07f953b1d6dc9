"""Ids of people: placeholders such as `null` are refused, and so is a payload without any id."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from destinations.sdk.fields.people.ids import PLACEHOLDERS as EVERYWHERE
from destinations.sdk.fields.people.ids import check_placeholder, is_usual
from destinations.sdk.fields.rules import one_of
from destinations.sdk.refusal import refusal, shown

# What analytics tools refuse beside the placeholders that nobody takes (sdk/fields/people/ids.py): it would make one
# person of many.
PLACEHOLDERS = frozenset({"-1", "[]", "{}", "anon", "lmy47d", "na", "unknown"})


def id_validator(tool: str, placeholders: Collection[str] = PLACEHOLDERS, longest: int = 1024) -> Callable[[str], str]:
    """A validator that passes ids on, but for placeholders, those of the tool in any case, and long ones.

    >>> id_validator("Toy")("u_1")
    'u_1'
    >>> id_validator("Toy")(" Anon ")
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: Toy refuses the id " Anon " as a placeholder; map an id that ...
    """
    known = frozenset({*EVERYWHERE, *placeholders})

    def checked(given: str) -> str:
        if len(given) <= longest and is_usual(given, known):
            return given
        check_placeholder(given, given)
        if given.strip().lower() in placeholders:
            raise refusal(f"{tool} refuses the id {shown(given)} as a placeholder; map an id that names somebody")
        if len(given) > longest:
            raise refusal(f"the id {shown(given)} has {len(given)} characters, and {tool} takes at most {longest}")
        return given

    return checked


def require_identity(*names: str) -> Any:
    """A model's validator, which refuses payloads that have none of these fields.

    `_has_identity = require_identity("user_id", "anonymous_id")` in the body of the model is all it takes.
    """
    return one_of(*names, refused=f"nobody to attribute this to: map one of {', '.join(names)}")


def identity_fields(payload: Any, by: Mapping[str, str]) -> dict[str, str]:
    """The first id that is there, under the tool's name for it; `by` has these names by the payload's, in order.

    For tools that want a person named by exactly one id; `require_identity` makes sure that there is one.
    """
    ids = ((wire, getattr(payload, name, None)) for name, wire in by.items())
    return next({wire: one} for wire, one in ids if one is not None)
