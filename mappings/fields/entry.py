"""One field of a payload as a mapping file writes it: where it goes, and where it comes from."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from mappings.fields.target import parse_target
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError
from mappings.located import Located


class Entry(Struct, frozen=True):
    """One field of a payload. `spot` is the field's right side in the file.

    The paths of an `at_event` entry start at the event even where the action's own start at an item of a
    list: it is a default, written without `each:` in mind.
    """

    target: tuple[str, ...]
    field: Field
    spot: Located
    at_event: bool = False


def read_entries(
    mapped: Mapping[str, Field],
    literals: Mapping[str, Any],
    spot: Located,
    report: Report,
    *,
    at_event: bool = False,
) -> dict[tuple[str, ...], Entry]:
    """The entries below the `map` and `set` keys of `spot`, by target, in the order of writing.

    Findings: a target that cannot be read (E340), one target in two spellings (E310).
    """
    fields = [("map", name, field) for name, field in mapped.items()]
    fields += [("set", name, Field(value=literal)) for name, literal in literals.items()]
    entries: dict[tuple[str, ...], Entry] = {}
    written: dict[tuple[str, ...], str] = {}
    for key, name, field in fields:
        here = spot.at(key, name)
        target = _read_target(name, here, report)
        if target is None:
            continue
        # One spelling under both `map` and `set` was found when the file was read.
        if written.setdefault(target, name) != name:
            other = entries[target].spot.key_place
            report.add(
                "E310",
                here.key_place,
                f"{name} is the same field as {written[target]}",
                "keep one",
                related=(other,),
            )
        entries[target] = Entry(target, field, here, at_event)
    return entries


def in_writing_order(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries in the order they are written into a payload: as given, but an object before its overlays.

    `traits.plan`, `event`, `traits` are written as `traits`, `traits.plan`, `event`.
    """
    first: dict[tuple[str, ...], int] = {}
    for number, entry in enumerate(entries):
        for depth in range(1, len(entry.target) + 1):
            first.setdefault(entry.target[:depth], number)

    # A prefix sorts before what it is a prefix of, and each level keeps the order of first mention.
    def rank(entry: Entry) -> tuple[int, ...]:
        return tuple(first[entry.target[:depth]] for depth in range(1, len(entry.target) + 1))

    return tuple(sorted(entries, key=rank))


def _read_target(name: str, spot: Located, report: Report) -> tuple[str, ...] | None:
    try:
        return parse_target(name)
    except ExpressionError as error:
        problem = error.problem
        place = spot.key.inside(problem.start, problem.end) if spot.key else spot.key_place
        report.add(problem.code, place, problem.message, problem.hint)
        return None
