"""The defaults of built-in destinations in one file for each release: what an upgrade changes, field by field."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from actions.workbench.catalog import describe_action_type
from destinations.registry import load_registry

# What the last release had; `make release` writes it anew.
RELEASED = Path(__file__).with_name("defaults.json")

Defaults = dict[str, dict[str, str]]


class Change(NamedTuple):
    """A default trigger (`field` is "when") or a default mapping that is not what it was; "" is none."""

    action_type: str
    field: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.action_type} {self.field}: {self.before or 'nothing'} -> {self.after or 'nothing'}"


def defaults_now() -> Defaults:
    """Of each built-in action type the default trigger under "when" and each field's default, as JSON text."""
    registry = load_registry([])
    found: Defaults = {}
    for plugin in filter(None, map(registry.find, registry.names())):
        for action_type in plugin.destination.action_types:
            facts = describe_action_type(plugin, action_type)
            fields = {one["name"]: one["default"] for one in facts["fields"]} | facts["deeper"]
            said = {"when": facts["when"], **fields}
            found[facts["name"]] = {key: _as_text(value) for key, value in said.items() if value not in (None, "")}
    return found


def released_defaults() -> Defaults:
    """Those of the last release."""
    written = json.loads(RELEASED.read_text(encoding="utf-8"))
    sources = written["sources"]
    return {
        name: {field: sources[number] for field, number in fields.items()}
        for name, fields in written["action_types"].items()
    }


def render_defaults() -> str:
    """The text of that file with the defaults of today."""
    found = defaults_now()
    # Many action types have the same defaults: each is written once.
    sources = sorted({source for fields in found.values() for source in fields.values()})
    numbers = {source: number for number, source in enumerate(sources)}
    types = {
        name: {field: numbers[fields[field]] for field in sorted(fields)} for name, fields in sorted(found.items())
    }
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(fields)}" for name, fields in types.items())
    text = json.dumps(sources, indent=0, ensure_ascii=False)
    return f'{{"sources": {text},\n"action_types": {{\n{lines}\n}}}}\n'


def changes(before: Defaults, after: Defaults) -> Iterator[Change]:
    """What differs, in the order of names. Of a new destination nothing is said: nobody's files have it.

    >>> old = {"ga4.purchase": {"when": "a", "value": "b"}}
    >>> [str(one) for one in changes(old, {"ga4.purchase": {"when": "a", "value": "c"}, "new.track": {"when": "d"}})]
    ['ga4.purchase value: b -> c']
    """
    known = {name.partition(".")[0] for name in before}
    for action_type in sorted(before | after):
        if action_type.partition(".")[0] not in known:
            continue
        old, new = before.get(action_type, {}), after.get(action_type, {})
        for field in sorted(old | new):
            if old.get(field, "") != new.get(field, ""):
                yield Change(action_type, field, old.get(field, ""), new.get(field, ""))


def unsaid(found: Iterator[Change], section: str) -> list[Change]:
    r"""The changes of which no entry of the changelog's section names both the action type and the field.

    `ga4.*` names all action types of a destination.

    >>> change = Change("ga4.purchase", "value", "b", "c")
    >>> unsaid(iter([change]), "- `ga4.purchase` reads `value` from the total, too.")
    []
    >>> unsaid(iter([change]), "- `value` of `ga4.*` is read from the total, too.")
    []
    >>> [str(one) for one in unsaid(iter([change]), "- `ga4.purchase` is quicker.\n- `value` is read.")]
    ['ga4.purchase value: b -> c']
    """
    entries = re.split(r"^- ", section, flags=re.MULTILINE)
    return [one for one in found if not any(_names(entry, one) for entry in entries)]


def _names(entry: str, change: Change) -> bool:
    whole = change.action_type.partition(".")[0] + ".*"
    return f"`{change.field}`" in entry and any(f"`{name}`" in entry for name in (change.action_type, whole))


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
