"""A test that misses by little, made one that holds: in the file, at the place of the test."""

from actions.studio.model.editing.change import CannotChangeError, put
from actions.studio.model.editing.lines import Way, find
from actions.studio.model.editing.reading import documents_of
from actions.studio.model.editing.rows import Row, as_rows, change_row, rows_of
from actions.studio.model.editing.write import inline
from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not, leaves
from actions.trigger.one_line import parse_one_line
from actions.trigger.structured import parse_condition
from mappings.event_fields import EVENT_FIELDS
from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader import read_yaml


def apply_fix(text: str, action: Way, whole: Condition, old: Leaf, better: Leaf) -> str:
    """The text in which the action at that way asks `better` where it asked `old`.

    `whole` is all that the action asks. Where the test is not written in the action's own condition, that condition
    is written there with the better test in it.
    """
    documents = documents_of(text)
    when = (*action, "when")
    spot = find(documents, when)
    if spot is None or spot.value is None:
        return put(text, when, as_rows(_with(whole, old, better)))
    for row in rows_of(spot, when):
        at = find(documents, row.way)
        if at is None:
            continue
        if row.kind == "test" and _tests_of(row, at) == [old]:
            ((path, right),) = as_rows(better).items()
            return put(_renamed(text, row, path), (*row.way[:-1], path), right)
        if row.kind == "line":
            condition = parse_one_line(at, Report(), EVENT_FIELDS, 1)
            if condition is not None and old in list(leaves(condition)):
                return put(text, row.way, as_rows(_with(condition, old, better)))
    raise CannotChangeError("this test is not written in the action's own condition")


def _renamed(text: str, row: Row, path: str) -> str:
    if path == row.name:
        return text
    return change_row(text, row, path, row.test, row.operand, ignore_case=row.ignores_case)


def _tests_of(row: Row, at: Located) -> list[Leaf]:
    """The tests that the row asks, without their places."""
    one = parse_condition(_alone(row, at), Report(), EVENT_FIELDS)
    return [] if one is None else list(leaves(one))


def _alone(row: Row, at: Located) -> Located:
    documents = read_yaml("- " + _written(row), at.file, Report())
    return documents[0].at(0)


def _written(row: Row) -> str:
    return inline({row.name: row.value}) + "\n"


def _with(condition: Condition, old: Leaf, better: Leaf) -> Condition:
    match condition:
        case Leaf():
            return better if condition == old else condition
        case All(parts):
            return All(tuple(_with(part, old, better) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_with(part, old, better) for part in parts))
        case Not(part):
            return Not(_with(part, old, better))
