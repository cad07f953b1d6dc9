"""Checks calls: whether each function exists, and gets as many arguments as it takes."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mappings.expr.tokens import Token
from mappings.expr.tree import Node, walk
from mappings.findings.errors import EvaluationError, ExpressionError, ExpressionProblem
from mappings.findings.suggest import did_you_mean, surely
from mappings.functions.declare import Function
from mappings.functions.plugins import all_functions, find_function, installed_functions

ALL_FUNCTIONS = "`actions catalog functions` lists them all"
# Names that people bring along from SQL, spreadsheets and other template languages.
ELSEWHERE = {
    **dict.fromkeys(("to_int", "int", "integer", "parseint"), "for a whole number write as: integer beside from:"),
    **dict.fromkeys(("number", "float", "to_float", "parsefloat"), "write to_number(value)"),
    **dict.fromkeys(("str", "to_str", "text"), "write to_string(value)"),
    "case": "write if_(condition, then, else)",
    "cast": "write as: text, as: number and the like beside from:",
    "concat": "write join('', [a, b])",
    "date": "for the day write as: date beside from:; for a form of your own format_time(time, format)",
    "defined": "write path != `null`",
    "empty": "write path == '' || path == `null`",
    "exists": "write path != `null`",
    "first": "write list[0]",
    "format": "write template: with {{ path }} in the text",
    "if": "write if_(condition, then, else)",
    "iif": "write if_(condition, then, else)",
    "is_empty": "write path == '' || path == `null`",
    "is_null": "write path == `null`",
    "is_set": "write path != `null`",
    "isnull": "write path == `null`",
    "isset": "write path != `null`",
    "last": "write list[-1]",
    "now": "read the event's own time, such as timestamp; a mapping has no clock",
    "sprintf": "write template: with {{ path }} in the text",
    "random": "read the event's own id, messageId; the same event gives the same payload",
    "uuid": "read the event's own id, messageId; the same event gives the same payload",
    "today": "read the event's own time, such as timestamp; a mapping has no clock",
}
OPENS = frozenset({"lparen", "lbracket", "filter", "lbrace"})
CLOSES = frozenset({"rparen", "rbracket", "rbrace"})
IN_A_PATH = frozenset({"unquoted_identifier", "quoted_identifier", "dot", "number", "flatten", "current"}) | CLOSES
# The same functions by other names.
RENAMED = {
    "coalesce": "not_null",
    "count": "length",
    "date_format": "format_time",
    "dateformat": "format_time",
    "format_date": "format_time",
    "formatdate": "format_time",
    "hash": "sha256",
    "includes": "contains",
    "len": "length",
    "lowercase": "lower",
    "size": "length",
    "strftime": "format_time",
    "strip": "trim",
    "substr": "substring",
    "tolower": "lower",
    "tolowercase": "lower",
    "toupper": "upper",
    "touppercase": "upper",
    "uppercase": "upper",
    "encodeuri": "url_encode",
    "encodeuricomponent": "url_encode",
    "urlencode": "url_encode",
}


def check_calls(tree: Node, tokens: Sequence[Token], text: str) -> None:
    """ExpressionError for the first function that is unknown or given what it does not take.

    A call's place is its name's: jmespath's tree has no places, but keeps the order of the text. A call that is
    written as a method's (`email.lower()`) or as a filter's (`email | default('x')`) is reported as a whole.
    """
    names = _names(tokens)
    references = (token for token in tokens if token.kind == "expref")
    taken: set[int] = set()
    for node, _ in walk(tree):
        if node["type"] == "function_expression":
            name = next(names)
            function = find_function(node["value"])
            if function is None:
                raise ExpressionError(method_problem(name, tokens, text) or _unknown(name))
            try:
                _check_arguments(function, node["children"], name)
            except ExpressionError as error:
                raise ExpressionError(method_problem(name, tokens, text) or error.problem) from None
            taken.update(id(child) for child in node["children"])
        elif node["type"] == "expref":
            reference = next(references)
            if id(node) not in taken:
                raise ExpressionError(_stray(reference))


def _names(tokens: Sequence[Token]) -> Iterator[Token]:
    for token, after in pairwise(tokens):
        if token.kind == "unquoted_identifier" and after.kind == "lparen":
            yield token


def function_meant(name: str) -> str | None:
    """The one function that is surely meant by a name that no function has.

    >>> function_meant("toLowerCase"), function_meant("lowr"), function_meant("isset")
    ('lower', 'lower', None)
    """
    word = name.lower()
    if name in all_functions():
        return name
    if word in ELSEWHERE:
        return None
    ours = RENAMED.get(word)
    return ours if ours in all_functions() else surely(name, all_functions())


def method_problem(name: Token, tokens: Sequence[Token], text: str) -> ExpressionProblem | None:
    """The problem of a call that stands behind its subject: `email.lower()`, `email | default('x')`."""
    at = tokens.index(name)
    function = find_function(name.value) or find_function(function_meant(name.value) or "")
    joined = tokens[at - 1].kind if at else ""
    if function is None or joined not in {"dot", "pipe"}:
        return None
    closing = _closing(tokens, at + 1)
    start = _subject_start(tokens, at - 1) if joined == "dot" else 0
    subject = text[start : tokens[at - 1].start].strip()
    given = [as_value(token, text) for token in tokens[at + 2 : closing] if token.kind != "comma"]
    if not subject or not function.least <= len(given) + 1 <= function.most:
        return None
    fix = f"{function.name}({', '.join([subject, *given])})"
    message = f"{name.value}() takes what it works on in its brackets"
    code = "E321" if name.value == function.name else "E320"
    return ExpressionProblem(code, message, f"write {fix}", start, tokens[closing].end, fix)


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for number in range(opening, len(tokens)):
        depth += (tokens[number].kind in OPENS) - (tokens[number].kind in CLOSES)
        if depth == 0:
            return number
    return len(tokens) - 1


def _subject_start(tokens: Sequence[Token], dot: int) -> int:
    """Where the path begins that ends before the token `dot`."""
    at, depth = dot - 1, 0
    while at >= 0 and (depth or (tokens[at].kind in IN_A_PATH and tokens[at].end == tokens[at + 1].start)):
        depth += (tokens[at].kind in CLOSES) - (tokens[at].kind in OPENS)
        at -= 1
    return tokens[at + 1].start


def as_value(token: Token, text: str) -> str:
    """An argument; what stands in double quotes is a text in the languages that have filters and methods."""
    return f"'{token.value}'" if token.kind == "quoted_identifier" else text[token.start : token.end]


def _unknown(name: Token) -> ExpressionProblem:
    message = f"there is no function {name.value}()"
    hint = ELSEWHERE.get(name.value.lower())
    ours = function_meant(name.value)
    if hint is None and ours:
        renamed = name.value.lower() in RENAMED
        hint = f"write {all_functions()[ours].usage}" if renamed else did_you_mean(name.value, all_functions())
    hint = hint or did_you_mean(name.value, all_functions()) or "; ".join(installed_functions().troubles)
    return ExpressionProblem("E320", message, hint or ALL_FUNCTIONS, name.start, name.end, ours)


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

    if function.check:
        known = [one["value"] if one["type"] == "literal" else None for one in arguments]
        try:
            function.check(*known)
        except EvaluationError as error:
            hint = error.hint or f"write {function.usage}"
            raise ExpressionError(_wrong(name, f"{function.name}(): {error}", hint)) from None


def _count(function: Function) -> str:
    least, most = function.least, function.most
    if least == most:
        return f"{least} argument" if least == 1 else f"{least} arguments"
    return f"at least {least}" if most == float("inf") else f"{least} to {most:.0f} arguments"


def _wrong(name: Token, message: str, hint: str | None) -> ExpressionProblem:
    return ExpressionProblem("E321", message, hint, name.start, name.end)


def _stray(reference: Token) -> ExpressionProblem:
    message = "`&` is only used before an argument of functions such as sort_by()"
    return _wrong(reference, message, "write && for and, or leave it out")
