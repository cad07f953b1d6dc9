"""What is held back for want of consent: the truth table of both public forms, and what cannot be read."""

from typing import Any

import pytest

from actions import Project
from actions.serve.privacy.consent_gate import UPDATED, ConsentGate
from actions.serve.privacy.consent_set import consent_of

MAPPING = """
version: 1
destination: webhook
name: {name}
settings: {{url: "https://example.com/{name}"}}
actions: [{{do: send, when: type = "track"}}]
"""
ADS = "consent: Ads is not granted"


def segment(**preferences: Any) -> dict[str, Any]:
    return {"consent": {"categoryPreferences": preferences}}


def rudder(allowed: Any = None, denied: Any = None, **more: Any) -> dict[str, Any]:
    given = {"allowedConsentIds": allowed, "deniedConsentIds": denied, "provider": "custom", **more}
    return {"consentManagement": {name: one for name, one in given.items() if one is not None}}


# context -> whether `ads` (Ads), `stats` (Stats) and `both` (Ads and Stats) get the event.
TABLE = {
    "Segment grants all": (segment(Ads=True, Stats=True), "ads stats both"),
    "Segment grants one, so an instance in both is held back": (segment(Ads=True, Stats=False), "ads"),
    "Segment grants the other": (segment(Ads=False, Stats=True), "stats"),
    "Segment denies all": (segment(Ads=False, Stats=False), ""),
    "Segment with empty preferences grants nothing": (segment(), ""),
    "Segment does not name a category, which is then not granted": (segment(Ads=True), "ads"),
    "Segment with a text that programs write for true": (segment(Ads="true", Stats="granted"), "ads stats both"),
    "Segment with a value that says nothing": (segment(Ads=None, Stats={}), ""),
    "Rudder allows all": (rudder(["Ads", "Stats"], []), "ads stats both"),
    "Rudder allows one and denies the other": (rudder(["Ads"], ["Stats"]), "ads"),
    "Rudder denies all": (rudder([], ["Ads", "Stats"]), ""),
    "Rudder allows one and does not name the other": (rudder(["Ads"]), "ads"),
    "Rudder's older form names only what is denied": (rudder(None, ["Stats"]), "ads"),
    "Rudder with an id in both lists, where the denial counts": (rudder(["Ads", "Stats"], ["Ads"]), "stats"),
    "Rudder with the strategy or, where one category is enough": (
        rudder(["Ads"], ["Stats"], resolutionStrategy="or"),
        "ads both",
    ),
    "both forms, where each has to grant": (segment(Ads=True, Stats=True) | rudder(["Ads"], ["Stats"]), "ads"),
}
GATE = ConsentGate({"Ads": ["ads", "both"], "Stats": ["stats", "both"]})


@pytest.mark.parametrize(("context", "expected"), TABLE.values(), ids=TABLE)
def test_an_instance_gets_an_event_when_its_categories_are_granted(context: dict[str, Any], expected: str) -> None:
    held = GATE.held_back({"context": context})
    assert {"ads", "stats", "both"} - held.keys() == set(expected.split())
    assert all(reason.startswith("consent: ") and reason.endswith("not granted") for reason in held.values())


UNREADABLE = {
    "consent is a text": {"consent": "yes"},
    "consent is a list": {"consent": ["Ads"]},
    "consent says nothing about categories": {"consent": {}},
    "the preferences are a list": {"consent": {"categoryPreferences": ["Ads"]}},
    "the preferences are null": {"consent": {"categoryPreferences": None}},
    "the management is a text": {"consentManagement": "all"},
    "the management names nothing": {"consentManagement": {"provider": "custom"}},
    "the allowed ids are an object": {"consentManagement": {"allowedConsentIds": {"Ads": True}}},
    "a denied id is an object": {"consentManagement": {"deniedConsentIds": [{"id": "Ads"}]}},
    "a denied id is a number with a point": rudder(["Ads", "Stats"], [1.5]),
    "one of two forms cannot be read": segment(Ads=True, Stats=True) | {"consentManagement": 1},
}


