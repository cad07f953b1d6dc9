"""A document without its mistakes, so that one of them does not hide the others."""

from collections.abc import Mapping, Sequence

from pydantic_core import ErrorDetails

from mappings.file.file_words import key_meant, model_at
from mappings.file.model import Field, Keys
from mappings.located import Located

Steps = tuple[str | int, ...]
# A field that cannot be read still counts as mapped, and finds nothing more to report.
STAND_IN = "@"
# What stands beside a field's source, and is not needed to read the rest of it.
OPTIONS = frozenset({"as", "default", "except", "if_missing", "lookup", "only", "rename", "required"})
ACTION_DEPTH = 2
FIELD_DEPTH = 4


def without_mistakes(spot: Located, errors: Sequence[ErrorDetails], root: type[Keys]) -> Located | None:
    """The document without what `errors` are about; None where nothing can be made of it.

    A misspelt key is read as the one that is meant, any other unknown key is passed over. An option that cannot be
    read is left out, a field is replaced by the path `@`, an action that cannot be read is left out.
    """
    unknown = {one["loc"]: _meant(spot, one["loc"], root) for one in errors if one["type"] == "extra_forbidden"}
    # Without one of its keys, a field may be another one.
    unknown = {steps: meant for steps, meant in unknown.items() if meant or model_at(root, steps[:-1]) is not Field}
    for steps, meant in unknown.items():
        spot = _with_key(spot, steps, meant)
    spoilt = {_replaceable(one["loc"]) for one in errors if one["loc"] not in unknown}
    if unknown and () in spoilt and all(one["type"] in ("missing", "extra_forbidden") for one in errors):
        # What is missing may be what was misspelt: the document is read once more to see.
        spoilt.discard(())
    return None if () in spoilt else _without(spot, spoilt)


def _meant(spot: Located, steps: Steps, root: type[Keys]) -> str | None:
    """The key that the one at `steps` is another word for, unless that stands there, too."""
    model = model_at(root, steps[:-1])
    meant = key_meant(str(steps[-1]), model) if model else None
    return meant if meant not in (spot.at(*steps[:-1]).value or ()) else None


def _with_key(spot: Located, steps: Steps, meant: str | None) -> Located:
    """The document with the key at `steps` read as `meant`, or without it."""
    first, *rest = steps
    children = spot.children
    if isinstance(children, Mapping):
        parts = {}
        for name, child in children.items():
            if name != first:
                parts[name] = child
            elif rest:
                parts[name] = _with_key(child, tuple(rest), meant)
            elif meant:
                parts[meant] = child
        return Located(
            {name: part.value for name, part in parts.items()}, spot.place, spot.key_place, parts, key=spot.key
        )
    kept = [_with_key(child, tuple(rest), meant) if number == first else child for number, child in enumerate(children)]
    return Located([part.value for part in kept], spot.place, spot.key_place, kept, key=spot.key)


def _replaceable(steps: Steps) -> Steps:
    """The smallest part around a mistake that can be left out: a field, an action; () for the whole file."""
    match steps:
        case ("actions", int(), "map", str(), str() as option, *_) if option in OPTIONS:
            return steps[: FIELD_DEPTH + 1]
        case ("actions", int(), "map", str(), *_):
            return steps[:FIELD_DEPTH]
        case ("actions", int(), *_):
            return steps[:ACTION_DEPTH]
        case ("defaults", "map", str(), *_):
            return steps[:3]
    return ()


def _without(spot: Located, spoilt: set[Steps], here: Steps = ()) -> Located:
    """The spot with the parts that are spoilt replaced, if they are fields, or left out."""
    if not any(steps[: len(here)] == here for steps in spoilt):
        return spot
    if here in spoilt:
        return Located(STAND_IN, spot.place, spot.key_place, key=spot.key)
    if isinstance(spot.children, Mapping):
        parts = {
            name: _without(child, spoilt, (*here, name))
            for name, child in spot.children.items()
            if not ((*here, name) in spoilt and name in OPTIONS and len(here) == FIELD_DEPTH)
        }
        value = {name: part.value for name, part in parts.items()}
        return Located(value, spot.place, spot.key_place, parts, key=spot.key)
    kept = [
        _without(child, spoilt, (*here, number))
        for number, child in enumerate(spot.children)
        if (*here, number) not in spoilt
    ]
    return Located([part.value for part in kept], spot.place, spot.key_place, kept, key=spot.key)
