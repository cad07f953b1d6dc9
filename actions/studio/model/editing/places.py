"""Where the fields of an action are written: under its `map:` and `set:`, and inside the objects that these make."""

from collections.abc import Iterator, Sequence

from actions.studio.model.editing.lines import Way, find
from mappings.located import Located

GROUPS = ("map", "set")


def places_of(documents: Sequence[Located], around: Way, before: str = "") -> Iterator[tuple[str, Way]]:
    """The name of each field, as `actions show` says it, and the way to what is written of it.

    The parts of an object that `map:` and `set:` make have names such as `data.order`.
    """
    for group in GROUPS:
        here = find(documents, (*around, group))
        if here is None or not isinstance(here.value, dict):
            continue
        for key, value in here.value.items():
            way = (*around, group, key)
            yield f"{before}{key}", way
            if group == "map" and isinstance(value, dict) and "each" not in value:
                yield from places_of(documents, way, f"{before}{key}.")


def place_for(documents: Sequence[Located], action: Way, name: str, group: str) -> Way:
    """Where a field that is not written yet is to stand: inside the object that is written, if it is part of one."""
    objects = [
        (key, way)
        for key, way in places_of(documents, action)
        if name.startswith(f"{key}.") and way[-2] == "map" and _is_object(documents, way)
    ]
    if not objects:
        return (*action, group, name)
    key, way = max(objects, key=lambda one: len(one[0]))
    return (*way, group, name.removeprefix(f"{key}."))


def _is_object(documents: Sequence[Located], way: Way) -> bool:
    found = find(documents, way)
    value = found.value if found is not None else None
    return isinstance(value, dict) and "each" not in value and any(one in value for one in GROUPS)
