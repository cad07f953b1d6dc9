"""Texts that are expressions but hardly mean what they say."""

from collections.abc import Iterator, Sequence

from mappings.expr.tokens import Token
from mappings.findings.errors import ExpressionProblem
from mappings.functions.catalog import FUNCTIONS

WORDS = {"null", "true", "false"}
# What templates of other languages call their filters -> our function.
FILTERS = {name: name for name in FUNCTIONS} | {
    "capitalize": "title",
    "downcase": "lower",
    "size": "length",
    "strip": "trim",
    "upcase": "upper",
}
COMPARISONS = {"eq", "ne", "lt", "lte", "gt", "gte"}
GOES_ON = {"dot", "lbracket", "flatten", "filter", "lparen", "colon"}


def find_warnings(tokens: Sequence[Token]) -> Iterator[ExpressionProblem]:
    """What to look at again: bare `null`, `true`, `false`, and a text in double quotes.

    >>> from mappings.expr.tokens import tokenize
    >>> [found.fix for found in find_warnings(tokenize("a == null"))]
    ['`null`']
    """
    for position, token in enumerate(tokens[:-1]):
        before, after = tokens[position - 1] if position else None, tokens[position + 1]
        if (before and before.kind == "dot") or after.kind in GOES_ON:
            continue
        if token.kind == "unquoted_identifier" and token.value in WORDS:
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
