from collections.abc import Sequence
from typing import Any

from mappings.file.empty_values import warn_of_empty
from mappings.file.model import Action, MappingFile
from mappings.findings.diagnostic import Report
from mappings.located import Located


def check_file(model: MappingFile, spot: Located, report: Report) -> None:
    """Report what shows only when two places of a file are held together."""
    for block in (spot.at("defaults"), *(spot.at("actions", number) for number in range(len(model.actions)))):
        check_fields(block, report)
    _check_names(model.actions, spot.at("actions"), report)


def check_fields(spot: Located, report: Report) -> None:
    """Report fields that stand twice, or hold nothing, in a map with `map:` and `set:`."""
    _check_two_sources(spot, report)
    warn_of_empty(spot, report)


def _check_two_sources(spot: Located, report: Report) -> None:
    """A target under both `map` and `set` of one map: which wins would be a guess."""
    written: dict[str, Any] = spot.value if isinstance(spot.value, dict) else {}
    mapped, literals = spot.at("map"), spot.at("set")
    for name, field in written.get("map", {}).items():
        if name in written.get("set", {}):
            first, second = mapped.at(name).key_place, literals.at(name).key_place
            if (second.line, second.column) < (first.line, first.column):
                first, second = second, first
            report.add(
                "E310",
                second,
                f"{name} is under both map: and set:",
                "keep one of them",
                related=(first,),
            )
        elif isinstance(field, dict):
            _check_two_sources(mapped.at(name), report)


def _check_names(actions: Sequence[Action], spot: Located, report: Report) -> None:
    """Each action's id names it in deliveries and on the command line, so there must be one, and one only."""
    seen: dict[str, tuple[Action, Located]] = {}
    for number, action in enumerate(actions):
        here = spot.at(number)
        key = next(key for key in ("id", "name", "do") if key in here.value)
        if not action.slug:
            message = f'no id can be made from the name "{action.name}"'
            report.add("E126", here.at("name").place, message, "add id: with letters a-z")
            continue
        other, there = seen.setdefault(action.slug, (action, here))
        if there is here:
            continue
        there = next(there.at(key) for key in ("id", "name", "do") if key in there.value)
        if key == "do" and there.key and there.key.value == "do":
            message, hint = f"two actions do {action.do} and have no name", "give each a name:"
        elif key == "name" and other.name == action.name:
            message, hint = f'two actions are called "{action.name}"', "give them different names"
        else:
            message, hint = (
                f'two actions have the id "{action.slug}"',
                "give this one a name: of its own" if key == "do" else "give one of them another id:",
            )
        report.add("E125", here.at(key).place, message, hint, related=(there.place,))
