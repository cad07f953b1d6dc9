"""Outputs of Liquid, with simple filters. Other filters need a person."""

import re
from collections.abc import Callable
from typing import Final

from actions.importing.segment.expression import call, literal
from actions.importing.segment.mapping.expressions import NULL, expression_of
from actions.importing.segment.mapping.node import Constant, Expression, NeedsPersonError, Node
from actions.importing.segment.mapping.place import Place

PATH: Final = re.compile(r"""[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[(?:\d+|"[^"]*"|'[^']*')\])*""")
TEXT: Final = re.compile(r""""([^"]*)"|'([^']*)'""")
NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
FILTER: Final = re.compile(r"(\w+)(?:\s*:\s*(.*))?", re.DOTALL)
# Names that Liquid reads as a question about what stands before them, and words of its own.
QUESTIONS: Final = frozenset({"size", "first", "last"})
WORDS: Final = frozenset({"true", "false", "nil", "null", "empty", "blank"})
GIVES_TEXT: Final = re.compile(r"'[^']*'$|(?:upper|lower|join|replace|regex_replace|trim)\(")
# In this order, as what is written has an ampersand of its own.
SIGNS: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}
EMPTY: Final = literal([None, False, "", []])


def output_of(inner: str, place: Place) -> Node:
    """What stands between the braces; NeedsPersonError for a filter that cannot be said here."""
    first, *filters = split_at(inner, "|")
    node = value_of(first, place)
    for one in filters:
        found = FILTER.fullmatch(one)
        name = found[1] if found else one
        if found is None or name not in _FILTERS:
            raise NeedsPersonError(f"the Liquid filter {name}")
        arguments = [_argument(each, place) for each in split_at(found[2], ",")] if found[2] else []
        least = _ARGUMENTS.get(name, 0)
        if len(arguments) != least:
            raise NeedsPersonError(f"the Liquid filter {name} with {len(arguments)} arguments")
        node = Expression(_FILTERS[name](expression_of(node).text, *arguments))
    return node


def value_of(text: str, place: Place) -> Node:
    """A text, a number, or what stands at a path."""
    found = TEXT.fullmatch(text)
    if found:
        return Constant(found[1] if found[1] is not None else found[2])
    if NUMBER.fullmatch(text):
        return Constant(float(text) if "." in text else int(text))
    if not PATH.fullmatch(text) or text in WORDS or QUESTIONS & set(text.split(".")[1:]):
        raise NeedsPersonError(f"Liquid with {text or 'nothing'} between its braces")
    return place.read(text)


def _argument(text: str, place: Place) -> str:
    return _text(expression_of(value_of(text, place)).text)


def split_at(text: str, sign: str) -> list[str]:
    """The parts between the signs that stand outside of quotes."""
    parts = re.split(rf"""\{sign}(?=(?:[^"']|"[^"]*"|'[^']*')*$)""", text)
    return [one.strip() for one in parts]


def _text(value: str) -> str:
    """The expression of a value as text; nothing is an empty one."""
    return value if GIVES_TEXT.match(value) else call("not_null", call("as_text", value), "''")


def _default(value: str, other: str) -> str:
    return call("if_", call("contains", EMPTY, value), other, value)


def _capitalize(value: str) -> str:
    text = _text(value)
    first, rest = call("substring", text, "`0`", "`1`"), call("substring", text, "`1`")
    return call("join", "''", f"[{call('upper', first)}, {call('lower', rest)}]")


def _escape(value: str) -> str:
    text = _text(value)
    for sign, written in SIGNS.items():
        text = call("replace", text, literal(sign), literal(written))
    return text


_FILTERS: Final[dict[str, Callable[..., str]]] = {
    "upcase": lambda value: call("upper", _text(value)),
    "downcase": lambda value: call("lower", _text(value)),
    "capitalize": _capitalize,
    "strip": lambda value: call("trim", _text(value)),
    "lstrip": lambda value: call("regex_replace", _text(value), literal(r"^\s+"), "''"),
    "rstrip": lambda value: call("regex_replace", _text(value), literal(r"\s+$"), "''"),
    "append": lambda value, more: call("join", "''", f"[{_text(value)}, {more}]"),
    "prepend": lambda value, more: call("join", "''", f"[{more}, {_text(value)}]"),
    "strip_newlines": lambda value: call("regex_replace", _text(value), literal(r"\r?\n"), "''"),
    "escape": _escape,
    "replace": lambda value, old, new: call("replace", _text(value), old, new),
    "remove": lambda value, old: call("replace", _text(value), old, "''"),
    "default": _default,
    "json": lambda value: call("if_", f"{value} != {NULL}", call("json_encode", value), "''"),
}
_ARGUMENTS: Final = {"append": 1, "prepend": 1, "replace": 2, "remove": 1, "default": 1}
