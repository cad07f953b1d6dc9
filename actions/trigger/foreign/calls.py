"""Comparisons that programs write as methods or functions: `price.between(10, 20)`, `isEmpty(coupon)`."""

import re

from msgspec.structs import replace

from actions.trigger.foreign.comparisons import COMMA, in_list
from actions.trigger.foreign.phrases import Form, call, emptiness, find_phrase
from actions.trigger.lexer import Token
from mappings.findings.errors import ExpressionProblem

METHOD = re.compile(r"(?P<path>[\w.]+)\.(?P<name>\w+)\((?P<values>[^()]*)\)")
JOINED = re.compile(r" (?:or|and) ")
# Those that are not functions of paths, too.
TEST = re.compile(r"(?:has|has_any|match|regex|exists)\(")
HUMPS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


def method_as_comparison(text: str) -> tuple[str, str] | None:
    """The name of the method, and the comparison as we write it; None for what is not a method that compares.

    >>> method_as_comparison("properties.price.between(10, 20)")
    ('between', 'properties.price >= 10 and properties.price <= 20')
    """
    found = METHOD.fullmatch(text)
    fix = found and call_as_comparison(found["path"], found["name"], _split(found["values"]))
    return (found["name"], fix) if found and fix else None


def function_as_comparison(name: str, inside: str) -> str | None:
    """The comparison that a function of this name makes of the path and the values in its brackets.

    >>> function_as_comparison("isEmpty", "properties.coupon")
    'properties.coupon = "" or properties.coupon = null'
    """
    path, *values = _split(inside) or [""]
    return call_as_comparison(path, name, values) if path else None


def call_as_comparison(path: str, name: str, values: list[str]) -> str | None:
    """What the name means as words: `isEmpty` is `is empty`."""
    words = [one.lower() for one in HUMPS.findall(name)]
    found = find_phrase(words) or find_phrase([name])
    if found is None or found[1] not in (len(words), 1):
        return None
    return _written(path, found[0], values)


def _written(path: str, form: Form, values: list[str]) -> str | None:
    """The comparison in our words, where the form takes so many values."""
    value = values[0] if values else ""
    made: str | None = None
    if form.kind in ("alone", "empty") and not values:
        made = f"{path} {form.ours}" if form.kind == "alone" else emptiness(path, negated=form.negated)
    elif form.kind == "between" and len(values) == len(("low", "high")):
        made = f"{path} >= {value} and {path} <= {values[1]}"
        made = f"not ({made})" if form.negated else made
    elif form.kind == "list" and values:
        made = f"{path} {form.ours} {in_list(', '.join(values).strip('[]'))}"
    elif form.kind in ("sign", "call") and len(values) == 1:
        called = f"{'not ' if form.negated else ''}{call(form.ours, path, value)}"
        made = f"{path} {form.ours} {value}" if form.kind == "sign" else called
    return made


def apart(problem: ExpressionProblem, text: str) -> ExpressionProblem:
    """The problem in the condition `text`, what it says to write in brackets where other tests stand beside it."""
    fix = problem.fix
    if not fix or not JOINED.search(fix) or problem.end - problem.start == len(text.strip()):
        return problem
    return replace(problem, fix=f"({fix})", hint=f"write ({fix})")


def _split(values: str) -> list[str]:
    return [one.strip() for one in COMMA.split(values) if one.strip()]


def answered_test(text: str, where: slice, sign: Token, answer: Token) -> ExpressionProblem | None:
    """The problem of `has(…) = true`, whose test stands in the text there; None where it is something else."""
    test = text[where]
    if sign.text not in ("=", "!=") or answer.text not in ("true", "false") or not TEST.match(test):
        return None
    fix = test if (answer.text == "true") is (sign.text == "=") else f"not {test}"
    message = f"a test is true or false as it stands, without `{sign.text} {answer.text}`"
    return ExpressionProblem("E210", message, f"write {fix}", where.start, answer.end, fix)
