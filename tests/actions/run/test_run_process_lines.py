"""Bytes in, bytes out: the short way says what the long way says."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from actions import Context, Decision, Failed, Project
from actions.event.event import Refused
from actions.reading.parse_event import MOST_BYTES_A_LINE, Unreadable, parse_line
from destinations.sdk.encode import to_json
from tests.actions.small_projects import MakeProject

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u1",
    "messageId": "m1",
    "timestamp": "2026-03-01T10:15:30.250Z",
    "properties": {"order_id": "o1", "revenue": 19.99, "note": None},
}
TWO = """\
- {name: A, do: send, when: type = "track"}
- {name: N, do: send, when: event = "Order Completed", map: {data: {from: properties.revenue, as: number}}}
"""


def rows(project: Project, data: bytes, *, strict: bool = False) -> list[dict[str, Any]]:
    return [json.loads(row) for row in b"".join(project.process_lines(data, NOW, strict=strict)).splitlines()]


def deep(levels: int) -> Any:
    return json.loads("[" * levels + "]" * levels)


LINES: list[tuple[str, bytes]] = [
    ("an event", json.dumps(EVENT).encode()),
    ("Windows line ends", json.dumps(EVENT).encode() + b"\r"),
    ("a byte order mark", b"\xef\xbb\xbf" + json.dumps(EVENT).encode()),
    ("no event", b"[1]"),
    ("no JSON", b'{"type":'),
    ("nothing at all", b"  "),
    ("an event nobody wants", json.dumps(EVENT | {"type": "page"}).encode()),
    ("a field that cannot be made", json.dumps(EVENT | {"properties": {"revenue": "x"}}).encode()),
    ("an integer beyond 64 bits", json.dumps(EVENT | {"properties": {"id": 2**64}}).encode()),
    ("19 digits that fit", json.dumps(EVENT | {"properties": {"id": 2**63 - 1}}).encode()),
    ("nested 60 deep", json.dumps(EVENT | {"properties": {"a": deep(60)}}).encode()),
    ("nested 70 deep", json.dumps(EVENT | {"properties": {"a": deep(70)}}).encode()),
    ("many lists that are not deep", json.dumps(EVENT | {"properties": {"a": [[]] * 90}}).encode()),
    ("a lone surrogate", rb'{"type":"track","event":"\ud800","userId":"u"}'),
    ("a lone surrogate in the id", rb'{"type":"track","event":"x","userId":"u","messageId":"\ud800"}'),
    ("an id of 5000 digits", b'{"type":"track","event":"x","userId":"u","messageId":' + b"9" * 5000 + b"}"),
    ("NaN", b'{"type":"track","event":"x","userId":"u","properties":{"revenue":NaN}}'),
    ("over 1 MiB", b'{"a":"' + b"x" * (1 << 20) + b'"}'),
    ("1 MiB but for its Windows line end", b"[1]" + b" " * (MOST_BYTES_A_LINE - 3) + b"\r"),
]


@pytest.mark.parametrize("line", [row[1] for row in LINES], ids=[row[0] for row in LINES])
def test_a_line_gives_what_its_event_gives(make_project: MakeProject, line: bytes) -> None:
    project = make_project(webhook=TWO)
    value = parse_line(line, 1) if line.strip() else None
    decisions: list[Decision]
    if isinstance(value, Unreadable):
        decisions = [Failed.refused(Refused((value.diagnostic,), None))]
    else:
        decisions = project.decide(value, NOW) if line.strip() else []
    expected = [described(one) for one in decisions]
    assert rows(project, line) == expected
    assert rows(project, line, strict=True) == expected


def described(decision: Decision) -> dict[str, Any]:
    """The decision as a line says it."""
    fired = ("instance", "action", "delivery_id", "payload")
    failed = ("instance", "action", "message_id", "diagnostics")
    facts = json.loads(to_json(decision.as_dict() | {"line": 1}))
    return {name: facts[name] for name in (fired if decision.status == "fired" else (*failed, "line"))}


def test_lines_are_counted_with_the_blank_ones(make_project: MakeProject) -> None:
    project = make_project(webhook=TWO)
    data = b'\n[1]\n\n{"type":"page","userId":"u"}\n[2]'
    assert [row["line"] for row in rows(project, data)] == [2, 5]
    many = b"\n".join(json.dumps(EVENT | {"messageId": f"m{n}"}).encode() for n in range(1000)) + b"\n[1]\n"
    assert rows(project, many)[-1]["line"] == 1001


def test_blocks_are_whole_lines_and_small(make_project: MakeProject) -> None:
    project = make_project(webhook=TWO)
    one = json.dumps(EVENT).encode() + b"\n"
    blocks = list(project.process_lines(one * 1000, NOW))
    assert len(blocks) > 5
    assert all(len(block) < 1 << 16 and block.endswith(b"\n") for block in blocks)
    assert sum(block.count(b"\n") for block in blocks) == 2000
    large = json.dumps(EVENT | {"properties": {"x": "y" * 100_000}}).encode()
    assert [row["action"] for row in rows(project, large)] == ["a", "n"]


def test_nothing_is_worked_out_before_it_is_asked_for(make_project: MakeProject) -> None:
    stream = make_project(webhook=TWO).process_lines(json.dumps(EVENT).encode() * 10, NOW)
    assert iter(stream) is stream


def test_a_stopping_action_ends_the_stream(make_project: MakeProject) -> None:
    project = make_project(
        webhook='- {do: send, on_error: stop, map: {data: {from: properties.n, as: integer}}, when: type = "track"}'
    )
    data = b"\n".join(json.dumps(EVENT | {"properties": {"n": n}}).encode() for n in (1, "x", 3))
    assert ["payload" in row for row in rows(project, data)] == [True, False]


@pytest.mark.parametrize("strict", [False, True], ids=["what is read", "all of it"])
def test_a_stop_ends_the_stream_after_the_event_and_loses_no_other_action(
    make_project: MakeProject, *, strict: bool
) -> None:
    stopping = (
        "- {name: A, do: send, on_error: stop, map: {data: {from: properties.n, as: integer}}, when: type exists}"
    )
    project = make_project(webhook=f"{stopping}\n- {{name: B, do: send, when: type exists, map: {{data: event}}}}")
    event = EVENT | {"properties": {"n": "x"}}
    data = json.dumps(event).encode()
    found = b"".join(project.process_lines(data + b"\n" + data, NOW, strict=strict)).splitlines()
    assert [json.loads(row) for row in found] == [described(one) for one in project.decide(event, NOW)]
    assert [json.loads(row)["action"] for row in found] == ["a", "b"]


# When Intercom saw somebody last: the time of the event.
SEEN = {"last_request_at": 1772360130}
PEOPLE: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        "blank details",
        {"email": "ada@example.com", "phone": "", "firstName": " ", "plan": "pro"},
        {"email": "ada@example.com", "user_id": "u1", "properties": {"plan": "pro"}},
        {"user_id": "u1", "email": "ada@example.com", **SEEN, "custom_attributes": {"plan": "pro"}},
    ),
    (
        "no name at all",
        {"email": "ada@example.com"},
        {"email": "ada@example.com", "user_id": "u1", "properties": {}},
        {"user_id": "u1", "email": "ada@example.com", **SEEN, "custom_attributes": {}},
    ),
    (
        "a text that needs escapes",
        {"phone": "", "note": "a \\ b"},
        {"user_id": "u1", "properties": {"note": "a \\ b"}},
        {"user_id": "u1", **SEEN, "custom_attributes": {"note": "a \\ b"}},
    ),
]


@pytest.mark.parametrize(("traits", "klaviyo", "intercom"), [row[1:] for row in PEOPLE], ids=[row[0] for row in PEOPLE])
def test_a_blank_detail_is_left_out_in_all_ways(
    make_project: MakeProject, traits: dict[str, Any], klaviyo: dict[str, Any], intercom: dict[str, Any]
) -> None:
    project = make_project(klaviyo="- do: identify", intercom="- do: identify")
    event = EVENT | {"type": "identify", "traits": traits}
    line = json.dumps(event).encode()
    decided = {str(one.instance): one.as_dict()["payload"] for one in project.decide(event, NOW)}
    for strict in (False, True):
        written = [json.loads(row) for row in b"".join(project.process_lines(line, NOW, strict=strict)).splitlines()]
        assert {row["instance"]: row["payload"] for row in written} == decided
    assert decided == {"intercom": intercom, "klaviyo": klaviyo}


def test_null_that_a_mapping_writes_is_written_in_all_ways(make_project: MakeProject) -> None:
    project = make_project(klaviyo="- {do: identify, set: {first_name: null}}")
    event = EVENT | {"type": "identify", "traits": {"email": "ada@example.com"}}
    [decision] = project.decide(event, NOW)
    [row] = rows(project, json.dumps(event).encode())
    assert row["payload"] == decision.as_dict()["payload"]
    assert (decision.as_dict()["payload"]["first_name"], "phone" in row["payload"]) == (None, False)
