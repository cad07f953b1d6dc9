"""Projected events, which have only the fields that actions read, give the same lines; other lines go another way."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from actions import Project
from actions.run.ndjson.lines import write_projected
from actions.run.ndjson.process_lines import BYTES_A_PIECE, MOST_LEFT
from mappings.budget import Budget
from mappings.fields.scope import Scope
from tests.actions.run.projected import EVENT, NOW, ONE, line_of, odd_of, written
from tests.actions.run.test_run_whole_lines import STARTER, decisions_of, slow_line
from tests.actions.small_projects import MakeProject

FIELDS: list[tuple[str, str]] = [
    ("a field where another is there", "data.x: {from: properties.x, only_when: properties.y exists}"),
    (
        "a field where one of two things holds",
        "data.x: {from: userId, only_when: {any: [{properties.x: a}, {properties.y: 2}]}}",
    ),
    (
        "a field where two things hold",
        "data.x: {from: userId, only_when: {all: [{properties.y: 2}, {properties.x: a}]}}",
    ),
    (
        "a field where one of two and a third hold",
        "data.x: {from: event, only_when: {all: [traits exists, {any: [{properties.x: b}, {properties.y: 2}]}]}}",
    ),
    ("a field where a function holds", "data.x: {from: properties.x, only_when: length(properties.list) > 1}"),
    (
        "a field where it is not missing and not null",
        "data.x: {from: userId, only_when: {none: [{properties.x: null}]}}",
    ),
    ("items of a kind", "data.list: {each: properties.list, where: a = 1, map: {b: b}}"),
    (
        "items of one kind or another",
        "data.list: {each: properties.list, where: {any: [{a: 1}, {b: x}]}, map: {b: b, a: a}}",
    ),
    (
        "items that lack something",
        "data.list: {each: properties.list, where: {any: [{a: 1}, {b: {exists: false}}]}, map: {n: {counter: 1}}}",
    ),
    ("items where a function holds", "data.list: {each: properties.list, where: length(b) > 0, map: {b: b}}"),
    (
        "items whose part is there",
        "data.list: {each: properties.list, where: a.c exists, map: {a: a.c, n: {counter: 1}}}",
    ),
    ("some items", "data.list: {each: properties.list, where: b exists, limit: 1, map: {b: b}}"),
    ("a single item", "data.list: {each: properties.x, wrap: true, map: {v: '@'}}"),
]


PROPERTIES: tuple[Any, ...] = (
    {"x": "a", "y": 2, "list": [{"a": 1, "b": "x"}, {"a": 1.0, "b": None}, {"a": True, "b": "y"}, None]},
    {"x": "b", "y": None, "list": [{"a": {"c": 0}, "b": "x"}, {"a": {"c": None}}, {"a": 2, "b": "x"}]},
    {"x": None, "y": 2.0, "list": []},
    {"y": False, "list": None},
    {"y": 2},
    {"list": "none"},
    {"list": [1, "x", []]},
)


@pytest.mark.parametrize("field", [row[1] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_conditions_on_fields_and_items_hold_alike(make_project: MakeProject, field: str) -> None:
    project = make_project(
        webhook=f"- {{do: send, inherit: false, when: type exists, map: {{data.user: userId, {field}}}}}"
    )
    mapper = project.plan.actions[0].mapper
    for properties in PROPERTIES:
        line = line_of(properties=properties)
        event = json.loads(line)
        by_code, by_reference = (map_(Scope(event, event, 0, Budget())) for map_ in (mapper.fast, mapper))
        assert by_code.fields == by_reference.fields
        expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))
        assert written(project, line) == written(project, line, strict=True) == expected


EACH: list[tuple[str, str]] = [
    ("paths of items", "map: {data.x: a, data.y: b.c}"),
    ("the event beside them", "map: {data.x: a, data.user: {from_event: userId}, data.n: {counter: 1}}"),
    ("the item itself", "map: {data.x: '@'}"),
    ("what each item must have", "map: {data.x: {from: a, required: true}}"),
    ("lists inside them", "map: {data.x: 'list[*].a', data.y: {each: list, map: {z: a}}}"),
    ("a conversion", "map: {data.x: {from: a, as: number}, data.y: {template: 'is {{ b }}'}}"),
]


LISTS: tuple[Any, ...] = (
    [{"a": "x", "b": {"c": 1}}, {"a": 2, "b": "y"}],
    [{"a": "5", "list": [{"a": 1}, {"a": None}]}, {"a": 6, "b": 'with "quotes"'}],
    [{"a": "x"}, None, {}],
    [{"a": "x"}, {"read by nobody": 1}],
    [{"read by nobody": 1}, [], " ", {"a": None}],
    [{"a": "x"}, "y", 5],
    [],
    None,
    "no list",
    {"a": "an object"},
    [{"a": n, "b": str(n)} for n in range(300)],
    [{"list": [{"a": "x" * 9}] * 40}] * 40,
)


@pytest.mark.parametrize("mapping", [row[1] for row in EACH], ids=[row[0] for row in EACH])
def test_an_action_has_a_line_for_each_item(make_project: MakeProject, mapping: str) -> None:
    head = "do: send, inherit: false, when: type exists"
    listed = [
        f"- {{name: A, {head}, each: properties.list, {mapping}}}",
        f"- {{name: B, {head}, map: {{data.x: userId}}}}",
    ]
    project = make_project(webhook="\n".join(listed))
    quick = 0
    for items in LISTS:
        line = line_of(properties={"list": items})
        expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))
        assert written(project, line) == written(project, line, strict=True) == expected
        quick += odd_of(project, line) is None
    assert quick > 1


USUAL: list[tuple[str, bytes]] = [
    ("a switch that is off", line_of(integrations={"All": False})),
    ("a switch of this tool that is off", line_of(integrations={"Slack": True, "webhook": "false"})),
    ("a switch of this tool that is on", line_of(integrations={"All": "no", "Webhook": {"key": 1}})),
    ("an event", line_of()),
    (
        "text beyond ASCII",
        json.dumps(EVENT | {"properties": {"plan": "pro", "total": "€ 5"}}, ensure_ascii=False).encode(),
    ),
    ("a number in another form", line_of().replace(b'"total": 5', b'"total": 5.10e0')),
    ("another event's name", line_of(event="Other")),
    ("another plan", line_of(properties={"plan": "free"})),
    ("no properties", line_of(properties=None)),
    ("an event by nobody we know", line_of(userId=None, anonymousId="a")),
    (
        "all four clocks",
        line_of(
            receivedAt="2026-03-01T10:15:31Z",
            sentAt="2026-03-01T10:15:31Z",
            originalTimestamp="2026-03-01T10:15:30.250Z",
        ),
    ),
    (
        "a clock to correct",
        line_of(
            receivedAt="2026-03-01T10:15:33Z",
            sentAt="2026-03-01T10:15:31Z",
            originalTimestamp="2026-03-01T10:15:30.250Z",
        ),
    ),
    (
        "a clock three hours ahead, at the turn of the hour",
        line_of(
            timestamp="2026-03-02T01:59:59.900Z",
            originalTimestamp="2026-03-02T01:59:59.900Z",
            sentAt="2026-03-02T02:00:00Z",
            receivedAt="2026-03-01T23:00:00.050Z",
        ),
    ),
    (
        "all four clocks as Python writes them",
        line_of(
            timestamp="2026-03-01T10:15:30.250001+00:00",
            originalTimestamp="2026-03-01T10:15:30.250001+00:00",
            sentAt="2026-03-01T10:15:31+00:00",
            receivedAt="2026-03-01T10:15:31.1Z",
        ),
    ),
    ("Python's time alone", line_of(timestamp="2026-03-01T10:15:30.250001+00:00")),
    ("Go's time alone", line_of(timestamp="2026-03-01T10:15:30.2500019Z")),
    ("a time with a space in it", line_of(timestamp="2026-03-01 10:15:30+00:00")),
    ("switches that are on", line_of(integrations={"All": True, "Mixpanel": {}})),
    ("two fields of one name", line_of(b'"properties":{"plan":"pro","total":7}')),
    ("no line end", line_of().rstrip()),
    ("a switch of a tool that the project does not have", line_of(integrations={"Mixpanel": False, "Slack": "no"})),
    ("a switch of this tool that is on", line_of(integrations={"Webhook": True, "Mixpanel": 0})),
    ("a Windows line end", line_of().rstrip() + b"\r\n"),
]


@pytest.mark.parametrize("line", [row[1] for row in USUAL], ids=[row[0] for row in USUAL])
def test_the_usual_line_goes_the_quickest_way(make_project: MakeProject, line: bytes) -> None:
    project = make_project(webhook=ONE)
    assert odd_of(project, line) is None
    expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))
    assert written(project, line) == written(project, line, strict=True) == expected


ODD: list[tuple[str, bytes]] = [
    ("a text with a backslash", line_of(userId='u"1')),
    ("no message id", line_of(messageId=None)),
    ("an empty message id", line_of(messageId="")),
    ("a user id that is a number", line_of(userId=5)),
    ("nobody", line_of(userId="")),
    ("a type that there is not", line_of(type="trakc")),
    ("a name of spaces", line_of(event=" ")),
    ("no name", line_of(event=None)),
    ("properties that are a list", line_of(properties=[])),
    ("traits that are null", line_of(traits=None)),
    ("a page that is a text", line_of(context={"page": "home"})),
    ("a time in another zone", line_of(timestamp="2026-03-01T10:15:30+01:00")),
    ("a time that cannot be read", line_of(timestamp="soon", originalTimestamp="2026-03-01T10:15:30Z")),
    ("an empty time", line_of(timestamp="", originalTimestamp="2026-03-01T10:15:30Z")),
    (
        "a clock ahead, and no originalTimestamp",
        line_of(timestamp="2026-03-02T02:59:59Z", sentAt="2026-03-02T03:00:00Z", receivedAt="2026-03-01T23:00:00.050Z"),
    ),
    ("a time without a zone", line_of(timestamp="2026-03-01T10:15:30.250")),
    ("a time of no calendar", line_of(timestamp="2026-02-30T10:15:30.250Z")),
    ("a time to come", line_of(timestamp="2026-03-05T10:15:30.250Z")),
    ("a time before 1970", line_of(timestamp="1969-03-05T10:15:30.250Z")),
    (
        "a clock without a zone",
        line_of(
            receivedAt="2026-03-01T10:15:33",
            sentAt="2026-03-01T10:15:31Z",
            originalTimestamp="2026-03-01T10:15:30.250Z",
        ),
    ),
    ("an integer beyond 64 bits that is written", line_of(properties={"plan": "pro", "total": 2**64})),
    ("an integer of 64 bits that is written", line_of(properties={"plan": "pro", "total": 2**63})),
    ("a float beyond what Python holds that is written", line_of().replace(b'"total": 5', b'"total": 1e999')),
    ("a value that goes deep", line_of(properties={"plan": "pro", "total": [[[[[[[1]]]]]]]})),
    ("a value that goes too deep", line_of().replace(b'"total": 5', b'"total": ' + b"[" * 70 + b"]" * 70)),
    ("bytes that are not UTF-8", line_of().replace(b'"u1"', b'"u\xff"')),
    ("no JSON at its end", line_of().rstrip() + b"x\n"),
    ("no JSON in what nobody reads", line_of(b'"x":01')),
    ("a control character in what nobody reads", line_of(b'"x":"a\tb"')),
    ("half of an event", line_of()[:40]),
    ("no event", b"[1]\n"),
    ("nothing", b"\n"),
]


@pytest.mark.parametrize("line", [row[1] for row in ODD], ids=[row[0] for row in ODD])
def test_whatever_is_odd_is_left_to_the_other_ways(make_project: MakeProject, line: bytes) -> None:
    project = make_project(webhook=ONE)
    assert odd_of(project, line) == line
    expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1)) if line.strip() else b""
    assert written(project, line) == written(project, line, strict=True) == expected


BLANK: list[tuple[str, dict[str, Any]]] = [
    ("a page whose name is blank", {"type": "page", "event": " "}),
    ("a page whose name is empty", {"type": "page", "event": ""}),
    ("a page with a name", {"type": "page", "event": "Home"}),
    ("an id of spaces", {"userId": " ", "anonymousId": "a1"}),
    ("properties of spaces", {"properties": {"plan": " ", "total": "\u2003"}}),
    ("properties that are empty", {"properties": {"plan": "", "total": 0}}),
]


@pytest.mark.parametrize("fields", [row[1] for row in BLANK], ids=[row[0] for row in BLANK])
def test_what_several_actions_read_is_blank_for_all_of_them(make_project: MakeProject, fields: dict[str, Any]) -> None:
    mapped = (
        "map: {data.e: event, data.u: userId, data.p: properties.plan, data.t: properties.total, data.m: messageId}"
    )
    rows = [("One", "type exists"), ("Two", "properties exists"), ("Three", 'type in ["page", "track"]')]
    start = "do: send\n  inherit: false"
    project = make_project(
        webhook="".join(f"- name: {name}\n  {start}\n  when: {when}\n  {mapped}\n" for name, when in rows)
    )
    line = line_of(**fields)
    expected = b"".join(slow_line(decision, 1) for decision in decisions_of(project, line, 1))
    assert expected
    assert written(project, line) == written(project, line, strict=True) == expected


READERS: list[tuple[str, str]] = [
    ("the whole context", "data.c: context"),
    ("the context's traits", "data.t: context.traits"),
    ("one of its traits", "data.t: context.traits.plan"),
    ("its traits and one of them", "data: {from: context.traits, default: none}, data.p: context.traits.plan"),
    ("a list of traits", "data.t: 'context.traits[*].plan'"),
    ("the first of them", "data.t: 'context.traits[0]'"),
    ("a function of the traits", "data.t: keys(context.traits || properties)"),
    ("something else of the context", "data.ip: context.ip"),
    ("the whole event", "data: '@'"),
    ("the properties", "data: properties, data.plan: properties.plan"),
]


LISTED: tuple[dict[str, Any], ...] = (
    {"context": []},
    {"context": {"ip": "::1", "traits": []}},
    {"context": {"ip": "::1", "traits": [{"plan": "pro"}]}},
    {"context": {"ip": "::1", "traits": "none"}},
    {"context": {"ip": "::1", "traits": {"plan": "pro"}}},
    {"properties": [], "traits": []},
)


@pytest.mark.parametrize("fields", [row[1] for row in READERS], ids=[row[0] for row in READERS])
def test_an_empty_list_for_an_object_reads_alike_in_all_ways(make_project: MakeProject, fields: str) -> None:
    project = make_project(webhook=f"- {{do: send, inherit: false, when: type exists, map: {{{fields}}}}}")
    for change in LISTED:
        line = line_of(**change)
        expected = b"".join(slow_line(one, 1) for one in decisions_of(project, line, 1))
        assert written(project, line) == written(project, line, strict=True) == expected


def test_odd_lines_stand_in_their_places_and_are_counted(make_project: MakeProject) -> None:
    project = make_project(webhook=ONE)
    kinds = {
        "usual": line_of(),
        "nobody wants": line_of(event="Other"),
        "odd": b"[1]\n",
        "escaped": line_of(userId='"'),
    }
    order = [*kinds, *reversed(kinds)] * 300
    expected = b"".join(
        slow_line(one, number)
        for number, kind in enumerate(order, 1)
        for one in decisions_of(project, kinds[kind], number)
    )
    blocks = list(project.process_lines(b"".join(kinds[kind] for kind in order), NOW))
    assert b"".join(blocks) == expected
    assert all(len(block) < 1 << 16 and block.endswith(b"\n") for block in blocks)


def test_after_rows_that_the_quickest_way_leaves_it_is_tried_anew_with_each_piece(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project(webhook=ONE)
    tried: list[bytes] = []

    def noting(rows: BytesIO, *rest: Any) -> tuple[bytes, bool]:
        found = write_projected(rows, *rest)
        tried.append(found[0])
        return found

    monkeypatch.setattr("actions.run.ndjson.process_lines.write_projected", noting)
    undated = b'{"type": "track", "event": "Order Completed", "userId": "u1", "properties": {"plan": "pro"}}\n'
    # Two pieces of rows without a time, and one of usual rows behind them.
    data = undated * (2 * BYTES_A_PIECE // len(undated)) + line_of() * 1000
    assert written(project, data) == written(project, data, strict=True)
    assert tried.count(undated) <= MOST_LEFT + 2
    assert tried[-1] == b""


def test_most_events_of_the_starter_go_the_quickest_way() -> None:
    project = Project.load(Path(str(STARTER)), environ={})
    lines = (STARTER / "samples/events.ndjson").read_bytes().splitlines(keepends=True)
    assert sum(odd_of(project, line) is None for line in lines) > len(lines) * 0.85
