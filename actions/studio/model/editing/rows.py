"""A written condition as rows that can be changed one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from actions.studio.model.editing.change import CannotChangeError, append, put, remove, rename
from actions.studio.model.editing.lines import Way
from actions.trigger.condition import All, AnyOf, Condition, Leaf, Not
from actions.trigger.leaf_tests.table import TESTS
from actions.trigger.one_line import parse_one_line
from mappings.event_fields import EVENT_FIELDS
from mappings.findings.diagnostic import Report
from mappings.located import Located

GROUPS: Final = ("all", "any", "none")
Kind = Literal["group", "test", "line"]
# The words of the page for each test that a row may have, in the order of the list.
NAMES: Final = tuple(TESTS)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a condition: a group, a test of a path, or a condition on one line, which becomes rows when changed.

    `way` leads to the row's value in the file, and for the item of a list to that item.
    """

    kind: Kind
    depth: int
    way: Way
    name: str
    value: Any = None

    @property
    def test(self) -> str:
        """The name of its test, such as `is`; of several the first."""
        if isinstance(self.value, dict):
            return next((one for one in self.value if one != "ignore_case"), "is")
        if self.value is None:
            return "exists"
        return "one_of" if isinstance(self.value, list) else "is"

    @property
    def operand(self) -> Any:
        """What is compared with."""
        if isinstance(self.value, dict):
            return self.value.get(self.test)
        return False if self.value is None else self.value

    @property
    def ignores_case(self) -> bool:
        return isinstance(self.value, dict) and self.value.get("ignore_case") is True

    @property
    def is_single(self) -> bool:
        """Whether it can be changed as a row: one test, with or without regard to case."""
        return not isinstance(self.value, dict) or len(self.value) - self.ignores_case == 1


def rows_of(spot: Located, way: Way, depth: int = 0) -> Iterator[Row]:
    """The rows of the condition at the way, in the order of writing."""
    value = spot.value
    if isinstance(value, str):
        yield Row("line", depth, way, value)
        return
    for name, part in value.items() if isinstance(value, dict) else ():
        inner = (*way, name)
        if name not in GROUPS:
            yield Row("test", depth, inner, str(name), part)
            continue
        yield Row("group", depth, inner, str(name))
        if isinstance(part, list):
            for number in range(len(part)):
                yield from rows_of(spot.at(name, number), (*inner, number), depth + 1)


def as_rows(condition: Condition) -> dict[str, Any]:
    """The condition as a map of a mapping file."""
    match condition:
        case Leaf():
            return {_path(condition): _right(condition)}
        case All(parts):
            return {"all": [as_rows(one) for one in parts]}
        case AnyOf(parts):
            return {"any": [as_rows(one) for one in parts]}
        case Not(AnyOf(parts)):
            return {"none": [as_rows(one) for one in parts]}
        case Not(part):
            return {"none": [as_rows(part)]}


def line_as_rows(spot: Located) -> dict[str, Any]:
    """A condition on one line as a map; CannotChangeError where it has a mistake."""
    report = Report()
    condition = parse_one_line(spot, report, EVENT_FIELDS, 1)
    if condition is None:
        raise CannotChangeError("this condition cannot be read: fix it in the text first")
    return as_rows(condition)


def change_row(text: str, row: Row, path: str, test: str, operand: Any, *, ignore_case: bool = False) -> str:
    """The text with another test in that row."""
    if path != row.name:
        text = rename(text, row.way, path)
    return put(text, (*row.way[:-1], path), written_test(test, operand, ignore_case=ignore_case))


def written_test(test: str, operand: Any, *, ignore_case: bool = False) -> Any:
    """The right side as people write it: `is` by the value alone."""
    if ignore_case:
        return {test: operand, "ignore_case": True}
    if (test == "is" and not isinstance(operand, dict | list)) or (test == "one_of" and isinstance(operand, list)):
        return operand
    return {test: operand}


def remove_row(text: str, row: Row) -> str:
    """The text without the row."""
    # A test in a list is the only key of its item.
    way = row.way
    if row.kind == "test" and len(way) > 1 and isinstance(way[-2], int):
        way = way[:-1]
    return remove(text, way)


def add_row(text: str, when: Way, spot: Located | None, path: str, test: str, operand: Any) -> str:
    """The text with one more test that must hold as well."""
    part = {path: written_test(test, operand)}
    value = spot.value if spot is not None else None
    if value is None:
        return put(text, when, part)
    if isinstance(value, str):
        whole = line_as_rows(spot) if spot is not None else {}
        joined = [*whole["all"], part] if list(whole) == ["all"] else [whole, part]
        return put(text, when, {"all": joined})
    if "all" in value:
        return append(text, (*when, "all"), part)
    if path in value:
        raise CannotChangeError(f"there is a test of {path} already: change that row")
    return put(text, (*when, path), part[path])


def _path(leaf: Leaf) -> str:
    return f"spec_name({leaf.path})" if leaf.any_spelling and leaf.path == "event" else leaf.path


def _right(leaf: Leaf) -> Any:
    operand = list(leaf.operand) if isinstance(leaf.operand, tuple) else leaf.operand
    return written_test(leaf.test, operand, ignore_case=leaf.ignore_case)
