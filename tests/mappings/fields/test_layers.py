from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.fields.entry import Entry, in_writing_order
from mappings.fields.layers import Layer, layer_entries
from mappings.fields.target import show_target
from mappings.file.loader import load_mapping_file, load_type_defaults
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.place import Place
from mappings.located import Located

TYPE = """
version: 1
action_types:
  track:
    map:
      event: event
      traits: context.traits
      traits.plan: traits.plan
      traits.email: traits.email
    set: {source: type}
  bare: {}
  per_product:
    each: properties.products
    map: {sku: sku}
"""
FILE = """
version: 1
destination: mixpanel
defaults:
  map: {event: name}
  set: {region: file}
actions:
  - {name: a, do: track, ACTION}
"""


def layers(action: str, report: Report, type_name: str = "track") -> tuple[Entry, ...]:
    defaults = load_type_defaults(TYPE, "defaults.yaml", report)[type_name]
    (loaded,) = load_mapping_file(FILE.replace("ACTION", action), "m.yaml", report)
    joined = loaded.model.defaults
    return layer_entries(
        loaded.model.actions[0],
        loaded.spot.at("actions", 0),
        [Layer(joined.map, joined.set, loaded.spot.at("defaults"))],
        Layer(defaults.model.map, defaults.model.set, defaults.spot, defaults.model.each),
        report,
    )


def said(entries: tuple[Entry, ...]) -> dict[str, str]:
    """Each target with its path or literal, and `^` where the paths start at the event come what may."""
    return {
        show_target(one.target): ("^" if one.at_event else "")
        + str(one.field.from_[0] if one.field.from_ else one.field.value)
        for one in entries
    }


INHERITED = {
    "event": "^name",
    "traits": "^context.traits",
    "traits.plan": "^traits.plan",
    "traits.email": "^traits.email",
    "source": "^type",
    "region": "^file",
}
LAYERED = {
    "the file's defaults win over the type's": ("map: {}", INHERITED),
    "own entries win over both": (
        "map: {event: type}, set: {source: own}",
        {"event": "type", "source": "own"},
    ),
    "an own object keeps the overlays it inherits": ("map: {traits: properties}", {"traits": "properties"}),
    "an own overlay joins those it inherits": ("set: {traits.city: Oslo}", {"traits.city": "Oslo"}),
    "set takes the place of map": ("set: {traits.plan: free}", {"traits.plan": "free"}),
}


@pytest.mark.parametrize(("action", "changes"), LAYERED.values(), ids=LAYERED)
def test_layers(action: str, changes: dict[str, str]) -> None:
    report = Report()
    assert said(layers(action, report)) == INHERITED | changes
    assert list(report) == []


REMOVED = {
    "one field": ("unset: [source]", {"source"}),
    "an object with what overlays it": ("unset: [traits]", {"traits", "traits.plan", "traits.email"}),
    "an overlay alone": ("unset: [traits.plan]", {"traits.plan"}),
    "a field of the file's defaults": ("unset: [region]", {"region"}),
    "several": ("unset: [event, source]", {"event", "source"}),
    "one without a list around it": ("unset: event", {"event"}),
}


@pytest.mark.parametrize(("action", "gone"), REMOVED.values(), ids=REMOVED)
def test_unset_removes(action: str, gone: set[str]) -> None:
    report = Report()
    assert set(said(layers(action, report))) == set(INHERITED) - gone
    assert list(report) == []


def test_what_is_unset_can_be_mapped_anew_without_its_overlays() -> None:
    entries = said(layers("unset: [traits], map: {traits: properties}", Report()))
    assert {name: path for name, path in entries.items() if name.startswith("traits")} == {"traits": "properties"}


NOT_INHERITED = {
    "misspelt": ("unset: [trait]", 34, 'did you mean "traits"?'),
    "a part of a copied object": ("unset: [traits.phone]", 34, "`except: [phone]`"),
    "nothing like it": ("unset: [xyz]", 34, "inherited are event, region, source, traits"),
    "the second of two": ("unset: [event, sourc]", 41, 'did you mean "source"?'),
}


@pytest.mark.parametrize(("action", "column", "hint"), NOT_INHERITED.values(), ids=NOT_INHERITED)
def test_unset_of_what_is_not_inherited(action: str, column: int, hint: str) -> None:
    report = Report()
    layers(action, report)
    (found,) = report
    assert (found.code, found.place and (found.place.line, found.place.column)) == ("E341", (8, column))
    assert hint in (found.hint or "")


def test_unset_reads_targets() -> None:
    report = Report()
    layers("unset: ['traits.']", report)
    assert [one.code for one in report] == ["E340"]


def test_inherit_false_leaves_the_types_defaults_out() -> None:
    assert said(layers("inherit: false, map: {x: y}", Report())) == {
        "event": "^name",
        "region": "^file",
        "x": "y",
    }


def test_a_type_that_goes_through_a_list_has_paths_of_its_items() -> None:
    entries = said(layers("map: {id: product_id}", Report(), "per_product"))
    assert entries == {"sku": "sku", "event": "^name", "region": "^file", "id": "product_id"}


BAD_TARGETS = {
    "an index": ("map: {'items[0].x': a}", "E340", 38),
    "an empty name": ("map: {traits..plan: a}", "E340", 39),
    "one target in two spellings": ("map: {traits.a: b, 'traits.\"a\"': c}", "E310", 45),
}


@pytest.mark.parametrize(("action", "code", "column"), BAD_TARGETS.values(), ids=BAD_TARGETS)
def test_bad_targets(action: str, code: str, column: int) -> None:
    report = Report()
    layers(action, report)
    assert [(one.code, one.place and one.place.column) for one in report] == [(code, column)]


def entry(*target: str) -> Entry:
    place = Place("m.yaml", 1, 1, 1, 2)
    return Entry(target, Field.model_validate("event"), Located("event", place))


def test_objects_are_written_before_what_overlays_them() -> None:
    given = [
        entry("traits", "plan"),
        entry("event"),
        entry("traits", "a", "b"),
        entry("traits"),
        entry("traits", "a"),
    ]
    written = [".".join(one.target) for one in in_writing_order(given)]
    assert written == ["traits", "traits.plan", "traits.a", "traits.a.b", "event"]


TARGETS = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(tuple), unique=True, max_size=4)


@given(TARGETS)
def test_no_order_of_writing_puts_an_overlay_first(targets: list[tuple[str, ...]]) -> None:
    for order in permutations(targets):
        written = [one.target for one in in_writing_order([entry(*target) for target in order])]
        assert sorted(written) == sorted(targets)
        for number, target in enumerate(written):
            assert not any(later == target[: len(later)] for later in written[number + 1 :])
