"""The rule for fixes in conditions: one is offered only if the condition can be read with it."""

from collections.abc import Callable

from msgspec.structs import replace

from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError, ExpressionProblem
from mappings.located import Located

SHAPE = 'write a path, =, !=, >, <, in or exists, and a value, such as event = "Order Completed"'


def proven(
    problem: ExpressionProblem, spot: Located, found: Report, read: Callable[[Located, Report], object]
) -> ExpressionProblem:
    """The problem of the condition in `spot`, without its fix where the condition is not read with it.

    `found` are the findings about what stands before the problem; what follows it may be a second mistake.
    """
    if problem.fix is None:
        return problem
    text = f"{spot.value[: problem.start]}{problem.fix}{spot.value[problem.end :]}"
    end = problem.start + len(problem.fix)
    after = Report()
    # With the offsets as columns, findings say which characters they are about.
    numbered = Located(text, spot.place, offsets=[(1, number) for number in range(len(text) + 1)])
    stops_at = len(text)
    try:
        read(numbered, after)
    except ExpressionError as error:
        stops_at = error.problem.start
    known = {(one.code, one.message) for one in found}
    new = [one.place for one in after if one.severity == "error" and (one.code, one.message) not in known]
    if stops_at >= end and not any(place is not None and place.column < end for place in new):
        return problem
    is_all_of_it = problem.hint == f"write {problem.fix}" and " " in problem.fix
    return replace(problem, hint=SHAPE if is_all_of_it else problem.hint, fix=None)
