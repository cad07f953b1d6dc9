"""Destinations, action types, fields and functions; examples can be run in place."""

import json
from typing import Any

from nicegui import ui

from actions.studio.model.project.catalog import (
    action_type_facts,
    destination_facts,
    functions,
    plugins,
    run_example,
)
from actions.studio.pages.parts import box, button, choice, empty, heading, prose, table, text
from actions.workbench.catalog import describe_source, parts_of
from mappings.findings.show import show
from mappings.functions.declare import Function

FUNCTIONS = "functions"


def show_catalog() -> None:
    """The page."""
    _Catalog().build()


class _Catalog:
    def __init__(self) -> None:
        self._chosen = FUNCTIONS
        self._kind: str | None = None
        self._wanted = ""

    def build(self) -> None:
        with ui.splitter(value=23, limits=(14, 40)).classes("columns") as columns:
            with columns.before, box("panel"):
                with box("panel-head"):
                    heading("Catalog", 1)
                search = ui.input(placeholder="Search", on_change=lambda e: self._search(str(e.value or "")))
                search.props('dense outlined clearable aria-label="Search the catalog" debounce=150').classes("search")
                with box("scroll"):
                    self._list()
            with columns.after, box("panel", "main"), box("scroll catalog-body").props("tabindex=0"):
                self._body()

    def _search(self, wanted: str) -> None:
        self._wanted = wanted.strip().lower()
        self._list.refresh()
        if self._chosen == FUNCTIONS:
            self._body.refresh()

    def _choose(self, name: str, kind: str | None = None) -> None:
        self._chosen, self._kind = name, kind
        self._list.refresh()
        self._body.refresh()

    @ui.refreshable_method
    def _list(self) -> None:
        with choice(lambda: self._choose(FUNCTIONS), "name-row", chosen=self._chosen == FUNCTIONS, name="Functions"):
            text("Functions", "row-name strong", tag="span")
            text(len(functions()), "figure none", tag="span")
        for plugin in plugins():
            one = plugin.destination
            kinds = [kind for kind in one.action_types if self._wanted in f"{one.name} {one.title} {kind.name}".lower()]
            if not kinds:
                continue
            is_open = self._chosen == one.name
            row = choice(
                lambda name=one.name: self._choose(name), "name-row", chosen=is_open and not self._kind, name=one.title
            )
            with row:
                text(one.title, "row-name", tag="span")
                text(len(one.action_types), "figure none", tag="span")
            for kind in kinds if is_open else ():
                with choice(
                    lambda name=one.name, kind=kind.name: self._choose(name, kind), "event-row",
                    chosen=kind.name == self._kind, name=f"{one.name}.{kind.name}",
                ):  # fmt: skip
                    text(kind.name, "event-id", tag="span")

    @ui.refreshable_method
    def _body(self) -> None:
        if self._chosen == FUNCTIONS:
            _functions(self._wanted)
        elif self._kind is not None:
            facts = action_type_facts(self._chosen, self._kind)
            if facts:
                _action_type(facts)
        else:
            found = destination_facts(self._chosen)
            if found:
                _destination(found)


def _destination(facts: dict[str, Any]) -> None:
    heading(facts["title"], 1)
    prose(facts["help"], "dim")
    heading("Settings", 2)
    _fields(facts["settings"], "Setting")
    heading("Action types", 2)
    with table(("Action type", "What it does")):
        for one in facts["action_types"]:
            with box("", "tr"):
                text(one["name"], "field-name", tag="td")
                text(one["help"], tag="td")


def _action_type(facts: dict[str, Any]) -> None:
    heading(facts["name"], 1)
    prose(facts["help"], "dim")
    when = facts["when"]
    trigger = when if isinstance(when, str) else json.dumps(when, ensure_ascii=False) if when else "(say it with when:)"
    text(f"Fires by default when {trigger}")
    heading("Fields", 2)
    _fields(facts["fields"], "Field")
    parts = parts_of(facts)
    if parts:
        heading("Parts of fields", 2)
        with table(("Part", "By default")):
            for target, source in parts:
                with box("", "tr"):
                    text(target, "field-name", tag="td")
                    text(describe_source(source), "mono small", tag="td")


def _fields(fields: list[dict[str, Any]], title: str) -> None:
    with table((title, "Type", "By default", "What it is")):
        for one in fields:
            with box("", "tr"):
                text(one["name"], "field-name", tag="td")
                kinds = [one["type"], *one["roles"], *(["required"] if one["required"] else [])]
                text("; ".join(kinds), "small", tag="td")
                text(describe_source(one.get("default")), "mono small", tag="td")
                text(one["help"], tag="td")


def _functions(wanted: str) -> None:
    heading("Functions", 1)
    found = [one for one in functions() if wanted in f"{one.signature} {one.help}".lower()]
    if not found:
        empty("No function has this in its name or help.")
    for one in found:
        with box("function"):
            text(one.signature, "mono strong")
            prose(one.help, "dim")
            for example in one.examples:
                _Example(one, example.expression, example.subject).build()


class _Example:
    def __init__(self, function: Function, expression: str, subject: Any) -> None:
        self._function, self._subject = function, subject
        self._expression = expression

    def build(self) -> None:
        name = self._function.name
        with box("example"):
            text(self._expression, "mono small grow")
            text(f"on {show(self._subject)}", "mono small dim cut")
            result = text("", "mono small")
            button("Run", lambda: result.set_text(self._run()), name=f"Run an example of {name}")

    def _run(self) -> str:
        try:
            return f"→ {show(run_example(self._expression, self._subject))}"
        except ValueError as error:
            return f"→ {error}"
