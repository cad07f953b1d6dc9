"""One field of a mapping as somebody edits it: texts in the inputs of a form, and what they say in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from actions.studio.model.editing.values import read_value, show_value
from actions.studio.model.editing.write import inline
from mappings.file.model import IF_MISSING

Kind = Literal["path", "template", "each", "object", "value"]
# The key that holds the source of each kind, for those under `map:`.
KEYS: Final[Mapping[Kind, str]] = {"path": "from", "template": "template", "each": "each"}
WITH_ITEMS: Final = ("each", "object")
PLAIN: Final = (*KEYS.values(), "map", "lookup", "as", "default", "required", "if_missing")


class DraftError(ValueError):
    """What is typed says nothing that could be written: why."""


@dataclass(slots=True)
class Pair:
    """A row of two inputs: the field of an item and its source, or a value and what is sent for it."""

    name: str = ""
    value: str = ""


@dataclass(slots=True)
class Draft:
    """What stands in the inputs; `others` are the options that the form has no input of their own for, as YAML."""

    kind: Kind = "path"
    source: str = ""
    items: list[Pair] = field(default_factory=list)
    lookup: list[Pair] = field(default_factory=list)
    convert: str = ""
    default: str = ""
    required: bool = False
    if_missing: str = ""
    others: str = ""

    @classmethod
    def of(cls, written: Any, under: str | None) -> "Draft":
        """What is written under `map` or `set`; an empty draft where nothing is."""
        if under == "set":
            return cls("value", show_value(written))
        if not isinstance(written, dict):
            return cls(source=_source_text(written))
        kept = dict(written)
        plain: Kind = "object" if "map" in written else "path"
        kind = next((kind for kind, key in KEYS.items() if key in written), plain)
        made = cls(kind, _source_text(kept.pop(KEYS[kind], None)) if kind in KEYS else "")
        if kind in WITH_ITEMS and isinstance(kept.get("map"), dict):
            made.items = [Pair(str(name), _source_text(one)) for name, one in kept.pop("map").items()]
        if isinstance(kept.get("lookup"), dict) and all(isinstance(one, str) for one in kept["lookup"]):
            made.lookup = [Pair(name, inline(one)) for name, one in kept.pop("lookup").items()]
        made.convert = kept.pop("as", None) or ""
        made.default = show_value(kept.pop("default", None))
        made.required = kept.get("required") is True
        if made.required:
            del kept["required"]
        if kept.get("if_missing") in IF_MISSING:
            made.if_missing = kept.pop("if_missing")
        made.others = show_value(kept) if kept else ""
        return made

    def written(self) -> Any:
        """What is to stand in the file: a path alone, or a map of the source and the options."""
        source: Any = self.source.strip()
        if not source and self.kind != "object":
            raise DraftError("Say where the value comes from")
        if self.kind == "value":
            return read_value(source)
        made: dict[str, Any] = {}
        if self.kind in KEYS:
            made[KEYS[self.kind]] = _read_source(source) if self.kind == "path" else source
        if self.kind in WITH_ITEMS:
            made["map"] = {one.name: _read_source(one.value) for one in _filled(self.items)}
            if not made["map"]:
                raise DraftError("Say at least one field inside, and where it comes from")
        if lookup := {one.name: read_value(one.value) for one in _filled(self.lookup)}:
            made["lookup"] = lookup
        made |= self._others()
        made |= {"as": self.convert} if self.convert else {}
        made |= {"default": read_value(self.default)} if self.default else {}
        made |= {"required": True} if self.required else {}
        made |= {"if_missing": self.if_missing} if self.if_missing and not self.required else {}
        return made["from"] if list(made) == ["from"] and isinstance(made["from"], str) else made

    def _others(self) -> dict[str, Any]:
        if not self.others.strip():
            return {}
        found = read_value(self.others)
        if not isinstance(found, dict):
            raise DraftError("Write other options in braces, such as {except: [password], only_when: userId exists}")
        twice = [one for one in found if one in PLAIN]
        if twice:
            raise DraftError(f"{twice[0]}: has an input of its own here")
        return found


def _filled(rows: list[Pair]) -> list[Pair]:
    names = [one.name for one in rows]
    for one in rows:
        if bool(one.name.strip()) != bool(one.value.strip()):
            raise DraftError(f"A row is half empty: {one.name.strip() or one.value.strip()}")
        if one.name and names.count(one.name) > 1:
            raise DraftError(f"{one.name} is there twice")
    return [one for one in rows if one.name.strip()]


def _source_text(source: Any) -> str:
    """A path as it is typed; several of them in brackets, options in braces."""
    return source if isinstance(source, str) else show_value(source)


def _read_source(typed: str) -> Any:
    typed = typed.strip()
    found = read_value(typed) if typed.startswith(("[", "{")) else typed
    return found if isinstance(found, list | dict) else typed
