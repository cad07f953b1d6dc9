"""Mappings compared with recorded events."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.personal_names import is_personal_name
from actions.plan.planned import PlannedAction
from actions.trigger.condition import Leaf, leaves
from actions.workbench.checking.against.evidence import Evidence, Way
from actions.workbench.checking.against.options import check_options_seen
from actions.workbench.checking.against.ways import Name, named_ways
from actions.workbench.checking.logic.literal import Literal, passes
from actions.workbench.checking.paths import ITSELF, PRODUCT
from actions.workbench.checking.written import ITEMS, WrittenAction, WrittenPath, plain_way
from mappings.event_fields import EVENT_FIELDS
from mappings.fields.target import show_target
from mappings.findings.diagnostic import Diagnostic
from mappings.findings.show import show
from mappings.findings.suggest import candidates

NUMBERS = {"above", "at_least", "below", "at_most", "between"}
EQUALS = frozenset({"is", "is_not", "one_of", "none_of"})
PARTS = {
    "contains": "contains", "starts_with": "starts with", "ends_with": "ends with", "matches": "matches",
    "regex": "matches",
}  # fmt: skip
KINDS = {str: "a text", int: "a number", float: "a number"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
FULL = 100
COPIED = ("properties",)
COPY = re.compile(r"properties|flatten_object\(properties, '_'\)")
# What none of fewer events has may well be in the next one; a near miss is reported anyway.
ENOUGH = 20
# Samples are there to show something: only where there are many do they say what events do not have.
MANY_SAMPLES = 100


def check_seen(written: WrittenAction, evidence: Evidence) -> Iterator[Diagnostic]:
    """Findings about the action in the light of events that were seen.

    W305: a path that found nothing in any of them. W218: the name of an event that none of them has. W219: a
    comparison of numbers with what always was a text, or the other way round.
    """
    action = written.action
    names = _names(action, evidence)
    yield from _check_names(action, evidence)
    yield from _check_parts(action, evidence)
    if not names:
        return
    # What the file says for all of its actions need not be there for each of them.
    everywhere = list(evidence.events)
    yield from check_paths_seen(written.paths, evidence, lambda path: names if _is_own(path, action) else everywhere)
    yield from _check_numbers(action, evidence, names)
    yield from check_options_seen(action, evidence, names)
    if action.instance.destination.forbids_people:
        yield from _check_people(action, evidence, names)


def check_paths_seen(
    paths: Iterable[WrittenPath], evidence: Evidence, names_for: Callable[[WrittenPath], Sequence[str]]
) -> Iterator[Diagnostic]:
    """W305: a path that found nothing in any of the events, which for each path are those of the names given."""
    by_field: dict[tuple[int, int], list[_SearchedPath]] = {}
    for path in paths:
        for named in named_ways(path.text):
            around = (*_around(path, named.whole), *named.around)
            if path.in_list and around == named.around:
                continue  # Of an item that nobody knows where to look for.
            among = names_for(path)
            sought = _SearchedPath(path, named.names, around, among, evidence.count((*around, *named.way), among))
            key = (id(path.field) if path.field else id(sought), named.group)
            by_field.setdefault(key, []).append(sought)
    for listed in by_field.values():
        # Of several paths tried one after the other one is enough; a function may take what is missing.
        if not any(one.found for one in listed):
            yield from _check_path(listed[0], evidence)


@dataclass(frozen=True, slots=True)
class _SearchedPath:
    """A path of plain names in the file, the events it may be about, and how many of them have a value there."""

    path: WrittenPath
    inside: Sequence[Name]
    around: Way
    names: Sequence[str]
    found: int

    @property
    def way(self) -> Way:
        return (*self.around, *(one.text for one in self.inside))


def _is_own(path: WrittenPath, action: PlannedAction) -> bool:
    """Whether the path stands among the action's own lines, and not under the file's `defaults:`."""
    at, own = path.place(path.start, path.start), action.spot.place
    return at.file == own.file and own.line <= at.line <= own.end_line


def _names(action: PlannedAction, evidence: Evidence) -> list[str]:
    """The names of the events seen that may fire the action."""
    facts = action.facts
    names = [name for name in evidence.events if facts.events is None or name in facts.events]
    if facts.types is None or "track" in facts.types:
        return names
    return [name for name in evidence.events if name in facts.types]


def _check_names(action: PlannedAction, evidence: Evidence) -> Iterator[Diagnostic]:
    for leaf in leaves(action.placed_condition()):
        if leaf.path != "event" or leaf.test not in ("is", "one_of") or leaf.place.file != action.spot.file:
            continue
        for name in leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,):
            if not isinstance(name, str) or name in evidence.events or leaf.ignore_case or leaf.any_spelling:
                continue
            near = candidates(name, list(evidence.events))
            if near or evidence.is_record:
                hint = f'did you mean "{near[0]}" ({evidence.events[near[0]]:,} of them)?' if near else None
                message = f'none of {_describe_evidence(evidence)} is called "{name}"'
                yield Diagnostic("W218", message, hint or "see whether it is still sent", leaf.place)


def _check_parts(action: PlannedAction, evidence: Evidence) -> Iterator[Diagnostic]:
    """W218: a part of a name, or a pattern for one, that no event's name has."""
    for leaf in leaves(action.placed_condition()):
        if leaf.path != "event" or leaf.test not in PARTS or leaf.place.file != action.spot.file:
            continue
        if leaf.ignore_case or any(passes(name, Literal(leaf, holds=True)) for name in evidence.events):
            continue
        folded = Literal(replace(leaf, ignore_case=True), holds=True)
        near = [name for name in evidence.events if passes(name, folded)]
        if near or evidence.is_record or evidence.total >= MANY_SAMPLES:
            hint = f'"{near[0]}" differs by case: write it so' if near else "see whether such events are still sent"
            message = f"none of {_describe_evidence(evidence)} has a name that {PARTS[leaf.test]} {show(leaf.operand)}"
            yield Diagnostic("W218", message, hint, leaf.place)


