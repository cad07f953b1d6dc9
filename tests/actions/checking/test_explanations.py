"""Each code is explained by a file that has the finding and one that has none."""

import json

import pytest

from actions import Project
from actions.codes import CODES
from actions.project import check_texts
from actions.workbench.checking.explanations.explain import EXPLANATIONS, codes_like, explain_code
from actions.workbench.checking.find import find_all
from tests.actions.mistakes.mistake import whole_file

FILE = "mappings/shop.yaml"
SHOWN = {code: one for code, one in EXPLANATIONS.items() if one.bad}
# What no few lines can show: broken plugins, sizes, events that were seen, values that only an event can have.
WITHOUT_EXAMPLE = {
    *(
        "E101",
        "E107",
        "E114",
        "E115",
        "E128",
        "E406",
        "E129",
        "E130",
        "E131",
        "E140",
        "E141",
        "W142",
        "E208",
        "W218",
        "W219",
        "W220",
    ),
    *("W305", "W310", "E322", "E349", "W350", "E501", "E503", "E510", "W510", "E511", "W511", "E512", "W512", "W513"),
    *("E520", "E535", "W535", "E536", "E537", "E538", "E539", "E540", "E590", "E591"),
}


def codes_of(text: str) -> list[str]:
    return [one.code for one in find_all(check_texts({FILE: whole_file(text)}, environ={}))]


def test_every_code_is_explained() -> None:
    assert (EXPLANATIONS.keys(), EXPLANATIONS.keys() - SHOWN.keys()) == (CODES.keys(), WITHOUT_EXAMPLE)


@pytest.mark.parametrize("code", [code for code, one in SHOWN.items() if not one.is_event])
def test_the_bad_file_has_the_finding_and_the_good_one_has_none(code: str) -> None:
    assert (codes_of(SHOWN[code].bad), codes_of(SHOWN[code].good)) == ([code], [])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("project")
    (folder / "a.yaml").write_text(whole_file('- do: purchase\n- do: track\n  when: event = "Signed Up"\n'))
    return Project.load(folder, environ={})


@pytest.mark.parametrize("code", [code for code, one in SHOWN.items() if one.is_event])
def test_the_bad_event_has_the_finding_and_the_good_one_has_none(code: str, project: Project) -> None:
    bad, good = (
        [found.code for one in project.decide(json.loads(text)) for found in one.diagnostics]
        for text in (SHOWN[code].bad, SHOWN[code].good)
    )
    assert (code in bad, good) == (True, [])


def test_a_code_is_told_with_its_examples() -> None:
    told = explain_code(" w215 ")
    assert told
    assert told.startswith("W215: one name that looks like several\n\nA value is one text. Several names are a list.\n")
    assert "This has it:\n\n    - do: track\n" in told
    assert (explain_code("E999"), codes_like("215"), codes_like("e9")) == (None, ["W215"], [])
