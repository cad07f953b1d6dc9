"""Fragments of a destination's defaults: fields that several action types share, written once."""

from collections.abc import Mapping

from mappings.file.model import Fragment, TypeDefaults
from mappings.findings.diagnostic import Report
from mappings.findings.suggest import did_you_mean
from mappings.located import Located

KEYS = ("map", "set")


def use_fragments(
    name: str, own: TypeDefaults, fragments: Mapping[str, Fragment], root: Located, report: Report
) -> tuple[TypeDefaults, Located]:
    """The defaults of the action type `name` with the fragments it uses under its own fields, and their spot.

    `root` is the spot of the whole file. A field of its own takes the place of a fragment's. Findings: a
    fragment that is not there (E128), one field in two fragments (E310), after which the first one counts.
    """
    spot = root.at("action_types", name)
    merged = _Merged()
    for number, used in enumerate(own.use):
        fragment = fragments.get(used)
        if fragment is None:
            hint = did_you_mean(used, fragments) or f"there are {', '.join(fragments) or 'none'}"
            report.add("E128", spot.at("use", number).place, f'there is no fragment "{used}"', hint)
            continue
        for key, field, here in _fields(fragment, root.at("fragments", used)):
            other = merged.spot_of(field)
            if other:
                report.add(
                    "E310", here.key_place, f"{field} is in two fragments that {name} uses", "keep one of them",
                    related=(other.key_place,),
                )  # fmt: skip
            else:
                merged.put(key, field, getattr(fragment, key)[field], here)
    for key, field, here in _fields(own, spot):
        merged.put(key, field, getattr(own, key)[field], here)
    return own.model_copy(update=merged.values), merged.spot(spot)


def _fields(model: Fragment | TypeDefaults, spot: Located) -> list[tuple[str, str, Located]]:
    return [(key, field, spot.at(key, field)) for key in KEYS for field in getattr(model, key)]


class _Merged:
    """Fields under `map` and `set`, each with its place; a later one takes the place of an earlier one."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, object]] = {key: {} for key in KEYS}
        self._spots: dict[str, dict[str, Located]] = {key: {} for key in KEYS}

    def spot_of(self, field: str) -> Located | None:
        return next((spots[field] for spots in self._spots.values() if field in spots), None)

    def put(self, key: str, field: str, value: object, spot: Located) -> None:
        for other in KEYS:
            if other != key:
                self.values[other].pop(field, None)
                self._spots[other].pop(field, None)
        self.values[key][field] = value
        self._spots[key][field] = spot

    def spot(self, own: Located) -> Located:
        """The spot of the action type, as if all its fields had been written there."""
        children = dict(own.children) if isinstance(own.children, Mapping) else {}
        for key, spots in self._spots.items():
            if spots:
                there = own.at(key) if key in children else own
                value = {field: spot.value for field, spot in spots.items()}
                children[key] = Located(value, there.place, there.key_place, spots, key=there.key)
        value = {name: child.value for name, child in children.items()}
        return Located(value, own.place, own.key_place, children, key=own.key)
