"""Fragments of shared files, looked at for themselves: whether or not an action uses them, and each once."""

from collections.abc import Iterator, Mapping, Sequence

from actions.trigger.structured import parse_condition
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.against.seen import check_paths_seen
from actions.workbench.checking.against.tracking_plan import TrackingPlan, check_path_planned
from actions.workbench.checking.conditions import check_tests, check_whole
from actions.workbench.checking.paths import check_path
from actions.workbench.checking.written import WrittenField, WrittenPath, paths_of_condition, paths_of_field
from mappings.event_fields import EVENT_FIELDS
from mappings.fields.entry import read_entries
from mappings.fields.field import CompiledField
from mappings.fields.mapper import compile_mapping
from mappings.file.loader import LoadedFragment, load_fragments
from mappings.file.shared import is_shared
from mappings.findings.diagnostic import Diagnostic, Report


def check_fragments(
    texts: Mapping[str, str], evidence: Evidence | None, plan: TrackingPlan | None
) -> Iterator[Diagnostic]:
    """Findings about the paths and conditions of the shared files among the texts, in the files' own lines.

    Also errors, which an action that uses the fragment has at the same place.
    W214 to W217, W307, W309 and W353 as in an action; W305 and W310 in the light of all events, as a fragment does not
    say which events it is for.
    """
    for file, text in texts.items():
        # What cannot be read was reported when the project was loaded.
        for fragment in (load_fragments(text, file, Report()) or {}).values() if is_shared(file) else ():
            yield from _errors(fragment)
            yield from _check_condition(fragment)
            paths = list(_paths_of(fragment))
            for path in paths:
                yield from check_path(path)
            yield from _check_against(paths, evidence, plan)


def _errors(fragment: LoadedFragment) -> Iterator[Diagnostic]:
    """What would keep the fragment from being used."""
    report = Report()
    if fragment.model.when is not None:
        parse_condition(fragment.spot.at("when"), report, EVENT_FIELDS)
    entries = read_entries(fragment.model.map, fragment.model.set, fragment.spot, report)
    compile_mapping(tuple(entries.values()), report, lambda *_: None, roots=EVENT_FIELDS, currency_target=None)
    yield from report


def _check_against(
    paths: Sequence[WrittenPath], evidence: Evidence | None, plan: TrackingPlan | None
) -> Iterator[Diagnostic]:
    # What no event can have is an error where the fragment is used.
    of_events = [one for one in paths if all(root.name in EVENT_FIELDS for root in one.expression.roots)]
    if evidence and evidence.total:
        names = list(evidence.events)
        yield from check_paths_seen(of_events, evidence, lambda _: names)
    for path in of_events if plan else ():
        yield from check_path_planned(path, plan, list(plan.events)) if plan else ()


def _check_condition(fragment: LoadedFragment) -> Iterator[Diagnostic]:
    spot = fragment.spot.at("when")
    condition = parse_condition(spot, Report(), None) if fragment.model.when is not None else None
    if condition:
        yield from check_tests(condition, spot)
        yield from check_whole(condition, spot)


def _paths_of(fragment: LoadedFragment) -> Iterator[WrittenPath]:
    spot = fragment.spot.at("when")
    condition = parse_condition(spot, Report(), None) if fragment.model.when is not None else None
    if condition:
        yield from paths_of_condition(condition, spot, in_list=False)
    entries = read_entries(fragment.model.map, fragment.model.set, fragment.spot, Report())
    mapper = compile_mapping(tuple(entries.values()), Report(), lambda *_: None, roots=None, currency_target=None)
    for field in mapper.object.fields:
        yield from _paths_of_field(field, in_list=False)


def _paths_of_field(field: CompiledField, *, in_list: bool) -> Iterator[WrittenPath]:
    yield from paths_of_field(WrittenField(field.target, field, (), field.spot, in_list))
    for part in field.inner.fields if field.inner else ():
        yield from _paths_of_field(part, in_list=in_list or field.field.each is not None)
