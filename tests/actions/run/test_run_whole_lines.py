"""The quick ways say, byte for byte, what the way over every decision says."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from random import Random
from typing import Any

import pytest

from actions import Context, Decision, Failed, Project
from actions.engine.explain import explain
from actions.reading.parse_event import Unreadable, parse_line
from actions.run.ndjson.lines import write_whole
from destinations.sdk.encode import to_json
from destinations.sdk.payload import payload_values
from tests.actions.small_projects import MakeProject

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
STARTER = files("actions.starter")
ODD: tuple[Any, ...] = (
    None,
    "",
    0,
    False,
    True,
    -1,
    19.99,
    "19.99",
    "x",
    [],
    {},
    [None],
    {"a": None},
    "\ud83d\ude00",
    2**63,
    2**64,
)
HEAD = b'{"type":"track","event":"x","userId":"u","messageId":"m","timestamp":"2026-03-01T10:15:30.250Z","properties":'
BROKEN = (
    b"",
    b"[1]",
    b'{"type":',
    b'{"type":"track","event":"\\ud800","userId":"u"}',
    b'{"a":NaN}',
    b"\xff",
    HEAD + b'{"n":1e400}}',
    HEAD + b'{"n":-18446744073709551616}}',
    HEAD + b'{"n":"18446744073709551616","m":9223372036854775807}}',
    HEAD + b'{"n":1},"properties":{"revenue":"19.99"}}',
    HEAD + b"[" * 63 + b"]" * 63 + b"}",
    HEAD + b'{"a":' + b"[" * 62 + b"]" * 62 + b"}}",
    HEAD + b'{"a":' + b"[" * 64 + b"]" * 64 + b"}}",
    HEAD + b'{"a":' * 70 + b"1" + b"}" * 71,
    HEAD + b'{"a":"' + b"[{" * 70 + b'"}}',
    HEAD + b'{},"traits":[]}',
    HEAD + b'{},"traits":null,"context":[]}',
    HEAD + b'{},"receivedAt":5,"sentAt":"x","originalTimestamp":"2026-03-01T10:15:30+02:00"}',
    HEAD + b'{"a":"\xc3\xa4\\u0000\\/"},"integrations":{"All":false}} ',
    HEAD + b"{}}\r",
    HEAD + b"{}} x",
)
ACTIONS = """\
- {name: All, do: send, when: type exists}
- {name: First, do: send, exclusive: g, when: type exists, map: {data: properties}}
- {name: Second, do: send, exclusive: g, when: type exists}
- {name: Items, do: send, when: type exists, each: properties.products, map: {data: price}}
- {name: Number, do: send, when: type exists, map: {data: {from: properties.revenue, as: number}}}
- name: Careful
  do: send
  on_error: skip_field
  when: type exists
  map: {data.n: {from: properties.revenue, as: number}}
- {name: Nothing, do: send, when: type exists, set: {data: null}}
"""


def mixed_lines(seed: int, most: int) -> Iterator[bytes]:
    """The starter's sample events, some with odd values in places, some broken."""
    random = Random(seed)  # noqa: S311 - cases that come again, not secrets
    samples = (STARTER / "samples/events.ndjson").read_text(encoding="utf-8").splitlines()
    for _ in range(most):
        line = random.choice(samples)
        if random.random() < 0.2:
            yield random.choice((*BROKEN, line.encode()[: random.randrange(len(line))]))
            continue
        try:
            event: Any = json.loads(line)
        except ValueError:
            continue
        for _ in range(random.randrange(3)):
            spoil(event, random)
        yield json.dumps(event).encode()


def spoil(event: Any, random: Random) -> None:
    """Put something odd in the place of a value that is somewhere inside."""
    while isinstance(event, dict) and event:
        key = random.choice([*event, "integrations", "userId"])
        if not isinstance(event.get(key), dict) or random.random() < 0.3:
            event[key] = random.choice((*ODD, {"All": False}))
            return
        event = event[key]


def decisions_of(project: Project, line: bytes, number: int) -> list[Decision]:
    """The decisions of the slow way, which asks every action in turn."""
    value = parse_line(line, number)
    if isinstance(value, Unreadable):
        return [Failed(None, diagnostics=(value.diagnostic,))]
    return [one for one in explain(value, project.plan, NOW) if one.status != "not_fired"]


def slow_line(decision: Decision, number: int) -> bytes:
    facts: dict[str, Any] = {"instance": decision.instance, "action": decision.action}
    if decision.payload is not None and decision.status == "fired":
        facts |= {"delivery_id": decision.delivery_id, "payload": payload_values(decision.payload)}
    else:
        facts |= {"message_id": decision.message_id, "line": number}
    if decision.diagnostics:
        facts["diagnostics"] = [one.as_dict() for one in decision.diagnostics]
    return to_json(facts) + b"\n"


@pytest.fixture(params=["the starter project", "actions of every kind"])
def project(request: pytest.FixtureRequest, make_project: MakeProject) -> Project:
    if request.param == "the starter project":
        return Project.load(Path(str(STARTER)), environ={})
    return make_project(webhook=ACTIONS)


@pytest.mark.parametrize("seed", range(3))
def test_bytes_to_bytes_is_the_slow_way_written_out(project: Project, seed: int) -> None:
    lines = list(mixed_lines(seed, 400))
    decisions = [decisions_of(project, line, number) if line.strip() else [] for number, line in enumerate(lines, 1)]
    for strict in (True, False):
        expected = [slow_line(one, number) for number, found in enumerate(decisions, 1) for one in found]
        written = b"".join(project.process_lines(b"\n".join(lines), NOW, strict=strict)).splitlines(keepends=True)
        assert written == expected
        # What is beyond all bounds, and nobody reads, is looked at by the strict way alone.
        lines = [b"" if is_beyond(found) else line for line, found in zip(lines, decisions, strict=True)]
        decisions = [[] if is_beyond(found) else found for found in decisions]


def is_beyond(decisions: list[Decision]) -> bool:
    return any(found.code in {"E536", "E537", "E538"} for one in decisions for found in one.diagnostics)


@pytest.mark.parametrize("seed", range(3, 5))
def test_decisions_are_those_of_the_slow_way(project: Project, seed: int) -> None:
    for line in mixed_lines(seed, 400):
        value = parse_line(line, 1)
        slow = [one for one in explain(value, project.plan, NOW) if one.status != "not_fired"]
        assert [described(one) for one in project.decide(value, NOW)] == [described(one) for one in slow]


def described(decision: Decision) -> list[Any]:
    payload = decision.payload
    given = payload and (payload.delivery_id, payload.model_fields_set, type(payload), list(payload.model_dump()))
    return [repr({**decision.as_dict(), "trace": None}), decision.mapping_hash, decision.stop, given]


def test_most_events_need_no_decisions() -> None:
    project = Project.load(Path(str(STARTER)), environ={})
    lines = (STARTER / "samples/events.ndjson").read_bytes().splitlines()
    written = [write_whole(line, project.plan, NOW, bytearray()) for line in lines]
    assert sum(written) > len(lines) * 0.7


def test_what_only_decisions_can_say_leaves_nothing_behind(make_project: MakeProject) -> None:
    project = make_project(webhook=ACTIONS)
    block = bytearray(b"before")
    event = {"type": "track", "event": "x", "userId": "u", "properties": {"revenue": "abc"}}
    assert not write_whole(json.dumps(event).encode(), project.plan, NOW, block)
    assert block == b"before"
