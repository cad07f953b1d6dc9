"""What workers get of a record: the rules of its source are applied before it goes into the stream."""

import json
from typing import Any

import pytest

from actions.serve.decider.loading import load_rules
from actions.serve.decider.rules import Rules
from actions.serve.journal import Record
from actions.serve.streaming.events import written
from tests.serve.decider.running import event, project

DENIED = {"consent": {"categoryPreferences": {"Advertising": False}}}
UPDATED = event(1, event="Segment Consent Preference Updated")
NOON = 1_772_366_400_000_000


def record(value: Any, source: str = "website", **more: Any) -> Record:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Record(NOON, source, body, **more)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Rules:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "gone.ndjson").write_text('{"userId": "u9"}\n')
    sources = [
        {"name": "website", "keys": ["k1"], "ip": "truncate"},
        {"name": "app", "keys": ["k2"], "mappings": "mappings/eu"},
    ]
    consent = {"categories": {"Advertising": ["shop"]}}
    return load_rules(
        project(
            folder, ("shop", "eu/crm"), sources=sources, consent=consent, suppress={"file": str(folder / "gone.ndjson")}
        )
    )


def only_event(rules: Rules, one: Record) -> dict[str, Any]:
    found = written([one], rules)
    assert not found.letters
    (new,) = found.events
    assert b"\n" not in new.line
    read: dict[str, Any] = json.loads(new.line)
    return read


def test_an_event_is_joined_with_its_request(rules: Rules) -> None:
    found = only_event(rules, record(event(1), address="203.0.113.77", sent_at="2026-03-01T10:00:01Z"))
    assert found["context"]["ip"] == "203.0.113.0"
    assert (found["receivedAt"], found["sentAt"]) == ("2026-03-01T12:00:00.000Z", "2026-03-01T10:00:01Z")
    assert "integrations" not in found


def test_what_consent_holds_back_is_switched_off_in_the_event(rules: Rules) -> None:
    found = only_event(rules, record(event(1, context=DENIED)))
    assert found["integrations"] == {"shop": False}


@pytest.mark.parametrize("switches", [{"All": False}, '{"All": false}'], ids=["an object", "JSON in a text"])
def test_what_the_event_switches_off_itself_stays_off(rules: Rules, switches: Any) -> None:
    found = only_event(rules, record(event(1, context=DENIED, integrations=switches)))
    assert found["integrations"] == {"All": False, "shop": False}


def test_instances_of_other_sources_are_switched_off(rules: Rules) -> None:
    assert only_event(rules, record(event(1), "app"))["integrations"] == {"shop": False}


def test_of_suppressed_people_nothing_is_written(rules: Rules) -> None:
    found = written([record(event(9)), record(event(9), code="too_large")], rules)
    assert (found.events, found.letters) == ([], [])


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        pytest.param(record(event(1), code="too_old", message="it is old"), "too_old: it is old", id="refused"),
        pytest.param(record(event(1), "gone"), "no_source: no source is named gone any more", id="its source is gone"),
        pytest.param(record(UPDATED), "consent_missing: ", id="a change of consent that does not say to what"),
        pytest.param(record([1]), "an event is a JSON object", id="a list"),
        pytest.param(record(b'{"a": '), "not a complete JSON value", id="no JSON"),
    ],
)
def test_what_goes_nowhere_is_a_dead_letter(rules: Rules, one: Record, reason: str) -> None:
    found = written([one], rules)
    assert not found.events
    (letter,) = found.letters
    assert (letter.instance, letter.cause, letter.first_at) == ("serve", "refused", NOON / 1e6)
    assert reason in letter.reason


def test_every_digit_of_a_long_number_is_kept(rules: Rules) -> None:
    body = b'{"type":"track","event":"A","userId":"u1","properties":{"n":12345678901234567890123}}'
    (new,) = written([record(body)], rules).events
    assert b"12345678901234567890123" in new.line
    assert b"\n" not in new.line
