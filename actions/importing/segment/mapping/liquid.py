"""Liquid texts: their outputs and simple filters. Tags and other filters need a person."""

import re
from collections.abc import Callable
from typing import Final

from actions.importing.segment.expression import call, literal
from actions.importing.segment.mapping.expressions import NULL, expression_of
from actions.importing.segment.mapping.node import Constant, Expression, NeedsPersonError, Node
from actions.importing.segment.mapping.place import Place

OUTPUT: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
PATH: Final = re.compile(r"""[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[(?:\d+|"[^"]*"|'[^']*')\])*""")
TEXT: Final = re.compile(r""""([^"]*)"|'([^']*)'""")
NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
FILTER: Final = re.compile(r"(\w+)(?:\s*:\s*(.*))?", re.DOTALL)
# Names that Liquid reads as a question about what stands before them, and words of its own.
QUESTIONS: Final = frozenset({"size", "first", "last"})
WORDS: Final = frozenset({"true", "false", "nil", "null", "empty", "blank"})
GIVES_TEXT: Final = re.compile(r"'[^']*'$|(?:upper|lower|join|replace|regex_replace|trim)\(")
EMPTY: Final = literal([None, False, "", []])


def read_liquid(text: str, place: Place) -> list[str | Expression]:
    """The pieces of the text; NeedsPersonError for what is more than outputs with simple filters."""
    if "{%" in text:
        raise NeedsPersonError("Liquid with tags such as {% if %}")
    pieces: list[str | Expression] = []
    at = 0
    for found in OUTPUT.finditer(text):
        pieces.append(text[at : found.start()])
        at = found.end()
        if found[1].startswith("-") or found[1].endswith("-"):
            raise NeedsPersonError("Liquid that takes away the space around it")
        node = _output(found[1].strip(), place)
        pieces.append(f"{node.value}" if isinstance(node, Constant) else expression_of(node))
    if "{{" in text[at:]:
        raise NeedsPersonError("Liquid with braces that are not closed")
    return [*pieces, text[at:]]


def _output(inner: str, place: Place) -> Node:
    first, *filters = _split(inner, "|")
    node = _value(first, place)
    for one in filters:
        found = FILTER.fullmatch(one)
        name = found[1] if found else one
        if found is None or name not in _FILTERS:
            raise NeedsPersonError(f"the Liquid filter {name}")
        arguments = [_argument(each, place) for each in _split(found[2], ",")] if found[2] else []
        least = _ARGUMENTS.get(name, 0)
        if len(arguments) != least:
            raise NeedsPersonError(f"the Liquid filter {name} with {len(arguments)} arguments")
        node = Expression(_FILTERS[name](expression_of(node).text, *arguments))
    return node


def _value(text: str, place: Place) -> Node:
    found = TEXT.fullmatch(text)
    if found:
        return Constant(found[1] if found[1] is not None else found[2])
    if NUMBER.fullmatch(text):
        return Constant(float(text) if "." in text else int(text))
    if not PATH.fullmatch(text) or text in WORDS or QUESTIONS & set(text.split(".")[1:]):
        raise NeedsPersonError(f"Liquid with {text or 'nothing'} between its braces")
    return place.read(text)


def _argument(text: str, place: Place) -> str:
    return _text(expression_of(_value(text, place)).text)


def _split(text: str, sign: str) -> list[str]:
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


_FILTERS: Final[dict[str, Callable[..., str]]] = {
    "upcase": lambda value: call("upper", _text(value)),
    "downcase": lambda value: call("lower", _text(value)),
    "capitalize": _capitalize,
    "strip": lambda value: call("trim", _text(value)),
    "lstrip": lambda value: call("regex_replace", _text(value), literal(r"^\s+"), "''"),
    "rstrip": lambda value: call("regex_replace", _text(value), literal(r"\s+$"), "''"),
    "append": lambda value, more: call("join", "''", f"[{_text(value)}, {more}]"),
    "prepend": lambda value, more: call("join", "''", f"[{more}, {_text(value)}]"),
    "replace": lambda value, old, new: call("replace", _text(value), old, new),
    "remove": lambda value, old: call("replace", _text(value), old, "''"),
    "default": _default,
    "json": lambda value: call("if_", f"{value} != {NULL}", call("json_encode", value), "''"),
}
_ARGUMENTS: Final = {"append": 1, "prepend": 1, "replace": 2, "remove": 1, "default": 1}
