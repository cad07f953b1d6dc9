"""A lock: what a project was at one time, as a file to compare with later."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import Struct

from actions.plan.plan import Plan
from destinations.registry import Plugin
from mappings.file.loader import load_type_defaults
from mappings.file.readings import read_readings
from mappings.findings.diagnostic import Report
from mappings.yaml_reader.read import read_yaml

FORMAT: Final = 1
DIGITS: Final = 16
# What a file says of its instance beside its actions, and no payload holds.
OF_INSTANCES: Final = ("settings", "environments", "delivery")


class LockError(Exception):
    """A text that is not a lock; the message says what is wrong with it."""


class LockedAction(Struct, frozen=True):
    """An action: its type, the hash of all that decides what it sends, and whether it is enabled."""

    do: str
    mapping: str
    enabled: bool = True


class LockedPlugin(Struct, frozen=True):
    """A destination: who brings it, in which version, and the hash of the defaults of each action type in use."""

    origin: str
    defaults: dict[str, str] = {}


class Lock(Struct, frozen=True):
    """Destinations by name, actions by key, and the texts of the mapping files by theirs."""

    format: int
    plugins: dict[str, LockedPlugin]
    actions: dict[str, LockedAction]
    files: dict[str, str]


class Drift(Struct, frozen=True, order=True):
    """Something that is not as in the lock: what it is, and what is to be said of it before and after."""

    what: str
    before: str
    after: str

    def as_dict(self) -> dict[str, str]:
        return {"what": self.what, "before": self.before, "after": self.after}


def lock_of(plan: Plan, texts: Mapping[str, str], plugin_of: Callable[[str], Plugin], version: str) -> Lock:
    """The lock of a project whose files have these texts; `version` is that of this package."""
    used: dict[str, set[str]] = {}
    for one in plan.actions:
        used.setdefault(one.instance.destination.name, set()).add(one.action_type.name)
    plugins = {name: _plugin(plugin_of(name), types, version) for name, types in sorted(used.items())}
    actions = {one.key: LockedAction(one.action_type.name, one.mapping_hash, one.enabled) for one in plan.actions}
    return Lock(FORMAT, plugins, actions, dict(sorted(texts.items())))


def lock_text(lock: Lock) -> str:
    """The lock as it is written: JSON, a line for each thing, so that versions of it can be compared."""
    return msgspec.json.format(msgspec.json.encode(lock), indent=2).decode() + "\n"


def read_lock(data: bytes) -> Lock:
    """The lock that was written; LockError where these bytes are none."""
    try:
        lock = msgspec.json.decode(data, type=Lock)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise LockError(f"is not a lock, as actions lock writes it: {error}") from None
    if lock.format != FORMAT:
        raise LockError(f"has format {lock.format}, and this version reads format {FORMAT}: write it anew")
    return lock


def drift_of_plugins(old: Lock, new: Lock) -> list[Drift]:
    """Destinations that are other versions than in the old lock, and action types with other defaults."""
    found = []
    for name in sorted(old.plugins.keys() & new.plugins.keys()):
        before, after = old.plugins[name], new.plugins[name]
        if before.origin != after.origin:
            found.append(Drift(name, before.origin, after.origin))
        both = before.defaults.keys() & after.defaults.keys()
        found += [
            Drift(f"defaults of {name}.{kind}", before.defaults[kind], after.defaults[kind])
            for kind in sorted(both)
            if before.defaults[kind] != after.defaults[kind]
        ]
    return found


def drift_of_instances(old: Lock, new: Lock) -> list[Drift]:
    """Instances of both that are set otherwise than in the old lock: where they send to, and how."""
    before, after = dict(_instances(old.files)), dict(_instances(new.files))
    return [
        Drift(f"{part} of {name}", _hash(before[name].get(part)), _hash(after[name].get(part)))
        for name in sorted(before.keys() & after.keys())
        for part in OF_INSTANCES
        if before[name].get(part) != after[name].get(part)
    ]


def drift_of_actions(old: Lock, new: Lock) -> list[Drift]:
    """Actions that are new, gone, or not as in the old lock."""
    keys = dict.fromkeys([*new.actions, *old.actions])
    return [
        Drift(key, _words(old.actions.get(key)), _words(new.actions.get(key)))
        for key in keys
        if old.actions.get(key) != new.actions.get(key)
    ]


def _instances(files: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The documents that hold an instance, by its name."""
    for file, text in files.items():
        for document in read_yaml(text, file, Report()):
            value = document.value
            if isinstance(value, dict) and isinstance(value.get("destination"), str):
                yield str(value.get("name") or value["destination"]), value


def _hash(value: Any) -> str:
    if value is None:
        return "not there"
    return sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()[:DIGITS]


def _words(action: LockedAction | None) -> str:
    if action is None:
        return "not there"
    return f"{action.do} {action.mapping}" if action.enabled else f"{action.do} {action.mapping}, not enabled"


def _plugin(plugin: Plugin, types: set[str], version: str) -> LockedPlugin:
    origin = f"destination-actions {version}" if plugin.origin == "built in" else plugin.origin
    return LockedPlugin(origin, dict(_defaults(plugin, types)))


def _defaults(plugin: Plugin, types: set[str]) -> Iterator[tuple[str, str]]:
    readings = read_readings(*plugin.readings)
    defaults = load_type_defaults(plugin.defaults_text, plugin.defaults_file, Report(), readings)
    for name in sorted(types & defaults.keys()):
        yield name, _hash(defaults[name].spot.value)
