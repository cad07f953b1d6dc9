"""Objects without objects in them, for tools that hold texts and numbers alone."""

from collections.abc import Callable, Iterator
from typing import Any

from destinations.sdk.fields.copied import Path, check_parts


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every text, number and boolean in the value, with the way to it; nulls are none.

    >>> list(leaves({"plan": "pro", "lines": [{"price": 3, "sale": None}]}))
    [(('plan',), 'pro'), (('lines', 0, 'price'), 3)]
    """
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves(part, (*path, number))
    elif value is not None:
        yield path, value


def flat(values: dict[str, Any]) -> dict[str, Any]:
    """The texts and numbers in the object, named by the way to each; booleans as texts.

    >>> flat({"plan": "pro", "lines": [{"price": 3, "new": True}]})
    {'plan': 'pro', 'lines.0.price': 3, 'lines.0.new': 'true'}
    """
    return {".".join(map(str, path)): _written(leaf) for path, leaf in leaves(values)}


def shorter_than(most: int, tool: str) -> Callable[[Any], Any]:
    """A validator by which the tool gets no text of so many characters, however deep it stands.

    >>> shorter_than(5, "Toy")({"plan": "pro", "note": ["much too long"]})
    Traceback (most recent call last):
    pydantic_core._pydantic_core.PydanticCustomError: note.0 has 13 characters, and Toy takes fewer than 5
    """

    def checked(values: Any) -> Any:
        texts = ((path, leaf) for path, leaf in leaves(values) if isinstance(leaf, str) and len(leaf) >= most)
        check_parts({path: f"has {len(text)} characters, and {tool} takes fewer than {most}" for path, text in texts})
        return values

    return checked


def _written(leaf: Any) -> Any:
    return ("true" if leaf else "false") if isinstance(leaf, bool) else leaf
