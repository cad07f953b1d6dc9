"""The condition as rows: path, test, value, in their groups."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from actions.plan.planned import PlannedAction
from actions.studio.model.asking.event import paths_of
from actions.studio.model.editing.change import append, put, remove, rename
from actions.studio.model.editing.lines import find
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
from actions.studio.pages.parts import PATHS, box, button, heading, text
from actions.studio.pages.window import Window
from actions.workbench.showing import show_action
from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader import read_yaml

GROUPS = {"all": "all of", "any": "any of", "none": "none of"}


class Trigger:
    """The card of the condition."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def build(self, action: PlannedAction) -> None:
        """Make it for the action."""
        spot = self._spot()
        with box("card", "section").props('aria-label="when it fires"'):
            with box("card-head"):
                heading("When", 2)
                if spot is None:
                    text("default of the action type", "chip")
                box("grow")
                if spot is None:
                    button("Write my own", lambda: self._own(action))
                else:
                    button("Add test", self._add, icon="add")
                    button("Default", self._default, name="Use the action type's own condition")
            if spot is None:
                for line in show_action(action).when:
                    text(line, "trigger-row line-condition dim").style("white-space: pre-wrap")
                return
            way = self._window.way
            for row in rows_of(spot, (*way, "when")) if way else ():
                self._row(row)

    def _spot(self) -> Located | None:
        """The condition that the action itself has in the file."""
        way, file = self._window.way, self._window.file
        if way is None or file is None:
            return None
        found = find(read_yaml(file.text, file.label, Report()), (*way, "when"))
        return None if found is None or found.value is None else found

    def _row(self, row: Row) -> None:
        style = "trigger-row is-test" if row.kind == "test" and row.is_single else "trigger-row"
        with box(style).style(f"padding-left: {12 + 14 * row.depth}px"):
            if row.kind == "group":
                self._group(row)
            elif row.kind == "line":
                text(row.name, "line-condition")
                button("As rows", lambda: self._as_rows(row), name="Write this condition as rows")
            else:
                self._test(row)
                self._remove_button(row, f"the test of {row.name}")

    def _group(self, row: Row) -> None:
        if self._window.studio.read_only:
            text(GROUPS[row.name], "group-word")
            return
        word = ui.select(GROUPS, value=row.name).props("dense borderless options-dense").classes("group-word")
        word.props["aria-label"] = f"how the tests of the group {GROUPS[row.name]} are joined"
        word.on_value_change(lambda e: self._window.change(lambda written, _: rename(written, row.way, str(e.value))))
        box("grow")
        button("", lambda: self._add(row), icon="add", name=f"Add a test to the group {GROUPS[row.name]}")
        self._remove_button(row, f"the group {GROUPS[row.name]}")

    def _test(self, row: Row) -> None:
        if not row.is_single:
            text(f"{row.name}: {show_value(row.value)}", "line-condition")
            return
        path = ui.input(value=row.name).props(f"dense outlined list={PATHS}").classes("path mono-input")
        path.props["aria-label"] = f"path of the test {row.name}"
        path.props["title"] = row.name
        test = ui.select(list(NAMES), value=row.test).props("dense outlined options-dense").classes("test")
        test.props["aria-label"] = f"test of {row.name}"
        # As many lines as the value needs.
        operand = ui.textarea(value=show_value(row.operand)).props("dense outlined autogrow rows=1")
        operand.classes("operand mono-input").props["aria-label"] = f"value of the test of {row.name}"

        def commit(_: Any = None) -> None:
            given = read_value(str(operand.value or ""))
            same = (path.value, test.value, given) == (row.name, row.test, row.operand)
            if not same and path.value:
                self._window.change(
                    lambda written, _: change_row(
                        written, row, str(path.value), str(test.value), given, ignore_case=row.ignores_case
                    )
                )

        _on_done(path, commit)
        _on_done(operand, commit)
        test.on_value_change(commit)
        if isinstance(row.operand, str) or row.ignores_case:
            button(
                "Aa", lambda: self._case(row), style="chip-button" if not row.ignores_case else "primary",
                name="Regard to case is off" if row.ignores_case else "Without regard to case",
            )  # fmt: skip
        else:
            box()

    def _case(self, row: Row) -> None:
        self._window.change(
            lambda written, _: change_row(
                written, row, row.name, row.test, row.operand, ignore_case=not row.ignores_case
            )
        )

    def _remove_button(self, row: Row, what: str) -> None:
        button(
            "",
            lambda: self._window.change(lambda written, _: remove_row(written, row)),
            icon="close",
            name=f"Remove {what}",
        )

    def _as_rows(self, row: Row) -> None:
        def make(written: str, _: Any) -> str:
            spot = find(read_yaml(written, "text", Report()), row.way)
            return put(written, row.way, line_as_rows(spot)) if spot else written

        self._window.change(make)

    def _add(self, group: Row | None = None) -> None:
        event = self._window.event
        names = [one for one in paths_of([event.value] if event else []) if one.startswith(("properties.", "context."))]
        path = next(iter(names), "userId")

        def make(written: str, way: Any) -> str:
            if group is not None:
                return append(written, group.way, {path: {"exists": True}})
            spot = find(read_yaml(written, "text", Report()), (*way, "when"))
            return add_row(written, (*way, "when"), spot, path, "exists", True)

        self._window.change(make)

    def _own(self, action: PlannedAction) -> None:
        self._window.change(lambda written, way: put(written, (*way, "when"), as_rows(action.placed_condition())))

    def _default(self) -> None:
        self._window.change(lambda written, way: remove(written, (*way, "when")))


def _on_done(made: ui.input | ui.textarea, commit: Callable[[Any], None]) -> None:
    made.on("keydown.enter.prevent", commit, [])
    made.on("blur", commit, [])
