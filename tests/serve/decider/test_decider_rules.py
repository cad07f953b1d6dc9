"""Consent and tracking plans between the journal and the outbox, and settings that do not fit the files."""

import json
from pathlib import Path
from typing import Any

import pytest

from actions.event.context import Context
from actions.serve.decider.decider import Decider
from actions.serve.decider.deciding import Explained, decide_claim, join_claim
from actions.serve.decider.loading import Loaded, LoadError, load
from destinations.delivery.outbox.entry import Arrival
from tests.serve.decider.outcomes import adds_up, decided, outcome
from tests.serve.decider.running import event, letters, project, record, write


def consent(*granted: str, **more: Any) -> dict[str, Any]:
    return {"context": {"consent": {"categoryPreferences": dict.fromkeys(granted, True)}}, **more}


def test_consent_holds_instances_back_and_says_why(tmp_path: Path) -> None:
    file = project(tmp_path, ["ads", "crm"], consent={"categories": {"Advertising": ["ads"]}})
    write(tmp_path, [record(event(1, **consent())), record(event(2, **consent("Advertising"))), record(event(3))])
    found = decided(file, outcome)
    assert found["waiting"] == {"ads": 2, "crm": 3}
    held = [(one.instance, one.status, one.reason) for one in found["tail"][0].decisions]
    assert held == [("ads", "not_fired", "consent: Advertising is not granted"), ("crm", "fired", None)]


def test_consent_is_passed_on_in_the_words_of_the_default_mappings(tmp_path: Path) -> None:
    signals = {"ad_user_data": "Advertising", "ad_personalization": "Profiling"}
    file = project(tmp_path, consent={"categories": {"Advertising": ["shop"]}, "signals": signals})
    own = consent("Advertising")
    own["context"]["consent"]["ad_personalization"] = "granted"
    write(tmp_path, [record(event(1, **consent("Advertising"))), record(event(2)), record(event(3, **own))])
    tail = decided(file, outcome)["tail"]
    written = [one.event.get("context", {}).get("consent", {}) for one in tail]
    assert [(one.get("ad_user_data"), one.get("ad_personalization")) for one in written] == [
        *((True, False), (None, None), (True, "granted"))
    ]


PLAN = {"Order Completed": {"type": "object", "required": ["total"], "properties": {"total": {"type": "number"}}}}


@pytest.mark.parametrize(
    ("on_violation", "waiting", "blocked", "tagged"),
    [("accept", 3, 0, False), ("tag", 3, 0, True), ("block", 1, 2, False)],
)
def test_a_tracking_plan(tmp_path: Path, on_violation: str, waiting: int, blocked: int, tagged: bool) -> None:
    source = {"name": "website", "keys": ["k1"], "plan": {"file": "plan.json", "on_violation": on_violation}}
    file = project(tmp_path, sources=[source])
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    good, bad, unplanned = event(1, properties={"total": 5}), event(2, properties={"total": "5"}), event(3, event="New")
    write(tmp_path, [record(good), record(bad), record(unplanned)])
    found = decided(file, outcome)
    assert sum(found["waiting"].values()) == waiting
    assert found["sources"]["website"]["blocked"] == blocked
    assert all(adds_up(one) for one in found["sources"].values())
    written = [one.event.get("context", {}).get("protocols", {}).get("violations") for one in found["tail"]]
    assert [bool(one) for one in written] == [False, tagged, tagged]
    assert len(found["letters"]) == blocked
    assert [len(one.violations) for one in found["tail"]] == [0, 1, 1]


