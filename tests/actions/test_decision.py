"""What a decision says of itself."""

import json
import pickle
import sys
from importlib import import_module
from typing import Any

import pytest

from actions import Decision, Failed, Fired, NotFired
from destinations.registry import load_registry
from tests.actions.small_projects import MakeProject

ORDER = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u",
    "messageId": "m",
    "properties": {"revenue": "0.10"},
}
NAMES = {*Fired.__struct_fields__, *NotFired.__struct_fields__, *Failed.__struct_fields__, "status"}
MAPPED = "- {do: purchase, set: {properties.rate: 0.5}}"


@pytest.fixture
def decided(make_project: MakeProject) -> dict[str, Decision]:
    explain = make_project(mixpanel=MAPPED).explain
    events: list[Any] = [ORDER, {**ORDER, "event": "Other"}, {**ORDER, "properties": {"revenue": "abc"}}, 7]
    return dict(zip(("fired", "not fired", "failed", "refused"), (explain(one)[0] for one in events), strict=True))


@pytest.mark.parametrize(
    ("name", "kind", "status", "missing"),
    [
        pytest.param("fired", Fired, "fired", {"reason", "item", "trace"}, id="that fired"),
        pytest.param("not fired", NotFired, "not_fired", {"item", "payload", "delivery_id"}, id="that did not fire"),
        pytest.param("failed", Failed, "failed", {"item", "payload", "delivery_id", "trace"}, id="that failed"),
        pytest.param(
            "refused",
            Failed,
            "failed",
            {"message_id", "instance", "action", "type", "mapping_hash", "item", "payload", "delivery_id", "trace"},
            id="about what is not an event",
        ),
    ],
)
def test_a_decision_has_what_its_status_says(
    decided: dict[str, Decision], name: str, kind: type, status: str, missing: set[str]
) -> None:
    decision = decided[name]
    assert (type(decision), decision.status) == (kind, status)
    assert {one for one in NAMES if getattr(decision, one) is None} == missing
    assert pickle.loads(pickle.dumps(decision)) == decision  # noqa: S301 - it is our own


def test_a_decision_is_json(decided: dict[str, Decision]) -> None:
    for decision in decided.values():
        assert json.loads(json.dumps(decision.as_dict())) == decision.as_dict()
    payload = decided["fired"].as_dict()["payload"]
    assert (payload["revenue"], payload["properties"]["rate"]) == (0.1, 0.5)


@pytest.mark.parametrize("name", load_registry(()).names())
def test_the_payload_models_of_a_destination_are_in_its_package(name: str) -> None:
    plugin = load_registry(()).find(name)
    assert plugin
    package = import_module(plugin.package)
    made = [one.payload for one in plugin.destination.action_types]
    exported = getattr(package, "__all__", ())
    unreachable = {one for one in made if one.__module__ != plugin.package and one.__name__ not in exported}
    # Rows of a writer are made for it, of the family's models.
    assert {one for one in unreachable if getattr(sys.modules[one.__module__], one.__name__, None) is one} == set()
