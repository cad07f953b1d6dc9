"""The names that another tool has for a destination's actions, fields and settings, from the destination's folder."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import yaml
from msgspec import Struct, convert, field
from msgspec.structs import replace

from destinations.registry import Plugin, Registry


class SettingName(Struct, frozen=True):
    """Which setting of ours takes the value, and what its values are here."""

    to: str
    values: Mapping[str, Any] = {}


class ActionNames(Struct, frozen=True):
    """The action type that does the same, and the fields of its payload.

    `ours` are the fields that have no counterpart because ours come by themselves: batching, for one. `like` names an
    action whose fields it has, too. Where there is an `into`, all fields go into that one, under their own names.
    `values` are those that a field may have, by their names there, and what they are here; null for one that is what
    happens here without the field.
    """

    do: str
    into: str = ""
    like: str = ""
    fields: Mapping[str, str] = {}
    ours: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, Any]] = {}
    set: Mapping[str, Any] = {}
    when: Any = None


class Address(Struct, frozen=True):
    """A field with the address that an action sends to.

    The first one is the setting `to`, and `hosts` gets the hosts of the others.
    """

    field: str
    to: str
    hosts: str


class Names(Struct, frozen=True):
    """The table of a destination; `stand_ins` are settings that it needs where none of its settings is known.

    `unknown` is what the actions of tools become that we do not have.
    `events` names the action types that send events of these names, and `ours` settings that have no counterpart, as
    ours come by themselves. `address` is for tools that have none among their settings.
    """

    slugs: tuple[str, ...]
    actions: Mapping[str, ActionNames] = {}
    settings: Mapping[str, SettingName | str] = {}
    unknown: ActionNames | None = None
    stand_ins: Mapping[str, Any] = {}
    events: Mapping[str, str] = {}
    ours: tuple[str, ...] = ()
    address: Address | None = None
    version: int = field(default=1)

    def action(self, slug: str) -> ActionNames | None:
        """The action of that name; case and signs do not count."""
        found = next((one for name, one in self.actions.items() if plain(name) == plain(slug)), None)
        other = self.action(found.like) if found and found.like else None
        if found is None or other is None:
            return found
        both = {"fields": {**other.fields, **found.fields}, "values": {**other.values, **found.values}}
        return replace(found, ours=(*other.ours, *found.ours), **both)


def plain(name: str) -> str:
    """The name without what spellings differ in.

    >>> plain("Track Event") == plain("trackEvent") == plain("track_event")
    True
    """
    return "".join(one for one in name.lower() if one.isalnum())


def find_names(slug: str, registry: Registry, table: str) -> tuple[Plugin, Names] | None:
    """The destination that another tool calls so, and its table `segment.yaml` or the like; None where we have none."""
    for name in registry.names():
        plugin = registry.find(name)
        names = _read(plugin, table) if plugin else None
        if plugin and names and plain(slug) in map(plain, names.slugs):
            return plugin, names
    return None


def find_for_unknown(registry: Registry, table: str) -> tuple[Plugin, ActionNames]:
    """The destination that takes what is for tools that we do not have, and how."""
    for name in registry.names():
        plugin = registry.find(name)
        names = _read(plugin, table) if plugin else None
        if plugin and names and names.unknown:
            return plugin, names.unknown
    raise LookupError(f"no {table} says what becomes of unknown tools")


def _read(plugin: Plugin, table: str) -> Names | None:
    if not plugin.package:
        return None
    file = files(plugin.package) / table
    return convert(yaml.safe_load(file.read_text("utf-8")), Names) if file.is_file() else None
