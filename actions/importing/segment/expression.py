"""Pieces of JMESPath text."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

BARE_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
NUMBER: Final = re.compile(r"[0-9]+")


def path_text(steps: Sequence[str], start: str = "") -> str:
    """The path, from the start or from what `start` gives: names in quotes where they need them, positions in brackets.

    >>> path_text(("properties", "List Name", "0", "sku"))
    'properties."List Name"[0].sku'
    """
    text = start
    for step in steps:
        if NUMBER.fullmatch(step) and text:
            text += f"[{int(step)}]"
        else:
            text += f"{'.' if text else ''}{name_text(step)}"
    return text or "@"


def name_text(name: str) -> str:
    """The name as it stands in a path."""
    return name if BARE_NAME.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def literal(value: Any) -> str:
    """The value itself, as it stands in an expression: a text in single quotes where it can.

    >>> print(literal("free"), literal(5), literal("it's"))
    'free' `5` `"it's"`
    """
    if isinstance(value, str) and "'" not in value and not value.endswith("\\") and value.isprintable():
        return f"'{value}'"
    return "`" + json.dumps(value, ensure_ascii=False).replace("`", "\\u0060") + "`"


def call(name: str, *arguments: str) -> str:
    """The call of a function."""
    return f"{name}({', '.join(arguments)})"


def object_text(fields: Iterable[tuple[str, str]]) -> str:
    """An object of expressions by name."""
    return "{" + ", ".join(f"{name_text(name)}: {text}" for name, text in fields) + "}"
