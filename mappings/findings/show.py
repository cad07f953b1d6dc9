"""Values of an event as an error message names them."""

from typing import Any

MOST_CHARACTERS = 60
KINDS = {
    dict: "an object",
    list: "a list",
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def show(value: Any) -> str:
    """The value as JSON, cut to 60 characters; lists and objects by their kind, as they are long.

    >>> show("abc"), show(3.5), show({"a": 1})
    ('"abc"', '3.5', 'an object')
    """
    if isinstance(value, dict | list):
        return kind_of(value)
    # A text is cut before it is written: it may be a megabyte.
    cut = value[: MOST_CHARACTERS + 1] if isinstance(value, str) else value
    text = _as_json(cut)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def kind_of(value: Any) -> str:
    """What sort of JSON value it is, with its article.

    >>> kind_of([1])
    'a list'
    """
    return KINDS.get(type(value), type(value).__name__)


def _as_json(value: Any) -> str:
    import json

    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        # A decimal, or an integer with more digits than Python writes.
        return str(value) if not isinstance(value, int) else "a number of thousands of digits"
