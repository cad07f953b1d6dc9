"""Names under `except:`, `only:` and `rename:` compared with recorded events."""

import re
from collections.abc import Iterator, Sequence

from actions.plan.planned import PlannedAction
from actions.workbench.checking.against.evidence import Evidence
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.place import Place
from mappings.findings.suggest import candidates
from mappings.located import Located

PLAIN = re.compile(r"\w+(?:\.\w+)*")


def check_options_seen(action: PlannedAction, evidence: Evidence, names: Sequence[str]) -> Iterator[Diagnostic]:
    """W305: a name that was in none of the objects that its field copies, where one that was looks like it."""
    for entry in action.entries:
        spot, field = action.own(entry.spot), entry.field
        source = field.from_[0] if field.from_ and len(field.from_) == 1 else ""
        own = action.spot.place
        if not PLAIN.fullmatch(source) or spot.file != own.file or not own.line <= spot.place.line <= own.end_line:
            continue
        around = tuple(source.split("."))
        total = evidence.count(around, names)
        for option, name, place in _written(spot):
            first = name.split(".")[0]
            if not total or not PLAIN.fullmatch(name) or evidence.count((*around, first), names):
                continue
            near = candidates(first, evidence.below(around, names))
            if near:
                message = f"{option}: {name} names nothing: {source} had no {first} in any of {total:,} events"
                share = evidence.count((*around, near[0]), names)
                hint = f'did you mean "{near[0]}" (in {share:,} of them)?'
                yield Diagnostic("W305", message, hint, place)


def _written(spot: Located) -> Iterator[tuple[str, str, Place]]:
    """Each name under the options of the field, with its option and its place."""
    if not isinstance(spot.value, dict):
        return
    for option in ("except", "only"):
        listed = spot.value.get(option)
        if isinstance(listed, str):
            yield option, listed, spot.at(option).place
        for number, name in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(name, str):
                yield option, name, spot.at(option, number).place
    renamed = spot.value.get("rename")
    for name in renamed if isinstance(renamed, dict) else ():
        yield "rename", name, spot.at("rename", name).key_place
