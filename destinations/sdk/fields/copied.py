"""Objects that are copied from an event, such as its properties: tools limit the number of their parts."""

from collections.abc import Callable, Mapping
from typing import Any

from destinations.sdk.refusal import unusable

Path = tuple[str | int, ...]


def surplus(value: Any, most: int, why: str) -> dict[Path, str]:
    """The parts of an object or a list beyond `most`, by their path, each with `why`; none where there are no more.

    Of a list the first items stay. Of an object the last names do: those that a mapping writes itself stand behind
    what it copies.

    >>> surplus({"copied": 1, "own": 2}, 1, "is too many")
    {('copied',): 'is too many'}
    >>> surplus(["a", "b"], 1, "is too many")
    {(1,): 'is too many'}
    """
    if isinstance(value, dict):
        return {(name,): why for name in list(value)[: max(0, len(value) - most)]}
    return {(number,): why for number in range(most, len(value))} if isinstance(value, list) else {}


def at_most(most: int, tool: str, what: str = "properties") -> Callable[[Any], Any]:
    """A validator of an object or a list, by which the tool gets no more than so many parts of it.

    >>> at_most(1, "Toy")({"a": 1, "b": 2})
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: a is one too many: Toy takes 1 properties
    """

    def checked(value: Any) -> Any:
        check_parts(surplus(value, most, f"is one too many: {tool} takes {most} {what}"))
        return value

    return checked


def check_parts(parts: Mapping[Path, str]) -> None:
    """Nothing; the error that names the parts, if there are any, which cannot be used."""
    if parts:
        raise unusable(parts)
