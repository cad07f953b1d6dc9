"""The condition as rows: path, test, value, in their groups."""

from typing import Any

from actions.plan.planned import PlannedAction
from actions.studio.model.asking.event import paths_of
from actions.studio.model.editing.change import CannotChangeError, append, put, remove, rename
from actions.studio.model.editing.lines import Way, find
from actions.studio.model.editing.reading import documents_of
from actions.studio.model.editing.rows import (
    NAMES,
    Row,
    add_row,
    as_rows,
    change_row,
    line_as_rows,
    remove_row,
    rows_of,
)
from actions.studio.model.editing.values import read_value, show_value
from actions.studio.pages.drawing.parts import box, button, entry, heading, select, text
from actions.studio.pages.window import Window
from actions.workbench.showing import show_action
from mappings.located import Located

GROUPS = {"all": "all of", "any": "any of", "none": "none of"}
TESTS_BY_NAME = {name: name for name in NAMES}
MOST_DEPTH = 6
# The spaces before what stands inside a group, where the condition is shown as lines.
INDENT = 2
# A longer path has a line of its own.
LONG_PATH = 22


class Trigger:
    """The card of the condition."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def draw(self, action: PlannedAction) -> None:
        """Draw it for the action."""
        spot = self._spot()
        with box("card", "section").set(aria_label="when it fires"):
            with box("card-head"):
                heading("When", 2)
                if spot is None:
                    text("default of the action type", "chip")
                box("grow")
                if self._window.studio.read_only:
                    pass
                elif spot is None:
                    button("Write my own", lambda: self._own(action))
                else:
                    button("Add test", self._add, icon="add")
                    button("Default", self._default, name="Use the action type's own condition")
            if spot is None:
                for line in show_action(action).when:
                    depth = (len(line) - len(line.lstrip())) // INDENT
                    text(line.strip(), f"trigger-row line-condition dim depth-{min(depth, MOST_DEPTH)}")
                return
            way = self._window.way
            for row in rows_of(spot, (*way, "when")) if way else ():
                self._row(row)

    def _spot(self) -> Located | None:
        """The condition that the action itself has in the file."""
        way, file = self._window.way, self._window.file
        if way is None or file is None:
            return None
        found = find(documents_of(file.text), (*way, "when"))
        return None if found is None or found.value is None else found

    def _row(self, row: Row) -> None:
        style = "trigger-row is-test" if row.kind == "test" and row.is_single else "trigger-row"
        if len(row.name) > LONG_PATH:
            style += " is-long"
        with box(f"{style} depth-{min(row.depth, MOST_DEPTH)}", key=_key(row)):
            if row.kind == "group":
                self._group(row)
            elif row.kind == "line":
                text(row.name, "line-condition")
                if not self._window.studio.read_only:
                    button("As rows", lambda: self._as_rows(row), name="Write this condition as rows")
            else:
                self._test(row)
                self._remove_button(row, f"the test of {row.name}")

    def _group(self, row: Row) -> None:
        if self._window.studio.read_only:
            text(GROUPS[row.name], "group-word")
            return
        select(
            f"how the tests of the group {GROUPS[row.name]} are joined", GROUPS, row.name, "group-word",
            on_change=lambda name: self._window.change(lambda written, _: rename(written, row.way, name)),
        )  # fmt: skip
        box("grow")
        button("", lambda: self._add(row), icon="add", name=f"Add a test to the group {GROUPS[row.name]}")
        self._remove_button(row, f"the group {GROUPS[row.name]}")

    def _test(self, row: Row) -> None:
        if not row.is_single or self._window.studio.read_only:
            text(f"{row.name}: {show_value(row.value)}", "line-condition")
            return
        entry(
            f"path of the test {row.name}", row.name, "path mono", title=row.name, paths=True,
            on_entered=lambda path: self._change(row, path=path.strip() or row.name),
        )  # fmt: skip
        select(
            f"test of {row.name}", TESTS_BY_NAME, row.test, "test",
            on_change=lambda test: self._change(row, test=test),
        )  # fmt: skip
        entry(
            f"value of the test of {row.name}", show_value(row.operand), "operand mono", lines=True,
            on_entered=lambda typed: self._change(row, operand=read_value(typed)),
        )  # fmt: skip
        if isinstance(row.operand, str) or row.ignores_case:
            button(
                "Aa", lambda: self._change(row, ignore_case=not row.ignores_case),
                style="primary" if row.ignores_case else "chip-button",
                name="Regard to case is off" if row.ignores_case else "Without regard to case",
            )  # fmt: skip
        else:
            box()

    def _change(self, row: Row, **changed: Any) -> None:
        """Change the path, the test, what is compared with or the regard to case of the row as it is by now."""

        def make(written: str, way: Way) -> str:
            spot = find(documents_of(written), (*way, "when"))
            rows = rows_of(spot, (*way, "when")) if spot is not None else iter(())
            now = next((one for one in rows if _key(one) == _key(row)), None)
            if now is None:
                raise CannotChangeError("this test is not there any more")
            wanted = {"path": now.name, "test": now.test, "operand": now.operand, "ignore_case": now.ignores_case}
            return written if wanted == wanted | changed else change_row(written, now, **(wanted | changed))

        self._window.change(make)

    def _remove_button(self, row: Row, what: str) -> None:
        if self._window.studio.read_only:
            return
        button(
            "",
            lambda: self._window.change(lambda written, _: remove_row(written, row)),
            icon="close",
            name=f"Remove {what}",
        )

    def _as_rows(self, row: Row) -> None:
        def make(written: str, _: Any) -> str:
            spot = find(documents_of(written), row.way)
            return put(written, row.way, line_as_rows(spot)) if spot else written

        self._window.change(make)

    def _add(self, group: Row | None = None) -> None:
        event = self._window.event
        names = [one for one in paths_of([event.value] if event else []) if one.startswith(("properties.", "context."))]
        path = next(iter(names), "userId")

        def make(written: str, way: Any) -> str:
            if group is not None:
                return append(written, group.way, {path: {"exists": True}})
            spot = find(documents_of(written), (*way, "when"))
            return add_row(written, (*way, "when"), spot, path, "exists", True)

        self._window.change(make)

    def _own(self, action: PlannedAction) -> None:
        self._window.change(lambda written, way: put(written, (*way, "when"), as_rows(action.placed_condition())))

    def _default(self) -> None:
        self._window.change(lambda written, way: remove(written, (*way, "when")))


def _key(row: Row) -> str:
    """What tells the row from others: the path of a test in a list may change, and it is the same row."""
    way = row.way[:-1] if row.kind == "test" and isinstance(row.way[-2], int) else row.way
    return f"{row.kind} {way}"
