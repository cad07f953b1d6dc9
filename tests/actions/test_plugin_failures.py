"""A plugin that fails, wherever it can, costs its own payload and nobody else's."""

import asyncio
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import field_validator

from actions import Context
from actions.engine.decide import decide
from actions.plan.build import build_plan
from actions.plan.plan import Plan
from actions.reading.lines import Line
from actions.run.ndjson.process_lines import process_lines
from destinations.delivery import Deliverer, Delivery
from destinations.registry import Plugin, Registry
from destinations.sdk import ActionType, Destination, Outcome, Payload, Request, Response, Settings
from destinations.testing import StandIn
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

NOW = Context(datetime(2026, 3, 2, tzinfo=UTC))
EVENTS = [
    {"type": "track", "event": "X", "userId": "u", "messageId": f"m{number}", "properties": {"n": number}}
    for number in (1, 13, 3)
]
FILE = """
version: 1
destination: clumsy
actions:
  - {name: First, do: KIND, when: type = "track", map: {n: properties.n}}
  - {name: Second, do: sound, when: type = "track", map: {n: properties.n}}
"""


class Row(Payload):
    n: int


class BareError(BaseException):
    """As Rust code raises it when it panics."""


class MuteError(Exception):
    def __str__(self) -> str:
        raise RuntimeError


ERRORS = {
    "KeyError": KeyError("unlucky"),
    "sys.exit": SystemExit(0),
    "a bare BaseException": BareError("unlucky"),
    "an error that cannot say what it is": MuteError(),
}
# What is raised where a plugin fails.
raised: list[BaseException] = [KeyError("unlucky")]


def check(n: int) -> int:
    if n == 13:
        raise raised[-1]
    return n


class Checked(Row):
    @field_validator("n")
    @classmethod
    def _lucky(cls, n: int) -> int:
        return check(n)


class Unwritable(Row):
    @field_validator("n")
    @classmethod
    def _not_a_number(cls, n: int) -> Any:
        return float("nan") if n == 13 else n


def build(rows: Sequence[Row], _: Settings) -> Request:
    return Request.post("https://hooks.example.com/", json=[row.n for row in rows])


def build_badly(rows: Sequence[Row], settings: Settings) -> Request:
    for row in rows:
        check(row.n)
    return build(rows, settings)


def judge_badly(_: Response, rows: Sequence[Row]) -> list[Outcome]:
    for row in rows:
        check(row.n)
    return []


def key_badly(row: Row) -> str:
    return str(check(row.n))


CLUMSY = Destination(
    "clumsy",
    "Clumsy",
    Settings,
    (
        ActionType("validates", Checked, build, "Its payload raises."),
        ActionType("writes", Unwritable, build, "Its payload is not JSON."),
        ActionType("builds", Row, build_badly, "Its build raises."),
        ActionType("judges", Row, build, "Its judge raises.", judge=judge_badly, batch_key=lambda row: row.n),
        ActionType("keys", Row, build, "Its batch key raises.", batch_key=key_badly),
        ActionType("sound", Row, build, "All is well."),
    ),
    "Fails where it can.",
)


def plan_with(kind: str) -> Plan:
    report = Report()
    registry = Registry({})
    registry._loaded["clumsy"] = Plugin(CLUMSY, "version: 1\naction_types: {}\n", "defaults.yaml", "here")
    files = load_mapping_file(FILE.replace("KIND", kind), "a.yaml", report)
    plan = build_plan(files, registry, report, lambda _: None)
    assert not report.has_errors, list(report)
    return plan


def outcomes(kind: str) -> list[tuple[str, str | None, str]]:
    """(message id, action, what became of it) of every decision, delivered to a stand-in."""
    plan = plan_with(kind)

    async def run() -> list[tuple[str, str | None, str]]:
        lines = [Line("e.ndjson", number, event, 0) for number, event in enumerate(EVENTS, 1)]
        found = []
        kinds = {one.name: one for one in CLUMSY.action_types}
        async with StandIn() as standin, Deliverer({"clumsy": Settings()}, divert=standin.url) as deliverer:
            for line in lines:
                for decision in decide(line.value, plan, NOW):
                    what = decision.diagnostics[0].code if decision.status == "failed" else ""
                    if decision.payload is not None and decision.type and decision.delivery_id:
                        delivery = Delivery(decision.delivery_id, "clumsy", kinds[decision.type], decision.payload)
                        (end,) = await deliverer.deliver([delivery])
                        what = type(end.outcome).__name__.lower()
                    found.append((str(decision.message_id), decision.action, what))
        return found

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("kind", "fate"),
    [
        pytest.param("validates", "E590", id="the payload's validator"),
        pytest.param("builds", "rejected", id="build"),
        pytest.param("judges", "rejected", id="judge"),
        pytest.param("keys", "rejected", id="batch_key"),
    ],
)
@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_a_failing_plugin_costs_one_payload(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, kind: str, fate: str
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "raised", [error])
    rest = [(one["messageId"], action, "sent") for one in EVENTS for action in ("first", "second")]
    assert outcomes(kind) == [(*row[:2], fate) if row[:2] == ("m13", "first") else row for row in rest]


@pytest.mark.parametrize("strict", [False, True])
def test_a_payload_that_is_no_json_does_not_end_a_stream_of_lines(strict: bool) -> None:
    data = b"".join(json.dumps(event).encode() + b"\n" for event in EVENTS)
    rows = [
        json.loads(row) for row in b"".join(process_lines(data, plan_with("writes"), NOW, strict=strict)).splitlines()
    ]
    assert [(row["action"], "payload" in row) for row in rows] == [
        *[("first", True), ("second", True)],
        *[("first", False), ("second", True)],
        *[("first", True), ("second", True)],
    ]
    assert [(row["line"], row["diagnostics"][0]["code"]) for row in rows if "payload" not in row] == [(2, "E590")]
