"""What the pages about all events are made of: the diagram, values of a field, what nobody reads."""

import json
from collections.abc import Sequence

import pytest

from actions.studio.model.files.events import Events
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.counts import Counts
from actions.studio.model.project.flow import NOBODY, OTHERS, diagram
from actions.studio.model.project.over_all import coverage_of, in_slices, personal_data, unused_in
from actions.studio.model.project.values import values_of


def counted(workspace: Workspace, *events: object) -> tuple[Counts, Events]:
    seen = Events(workspace.folder)
    seen.add_text("pasted", json.dumps(events).encode())
    counts = Counts()
    list(counts.count({"all": workspace.whole.plan}, seen.all, 0))
    return counts, seen


def track(name: str, **properties: object) -> dict[str, object]:
    return {"type": "track", "event": name, "userId": "u", "messageId": f"{name}{properties}", "properties": properties}


def test_the_diagram_has_every_event_on_its_way_once(workspace: Workspace) -> None:
    clicks = [track("Button Clicked", number=number) for number in range(3)]
    counts, _ = counted(workspace, *clicks, {"type": "screen", "userId": "u", "name": "Home"}, {"type": "track"})
    drawn = diagram(counts, {})
    events, actions, instances = drawn.columns
    assert [(one.key, one.number) for one in events] == [("Button Clicked", 3), ("screen", 1)]
    assert ("mixpanel.button-clicks", 3) in [(one.key, one.number) for one in actions]
    assert actions[-1].key == NOBODY
    assert [(one.key, one.number) for one in instances] == [("mixpanel", 3)]
    twice = [track("Order Completed", order_id="1", revenue=200, currency="EUR")]
    names = diagram(counted(workspace, *twice)[0], {}).columns[0]
    assert (names[0].number, names[0].passed > 1) == (1, True)
    assert sum("Button Clicked →" in one.words for one in drawn.bands) == 1
    assert {code: one.number for code, one in counts.refused.items()} == {"E533": 1}


def test_rare_names_are_drawn_together(workspace: Workspace) -> None:
    counts, _ = counted(workspace, *(track(f"Event {number}") for number in range(40)))
    events = diagram(counts, {}).columns[0]
    assert (len(events), events[-1].key, events[-1].words) == (22, OTHERS, "19 more names")
    assert sum(one.number for one in events) == 40


@pytest.mark.parametrize(
    ("path", "values", "rows"),
    [
        ("properties.plan", ["pro", "free", "pro", None], [('"pro"', 2), ('"free"', 1)]),
        ("properties.plan", [True, 1, "1"], [("true", 1), ("1", 1), ('"1"', 1)]),
        ("upper(properties.plan)", ["a", "A"], [('"A"', 2)]),
        ("properties.note", ["by ada@example.com"], [('"by •••"', 1)]),
        ("properties.email", ["ada@example.com"], []),
    ],
    ids=["texts by how often", "kinds apart", "an expression", "an address in a text", "a field of a person"],
)
def test_values_are_counted(workspace: Workspace, path: str, values: Sequence[object], rows: list[object]) -> None:
    name = path.rpartition(".")[2].rstrip(")")
    _, events = counted(workspace, *(track(f"E{number}", **{name: one}) for number, one in enumerate(values)))
    found = values_of(events.all, path)
    assert list(found.rows) == rows
    assert found.missing == values.count(None)
    assert found.is_hidden == (path == "properties.email")


def test_many_numbers_are_counted_by_ranges(workspace: Workspace) -> None:
    _, events = counted(workspace, *(track("E", total=number) for number in range(120)))
    rows = values_of(events.all, "properties.total").rows
    assert [number for _, number in rows] == [10] * 12
    assert rows[0][0] == "0 to 9.917"


def test_large_numbers_are_written_out_and_those_beyond_all_measure_left_out(workspace: Workspace) -> None:
    numbers = [*range(0, 120_000, 1000), 10**400, 1e308]
    _, events = counted(workspace, *(track("E", total=one) for one in numbers))
    found = values_of(events.all, "properties.total")
    assert [words for words, _ in found.rows][:2] == ["0 to 9,917", "9,917 to 19,830"]
    assert (found.different, found.rest) == (122, 2)


def test_what_is_no_path_is_said() -> None:
    with pytest.raises(ValueError, match="never closed"):
        values_of([], "upper(")


def test_properties_that_no_action_reads_are_found(workspace: Workspace) -> None:
    _, events = counted(workspace, track("Order Completed", total=1, colour="red"), track("X", colour="blue"))
    actions = [one for one in workspace.whole.plan.actions if one.instance.name == "webhook"]
    found = dict(unused_in(actions, events.all))
    assert found["properties.colour"] == 2
    # An action that takes all properties reads each of them.
    assert unused_in(workspace.whole.plan.actions, events.all) == []


def test_a_line_that_is_cut_is_named_without_what_stands_in_it(workspace: Workspace) -> None:
    (workspace.folder / "samples" / "cut.ndjson").write_text('{"type": "track", "phone": "+4712345678', "utf-8")
    events = Events(workspace.folder)
    events.read()
    assert [one for one in events.trouble if one.startswith("cut.ndjson:1: ")]
    assert "4712345678" not in " ".join(events.trouble)


def test_what_is_filled_is_what_coverage_counts(workspace: Workspace) -> None:
    _, events = counted(workspace, track("Order Completed", order_id="1", revenue=5), track("Order Completed"))
    found = coverage_of(workspace)
    for _ in in_slices([found], events.all):
        pass
    fields = {one.name: (one.filled, one.total) for one in found.actions["mixpanel.orders"].fields}
    assert (found.events, fields["revenue"]) == (2, (1, 2))
    assert "mixpanel.companies" in [one.key for one in found.never_fired]


def test_where_personal_data_goes_is_what_lineage_says(workspace: Workspace) -> None:
    rows = {(one.edge.action.key, one.edge.sent(one.rest)) for one in personal_data(workspace.whole.plan.actions)}
    assert ("mixpanel.people-who-click", "in clear") in rows
