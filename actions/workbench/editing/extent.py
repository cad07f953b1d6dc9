"""Where a value of a mapping file ends, in lines: its place ends behind blank lines and comments."""

from collections.abc import Mapping

from mappings.located import Located


def children(spot: Located) -> list[Located]:
    """The values inside, in the order of writing."""
    found = spot.children
    return list(found.values()) if isinstance(found, Mapping) else list(found)


def last_line(spot: Located) -> int:
    """The number of the last line that says something of the value."""
    here = spot
    while inside := children(here):
        if here.place.end_column > 1 and here.place.end_line == here.place.line:
            break
        here = max(inside, key=lambda one: (one.place.end_line, one.place.end_column))
    place = here.place
    return place.end_line if place.end_column > 1 or place.end_line == place.line else place.end_line - 1
