"""Compiling an expression that stands in a mapping file: what is wrong with it becomes a finding there."""

import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from mappings.event_fields import CONTEXT_NAMES, EVENT_FIELDS, TEXT_FIELDS
from mappings.expr.expression import Expression, compile_expression
from mappings.expr.roots import Root
from mappings.expr.tree import Node, walk
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError, ExpressionProblem
from mappings.findings.suggest import did_you_mean, surely
from mappings.functions.declare import Function
from mappings.functions.plugins import find_function
from mappings.functions.times.read_time import parse_text
from mappings.located import Located

# What people look for inside `event`, which stands beside it.
TIMES = frozenset({"date", "datetime", "sent_at", "time", "timestamp", "ts"})
# A step into a value; `event.lower(@)` is a function's.
INSIDE = re.compile(r'\.(?:"|[A-Za-z_]\w*(?![\w(]))|\[-?\d')


# What programs call an event that they hold, and fields of it.
WRAPPERS = frozenset(
    {"body", "data", "e", "evt", "hit", "input", "message", "msg", "payload", "record", "request", "root"}
)
ELSEWHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "event_name": "event",
        "eventname": "event",
        "person": "context.traits",
        "profile": "context.traits",
        "user": "context.traits",
    }
)
INNER = re.compile(r"\.([A-Za-z_]\w*)")


def check_expression(
    text: str,
    spot: Located,
    offset: int,
    report: Report,
    *,
    roots: Collection[str] | None,
    is_mapped: bool = False,
) -> Expression | None:
    """The expression that `text` writes, which stands `offset` characters into `spot`; None after an error.

    Problems and warnings go to `report`, at the characters they are about. With `roots`, a first word that is
    not among them is an error too: the event cannot have it. Items of lists can have any field: pass None.
    With `is_mapped` the path stands under `map:`, where people write a literal text by mistake.
    """
    try:
        expression = compile_expression(text)
    except ExpressionError as error:
        _report(error.problem, spot, offset, report)
        return None
    unknown = [
        _unknown_root(root, text, roots, is_mapped=is_mapped)
        for root in expression.roots
        if _is_unknown(root, roots, expression)
    ]
    unknown += [_inside_text(root, text) for root in expression.roots if _reads_inside(root, text, roots)]
    unknown += _misfits(expression)
    reported = {problem.start for problem in unknown}
    for problem in [*unknown, *(warning for warning in expression.warnings if warning.start not in reported)]:
        _report(problem, spot, offset, report)
    return None if unknown else expression


def _reads_inside(root: Root, text: str, roots: Collection[str] | None) -> bool:
    """Whether the path goes on into a field that holds a text: `event.properties.total`."""
    return roots is not None and root.name in TEXT_FIELDS and INSIDE.match(text, root.end) is not None


def _inside_text(root: Root, text: str) -> ExpressionProblem:
    rest = text[root.end :].lstrip(".")
    name = re.match(r"\w*", rest)
    fix, end = None, root.end
    if root.name != "event":
        hint = f"write {root.name} alone"
    elif rest.lower() in TIMES:
        hint, fix, end = "write timestamp", "timestamp", len(text)
    elif name and name[0] in EVENT_FIELDS:
        hint = f"leave `event.` out: {rest}"
    else:
        hint = f"the values of a track event are in its properties: properties.{rest}"
    message = f"{root.name} is a text, so nothing is inside it"
    return ExpressionProblem("E324", message, hint, root.start, end, fix)


def _is_unknown(root: Root, roots: Collection[str] | None, expression: Expression) -> bool:
    """Neither a field of events nor a bare `null`, whose own warning says more."""
    if roots is None or root.name in roots:
        return False
    return not any(warning.code == "W306" and warning.start == root.start for warning in expression.warnings)


def _unknown_root(root: Root, text: str, roots: Collection[str] | None, *, is_mapped: bool) -> ExpressionProblem:
    message = f'events have no field "{root.name}"'
    inner = INNER.match(text, root.end)
    if root.name.lower() in WRAPPERS and inner and inner[1] in EVENT_FIELDS:
        hint = f"leave `{root.name}.` out: paths start at the event"
        return ExpressionProblem("E301", message, hint, root.start, inner.start(1), "")
    meant = ELSEWHERE.get(root.name.lower()) or (f"context.{root.name}" if root.name in CONTEXT_NAMES else None)
    if meant and roots is not None:
        return ExpressionProblem("E301", message, f"write {meant}", root.start, root.end, meant)
    hint, fix = _hint_for_root(root, text, roots or (), is_mapped=is_mapped), surely(root.name, roots or ())
    return ExpressionProblem("E301", message, hint, root.start, root.end, fix)


def _hint_for_root(root: Root, text: str, roots: Collection[str], *, is_mapped: bool) -> str:
    hint = did_you_mean(root.name, roots)
    if hint is None and text[root.start] == '"':
        hint = f"for the text write '{root.name}'"
    if hint is None:
        hint = f"the values of a track event are in its properties: properties.{text[root.start : root.end]}"
        hint += "; a literal text goes under set:" if is_mapped and text == root.name else ""
    return hint


def _misfits(expression: Expression) -> Iterator[ExpressionProblem]:
    """E321 for the first literal of each function that it cannot take: `round(price, '2')`."""
    for node, _ in walk(expression.tree):
        function = find_function(node["value"]) if node["type"] == "function_expression" else None
        problem = _first_misfit(function, node) if function else None
        found = re.search(rf"\b{node['value']}\s*\(", expression.text) if problem else None
        if function and problem and found:
            end = found.start() + len(function.name)
            yield ExpressionProblem("E321", problem, f"write {function.usage}", found.start(), end)


def _first_misfit(function: Function, node: Node) -> str | None:
    for position, argument in enumerate(node["children"]):
        value = argument["value"] if argument["type"] == "literal" else None
        if value is not None and (problem := _misfit(function, position, value)):
            return problem
    return None


def _misfit(function: Function, position: int, value: Any) -> str | None:
    if problem := function.misfit(position, value):
        return str(problem)
    parameter = function.parameter(position)
    if parameter.kind == "time" and isinstance(value, str) and parse_text(value) is None:
        return f"{function.name}() takes {parameter.words}, not the text '{value}'"
    return None


def _report(problem: ExpressionProblem, spot: Located, offset: int, report: Report) -> None:
    place = spot.inside(offset + problem.start, offset + problem.end)
    hint = _in_yaml_quotes(problem, spot) if offset == 0 else None
    report.add(problem.code, place, problem.message, hint or problem.hint, fix=problem.fix)


def _in_yaml_quotes(problem: ExpressionProblem, spot: Located) -> str | None:
    """The hint where a path's own double quotes need quotes of YAML's around them."""
    text, fix = spot.value, problem.fix
    is_quoted = bool(spot.offsets) and spot.offsets[0] == (spot.place.line, spot.place.column + 1)
    if not fix or not fix.startswith('"') or (problem.start and not is_quoted) or "'" in text:
        return None
    return f"write the whole path in single quotes: '{text[: problem.start]}{fix}{text[problem.end :]}'"
