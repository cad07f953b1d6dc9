"""What actions of one event share in generated functions, and how large these become."""

import json
from typing import Any

import pytest

from actions.plan.compiled.functions import MOST_NAMES, MOST_TOGETHER
from tests.actions.run.projected import NOW, ONE, line_of, odd_of, written
from tests.actions.run.test_run_whole_lines import decisions_of, slow_line
from tests.actions.small_projects import MakeProject


def test_many_actions_stand_in_several_functions(make_project: MakeProject) -> None:
    names = [f"A{number}" for number in range(MOST_TOGETHER * 2 + 1)]
    project = make_project(
        webhook="".join(ONE.replace("One", name).replace("data.user", f"data.{name}") for name in names)
    )
    rows = [json.loads(row) for row in written(project, line_of()).splitlines()]
    assert [row["action"] for row in rows] == [name.lower() for name in names]
    assert [row["payload"]["data"][name] for row, name in zip(rows, names, strict=True)] == ["u1"] * len(names)
    assert odd_of(project, line_of()) is None


def test_actions_that_map_the_same_share_their_code_and_not_their_names(make_project: MakeProject) -> None:
    listed = [ONE.replace("One", f"A{number}").replace("Order Completed", f"E{number}") for number in range(30)]
    project = make_project(webhook="".join(listed))
    writers = project.plan.projected_lines
    codes = {id(getattr(writers.find("track", f"E{number}"), "__code__", None)) for number in range(30)}
    assert len(codes) == 1
    for number in range(30):
        (row,) = map(json.loads, written(project, line_of(event=f"E{number}")).splitlines())
        assert row["action"] == f"a{number}"
        assert row["delivery_id"] == project.decide(json.loads(line_of(event=f"E{number}")), NOW)[0].delivery_id


def test_actions_that_map_the_same_and_ask_something_else_do_not_share_their_code(make_project: MakeProject) -> None:
    other = ONE.replace("One", "Two").replace("Order Completed", "Order Refunded").replace('"pro"', '"free"')
    project = make_project(webhook=ONE + other)
    fired = [
        written(project, line_of(event=name, properties={"plan": "free"})) != b""
        for name in ("Order Completed", "Order Refunded")
    ]
    assert fired == [False, True]


@pytest.mark.parametrize(
    "switches", [{}, {"Mixpanel": True}, {"Mixpanel": {"id": 5}}, {"All": False}, {"All": 0}, None]
)
def test_switches_may_be_read_like_anything_else(make_project: MakeProject, switches: Any) -> None:
    both = ONE.replace("data.user: userId", "data.user: integrations.Mixpanel.id, data.all: integrations.All")
    project = make_project(
        webhook=both
        + "- {name: Asks, do: send, inherit: false, when: integrations.Mixpanel exists, map: {data.x: userId}}"
    )
    line = line_of(integrations=switches)
    expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))
    assert written(project, line) == written(project, line, strict=True) == expected


@pytest.mark.parametrize("levels", [10, 16, 17, 60, 64, 65, 400])
def test_paths_may_be_longer_than_an_event_is_deep(make_project: MakeProject, levels: int) -> None:
    path = ".".join(["properties", *"a" * levels])
    project = make_project(
        webhook=f"- {{do: send, inherit: false, when: type exists, map: {{data.x: {path}, data.user: userId}}}}"
    )
    for inner in ("5", "[[[[[5]]]]]", '{"b":1}'):
        line = line_of(properties=None).replace(b"null", b'{"a":' * levels + inner.encode() + b"}" * levels, 1)
        expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))
        assert written(project, line) == written(project, line, strict=True) == expected


def test_payloads_of_many_fields_are_put_together_too(make_project: MakeProject) -> None:
    fields = ", ".join(f"data.f{number}: properties.f{number}" for number in range(60))
    project = make_project(
        webhook=f"- {{do: send, inherit: false, when: type exists, map: {{{fields}, data.o.p.q: userId}}}}"
    )
    line = line_of(properties={f"f{number}": f"text {number}" for number in range(60)})
    assert odd_of(project, line) is None
    assert [written(project, line)] == [slow_line(one, 1) for one in decisions_of(project, line, 1)]


@pytest.mark.parametrize("name", ["properties", "context", "traits"])
@pytest.mark.parametrize("items", [[{"a": 1}], []])
def test_a_list_is_no_object_of_the_event(make_project: MakeProject, name: str, items: Any) -> None:
    head = "do: send, inherit: false, when: type exists"
    listed = [
        f"- {{name: A, {head}, each: {name}, map: {{data: a}}}}",
        f"- {{name: B, {head}, map: {{data: '{name}[*].a'}}}}",
    ]
    project = make_project(webhook="\n".join(listed))
    line = line_of(**{name: items})
    expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))
    assert written(project, line) == written(project, line, strict=True) == expected


def test_of_a_group_the_first_action_gets_the_event(make_project: MakeProject) -> None:
    group = ONE.replace("do: send", "do: send\n  exclusive: orders")
    project = make_project(webhook=group + group.replace("One", "Two") + ONE.replace("One", "Three"))
    assert [json.loads(row)["action"] for row in written(project, line_of()).splitlines()] == ["one", "three"]


@pytest.mark.parametrize("user", ["userId", "{from: properties.gone, required: true}"], ids=["fires", "fails"])
def test_a_group_may_be_wider_than_functions_are_long(make_project: MakeProject, user: str) -> None:
    group = ONE.replace("do: send", "do: send\n  exclusive: orders")
    others = [ONE.replace("One", f"A{number}") for number in range(MOST_TOGETHER + 1)]
    first = group.replace("data.user: userId", f"data.user: {user}")
    project = make_project(webhook="".join([first, *others, group.replace("One", "Two")]))
    for line in (line_of(), line_of(integrations={"webhook": False}), line_of(userId='"')):
        expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))
        decided = b"".join(slow_line(one, 1) for one in project.decide(json.loads(line), NOW))
        assert b'"action":"two"' not in expected
        assert written(project, line) == written(project, line, strict=True) == expected == decided


def test_names_that_nobody_asks_for_fill_no_memory(make_project: MakeProject) -> None:
    project = make_project(webhook=ONE)
    for number in range(MOST_NAMES + 10):
        project.plan.projected_lines.find("track", f"name {number}")
    assert len(project.plan.projected_lines.known["track"]) <= MOST_NAMES
    project.plan.projected_lines.find("track", "x" * 10_000)
    assert "x" * 10_000 not in project.plan.projected_lines.known["track"]


def test_what_one_action_needs_whole_does_not_change_what_others_get(make_project: MakeProject) -> None:
    whole = "- {name: All, do: send, inherit: false, when: event = \"Other\", map: {data: '@'}}\n"
    project = make_project(webhook=ONE + whole)
    assert odd_of(project, line_of()) is None
    assert odd_of(project, line_of(event="Other")) == line_of(event="Other")
    (row,) = map(json.loads, written(project, line_of(event="Other", channel="web")).splitlines())
    assert row["payload"]["data"]["channel"] == "web"
