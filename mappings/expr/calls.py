"""Are the functions of an expression there, and given as many arguments as they take?"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mappings.expr.tokens import Token
from mappings.expr.tree import Node, walk
from mappings.findings.errors import ExpressionError, ExpressionProblem
from mappings.findings.suggest import did_you_mean
from mappings.functions.declare import Function
from mappings.functions.plugins import all_functions, installed_functions

ALL_FUNCTIONS = "docs/functions.md lists them all"
# Names that people bring along from SQL, spreadsheets and other template languages.
ELSEWHERE = {
    "coalesce": "write not_null(a, b)",
    "concat": "write join('', [a, b])",
    "count": "write length(list)",
    "first": "write list[0]",
    "if": "write if_(condition, then, else)",
    "iif": "write if_(condition, then, else)",
    "last": "write list[-1]",
    "len": "write length(list)",
    "lowercase": "write lower(text)",
    "now": "read the event's own time, such as timestamp; a mapping has no clock",
    "size": "write length(list)",
    "uppercase": "write upper(text)",
}


def check_calls(tree: Node, tokens: Sequence[Token]) -> None:
    """ExpressionError for the first function that is unknown or given what it does not take.

    A call's place is its name's: jmespath's tree has no places, but keeps the order of the text.
    """
    names = _names(tokens)
    references = (token for token in tokens if token.kind == "expref")
    taken: set[int] = set()
    for node, _ in walk(tree):
        if node["type"] == "function_expression":
            name = next(names)
            function = all_functions().get(node["value"])
            if function is None:
                raise ExpressionError(_unknown(name))
            _check_arguments(function, node["children"], name)
            taken.update(id(child) for child in node["children"])
        elif node["type"] == "expref":
            reference = next(references)
            if id(node) not in taken:
                raise ExpressionError(_stray(reference))


def _names(tokens: Sequence[Token]) -> Iterator[Token]:
    for token, after in pairwise(tokens):
        if token.kind == "unquoted_identifier" and after.kind == "lparen":
            yield token


def _unknown(name: Token) -> ExpressionProblem:
    near = ELSEWHERE.get(name.value.lower()) or did_you_mean(name.value, all_functions())
    hint = near or "; ".join(installed_functions().troubles) or ALL_FUNCTIONS
    return ExpressionProblem("E320", f"there is no function {name.value}()", hint, name.start, name.end)


def _check_arguments(function: Function, arguments: Sequence[Node], name: Token) -> None:
    if not function.least <= len(arguments) <= function.most:
        message = f"{function.name}() takes {_count(function)}, not {len(arguments)}"
        raise ExpressionError(_wrong(name, message, f"write {function.usage}"))
    for position, argument in enumerate(arguments):
        wants = function.parameter(position).kind == "expression"
        if wants and argument["type"] != "expref":
            raise ExpressionError(
                _wrong(
                    name,
                    f"{function.name}() needs `&` before argument {position + 1}",
                    f"write {function.usage}",
                )
            )
        if not wants and argument["type"] == "expref":
            raise ExpressionError(
                _wrong(name, f"{function.name}() takes no `&` before argument {position + 1}", "leave `&` out")
            )


def _count(function: Function) -> str:
    least, most = function.least, function.most
    if least == most:
        return f"{least} argument" if least == 1 else f"{least} arguments"
    return f"at least {least}" if most == float("inf") else f"{least} to {most:.0f} arguments"


def _wrong(name: Token, message: str, hint: str) -> ExpressionProblem:
    return ExpressionProblem("E321", message, hint, name.start, name.end)


def _stray(reference: Token) -> ExpressionProblem:
    message = "`&` stands only before an argument of functions such as sort_by()"
    return _wrong(reference, message, "write && for and, or leave it out")
