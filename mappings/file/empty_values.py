"""Empty literals: YAML reads them as null, which is sent as null."""

from collections.abc import Iterator
from typing import Any

from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.located import Located

# What a field may say literally.
LITERALS = ("value", "default", "if_missing", "lookup")


def warn_of_empty(block: Located, report: Report) -> None:
    """Report (W113) the empty literals under `map:` and `set:` of an action, a file's defaults or a field.

    A value that a comment has cut (W112) is reported already.
    """
    reported = {one.place.line for one in report if one.code == "W112" and one.place}
    for spot in _literals(block):
        for empty in _empty(spot):
            if empty.line not in reported:
                hint = "write null if that is meant; a text goes in quotes"
                report.add("W113", empty, "this value is empty, and so it is null", hint)


def _literals(block: Located) -> Iterator[Located]:
    written: dict[str, Any] = block.value if isinstance(block.value, dict) else {}
    if "set" in written:
        yield block.at("set")
    fields = written.get("map")
    for name, field in fields.items() if isinstance(fields, dict) else ():
        if isinstance(field, dict):
            here = block.at("map", name)
            yield from (here.at(key) for key in LITERALS if key in field)
            yield from _literals(here)


def _empty(spot: Located) -> Iterator[Place]:
    """Where a null stands for which nothing is written."""
    if spot.value is None:
        place = spot.place
        if (place.line, place.column) == (place.end_line, place.end_column):
            yield place
        return
    if isinstance(spot.value, dict):
        yield from (one for name, part in spot.value.items() if _holds_null(part) for one in _empty(spot.at(name)))
    elif isinstance(spot.value, list):
        parts = enumerate(spot.value)
        yield from (one for number, part in parts if _holds_null(part) for one in _empty(spot.at(number)))


def _holds_null(value: Any) -> bool:
    """Whether there is a null to be looked at: places are worked out for few values only."""
    return value is None or isinstance(value, dict | list)
