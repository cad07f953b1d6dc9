"""Each code is explained by an example that has the finding and one that has none."""

import json
from functools import cache
from pathlib import Path

import pytest

from actions import Project
from actions.codes import CODES
from actions.project import check_texts
from actions.reading.lines import read_lines
from actions.reading.parse_event import Unreadable
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.against.tracking_plan import read_tracking_plan
from actions.workbench.checking.explanations.explain import EXPLANATIONS, codes_like, explain_code
from actions.workbench.checking.explanations.explanation import Beside, Explanation
from actions.workbench.checking.find import find_all
from tests.actions.mistakes.mistake import whole_file

FILE = "mappings/shop.yaml"
PEOPLE, TEAM = "mappings/shared/people.yaml", "mappings/shared/team.yaml"
SHARED = {Beside.shared: (PEOPLE,), Beside.twice: (PEOPLE, TEAM)}
SHOWN = {code: one for code, one in EXPLANATIONS.items() if one.bad}
# Broken packages, sizes, and what happens once in many thousand times.
WITHOUT_EXAMPLE = {"E107", "E114", "E115", "E132", "W144", "E208", "E322", "E520", "E537", "E590", "E591"}
ANY = '- do: purchase\n- do: track\n  when: event = "Signed Up"\n'


def codes_of(text: str, expected: Explanation) -> list[str]:
    texts = {FILE: whole_file(text), **dict.fromkeys(SHARED.get(expected.beside, ()), expected.other)}
    evidence = plan = None
    if expected.beside is Beside.seen:
        evidence = Evidence(is_record=True)
        for line in expected.other.splitlines():
            evidence.add(json.loads(line))
    if expected.beside is Beside.plan:
        plan = read_tracking_plan({"plan": expected.other})
    env = "production" if expected.beside is Beside.env else None
    return [one.code for one in find_all(check_texts(texts, {}, env=env), evidence, plan, {})]


def test_every_code_is_explained() -> None:
    assert (EXPLANATIONS.keys(), EXPLANATIONS.keys() - SHOWN.keys()) == (CODES.keys(), WITHOUT_EXAMPLE)
    assert {code for code, one in EXPLANATIONS.items() if one.unseen} == WITHOUT_EXAMPLE


@pytest.mark.parametrize("code", [code for code, one in SHOWN.items() if not one.is_event])
def test_the_bad_file_has_the_finding_and_the_good_one_has_none(code: str) -> None:
    reported = SHOWN[code]
    assert (codes_of(reported.bad, reported), codes_of(reported.good, reported)) == ([code], [])


@pytest.mark.parametrize("code", [code for code, one in SHOWN.items() if one.is_event])
def test_the_bad_event_has_the_finding_and_the_good_one_has_none(code: str, tmp_path: Path) -> None:
    reported = SHOWN[code]
    mapping = reported.other or ANY
    assert codes_of(mapping, Explanation("")) == []
    bad, good = (met(mapping, text, tmp_path) for text in (reported.bad, reported.good))
    assert (set(bad), good) == ({code, "W510"} if code == "W512" else {code}, [])


@cache
def project(mapping: str) -> Project:
    return Project(check_texts({FILE: whole_file(mapping)}, {}))


def met(mapping: str, event: str, folder: Path) -> list[str]:
    """The findings that come of an event, as it stands in a file, and a mapping."""
    (folder / "events.ndjson").write_text(f"{event}\n", encoding="utf-8")
    (line,) = read_lines([folder / "events.ndjson"])
    if isinstance(line.value, Unreadable):
        return [line.value.diagnostic.code]
    return [found.code for one in project(mapping).decide(line.value) for found in one.diagnostics]


def test_a_code_is_reported_with_its_examples() -> None:
    reported = explain_code(" w215 ")
    assert reported
    assert reported.startswith(
        "W215: one name that looks like several\n\nA value is one text. Several names are a list.\n"
    )
    assert "This has it:\n\n    - do: track\n" in reported
    assert (explain_code("E999"), codes_like("215"), codes_like("e9")) == (None, ["W215"], [])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("E501", "With this mapping:\n\n    - do: track\n"),
        ("E128", "With this in mappings/shared/people.yaml:\n\n    version: 1\n    fragments:"),
        ("W305", 'With these events, given by --events:\n\n    {"type": "track"'),
        ("W310", 'With this tracking plan:\n\n    {"Signed Up"'),
        ("E406", "With --env production, and without any variable:\n\nThis has it:\n"),
        ("E590", "There is no example. It is the package of the destination"),
    ],
)
def test_what_an_example_needs_beside_itself_is_reported(code: str, words: str) -> None:
    assert words in (explain_code(code) or "")
