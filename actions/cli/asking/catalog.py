"""`actions catalog`: which destinations, action types and fields exist?"""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from actions.cli import exit_codes
from actions.cli.asking.layout import folded, wrapped
from actions.cli.formats import Format, console, print_json
from actions.cli.run.completing import complete_destination
from actions.plan.checks.tools import tools_meant
from actions.workbench.catalog import describe_action_type, describe_destination, describe_source, parts_of
from destinations.registry import Plugin, PluginError, Registry, load_registry
from mappings.expr.calls import function_meant
from mappings.findings.suggest import did_you_mean, either
from mappings.functions.plugins import all_functions, installed_functions

# A longer word of a path is cut on a narrow terminal all the same.
MOST_OF_A_WORD = 26
# Cells between two columns of a table.
TABLE_PADDING = 3
# In the place of a destination: what can be called in an expression.
FUNCTIONS = "functions"


def catalog(
    destination: Annotated[
        str | None,
        typer.Argument(help="A destination, such as mixpanel; or functions.", autocompletion=complete_destination),
    ] = None,
    action_type: Annotated[
        str | None, typer.Argument(help="One of its action types, such as purchase; or a function.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """List destinations, or one's settings and action types, or an action type's fields; or functions."""
    registry = load_registry()
    out = console()
    if destination == FUNCTIONS:
        if action_type is not None:
            _show_function(action_type, form, out)
        else:
            _list_functions(form, out)
        return
    if destination is None:
        _list(registry, form, out)
        return
    plugin = _find(registry, destination)
    if plugin is None:
        _not_there("destination", destination, registry.names(), tools_meant(destination, registry))
    elif action_type is None:
        _show_destination(plugin, form, out)
    else:
        found = plugin.destination.action_type(action_type)
        if found is None:
            names = [one.name for one in plugin.destination.action_types]
            _not_there(f"action type of {destination}", action_type, names)
        else:
            _show_action_type(describe_action_type(plugin, found), form, out)


def _not_there(thing: str, name: str, names: Sequence[str], meant: Sequence[str] = ()) -> None:
    near = f"did you mean {either(meant)}?" if meant else did_you_mean(name, names)
    hint = near or f"there are {', '.join(names)}"
    console(stderr=True).print(f'actions: there is no {thing} "{name}"; {hint}')
    raise typer.Exit(exit_codes.WRONG_COMMAND_LINE)


def _find(registry: Registry, name: str) -> Plugin | None:
    try:
        return registry.find(name)
    except PluginError as error:
        _warn(error)
        raise typer.Exit(exit_codes.CANNOT_LOAD) from error


def _warn(error: PluginError) -> None:
    console(stderr=True).print(f"actions: {error}")


def _list(registry: Registry, form: Format, out: Console) -> None:
    plugins: list[Plugin] = []
    broken: list[PluginError] = []
    for name in registry.names():
        try:
            plugins += filter(None, [registry.find(name)])
        except PluginError as error:
            broken.append(error)
    if form is Format.json:
        print_json([describe_destination(one) for one in plugins])
    else:
        out.print(_overview(plugins))
    for one in broken:
        _warn(one)
    if broken:
        raise typer.Exit(exit_codes.CANNOT_LOAD)


def _list_functions(form: Format, out: Console) -> None:
    if form is Format.json:
        print_json([{"signature": one.signature, "help": one.help} for one in all_functions().values()])
    else:
        for one in all_functions().values():
            out.print(one.signature)
            out.print(wrapped(one.help, out.width, "    "), style="dim")
    troubles = installed_functions().troubles
    for trouble in troubles:
        console(stderr=True).print(f"actions: {trouble}")
    if troubles:
        raise typer.Exit(exit_codes.CANNOT_LOAD)


def _show_function(name: str, form: Format, out: Console) -> None:
    function = all_functions().get(name)
    if function is None:
        meant = function_meant(name)
        hint = f"did you mean {meant}?" if meant else "`actions catalog functions` lists them all"
        console(stderr=True).print(f'actions: there is no function "{name}"; {hint}')
        raise typer.Exit(exit_codes.WRONG_COMMAND_LINE)
    examples = [{"expression": one.expression, "on": one.subject, "gives": one.expected} for one in function.examples]
    if form is Format.json:
        print_json({"signature": function.signature, "help": function.help, "examples": examples})
        return
    out.print(function.signature)
    out.print(wrapped(function.help, out.width))
    rows = [
        (str(one["expression"]), *(json.dumps(one[key], ensure_ascii=False) for key in ("on", "gives")))
        for one in examples
    ]
    if rows and sum(max(map(cell_len, column)) + TABLE_PADDING for column in zip(*rows, strict=True)) > out.width:
        # A value that is cut in two cannot be read.
        for expression, on, gives in rows:
            out.print(f"\n  {expression}")
            out.print(wrapped(f"on {on} gives {gives}", out.width, "    "))
    elif rows:
        table = _table("expression", "on", "gives")
        for row in rows:
            table.add_row(*row)
        out.print(table)


def _overview(plugins: Sequence[Plugin]) -> Table:
    table = _table("destination", "title", "action types", "what it is")
    for one in plugins:
        types = ", ".join(kind.name for kind in one.destination.action_types)
        table.add_row(one.destination.name, one.destination.title, types, one.destination.help)
    return table


def _show_destination(plugin: Plugin, form: Format, out: Console) -> None:
    facts = describe_destination(plugin)
    if form is Format.json:
        print_json(facts)
        return
    out.print(f"{facts['title']} ({facts['name']}): {facts['help']}\n")
    out.print(_fields("setting", facts["settings"], out.width))
    types = _table("action type", "what it does")
    for one in facts["action_types"]:
        types.add_row(one["name"], one["help"])
    out.print(types)
    names = ", ".join((facts["name"], *facts["integrations"]))
    sentence = f"An event's integrations switch it by these names, and by Actions with them: {names}"
    out.print(wrapped(sentence, out.width))


def _show_action_type(facts: dict[str, Any], form: Format, out: Console) -> None:
    if form is Format.json:
        print_json(facts)
        return
    out.print(f"{facts['name']}: {facts['help']}")
    out.print(wrapped(f"fires by default when {_condition(facts['when']) or '(say it with when:)'}", out.width))
    out.print()
    out.print(_fields("field", facts["fields"], out.width))
    parts = parts_of(facts)
    if parts:
        table = _table("part of a field", "by default")
        for target, source in parts:
            table.add_row(target, describe_source(source))
        out.print(table)


def _fields(title: str, fields: list[dict[str, Any]], width: int) -> Table:
    table = _table(title, "type", "by default", "what it is")
    # A path that is cut in two cannot be copied: that column is as wide as its longest word, or a third of the page.
    defaults = [describe_source(one.get("default")) for one in fields]
    words = [len(word) for one in defaults for word in one.split() if len(word) <= MOST_OF_A_WORD]
    least, most = max(words, default=0), max(map(len, defaults), default=0)
    room = min(most, max(least, width // 3))
    for one, default in zip(fields, defaults, strict=True):
        kind = "; ".join([one["type"], *one["roles"], *(["required"] if one["required"] else [])])
        table.add_row(one["name"], kind, folded(default, room) if room else default, one["help"])
    if room:
        table.columns[2].width = max(room, len("by default"))
    return table


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    first, *others = columns
    # A name cut in two cannot be copied.
    table.add_column(first, no_wrap=True)
    for name in others:
        table.add_column(name, overflow="fold")
    return table


def _condition(when: Any) -> str:
    if when is None:
        return ""
    return when if isinstance(when, str) else json.dumps(when, ensure_ascii=False)
