"""Clauses about a destination's `cases.yaml`."""

from actions.kit.cases import standard_events
from actions.kit.cases.run import breaches
from actions.kit.contract.subject import Subject


def find_failing_cases(subject: Subject) -> list[str]:
    """Cases that cannot be read, and those that do not hold."""
    if subject.trouble:
        return [subject.trouble]
    finding = [f"{one.case.name}: {finding}" for one in subject.tried for finding in breaches(one.case, one.plan)]
    return [*subject.unplanned, *finding]


def find_types_without_case(subject: Subject) -> list[str]:
    """Action types that no case is about."""
    done = {action["do"] for case in subject.cases for action in case.file["actions"]}
    return [f"no case does {kind.name}" for kind in subject.destination.action_types if kind.name not in done]


def find_events_without_case(subject: Subject) -> list[str]:
    """Standard events that no case is of."""
    covered = {case.of for case in subject.cases}
    return [f"no case is of {name}" for name in standard_events() if name not in covered]