@pytest.mark.parametrize("context", UNREADABLE.values(), ids=UNREADABLE)
def test_consent_that_cannot_be_read_counts_as_denied(context: dict[str, Any]) -> None:
    held = GATE.held_back({"context": context})
    assert held.keys() == {"ads", "stats", "both"}
    assert all("counts as denied" in reason for reason in held.values())


@pytest.mark.parametrize(
    "event",
    [{}, {"context": None}, {"context": "x"}, {"context": {}}, {"context": {"consent": None}}],
    ids=["no context", "a null", "a text", "an empty context", "a consent that is null"],
)
def test_without_consent_the_source_says_what_happens(event: dict[str, Any]) -> None:
    deny = ConsentGate({"Ads": ["ads"]}, missing="deny")
    assert ConsentGate({"Ads": ["ads"]}).held_back(event) == {}
    assert deny.held_back(event) == {"ads": "consent: the event says nothing about it"}


def test_the_reason_stands_in_the_decision_and_others_are_left_alone() -> None:
    texts = {f"{name}.yaml": MAPPING.format(name=name) for name in ("ads", "crm")}
    event = {"type": "track", "event": "A", "userId": "u1", "messageId": "m1", "context": segment(Ads=False)}
    decisions = ConsentGate({"Ads": ["ads"]}).apply(event, Project.from_texts(texts).decide(event))
    found = {one.instance: (one.status, one.reason) for one in decisions}
    assert found == {"ads": ("not_fired", ADS), "crm": ("fired", None)}


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"event": "A", "integrations": {"All": False}}, ADS),
        ({"event": "A"}, ADS),
        ({"type": "page"}, 'type is "track"'),
    ],
    ids=["before integrations", "with a trigger that matches", "not where the trigger does not match"],
)
def test_consent_is_the_reason(event: dict[str, Any], reason: str) -> None:
    project = Project.from_texts({"ads.yaml": MAPPING.format(name="ads")})
    given = {"type": "track", "userId": "u1", "messageId": "m1", "context": segment(Ads=False), **event}
    (decision,) = ConsentGate({"Ads": ["ads"]}).apply(given, project.explain(given))
    assert decision.status == "not_fired"
    assert reason in decision.reason


def test_a_failure_is_held_back_as_well_so_that_nothing_of_it_is_kept() -> None:
    mapping = MAPPING.format(name="ads").replace("}]", ", map: {url: properties.url}}]")
    event = {"type": "track", "event": "A", "userId": "u1", "messageId": "m1", "properties": {"url": "no url"}}
    project = Project.from_texts({"ads.yaml": mapping})
    assert [one.status for one in project.decide(event)] == ["failed"]
    refusing = {**event, "context": segment(Ads=False)}
    assert [one.status for one in GATE.apply(refusing, project.decide(refusing))] == ["not_fired"]


@pytest.mark.parametrize(
    ("context", "refused"),
    [(segment(Ads=True), False), ({}, True), ({"consent": "yes"}, True), (rudder(["Ads"]), False)],
    ids=["with preferences", "without consent", "with one that cannot be read", "with the other form"],
)
def test_an_event_that_tells_of_a_change_of_consent_has_to_say_which(context: dict[str, Any], refused: bool) -> None:
    event = {"type": "track", "event": UPDATED, "userId": "u1", "context": context}
    assert (GATE.refusal(event) is not None) == refused


def test_signals_put_the_consent_into_the_words_of_other_tools() -> None:
    gate = ConsentGate({}, signals={"ad_user_data": "Ads", "ad_personalization": "Profiling"})
    assert gate.signalled({"context": segment(Ads=True)}) == {"ad_user_data": True, "ad_personalization": False}
    assert gate.signalled({"context": rudder(["Profiling"])})["ad_personalization"]
    assert gate.signalled({}) == {}


def test_ids_are_compared_as_texts() -> None:
    found = consent_of({"context": rudder([1, " Ads ", True, None])})
    assert found is not None
    assert found.granted == {"1", "Ads"}
