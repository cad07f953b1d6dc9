"""Expression text to tree, by jmespath's parser, which recurses: depth is checked before it sees the text."""

from jmespath.exceptions import JMESPathError, ParseError
from jmespath.parser import Parser
from msgspec import Struct

from mappings.expr.syntax import advise_brackets, advise_syntax
from mappings.expr.tokens import Token, tokenize
from mappings.expr.tree import Node, walk
from mappings.findings.errors import ExpressionError, ExpressionProblem
from mappings.findings.if_call import find_choice

MOST_CHARACTERS = 10_000
MOST_NESTING = 64
MOST_TREE_DEPTH = 200
OPEN = {"lparen", "lbracket", "lbrace", "filter"}
CLOSE = {"rparen", "rbracket", "rbrace"}
# Words that make the parser recurse without a bracket, in levels: `!!!a`, `a.*.*`, `a[][]`.
NESTING = {"not": 1, "expref": 1, "star": 0.5, "flatten": 0.5}
# A closed `[…]` may go on as a projection, inside which the rest of its group is parsed.
PROJECTION = {"rbracket": 0.5}


class Parsed(Struct, frozen=True):
    """The tree of a text and its words."""

    tree: Node
    tokens: list[Token]


def parse(text: str) -> Parsed:
    """The tree of `text`; ExpressionError when it is not an expression, or too long or deep.

    >>> parse("a.b").tree["type"]
    'subexpression'
    """
    if len(text) > MOST_CHARACTERS:
        raise _too_much(f"this path has over {MOST_CHARACTERS:,} characters", MOST_CHARACTERS, len(text))
    if not text.strip():
        problem = ExpressionProblem(
            "E302", "this path is empty", "write a path such as properties.revenue", 0, len(text)
        )
        raise ExpressionError(problem)
    try:
        return _parse(text)
    except ExpressionError as error:
        choice = find_choice(text) if error.problem.code == "E302" else None
        if choice is None:
            raise
    message = f"there is no {choice.name} in a path"
    raise ExpressionError(ExpressionProblem("E302", message, f"write {choice.call}", 0, len(text)))


def _parse(text: str) -> Parsed:
    tokens = tokenize(text)
    _check_nesting(tokens)
    advise_brackets(tokens)
    try:
        tree: Node = Parser().parse(text).parsed
    except ParseError as error:
        raise ExpressionError(advise_syntax(text, tokens, error.lex_position, error.msg)) from None
    except (JMESPathError, IndexError):
        raise ExpressionError(advise_syntax(text, tokens, len(text), "")) from None
    except RecursionError:
        raise _too_much("this path is nested too deeply", 0, len(text)) from None
    _check_tree(tree, text, tokens)
    return Parsed(tree, tokens)


def _check_nesting(tokens: list[Token]) -> None:
    """ExpressionError when over 64 brackets and prefixes, or 128 projections, stand in each other."""
    levels = [0.0]
    for token in tokens:
        if token.kind in OPEN:
            levels.append(1)
        elif token.kind in CLOSE and len(levels) > 1:
            levels.pop()
            levels[-1] += PROJECTION.get(token.kind, 0)
        elif token.kind == "comma":
            levels[-1] = 1 if len(levels) > 1 else 0
        else:
            levels[-1] += NESTING.get(token.kind, 0)
        if sum(levels) > MOST_NESTING:
            raise _too_much(f"this path is nested over {MOST_NESTING} deep", token.start, token.end)


def _check_tree(tree: Node, text: str, tokens: list[Token]) -> None:
    for node, depth in walk(tree):
        if depth > MOST_TREE_DEPTH:
            raise _too_much(f"this path chains over {MOST_TREE_DEPTH} steps", 0, len(text))
        if node["type"] == "slice" and node["children"][2] == 0:
            at = _step(tokens)
            raise ExpressionError(
                ExpressionProblem(
                    "E302",
                    "a slice cannot have step 0",
                    "write [start:end], or a step such as 2",
                    at.start,
                    at.end,
                )
            )


def _step(tokens: list[Token]) -> Token:
    """The first 0 that is the step of a slice: `[a:b:0]`, where a and b may be left out."""
    colons = 0
    for token in tokens:
        if token.kind == "number" and token.value == 0 and colons == 2:  # noqa: PLR2004  # the step follows the second colon
            return token
        colons = colons + (token.kind == "colon") if token.kind in {"colon", "number"} else 0
    return tokens[0]


def _too_much(message: str, start: int, end: int) -> ExpressionError:
    return ExpressionError(ExpressionProblem("E322", message, "split it over several fields", start, end))
