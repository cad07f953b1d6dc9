"""Readings: the paths by which one thing is found in events, written once for all destinations.

A file of readings says `readings: {gclid: [properties.gclid, …]}`. In the defaults of a destination `$gclid` stands for
these paths, in a field's `from:` or `from_event:`, or in the field's place. Under `fragments:` it may have fields that
the destinations of one family fill alike: `use: [ads_products]` takes them, as it takes fragments of the defaults' own.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

from mappings.findings.diagnostic import Report
from mappings.findings.suggest import did_you_mean
from mappings.located import Located
from mappings.yaml_reader.read import read_yaml

SIGN = "$"
# Stands for paths that are not known, and finds nothing more to report.
EVERYTHING = "@"
FROM = "from"
SOURCES = frozenset({FROM, "from_event"})
# Under these, each value is a field: a text there is a path.
FIELDS = frozenset({"map"})
# What is written under these is not a path, whatever it looks like.
LITERALS = frozenset({"set", "value", "default", "when", "where", "only_when", "lookup", "rename", "template"})
# There is one file of readings, and there may be a plugin's own in a test.
MOST_FILES = 8

Spots = Mapping[str, Located]
NO_SPOTS: Spots = MappingProxyType({})


class Readings(Struct, frozen=True):
    """The paths of each reading, and the fragments that several destinations share, by their names."""

    paths: Spots = field(default_factory=lambda: NO_SPOTS)
    fragments: Spots = field(default_factory=lambda: NO_SPOTS)


@lru_cache(maxsize=MOST_FILES)
def read_readings(text: str, file: str) -> Readings:
    """What the file says."""
    (document,) = read_yaml(text, file, Report())
    return Readings(*(_spots(document, name) for name in ("readings", "fragments")))


def use_readings(document: Located, readings: Readings, report: Report) -> Located:
    """The document with the paths in place of the readings' names; one that is not there is a finding (E128).

    The shared fragments that its action types use stand among its own.
    """
    return _Expanded(readings.paths, report).document(_with_fragments(document, readings.fragments))


def _with_fragments(document: Located, shared: Spots) -> Located:
    own = _spots(document, "fragments")
    used = {name for one in _spots(document, "action_types").values() for name in _words(one.at("use").value)}
    missing = {name: spot for name, spot in shared.items() if name in used and name not in own}
    if not missing:
        return document
    return _map_of(document, {**_parts(document), "fragments": _map_of(document.at("fragments"), {**missing, **own})})


def _parts(spot: Located | None) -> Spots:
    children = spot.children if spot else None
    return children if isinstance(children, Mapping) else NO_SPOTS


def _spots(document: Located, name: str) -> Spots:
    return _parts(_parts(document).get(name))


def _words(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


class _Expanded:
    def __init__(self, readings: Spots, report: Report) -> None:
        self._readings = readings
        self._report = report

    def document(self, spot: Located, key: str = "") -> Located:
        children = spot.children
        if not isinstance(children, Mapping):
            return spot
        parts = {name: self._child(name, child, key) for name, child in children.items()}
        if all(parts[name] is child for name, child in children.items()):
            return spot
        return _map_of(spot, parts)

    def _child(self, name: str, child: Located, key: str) -> Located:
        if key in FIELDS:
            if not _is_name(child.value):
                return self.document(child)
            return _map_of(child, {FROM: self._paths(child)})
        if name in SOURCES:
            return self._paths(child)
        return child if name in LITERALS else self.document(child, name)

    def _paths(self, spot: Located) -> Located:
        written = list(spot.children) if isinstance(spot.value, list) else [spot]
        if not any(isinstance(one, Located) and _is_name(one.value) for one in written):
            return spot
        paths = [path for one in written if isinstance(one, Located) for path in self._reading(one)]
        return Located([one.value for one in paths], spot.place, spot.key_place, paths, key=spot.key)

    def _reading(self, spot: Located) -> list[Located]:
        if not _is_name(spot.value):
            return [spot]
        name = spot.value.removeprefix(SIGN)
        if name not in self._readings:
            hint = did_you_mean(name, self._readings) or f"there are {', '.join(self._readings) or 'none'}"
            self._report.add("E128", spot.place, f'there is no reading "{name}"', hint)
            return [Located(EVERYTHING, spot.place, spot.key_place, key=spot.key)]
        return [one for one in self._readings[name].children if isinstance(one, Located)]


def _is_name(value: object) -> bool:
    # No path begins so: JMESPath has no such sign.
    return isinstance(value, str) and value.startswith(SIGN)


def _map_of(spot: Located, parts: dict[str, Located]) -> Located:
    value = {name: part.value for name, part in parts.items()}
    return Located(value, spot.place, spot.key_place, parts, key=spot.key)
