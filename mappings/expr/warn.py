"""Warnings for expressions that are valid but probably not meant."""

import re
from collections.abc import Iterator, Sequence

from mappings.event_fields import EVENT_FIELDS
from mappings.expr.tokens import Token
from mappings.findings.errors import ExpressionProblem
from mappings.functions.catalog import FUNCTIONS

WORDS = {"null", "true", "false"}
# What templates of other languages call their filters -> our function.
FILTERS = {name: name for name in FUNCTIONS} | {
    "capitalize": "title",
    "count": "length",
    "date": "format_time",
    "downcase": "lower",
    "escape": "escape_html",
    "float": "to_number",
    "int": "to_number",
    "integer": "to_number",
    "lowercase": "lower",
    "number": "to_number",
    "size": "length",
    "str": "to_string",
    "string": "to_string",
    "strip": "trim",
    "text": "to_string",
    "titlecase": "title",
    "upcase": "upper",
    "uppercase": "upper",
}
COMPARISONS = {"eq", "ne", "lt", "lte", "gt", "gte"}
# A text that is a path of events, or a field's name that is not a word of every day.
PATH = re.compile(r"(?:properties|context|traits)(?:\.[\w$-]+|\[\d*\])+")
NAMES = frozenset(name for name in EVENT_FIELDS if not name.islower())
GOES_ON = {"dot", "lbracket", "flatten", "filter", "lparen", "colon"}


def find_warnings(tokens: Sequence[Token]) -> Iterator[ExpressionProblem]:
    """What to look at again: bare `null`, `true`, `false`, a text in double quotes, a path in single ones.

    >>> from mappings.expr.tokens import tokenize
    >>> [found.fix for found in find_warnings(tokenize("a == null"))]
    ['`null`']
    """
    for position, token in enumerate(tokens[:-1]):
        before, after = tokens[position - 1] if position else None, tokens[position + 1]
        if (before and before.kind == "dot") or after.kind in GOES_ON:
            continue
        if token.kind == "literal" and _is_path(tokens, position):
            yield ExpressionProblem(
                "W326",
                f"'{token.value}' in quotes is this text itself, whatever the event says",
                f"for what is at that path write {token.value}",
                token.start,
                token.end,
                fix=token.value,
            )
        elif token.kind == "unquoted_identifier" and token.value in WORDS:
            yield ExpressionProblem(
                "W306",
                f"`{token.value}` here is a field called {token.value}",
                f"write `{token.value}` in backticks",
                token.start,
                token.end,
                fix=f"`{token.value}`",
            )
        elif before and before.kind == "pipe" and _is_filter(token) and after.kind in {"eof", "pipe"}:
            yield ExpressionProblem(
                "W325",
                f"`{token.value}` behind | is a field of that name, not a function",
                f"write {FILTERS[token.value]}(…) around the path",
                token.start,
                token.end,
            )
        elif token.kind == "quoted_identifier" and _compared(tokens, position):
            yield ExpressionProblem(
                "W323",
                f'"{token.value}" in double quotes is a field of that name, not a text',
                f"for the text write '{token.value}'",
                token.start,
                token.end,
                fix=f"'{token.value}'",
            )


def _is_path(tokens: Sequence[Token], position: int) -> bool:
    """Whether it is a text in quotes that names what an event has. In a filter it is compared with items."""
    text = tokens[position].value
    if not isinstance(text, str) or _innermost(tokens[:position]) == "filter":
        return False
    is_first = position > 0 and tokens[position - 1].kind == "lparen"
    return PATH.fullmatch(text) is not None or (text in NAMES and is_first)


def _is_filter(token: Token) -> bool:
    return token.kind == "unquoted_identifier" and token.value in FILTERS


def _compared(tokens: Sequence[Token], position: int) -> bool:
    """Is it the right side of a comparison, or a later argument of a function, where texts usually stand?"""
    before = tokens[position - 1].kind if position else ""
    if before in COMPARISONS:
        return True
    return before == "comma" and _innermost(tokens[:position]) == "lparen"


def _innermost(tokens: Sequence[Token]) -> str:
    """The kind of the bracket that is open at the end of `tokens`."""
    closed = 0
    for token in reversed(tokens):
        if token.kind in {"rparen", "rbracket", "rbrace"}:
            closed += 1
        elif token.kind in {"lparen", "lbracket", "lbrace", "filter"}:
            if not closed:
                return token.kind
            closed -= 1
    return ""
