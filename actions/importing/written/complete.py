"""What a destination needs beside what was imported: required fields, settings, secrets."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from actions.credentials import holds_password
from actions.importing.imported import ImportedAction
from actions.importing.names import Names, SettingName, plain
from actions.workbench.catalog import describe_action_type, describe_destination
from destinations.registry import Plugin

PEOPLE: Final = frozenset({"who", "who, not signed in"})


def complete_action(action: ImportedAction, plugin: Plugin) -> None:
    """Add the default of each field that the tool needs and the mapping lacks."""
    kind = next(one for one in plugin.destination.action_types if one.name == action.do)
    fields = describe_action_type(plugin, kind)["fields"]
    given = {target.partition(".")[0] for target in (*action.map, *action.set)}
    people = [one for one in fields if PEOPLE & set(one["roles"])]
    lacks_people = not given & {one["name"] for one in people}
    for one in fields:
        is_needed = one["required"] or (lacks_people and one in people)
        if is_needed and one["name"] not in given and one["default"] is not None:
            default = one["default"]
            if isinstance(default, dict) and set(default) == {"value"}:
                action.set[one["name"]] = default["value"]
            else:
                action.map[one["name"]] = default
            action.added.append(one["name"])


def settings_of(
    plugin: Plugin, names: Names, given: Mapping[str, Any], instance: str
) -> tuple[dict[str, Any], list[str]]:
    """Our settings: secrets by their names, other values as they were; and what is left to do about them."""
    settings: dict[str, Any] = {}
    todo: list[str] = []
    values = _translated(names, given, todo)
    for one in describe_destination(plugin)["settings"]:
        name, variable = one["name"], f"{instance}_{one['name']}".upper().replace("-", "_")
        if one["type"] == "secret":
            if one["required"] or name in values or name in names.stand_ins:
                settings[name] = {"secret": variable}
                todo.append(f"the secret {variable} has to be set")
        elif name in values:
            settings[name] = values[name]
        elif one["required"] or (name in names.stand_ins and not values):
            settings[name] = names.stand_ins.get(name) or _stand_in(one["type"], name)
            todo.append(f"the setting {name} is not known: write yours in the place of {settings[name]}")
    return settings, todo


def not_carried_over(names: Names, given: Mapping[str, Any], known: Collection[str] = ()) -> list[str]:
    """What to say about settings that have no counterpart; `known` are further ones of which nothing is said."""
    named = {*map(plain, names.settings), *map(plain, names.ours), *known}
    left = [name for name, value in given.items() if plain(name) not in named and _says_something(value)]
    return [f"the setting {name} is not carried over" for name in left]


def _says_something(value: Any) -> bool:
    """Whether it is more than a switch that is off, or a list of rows in which nothing is written."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return any(any(one.values()) for one in value)
    return value not in (None, "", False, [], {})


def _translated(names: Names, given: Mapping[str, Any], todo: list[str]) -> dict[str, Any]:
    table = {plain(name): to if isinstance(to, SettingName) else SettingName(to) for name, to in names.settings.items()}
    found: dict[str, Any] = {}
    for name, value in given.items():
        setting = table.get(plain(name))
        if setting is None or value in (None, ""):
            continue
        if isinstance(value, str) and holds_password(value):
            todo.append(f"the setting {name} holds a password, and is not copied: set {setting.to} here")
            continue
        if setting.values and str(value) not in setting.values:
            todo.append(f"the setting {name} has a value without a counterpart: set {setting.to} here")
            continue
        found[setting.to] = setting.values.get(str(value), value)
    return found


def _stand_in(kind: str, name: str) -> Any:
    """A value that passes the check, and reaches nobody."""
    if name == "url":
        return "https://set-me.invalid/"
    return kind.split(" or ", maxsplit=1)[0] if " or " in kind else "0" if name.endswith("_id") else "SET-ME"
