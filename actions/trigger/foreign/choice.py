"""`a ? b : c` among the tokens of a condition."""

from collections.abc import Mapping, Sequence

from actions.trigger.lexer import Token
from mappings.findings.choice import CASES, choice_as_tests
from mappings.findings.errors import ExpressionProblem

MESSAGE = "there is no `? :` in a condition"


def find_choice(text: str, tokens: Sequence[Token], closing: Mapping[int, int]) -> ExpressionProblem | None:
    """What to say of the first choice there is; `closing` are the brackets that belong together."""
    opened = (number for number in closing if tokens[number].text == "(")
    inside = ((number + 1, closing[number]) for number in sorted(opened))
    found = (_choice_in(text, tokens, closing, first, end) for first, end in ((0, len(tokens) - 1), *inside))
    return next((one for one in found if one), None)


def _choice_in(
    text: str, tokens: Sequence[Token], closing: Mapping[int, int], first: int, end: int
) -> ExpressionProblem | None:
    asks = ends = None
    at = first
    while at < end:
        token = tokens[at]
        if token.kind == "other" and token.text == "?" and asks is None:
            asks = token
        elif token.kind == "other" and token.text == ":" and asks is not None and ends is None:
            ends = token
        at = closing.get(at, at) + 1
    if asks is None:
        return None
    start, stop = tokens[first].start, tokens[end - 1].end
    fix = ends and choice_as_tests(text[start : asks.start], text[asks.end : ends.start], text[ends.end : stop])
    if not fix:
        return ExpressionProblem("E210", MESSAGE, CASES, asks.start, asks.end)
    return ExpressionProblem("E210", MESSAGE, f"write {fix}", start, stop, fix)
