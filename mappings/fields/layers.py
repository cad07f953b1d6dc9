"""Merges the layers of an action's fields: defaults, file defaults, fragments, own entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from mappings.fields.entry import Entry, in_writing_order, read_entries
from mappings.fields.target import parse_target, show_target
from mappings.file.model import Action, Field
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError
from mappings.findings.suggest import did_you_mean, surely
from mappings.located import Located

Entries = dict[tuple[str, ...], Entry]


class Layer(Struct, frozen=True):
    """What one place says about fields. `spot` is the map whose keys `map` and `set` they stand under.

    Where `each` says what list an action goes through, the paths beside it start at an item.
    """

    map: Mapping[str, Field]
    set: Mapping[str, Any]
    spot: Located
    each: str | None = None


def layer_entries(
    action: Action, spot: Located, between: Sequence[Layer], type_defaults: Layer | None, report: Report
) -> tuple[Entry, ...]:
    """All fields of an action in the order they are written: the type's defaults < what stands `between` < its own.

    Between stand the file's defaults and the fragments that the action uses.

    A later layer replaces entries of the *same* target only: an own `traits` takes the place of an inherited
    `traits` and is still overlaid by an inherited `traits.plan`. `unset: [traits]` removes both from what is
    inherited. `inherit: false` leaves the type's defaults out; the file's are joined into every action.
    Findings: those of `read_entries`, and an `unset` of what is not inherited (E341).
    """
    inherited: Entries = {}
    for layer in (type_defaults if action.inherit else None, *between):
        if layer is not None:
            inherited |= read_entries(layer.map, layer.set, layer.spot, report, at_event=layer.each is None)
    kept = _without(inherited, action.unset, spot, report)
    own = read_entries(action.map, action.set, spot, report)
    return in_writing_order(list((kept | own).values()))


def _without(inherited: Entries, unset: list[str], spot: Located, report: Report) -> Entries:
    kept = dict(inherited)
    for number, name in enumerate(unset):
        try:
            target = parse_target(name)
        except ExpressionError as error:
            report.add(error.problem.code, spot.at("unset", number).place, error.problem.message, error.problem.hint)
            continue
        gone = {one for one in inherited if one[: len(target)] == target}
        if not gone:
            hint = _hint_for_unset(target, inherited)
            fix = surely(name, [show_target(one) for one in inherited])
            place = spot.at("unset", number).place
            report.add("E341", place, f"{name} is not a field that this action inherits", hint, fix=fix)
        kept = {one: entry for one, entry in kept.items() if one not in gone}
    return kept


def _hint_for_unset(target: tuple[str, ...], inherited: Iterable[tuple[str, ...]]) -> str | None:
    names = [show_target(one) for one in inherited]
    if not names:
        return "there are no defaults here: take the line out"
    if len(target) > 1 and target[:1] in inherited:
        return f"to leave out a part of a copied object, map {target[0]} with `except: [{target[1]}]`"
    return did_you_mean(show_target(target), names) or f"inherited are {', '.join(sorted(names)[:12])}"
