"""A text that says nothing is no value."""

from typing import Any


def is_blank(value: Any) -> bool:
    """Whether the value is a text that is empty, or of white space alone.

    >>> is_blank(""), is_blank(" "), is_blank("a"), is_blank(0), is_blank(None)
    (True, True, False, False, False)
    """
    return isinstance(value, str) and (not value or value.isspace())


def filled(value: Any) -> Any:
    """The value; None for a text that says nothing.

    >>> filled(" "), filled("a"), filled(False)
    (None, 'a', False)
    """
    return None if is_blank(value) else value
