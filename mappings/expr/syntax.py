"""Hints for syntax errors: texts whose tokens are valid but do not fit together."""

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from mappings.expr.advice import odd_name
from mappings.expr.calls import IN_A_PATH, as_value
from mappings.expr.tokens import Token
from mappings.findings.errors import ExpressionError, ExpressionProblem

PAIRS = {"lparen": "rparen", "lbracket": "rbracket", "filter": "rbracket", "lbrace": "rbrace"}
MARKS = {"rparen": ")", "rbracket": "]", "rbrace": "}"}
NAMES = {"unquoted_identifier", "quoted_identifier"}
VALUES = NAMES | {"literal", "number"}
OPERANDS = VALUES | {"rparen", "rbracket", "rbrace", "current", "flatten"}
FUNCTIONS_BETWEEN = {
    **{name: name for name in ("contains", "starts_with", "ends_with")},
    "includes": "contains",
    "has": "contains",
    "startswith": "starts_with",
    "endswith": "ends_with",
}
WORD_OPERATORS = {"and": "&&", "or": "||", "not": "!", "is": "==", "eq": "==", "in": "contains(list, value)"}


def advise_brackets(tokens: Sequence[Token]) -> None:
    """ExpressionError for the first bracket that closes nothing, or the last that is not closed."""
    waiting: list[Token] = []
    for token in tokens:
        if token.kind in PAIRS:
            waiting.append(token)
        elif token.kind in MARKS:
            if not waiting:
                raise ExpressionError(_at(token, f"`{token.value}` closes nothing", "remove it"))
            opened = waiting.pop()
            wanted = MARKS[PAIRS[opened.kind]]
            if wanted != token.value:
                message = f"`{token.value}` does not close `{opened.value}`"
                raise ExpressionError(_at(token, message, f"write {wanted}", fix=wanted))
    if waiting:
        opened = waiting[-1]
        hint = f"write {MARKS[PAIRS[opened.kind]]} after what belongs to it"
        raise ExpressionError(_at(opened, f"`{opened.value}` is never closed", hint))


class _Stop(Struct, frozen=True):
    """Where the parser stopped: at `token`, after `before`, for `reason`; beyond the text stands an eof."""

    text: str
    tokens: Sequence[Token]
    index: int
    reason: str

    @property
    def token(self) -> Token:
        return self.look(0)

    @property
    def before(self) -> Token:
        return self.look(-1)

    def look(self, steps: int) -> Token:
        position = self.index + steps
        return self.tokens[position] if 0 <= position < len(self.tokens) else Token("eof", "", 0, 0)

    def written(self, token: Token) -> str:
        return self.text[token.start : token.end]


def advise_syntax(text: str, tokens: Sequence[Token], at: int, reason: str) -> ExpressionProblem:
    """The problem at the word that starts at `at`, where jmespath's parser stopped for `reason`."""
    index = next((position for position, token in enumerate(tokens) if token.start >= at), len(tokens) - 1)
    stop = _Stop(text, tokens, index, reason)
    found = (advise(stop) for advise in STEPS)
    return next((problem for problem in found if problem), None) or _at(
        stop.token, f"`{stop.written(stop.token)}` is not expected here", "check what comes before it"
    )


def _unfinished(stop: _Stop) -> ExpressionProblem | None:
    if stop.token.kind != "eof":
        return None
    return _at(
        stop.before,
        f"nothing follows `{stop.written(stop.before)}`",
        "write what comes after it, or remove it",
    )


def _word_operator(stop: _Stop) -> ExpressionProblem | None:
    """`a and b`: two values side by side, one of them an operator elsewhere."""
    if stop.before.kind not in OPERANDS:
        return None
    for word in (stop.token, stop.before):
        mark = WORD_OPERATORS.get(word.value.lower()) if word.kind == "unquoted_identifier" else None
        if mark:
            fix = mark if "(" not in mark else None
            return _at(word, f"`{word.value}` is not an operator of paths", f"write {mark}", fix)
    return None


def _missing_colon(stop: _Stop) -> ExpressionProblem | None:
    if not stop.reason.startswith("Expecting: colon"):
        return None
    return _at(
        stop.token,
        f"a colon is missing before `{stop.written(stop.token)}`",
        "write {name: path, other: path}",
    )


def _odd_name(stop: _Stop) -> ExpressionProblem | None:
    """`order-2`, `2nd_item`: a name that the lexer took apart, at a number."""
    number = stop.token
    glued = stop.before.kind == "unquoted_identifier" and stop.before.end == number.start
    goes_on = stop.look(1).kind == "unquoted_identifier" and stop.look(1).start == number.end
    return odd_name(stop.text, number.start) if number.kind == "number" and (glued or goes_on) else None


def _foreign_operator(stop: _Stop) -> ExpressionProblem | None:
    if stop.before.kind not in OPERANDS:
        return None
    if stop.token.kind == "star":
        return _at(stop.token, "`*` does not multiply", "write multiply(a, b)")
    if stop.token.kind == "expref":
        hint = "for texts write join('', [a, b]) or a template:; for and write &&"
        return _at(stop.token, "`&` joins nothing in a path", hint)
    return None


def _function_between(stop: _Stop) -> ExpressionProblem | None:
    """`properties.a contains 'b'`: a function of ours where an operator would stand elsewhere."""
    name, value = stop.token, stop.look(1)
    function = FUNCTIONS_BETWEEN.get(str(name.value).lower()) if name.kind == "unquoted_identifier" else None
    if function is None or stop.before.kind not in OPERANDS or value.kind not in VALUES:
        return None
    if stop.look(2).kind != "eof" or any(one.kind not in IN_A_PATH for one in stop.tokens[: stop.index]):
        return None
    fix = f"{function}({stop.text[: name.start].strip()}, {as_value(value, stop.text)})"
    message = f"`{name.value}` goes before its path, as a function does"
    return ExpressionProblem("E302", message, f"write {fix}", 0, value.end, fix)


