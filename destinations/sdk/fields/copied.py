"""Objects that are copied from an event, such as its properties: tools limit the number of their parts."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import orjson
from pydantic import AfterValidator

from destinations.sdk.fields.money.amounts import PLAIN
from destinations.sdk.refusal import unusable

Path = tuple[str | int, ...]
# The spec's names of amounts, among the properties of an event.
AMOUNTS = frozenset({"revenue", "value", "total", "subtotal", "tax", "shipping", "discount", "price"})


def named(copied: dict[str, Any]) -> dict[str, Any]:
    """The object, if all its parts have names; tools would show one without as a column that says nothing.

    >>> named({"plan": "pro"})
    {'plan': 'pro'}
    """
    if "" in copied:
        check_parts({("",): "has no name"})
    return copied


def with_numbers(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties, amounts under the spec's names as numbers where they are texts that hold one and no more.

    >>> with_numbers({"total": "1234.50", "value": "dark", "coupon": "7"})
    {'total': 1234.5, 'value': 'dark', 'coupon': '7'}
    """
    if AMOUNTS.isdisjoint(properties):
        return properties
    texts = [(name, text) for name in AMOUNTS if type(text := properties.get(name)) is str and PLAIN.fullmatch(text)]
    return {**properties, **{name: _number(text) for name, text in texts}} if texts else properties


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


# What is copied of traits and the like, and the properties of an event.
Copied = Annotated[dict[str, Any], AfterValidator(named)]
CopiedProperties = Annotated[dict[str, Any], AfterValidator(named), AfterValidator(with_numbers)]


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


def at_most_bytes(most: int, tool: str) -> Callable[[Any], Any]:
    """A validator by which the tool gets no more bytes of an object, whose largest parts go, or of a list.

    >>> at_most_bytes(20, "Toy")({"a": 1, "note": "much too long"})
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: note makes too much of it: Toy takes 20 bytes in all
    """

    def checked(value: Any) -> Any:
        surplus_bytes = _bytes_of(value) - most
        if surplus_bytes <= 0:
            return value
        steps = value.items() if isinstance(value, dict) else reversed(list(enumerate(value)))
        sizes = [(_bytes_of(part), step) for step, part in steps]
        gone: dict[Path, str] = {}
        for size, step in sorted(sizes, key=_first, reverse=True) if isinstance(value, dict) else sizes:
            if surplus_bytes <= 0:
                break
            gone[(step,)] = f"makes too much of it: {tool} takes {most} bytes in all"
            surplus_bytes -= size
        check_parts(gone)
        return value

    return checked


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


def _bytes_of(value: Any) -> int:
    """How many bytes it has as JSON; none of what is not JSON, or no object and no list."""
    try:
        return len(orjson.dumps(value, default=str))
    except (TypeError, ValueError):
        return 0


def check_parts(parts: Mapping[Path, str]) -> None:
    """Nothing; the error that names the parts, if there are any, which cannot be used."""
    if parts:
        raise unusable(parts)
