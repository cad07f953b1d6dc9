"""`sample: 10%`: an action takes the events of a share of people, and of the same ones whoever asks."""

import json
from typing import Any

import pytest

from actions import Project
from actions.event.sampling import PLACES, Sample, place_of
from actions.plan.plan import Plan
from tests.actions.run.test_run_process_lines import NOW
from tests.actions.small_projects import MakeProject

PEOPLE = [*(f"u_{number}" for number in range(400)), "ä", "用户", "x" * 300]
SAMPLED = """\
- {name: A, do: send, when: type = "track", sample: 10%}
- {name: B, do: send, when: event = "Clicked" and properties.n exists, sample: 50%, map: {data: properties.n}}
- {name: C, do: send, when: type = "track", map: {data: event}}
"""


def event(user: Any, **said: Any) -> dict[str, Any]:
    facts = {"type": "track", "event": "Clicked", "userId": user, "messageId": f"m-{user}", "properties": {"n": 1}}
    return {**facts, "timestamp": "2026-03-01T10:15:30Z", **said}


def fired(project: Project, *events: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (decision.message_id, decision.action)
        for one in events
        for decision in project.decide(one, NOW)
        if decision.status == "fired"
    ]


@pytest.mark.parametrize("share", ["0.5%", "10%", "33.3%", "50%", "99%", "100%"])
def test_a_share_of_people_is_in_it(share: str) -> None:
    sample, many = Sample.of(share), 20_000
    found = sum(sample.takes(f"user-{number}") for number in range(many)) / many
    assert found == pytest.approx(float(share[:-1]) / 100, abs=0.01)


def test_who_is_among_few_is_among_more() -> None:
    shares = [Sample.of(f"{percent}%") for percent in (1, 10, 20, 100)]
    for who in PEOPLE:
        found = [one.takes(who) for one in shares]
        assert found == sorted(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("u", None), ("u", "a"), id="the anonymousId does not matter beside a userId"),
        pytest.param((None, "a"), ("", "a"), id="an empty userId is none"),
        pytest.param(("  ", "a"), (None, " a "), id="blanks around an id are not a part of it"),
        pytest.param((42, None), ("42", None), id="a number is its digits"),
        pytest.param((42.0, None), ("42", None), id="a whole float is an integer"),
        pytest.param((None, None), ("", ""), id="nobody is nobody"),
    ],
)
def test_one_person_has_one_place(one: tuple[Any, Any], other: tuple[Any, Any]) -> None:
    assert place_of(*one) == place_of(*other)


def test_half_a_character_in_an_id_does_no_harm() -> None:
    assert 0 <= place_of("\ud800", None) < PLACES


def test_all_ways_to_decide_take_the_same_people(make_project: MakeProject) -> None:
    project = make_project(webhook=SAMPLED)
    events = [event(who) for who in PEOPLE]
    events += [event(who, properties={"n": 'a "b" \\'}) for who in PEOPLE]
    events += [event(None, anonymousId=who, messageId=f"a-{who}") for who in PEOPLE]
    data = b"\n".join(json.dumps(one).encode() for one in events)
    plain = b"\n".join(json.dumps(one, ensure_ascii=False).encode() for one in events)
    decided = [one.delivery_id for given in events for one in project.decide(given, NOW)]
    ways = [project.process_lines(data, NOW), project.process_lines(plain, NOW)]
    ways += [project.process_lines(plain, NOW, strict=True)]
    for way in ways:
        assert [json.loads(line)["delivery_id"] for line in b"".join(way).splitlines()] == decided
    explained = [one.delivery_id for given in events for one in project.explain(given, NOW) if one.status == "fired"]
    assert explained == decided
    assert len(decided) < len(events) * 3 * 0.6


def test_an_id_that_is_a_number_is_decided_alike(make_project: MakeProject) -> None:
    project = make_project(webhook=SAMPLED)
    for number in range(1, 60):
        as_text, as_number = (fired(project, event(one, messageId="m")) for one in (str(number), number))
        assert as_text == as_number
        line = json.dumps(event(number, messageId="m")).encode()
        assert len(b"".join(project.process_lines(line, NOW)).splitlines()) == len(as_number)


def test_explain_says_why(make_project: MakeProject) -> None:
    project = make_project(webhook=SAMPLED)
    reasons = {one.reason for one in project.explain(event("u_3"), NOW) if one.status == "not_fired"}
    assert reasons == {"sample: its person is not among the 10%", "sample: its person is not among the 50%"}


def test_what_a_sample_leaves_goes_to_the_next_of_a_group(make_project: MakeProject) -> None:
    project = make_project(
        webhook="""\
        - {name: New, do: send, exclusive: g, when: type = "track", sample: 50%}
        - {name: Old, do: send, exclusive: g, when: type = "track"}
        """
    )
    found = fired(project, *map(event, PEOPLE))
    assert len(found) == len(PEOPLE)
    assert {action for _, action in found} == {"new", "old"}


HEAD = "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/in}\n"
OF_FILE = HEAD + "defaults: {sample: 10%}\nactions: [{do: send, when: 'type = \"track\"'}]\n"


def plan_of(text: str) -> Plan:
    return Project.from_texts({"a.yaml": text}, environ={}).plan


def test_what_defaults_say_holds_where_an_action_says_nothing() -> None:
    (of_file,) = plan_of(OF_FILE).actions
    (of_action,) = plan_of(OF_FILE.replace("do: send", "do: send, sample: 100%")).actions
    assert of_file.sample == Sample.of("10%")
    assert of_action.sample == Sample.of("100%")


def test_the_hash_of_a_mapping_changes_with_its_sample() -> None:
    (ten,), (twenty,), (none,) = (
        plan_of(text).actions
        for text in (OF_FILE, OF_FILE.replace("10%", "20%"), OF_FILE.replace("{sample: 10%}", "{}"))
    )
    assert len({ten.mapping_hash, twenty.mapping_hash, none.mapping_hash}) == 3


def test_actions_that_differ_in_their_sample_alone_do_not_share_a_function(make_project: MakeProject) -> None:
    project = make_project(
        webhook="""\
        - {name: Few, do: send, when: event = "Few", sample: 1%}
        - {name: All, do: send, when: event = "All", sample: 100%}
        """
    )
    events = [event(who, event=name, messageId=f"{name}-{who}") for who in PEOPLE for name in ("Few", "All")]
    found = fired(project, *events)
    assert sum(action == "all" for _, action in found) == len(PEOPLE)
    assert sum(action == "few" for _, action in found) < 20
