"""What one payload alone would become; a plugin that cannot build it fails this decision and no other."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from actions.engine.decide import decide
from actions.event.context import Context
from actions.plan.build import build_plan
from actions.run.preview import preview
from destinations.registry import Plugin, Registry
from destinations.sdk import ActionType, Destination, Payload, Request, Settings, Write
from mappings.file.loader import load_mapping_file
from mappings.findings.diagnostic import Report

FILE = "{version: 1, destination: acme, actions: [{do: send, when: {type: track}, map: {who: userId}}]}"
EVENT = {"type": "track", "event": "E", "userId": "u1"}


class Send(Payload):
    who: str


def one(payloads: Sequence[Send]) -> Any:
    return Request.post("https://acme.example/", json={"who": payloads[0].who})


def raising(_: Sequence[Send]) -> Any:
    raise RuntimeError("boom")


@pytest.mark.parametrize(
    ("build", "status", "reason"),
    [
        pytest.param(one, "fired", None, id="one request"),
        pytest.param(lambda rows: [one(rows), one(rows)], "fired", None, id="several requests"),
        pytest.param(lambda rows: Write.of("acme", "t", [{"who": rows[0].who}]), "fired", None, id="rows"),
        pytest.param(
            lambda _: Write.of("acme", "t", [{"n": float("inf")}]),
            "failed",
            'the plugin acme cannot build this payload: "n" cannot be Infinity: inf is not a number that JSON can hold',
            id="rows that are not JSON",
        ),
        pytest.param(
            raising, "failed", "the plugin acme cannot build this payload: RuntimeError: boom", id="an exception"
        ),
        pytest.param(
            lambda _: None,
            "failed",
            "the plugin acme cannot build this payload: its build returned NoneType",
            id="no request",
        ),
        pytest.param(
            lambda _: ["x"],
            "failed",
            "the plugin acme cannot build this payload: its build returned list",
            id="something else",
        ),
    ],
)
def test_what_a_build_gives(build: Callable[[Sequence[Send]], Any], status: str, reason: str | None) -> None:
    action_type = ActionType("send", Send, lambda rows, _: build(rows), "Send.")
    acme = Plugin(
        Destination("acme", "Acme", Settings, (action_type,), "Help."), "version: 1\naction_types: {}", "", ""
    )
    registry, report = Registry({}, {"acme": acme}), Report()
    plan = build_plan(load_mapping_file(FILE, "acme.yaml", report), registry, report, lambda _: None)
    [decision] = decide(EVENT, plan, Context(datetime(2026, 3, 2, tzinfo=UTC)))
    seen, requests = preview(decision, plan)
    assert list(report) == []
    assert (seen.status, bool(requests)) == (status, status == "fired")
    assert (seen.reason or "").startswith(reason or "")
