"""The runner of a destination's cases: what a case says holds or does not, and a case that is none says so."""

import pytest

from actions.kit.cases import failures, read_cases
from destinations.registry import load_registry

GIVEN = """\
settings: {url: "https://example.com/"}
given: {type: track, event: E, userId: u1, timestamp: "2026-03-01T00:00:00Z"}
cases:
"""


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param("{name: n, do: send, sends: [{a: 1}], map: {}}", "4:42: a case has no map;", id="an unknown key"),
        pytest.param("{name: n, do: send, send: []}", 'a case has no send; did you mean "sends"?', id="a typing error"),
        pytest.param("{name: n, sends: []}", "4:5: a case needs do", id="no action type"),
        pytest.param("{do: send, sends: []}", "4:5: a case needs name", id="no name"),
        pytest.param("nothing", "a case needs name", id="no map"),
        pytest.param("{name: n, do: send}", "a case needs one of sends, requests, fails", id="nothing to hold"),
        pytest.param("{name: n, do: send, sends: [], fails: x}", "a case needs one of", id="two things to hold"),
        pytest.param("{name: n, do: send, requests: [{header: {}}]}", "a request has no header", id="no such part"),
        pytest.param("{name: n, do: send, sends: [}", "4:33: this `}` closes or separates nothing", id="no YAML"),
    ],
)
def test_a_case_that_is_none(row: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_cases(f"{GIVEN}  - {row}\n", "cases.yaml", "webhook")
    assert str(caught.value).startswith("cases.yaml:4:")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("row", "messages"),
    [
        pytest.param("action: {map: {data: userId}}, sends: [u1]", [], id="it holds"),
        pytest.param("event: {type: group, event: null, groupId: g}, sends: []", [], id="nothing fires"),
        pytest.param(
            "action: {map: {data: userId}}, sends: [u2]", ['sends[0]: expected "u2", got "u1"'], id="another body"
        ),
        pytest.param(
            "action: {map: {data: '{a: userId, b: event}'}}, sends: [{a: u1, c: 1}]",
            ["sends[0].c: expected 1, and it is not there", 'sends[0].b: not expected, got "E"'],
            id="another part of a body",
        ),
        pytest.param(
            "action: {map: {data: '{a: userId, b: event}'}}, requests: [{body_has: {a: u1}}]", [], id="a part of a body"
        ),
        pytest.param(
            "action: {map: {data: '{a: userId, b: event}'}}, requests: [{body_has: {a: u2, c: 1}}]",
            ['requests[0].body_has.a: expected "u2", got "u1"', "requests[0].body_has.c: expected 1, and it is not"],
            id="another part of a body than what is said",
        ),
        pytest.param("action: {map: {data: userId}}, sends: []", ["sends[0]: not expected"], id="something fires"),
        pytest.param(
            "requests: [{method: PUT}]", ['requests[0].method: expected "PUT", got "POST"'], id="another method"
        ),
        pytest.param("requests: []", ["1 requests, not 0"], id="one request too many"),
        pytest.param("fails: required", ["no diagnostic says 'required'"], id="it does not fail"),
        pytest.param("action: {map: {data: gone}}, sends: []", ["E301"], id="a mapping that does not compile"),
        pytest.param(
            "action: {map: {data: properties.gone}}, sends: [1]",
            ["failed: data", "sends[0]: expected 1"],
            id="it fails",
        ),
    ],
)
def test_what_is_not_as_a_case_says(row: str, messages: list[str]) -> None:
    [case] = read_cases(f"{GIVEN}  - {{name: n, do: send, {row}}}\n", "cases.yaml", "webhook")
    found = failures(case, load_registry([]))
    assert len(found) == len(messages)
    assert all(one.startswith(words) for one, words in zip(found, messages, strict=True)), found