def _check_path(sought: _SearchedPath, evidence: Evidence) -> Iterator[Diagnostic]:
    way, names = sought.way, sought.names
    steps = (number for number in range(1, len(way) + 1) if way[number - 1] != ITEMS)
    depth = next(number for number in steps if not evidence.count(way[:number], names))
    if depth <= len(sought.around):
        return  # The list itself is not there.
    near = candidates(way[depth - 1], evidence.below(way[: depth - 1], names))
    total = sum(evidence.events[name] for name in names)
    if not near and total < (ENOUGH if evidence.is_record else MANY_SAMPLES):
        return
    of = f' "{names[0]}"' if len(names) == 1 else ""
    message = f"{_shown(way)} was in 0 of {total:,} {'recorded' if evidence.is_record else 'sample'} events{of}"
    hint, fix = "see whether events still have it, or whether this is a name of another tool", None
    first, last = sought.inside[0], sought.inside[-1]
    if ITEMS in sought.way[len(sought.around) :]:
        # Between its names stands what else the path says of the items.
        first = last = sought.inside[depth - 1 - len(sought.around)]
    if near:
        meant = (*way[: depth - 1], near[0])
        # An event with several items has the field several times.
        share = min(evidence.count(meant, names) * FULL / total, FULL)
        in_them = f"in {share:.0f} % of them" if share >= 1 else "in few of them"
        written = ".".join((*meant, *way[depth:])[len(sought.around) :]) if first is not last else near[0]
        hint = f'did you mean "{written}" ({in_them})?'
        fix = written if len(near) == 1 else None
    yield Diagnostic("W305", message, hint, sought.path.place(first.start, last.end), fix=fix)


def _check_numbers(action: PlannedAction, evidence: Evidence, names: Sequence[str]) -> Iterator[Diagnostic]:
    for leaf in leaves(action.placed_condition()):
        ends = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
        way = plain_way(leaf.read.tree)
        if not way or leaf.place.file != action.spot.file:
            continue
        kinds = evidence.kinds(way, names)
        if leaf.test in EQUALS:
            yield from _never_equal(leaf, ends, kinds)
        elif leaf.test in NUMBERS and not isinstance(ends[0], str) and kinds and set(kinds) == {str}:
            yield _text_not_number(leaf, kinds[str])


def _never_equal(leaf: Leaf, ends: Sequence[Any], kinds: Mapping[type, int]) -> Iterator[Diagnostic]:
    """W219: `properties.revenue = "10"`, where it was a number whenever it was there."""
    seen = {KINDS.get(one, "") for one in kinds}
    other = next((one for one in ends if KINDS.get(type(one)) not in (None, *seen)), None)
    if other is None or len(seen) != 1 or "" in seen:
        return
    kind, times = seen.pop(), sum(kinds.values())
    meant = json.dumps(str(other)) if kind == "a text" else str(other) if NUMBER.fullmatch(str(other)) else "a number"
    what = "the text" if isinstance(other, str) else "the number"
    message = f"{leaf.path} was {kind} in all {times:,} events that have it, and {kind} is never {what} {show(other)}"
    yield Diagnostic("W219", message, f"write {meant}", leaf.place)


def _check_people(action: PlannedAction, evidence: Evidence, names: Sequence[str]) -> Iterator[Diagnostic]:
    """W403: events have e-mail addresses and the like among their properties, and all of these are copied."""
    seen = sorted(one for one in evidence.below(COPIED, names) if is_personal_name(one, COPIED[0]))
    for entry in action.entries:
        left_out = {*(entry.field.except_ or ())}
        copied = [one for one in seen if one not in left_out]
        source = (entry.field.from_ or [""])[0]
        if not copied or not COPY.fullmatch(source) or entry.field.only:
            continue
        target = show_target(entry.target)
        own = action.own(entry.spot)
        place = own.place if own.file == action.spot.file else action.spot.at("do").place
        message = f"{target} copies all properties, and events have {', '.join(copied)} among them"
        title = action.instance.destination.title
        listed = ", ".join(sorted({*copied, *left_out}))
        field = f'{target}: {{from: "{source}", except: [{listed}]}}'
        hint = f"{title} accepts no data that identifies people: write {field} under map:"
        yield Diagnostic("W403", message, hint, place)


def _text_not_number(leaf: Leaf, times: int) -> Diagnostic:
    message = (
        f"{leaf.path} was a text in all {times:,} events that have it, and a text is never above or below a number"
    )
    return Diagnostic("W219", message, f"write to_number({leaf.path})", leaf.place)


def _around(path: WrittenPath, inside: Way) -> Way:
    """The way to the items at which the path starts; () where it starts at the event, or that is not known."""
    field = path.field
    if not path.in_list or field is None or not field.around or inside[0] in (*ITSELF, *EVENT_FIELDS - PRODUCT):
        return ()
    return (*field.around, ITEMS)


def _shown(way: Way) -> str:
    return ".".join(way).replace(f".{ITEMS}", ITEMS)


def _describe_evidence(evidence: Evidence) -> str:
    kind = "recorded" if evidence.is_record else "sample"
    return f"{evidence.total:,} {kind} events"
