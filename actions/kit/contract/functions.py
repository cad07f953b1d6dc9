"""Whether functions and secret providers in the destination's package can be used."""

from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from actions.kit.contract.subject import Subject
from actions.kit.secret_providers import SecretProviderError, load_providers
from destinations.sdk.destination import GROUP
from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.findings.errors import EvaluationError, ExpressionError
from mappings.functions.declare import Example, Function, Refusal
from mappings.functions.plugins import read_functions


def find_wrong_functions(subject: Subject) -> list[str]:
    """Functions that cannot be used, and examples and refusals of theirs that do not hold."""
    installed = read_functions(_points(subject, "mappings"))
    found = list(installed.troubles)
    for function in installed.functions.values():
        found += _examples(function)
    return found


def find_wrong_providers(subject: Subject) -> list[str]:
    """Secret providers of the package that cannot be loaded."""
    try:
        load_providers(_points(subject, "actions"))
    except SecretProviderError as error:
        return [str(error)]
    return []


def _points(subject: Subject, group: str) -> list[EntryPoint]:
    """The entry points of the distribution that brings the destination."""
    own = {one.dist.name for one in entry_points(group=GROUP) if one.dist and one.name == subject.destination.name}
    return [one for one in entry_points(group=group) if one.dist and one.dist.name in own]


def _examples(function: Function) -> Iterator[str]:
    if not function.examples:
        yield f"{function.name}() has no example; give declare(...) an Example"
    declared: tuple[Example | Refusal, ...] = (*function.examples, *function.refusals)
    for one in declared:
        try:
            given = compile_expression(one.expression)(one.subject, Budget())
        except EvaluationError as error:
            if not isinstance(one, Refusal) or one.words not in str(error):
                yield f"{function.name}(): {one.expression} on {one.subject!r} is refused: {error}"
        except ExpressionError as error:
            yield f"{function.name}(): {one.expression} is not an expression: {error}"
        else:
            if isinstance(one, Refusal):
                yield f"{function.name}(): {one.expression} on {one.subject!r} gives {given!r}, and is to be refused"
                continue
            if given != one.expected or type(given) is not type(one.expected):
                yield f"{function.name}(): the example says {one}, and it gives {given!r}"
