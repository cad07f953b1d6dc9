"""Compiling an expression that stands in a mapping file: what is wrong with it becomes a finding there."""

from collections.abc import Collection

from mappings.expr.expression import Expression, compile_expression
from mappings.expr.roots import Root
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError, ExpressionProblem
from mappings.findings.suggest import did_you_mean
from mappings.spot import Spot


def check_expression(
    text: str, spot: Spot, offset: int, report: Report, *, roots: Collection[str] | None
) -> Expression | None:
    """The expression that `text` writes, which stands `offset` characters into `spot`; None after an error.

    Problems and warnings go to `report`, at the characters they are about. With `roots`, a first word that is
    not among them is an error too: the event cannot have it. Items of lists can have any field: pass None.
    """
    try:
        expression = compile_expression(text)
    except ExpressionError as error:
        _report(error.problem, spot, offset, report)
        return None
    unknown = [_unknown_root(root, text, roots) for root in expression.roots if _is_unknown(root, roots, expression)]
    told = {problem.start for problem in unknown}
    for problem in [*unknown, *(warning for warning in expression.warnings if warning.start not in told)]:
        _report(problem, spot, offset, report)
    return None if unknown else expression


def _is_unknown(root: Root, roots: Collection[str] | None, expression: Expression) -> bool:
    """Neither a field of events nor a bare `null`, whose own warning says more."""
    if roots is None or root.name in roots:
        return False
    return not any(warning.code == "W306" and warning.start == root.start for warning in expression.warnings)


def _unknown_root(root: Root, text: str, roots: Collection[str] | None) -> ExpressionProblem:
    quoted = text[root.start] == '"'
    hint = did_you_mean(root.name, roots or ())
    if hint is None and quoted:
        hint = f"for the text write '{root.name}'"
    if hint is None:
        hint = f"what a track event brings along is in its properties: properties.{text[root.start : root.end]}"
    return ExpressionProblem("E301", f'events have no field "{root.name}"', hint, root.start, root.end)


def _report(problem: ExpressionProblem, spot: Spot, offset: int, report: Report) -> None:
    place = spot.inside(offset + problem.start, offset + problem.end)
    report.add(problem.code, place, problem.message, problem.hint, fix=problem.fix)