def test_a_blocked_event_that_is_tried_again_goes_nowhere_that_consent_held_it_back_from(tmp_path: Path) -> None:
    source = {"name": "website", "keys": ["k1"], "plan": {"file": "plan.json", "on_violation": "block"}}
    categories = {"categories": {"Advertising": ["ads"]}}
    file = project(tmp_path, ["ads", "crm"], sources=[source], consent=categories)
    (tmp_path / "plan.json").write_text(json.dumps(PLAN))
    write(tmp_path, [record(event(1, **consent(), integrations={"All": True}))])

    async def replayed(decider: Decider, loaded: Loaded) -> Any:
        (letter,) = await letters(decider)
        return [one.instance for one in loaded.project.decide(letter["event"])], letter["source"], letter["code"]

    assert decided(file, replayed) == (["crm"], "website", "plan")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "consent names an instance that is not there": (
        {"consent": {"categories": {"Ads": ["shpo"]}}},
        "no instance is named shpo; there are shop",
    ),
    "a source's mappings hold nothing": (
        {"sources": [{"name": "a", "keys": ["k"], "mappings": "mappings/none"}]},
        "source a: .*mappings/none holds no mapping file",
    ),
    "a plan is not there": (
        {"sources": [{"name": "a", "keys": ["k"], "plan": {"file": "none.json"}}]},
        "none.json cannot be read",
    ),
    "a plan has a schema that is none": (
        {"sources": [{"name": "a", "keys": ["k"], "plan": {"file": "bad.yaml"}}]},
        r"source a: .*bad.yaml:3:9: Order: #/type",
    ),
    "a plan in the form of Protocols has a schema that is none": (
        {"sources": [{"name": "a", "keys": ["k"], "plan": {"file": "protocols.json"}}]},
        r"protocols.json:2:67: Paid: #/properties/total/type",
    ),
    "a plan is not JSON": (
        {"sources": [{"name": "a", "keys": ["k"], "plan": {"file": "cut.json"}}]},
        r"cut.json:1:11: this is not JSON",
    ),
    "a file of suppressed people has a wrong line": (
        {"suppress": {"file": "bad.ndjson"}},
        "bad.ndjson:1: this is not JSON",
    ),
}


@pytest.mark.parametrize(("settings", "message"), WRONG.values(), ids=WRONG)
def test_settings_that_do_not_fit_the_files_are_refused(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    (tmp_path / "bad.yaml").write_text("# the plan\nOrder:\n  type: text\n  properties: {}\n")
    (tmp_path / "cut.json").write_text('{"Order": ')
    (tmp_path / "protocols.json").write_text(
        '{"rules": {"events": [{"name": "Other", "rules": {}}, {"name": "Paid", "rules":\n'
        '  {"properties": {"properties": {"properties": {"total": {"type": "text"}}}}}}]}}'
    )
    (tmp_path / "bad.ndjson").write_text("u_1\n")
    with pytest.raises(LoadError, match=message):
        load(project(tmp_path, **settings))


SHAPES = {
    "a plain event": event(1),
    "an event that one instance is held back from": event(2, **consent("Analytics")),
    "an event that all are held back from": event(3, **consent()),
    "a number beyond 64 bits": event(4, properties={"n": 10**30}),
    "a tag by the plan": event(5, properties={"n": 1, "total": "x"}),
    "an event that is refused": event(6, userId=None),
    "escapes and other letters": event('7 "ä😀\\'),
    "an event that nobody wants": event(8, type="page", event=None),
    "a clock that is wrong": event(9, timestamp="2036-03-01T10:00:00.000Z", sentAt="2036-03-01T10:00:01.000Z"),
    "switched off by its integrations": event(10, integrations={"All": False}),
}


@pytest.mark.parametrize("given", SHAPES.values(), ids=SHAPES)
def test_what_is_kept_without_decisions_is_what_decisions_would_keep(tmp_path: Path, given: dict[str, Any]) -> None:
    categories = {"Advertising": ["ads"], "Analytics": ["stats"]}
    file = project(tmp_path, ["ads", "stats"], consent={"categories": categories})
    rules, records, context = load(file).rules, [record(given)], Context.current()
    joined = join_claim(records, rules)
    quick, slow = (
        decide_claim(records, events, rules, (), lambda _: False, context, Explained())[0]
        for events in (joined, [one._replace(plain=False) for one in joined])
    )
    assert quick.decisions == slow.decisions
    assert _entries(quick.arrival) == _entries(slow.arrival)


def _entries(arrival: Arrival | None) -> Any:
    if arrival is None:
        return None
    entries = [(one.id, one.kind, json.loads(one.payload), json.loads(one.about)) for one in arrival.entries]
    return json.loads(arrival.event), arrival.user, arrival.message_id, entries, list(arrival.failures)
