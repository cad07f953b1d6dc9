"""`actions catalog`: which destinations, action types and fields exist?"""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from actions.catalog import describe_action_type, describe_destination
from actions.cli import exit_codes
from actions.cli.formats import Format, console, print_json
from destinations.registry import Plugin, Registry, load_registry
from mappings.findings.suggest import did_you_mean


def catalog(
    destination: Annotated[str | None, typer.Argument(help="A destination, such as mixpanel.")] = None,
    action_type: Annotated[str | None, typer.Argument(help="One of its action types, such as purchase.")] = None,
    form: Annotated[Format, typer.Option("--format", help="text for people, json for machines.")] = Format.text,
) -> None:
    """List destinations, or one's settings and action types, or an action type's fields."""
    registry = load_registry()
    out = console()
    if destination is None:
        _list(registry, form, out)
        return
    plugin = registry.find(destination)
    if plugin is None:
        _not_there("destination", destination, registry.names())
    elif action_type is None:
        _show_destination(plugin, form, out)
    else:
        found = plugin.destination.action_type(action_type)
        if found is None:
            names = [one.name for one in plugin.destination.action_types]
            _not_there(f"action type of {destination}", action_type, names)
        else:
            _show_action_type(describe_action_type(plugin, found), form, out)


def _not_there(thing: str, name: str, names: Sequence[str]) -> None:
    hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
    console(stderr=True).print(f'actions: there is no {thing} "{name}"; {hint}')
    raise typer.Exit(exit_codes.WRONG_COMMAND_LINE)


def _list(registry: Registry, form: Format, out: Console) -> None:
    plugins = [plugin for name in registry.names() if (plugin := registry.find(name))]
    if form is Format.json:
        print_json([describe_destination(one) for one in plugins])
        return
    table = _table("destination", "title", "action types", "what it is")
    for one in plugins:
        types = ", ".join(kind.name for kind in one.destination.action_types)
        table.add_row(one.destination.name, one.destination.title, types, one.destination.help)
    out.print(table)


def _show_destination(plugin: Plugin, form: Format, out: Console) -> None:
    facts = describe_destination(plugin)
    if form is Format.json:
        print_json(facts)
        return
    out.print(f"{facts['title']} ({facts['name']}): {facts['help']}\n")
    out.print(_fields("setting", facts["settings"]))
    types = _table("action type", "what it does")
    for one in facts["action_types"]:
        types.add_row(one["name"], one["help"])
    out.print(types)


def _show_action_type(facts: dict[str, Any], form: Format, out: Console) -> None:
    if form is Format.json:
        print_json(facts)
        return
    out.print(f"{facts['name']}: {facts['help']}")
    out.print(f"fires by default when {_compact(facts['when']) or '(say it with when:)'}\n")
    out.print(_fields("field", facts["fields"]))
    for target, source in facts["deeper"].items():
        out.print(f"{target}  by default from {_compact(source)}")


def _fields(title: str, fields: list[dict[str, Any]]) -> Table:
    table = _table(title, "type", "required", "by default from", "what it is")
    for one in fields:
        table.add_row(
            one["name"],
            one["type"],
            "yes" if one["required"] else "",
            _compact(one.get("default")),
            one["help"],
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in columns:
        table.add_column(name, overflow="fold")
    return table


def _compact(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
