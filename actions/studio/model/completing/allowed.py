"""What the schema for editors lets stand at a place of a mapping file."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from actions.studio.model.completing.spot import Spot, Step
from actions.workbench.editing.schema import Schema, schema_of, schema_of_fragments
from destinations.registry import PluginError, load_registry
from mappings.file.shared import is_shared


class Choice(NamedTuple):
    """A key or a word that may stand there, and what it means."""

    name: str
    help: str = ""


@lru_cache(maxsize=64)
def schema_for(destination: str | None) -> Schema | None:
    """The schema of the destination's mapping files, of fragments where there is none named; None if it is unknown."""
    if destination is None:
        return schema_of_fragments()
    try:
        plugin = load_registry().find(destination)
    except PluginError:
        return None
    return schema_of(plugin) if plugin else None


def schema_of_file(label: str, lines: list[str], number: int) -> Schema | None:
    """The schema for the line of the file, by the `destination:` above it."""
    if is_shared(label):
        return schema_for(None)
    for line in reversed(lines[:number]):
        found = re.match(r"destination:\s*[\"']?([\w-]+)", line)
        if found:
            return schema_for(found[1]) or schema_of_any()
    below = (re.match(r"destination:\s*[\"']?([\w-]+)", line) for line in lines)
    return next((schema_for(found[1]) for found in below if found), None) or schema_of_any()


@lru_cache(maxsize=1)
def schema_of_any() -> Schema | None:
    """The schema of a file that does not say yet which destination it is for."""
    names = load_registry().names()
    schema = next((one for one in map(schema_for, names) if one), None)
    if schema is None:
        return None
    return {**schema, "properties": {**schema["properties"], "destination": {"enum": list(names)}}}


class Allowed:
    """The parts of a schema that hold at the cursor."""

    def __init__(self, schema: Schema, spot: Spot) -> None:
        self._schema, self._spot = schema, spot
        parts = list(self._open(schema, ()))
        for number, step in enumerate(spot.way):
            way = spot.way[: number + 1]
            parts = [one for part in parts for inner in _inside(part, step) for one in self._open(inner, way)]
        self.parts = parts

    def keys(self) -> Iterator[Choice]:
        """The keys that may stand here, without those that do."""
        there = self._spot.beside.get(self._spot.way, {})
        seen: set[str] = set(there)
        for part in self.parts:
            for name, one in part.get("properties", {}).items():
                if name not in seen:
                    seen.add(name)
                    yield Choice(name, self._help(one))

    def words(self) -> Iterator[Choice]:
        """The words that the value may be."""
        for part in self.parts:
            helps = part.get("enumDescriptions") or ()
            for number, one in enumerate(part.get("enum", [part["const"]] if "const" in part else [])):
                yield Choice(_plain(one), str(helps[number]) if number < len(helps) else part.get("description", ""))
            if part.get("type") == "boolean":
                yield from (Choice("true", part.get("description", "")), Choice("false", ""))

    @property
    def is_path(self) -> bool:
        """Whether the value is an expression that reads the event."""
        return any("defaultSnippets" in part for part in self.parts)

    @property
    def is_condition(self) -> bool:
        """Whether a condition stands here."""
        return any("all" in part.get("properties", {}) for part in self.parts)

    def _help(self, one: Schema) -> str:
        found = (str(part["description"]) for part in self._open(one, self._spot.way) if "description" in part)
        return next(found, "")

    def _open(self, part: Schema, way: tuple[Step, ...]) -> Iterator[Schema]:
        """The part and all that it refers to, where what it asks of the keys beside it holds."""
        if "$ref" in part:
            name = part["$ref"].rsplit("/", 1)[1]
            yield from self._open(self._schema["definitions"][name], way)
        yield part
        for one in part.get("anyOf", ()):
            yield from self._open(one, way)
        for one in part.get("allOf", ()):
            asked = one["if"]["properties"]["do"]["const"]
            if self._spot.beside.get(way, {}).get("do") == asked:
                yield from self._open(one["then"], way)


def _inside(part: Schema, step: Step) -> Iterator[Schema]:
    if isinstance(step, int):
        if isinstance(part.get("items"), dict):
            yield part["items"]
        return
    found = part.get("properties", {}).get(step)
    if found is not None:
        yield found
        return
    for pattern, one in part.get("patternProperties", {}).items():
        if re.search(pattern, step):
            yield one
    if isinstance(part.get("additionalProperties"), dict):
        yield part["additionalProperties"]


def _plain(value: Any) -> str:
    return "null" if value is None else "true" if value is True else "false" if value is False else str(value)