def _case_when(stop: _Stop) -> ExpressionProblem | None:
    first = next((one for one in stop.tokens if str(one.value).lower() == "case"), None)
    if first is None or str(stop.token.value).lower() != "when":
        return None
    return _at(first, "there is no CASE in a path", "write if_(condition, then, else)")


def _several_paths(stop: _Stop) -> ExpressionProblem | None:
    """`userId, anonymousId`: paths with commas between, and no brackets around."""
    if stop.token.kind != "comma" or any(one.kind in PAIRS for one in stop.tokens[: stop.index]):
        return None
    message = "a comma ends the path: several of them make a list"
    return _at(stop.token, message, f"for the first one that is there write {{from: [{stop.text}]}}")


def _spaced_name(stop: _Stop) -> ExpressionProblem | None:
    """`properties.List Name`: unquoted names side by side."""
    if stop.before.kind != "unquoted_identifier" or stop.token.kind != "unquoted_identifier":
        return None
    first, last = -1, 0
    while stop.look(first - 1).kind == "unquoted_identifier":
        first -= 1
    while stop.look(last + 1).kind == "unquoted_identifier":
        last += 1
    start, end = stop.look(first).start, stop.look(last).end
    # The first word is a name of its own: the path is fine up to the space, and stops being one behind it.
    if start == 0:
        message = "these words are not a path, which begins with a field of events"
        return _at(stop.token, message, f"for the text itself write it under set:, or as {{value: {stop.text}}}")
    message = "the path stops here: a name with a space needs double quotes"
    return _at(stop.token, message, f'write {stop.text[:start]}"{stop.text[start:end]}"')


def _side_by_side(stop: _Stop) -> ExpressionProblem | None:
    if stop.before.kind not in OPERANDS or stop.token.kind not in VALUES:
        return None
    message = f"nothing joins `{stop.written(stop.before)}` and `{stop.written(stop.token)}`"
    return _at(stop.token, message, "write an operator (==, ||, &&) or a comma between them")


def _after_dot(stop: _Stop) -> ExpressionProblem | None:
    token = stop.token
    if stop.before.kind != "dot":
        return None
    if token.kind == "number":
        fix = f"[{token.value}]"
        message = f"an item of a list is not read by `.{token.value}`"
        return ExpressionProblem("E302", message, f"write {fix}", stop.before.start, token.end, fix)
    if token.kind == "dot":
        return _at(token, "two dots follow each other", "write one", fix="")
    if token.kind in {"flatten", "filter"}:
        return _at(stop.before, f"no dot goes before `{token.value}`", "leave the dot out", fix="")
    return _name_as_text(stop)


def _after_opening(stop: _Stop) -> ExpressionProblem | None:
    token, before = stop.token, stop.before
    if before.kind == "lbracket" and token.kind in NAMES | {"literal"}:
        is_plain = re.fullmatch(r"[A-Za-z_]\w*", str(token.value), re.ASCII)
        path = f".{token.value}" if is_plain else f'."{token.value}"'
        closes = stop.look(1).kind == "rbracket"
        end = stop.look(1).end if closes else token.end
        message = f"a field is not read by `[{stop.written(token)}]`"
        return ExpressionProblem("E302", message, f"write {path}", before.start, end, path if closes else None)
    if before.kind == "lbracket" and token.kind == "number" and stop.look(-2).kind == "dot":
        return _at(stop.look(-2), "no dot goes before `[`", "leave the dot out", fix="")
    if before.kind == "lbrace" and token.kind == "lbrace":
        message = "a path is not written in {{ }}"
        return ExpressionProblem("E302", message, "leave the braces out, or use template:", before.start, token.end)
    return _name_as_text(stop) if before.kind in {"lbrace", "comma"} else None


def _name_as_text(stop: _Stop) -> ExpressionProblem | None:
    if stop.token.kind != "literal":
        return None
    name = f'"{stop.token.value}"'
    return _at(stop.token, f"a name is not written {stop.written(stop.token)}", f"write {name}", fix=name)


def _bare_number(stop: _Stop) -> ExpressionProblem | None:
    if stop.token.kind != "number":
        return None
    dot, fraction = stop.look(1), stop.look(2)
    has_fraction = dot.kind == "dot" and dot.start == stop.token.end and fraction.kind == "number"
    start, end = stop.token.start, fraction.end if has_fraction else stop.token.end
    fix = f"`{stop.text[start:end]}`"
    message = f"the number {stop.text[start:end]} needs backticks in a path"
    return ExpressionProblem("E302", message, f"write {fix}", start, end, fix)


def _leading_dot(stop: _Stop) -> ExpressionProblem | None:
    if stop.token.kind != "dot":
        return None
    return _at(stop.token, "a path does not start with a dot", "leave it out", fix="")


def _not_a_function(stop: _Stop) -> ExpressionProblem | None:
    name = stop.token
    if stop.look(1).kind != "lparen":
        return None
    return _at(name, f"`{stop.written(name)}` is not the name of a function", "write name(arguments), without quotes")


STEPS: tuple[Callable[[_Stop], ExpressionProblem | None], ...] = (
    _unfinished,
    _case_when,
    _function_between,
    _several_paths,
    _word_operator,
    _missing_colon,
    _odd_name,
    _foreign_operator,
    _spaced_name,
    _side_by_side,
    _after_dot,
    _after_opening,
    _bare_number,
    _leading_dot,
    _not_a_function,
)


def _at(token: Token, message: str, hint: str, fix: str | None = None) -> ExpressionProblem:
    return ExpressionProblem("E302", message, hint, token.start, token.end, fix)
