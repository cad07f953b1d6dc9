"""The reference of functions, `docs/functions.md`, written from their declarations."""

import json
from typing import Any

from mappings.functions.catalog import KINDS
from mappings.functions.declare import Example, Function

INTRODUCTION = """\
# Functions

What an expression can contain. This page is written from the declarations in `mappings/functions/`; every
example on it is run by the tests.

A parameter with `?` may be left out, one with `...` repeated. **Null in, null out**, unless the function is
about missing values; only JMESPath's own functions refuse null. An *amount* is a number or a text that holds
one; a *time* is a text in ISO 8601 or as programs print times, or a number of seconds, milliseconds or
microseconds since 1970 ([which ones](grammar.md#times)). A value of another kind makes the field fail for that
event, with function, argument and value named.
"""


def render_reference() -> str:
    """The whole page, in Markdown.

    >>> print(render_reference().splitlines()[0])
    # Functions
    """
    pages = (_section(title, functions) for title, functions in KINDS.items())
    return "\n".join([INTRODUCTION, *pages])


def _section(title: str, functions: tuple[Function, ...]) -> str:
    return "\n".join([f"## {title}\n", *map(_entry, functions)])


def _entry(function: Function) -> str:
    rows = "\n".join(_row(example) for example in function.examples)
    table = f"\n| expression | on | gives |\n| --- | --- | --- |\n{rows}\n" if rows else ""
    return f"### `{function.signature}`\n\n{function.help}\n{table}"


def _row(example: Example) -> str:
    cells = (example.expression, *map(_json, (example.subject, example.expected)))
    return f"| {' | '.join(map(_code, cells))} |"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _code(text: str) -> str:
    """Text as code in a table's cell, whatever ticks and bars it holds."""
    escaped = text.replace("|", "\\|")
    return f"`` {escaped} ``" if "`" in escaped else f"`{escaped}`"
