"""Fragments: what several files share, written once."""

import pickle
from pathlib import Path
from typing import Any

import pytest

from actions.decision import Decision
from actions.project import Project, check_project

SHARED = """\
version: 1
fragments:
  who:
    description: who did it, if they agreed
    when: context.consent = "yes"
    map:
      data.mail: context.traits.email
      data.city: context.traits.city
  shop:
    set: {data.shop: main, data.city: unknown}
"""
HEAD = "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/in}\n"
EVENT = {"type": "track", "event": "A", "userId": "u", "context": {"consent": "yes", "traits": {"email": "ada@x.com"}}}


def project(folder: Path, text: str, shared: str = SHARED) -> Path:
    (folder / "mappings" / "shared").mkdir(parents=True)
    (folder / "mappings" / "shared" / "people.yaml").write_text(shared, encoding="utf-8")
    (folder / "mappings" / "hook.yaml").write_text(HEAD + text, encoding="utf-8")
    return folder


def own_fields(decision: Decision) -> dict[str, Any]:
    """What the mapping writes beside the event, which the webhook sends whole."""
    data = decision.as_dict()["payload"]["data"]
    return {name: value for name, value in data.items() if name in ("mail", "city", "shop", "id")}


INCLUDE = "include: [shared/people.yaml]\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            INCLUDE + 'actions: [{do: send, when: event = "A", use: [who]}]',
            {"mail": "ada@x.com"},
            id="an action uses a fragment",
        ),
        pytest.param(
            INCLUDE + 'defaults: {use: [shop]}\nactions: [{do: send, when: event = "A"}]',
            {"shop": "main", "city": "unknown"},
            id="all actions of a file use one",
        ),
        pytest.param(
            INCLUDE + 'defaults: {use: [shop], set: {data.shop: b}}\nactions: [{do: send, when: event = "A"}]',
            {"shop": "b", "city": "unknown"},
            id="the file's own defaults are laid over it",
        ),
        pytest.param(
            INCLUDE + 'defaults: {set: {data.shop: b}}\nactions: [{do: send, when: event = "A", use: [shop]}]',
            {"shop": "main", "city": "unknown"},
            id="what an action uses is laid over the file's defaults",
        ),
        pytest.param(
            INCLUDE + 'actions: [{do: send, when: event = "A", use: [shop], set: {data.shop: own}}]',
            {"shop": "own", "city": "unknown"},
            id="the action's own fields are laid over that",
        ),
        pytest.param(
            INCLUDE + 'actions: [{do: send, when: event = "A", use: [shop], unset: [data.city]}]',
            {"shop": "main"},
            id="unset takes a fragment's field out",
        ),
        pytest.param(
            INCLUDE + 'actions: [{do: send, when: event = "A", each: properties.list, use: [shop, who]}]',
            None,
            id="two fragments with one field are a mistake",
        ),
        pytest.param(
            INCLUDE + 'actions: [{do: send, when: event = "A" and properties.x exists, use: [who]}]',
            [],
            id="its condition and the action's must both hold",
        ),
    ],
)
def test_a_fragment_brings_its_fields_and_its_condition(tmp_path: Path, text: str, expected: Any) -> None:
    folder = project(tmp_path, text)
    if expected is None:
        assert [one.code for one in check_project(folder, {}).report] == ["E310"]
        return
    for loaded in (made := Project.load(folder, {}), pickle.loads(pickle.dumps(made))):  # noqa: S301 - just written
        payloads = [own_fields(one) for one in loaded.decide(EVENT)]
        assert payloads == ([expected] if expected else [])
    refused = {**EVENT, "context": {}}
    assert bool(made.decide(refused)) is ("use: [who]" not in text)


def test_paths_of_a_fragment_start_at_the_event_where_the_action_goes_through_a_list(tmp_path: Path) -> None:
    text = INCLUDE + 'actions: [{do: send, when: event = "A", each: properties.list, use: [who], map: {data.id: id}}]'
    loaded = Project.load(project(tmp_path, text), {})
    decided = loaded.decide({**EVENT, "properties": {"list": [{"id": 1}, {"id": 2}]}})
    assert [own_fields(one) for one in decided] == [
        {"mail": "ada@x.com", "id": 1},
        {"mail": "ada@x.com", "id": 2},
    ]


USE = 'actions: [{do: send, when: event = "A", use: [who]}]'


@pytest.mark.parametrize(
    ("text", "shared", "code", "place", "words"),
    [
        pytest.param(USE, SHARED, "E128", "hook.yaml:4:47", "include: [shared/people.yaml]", id="no include"),
        pytest.param(USE, "version: 1\nfragments: {a: {}}", "E128", "hook.yaml:4:47", "fragments:", id="nowhere"),
        pytest.param(
            INCLUDE + USE.replace("who", "whoo"), SHARED, "E128", "hook.yaml:5:47", 'did you mean "who"?', id="misspelt"
        ),
        pytest.param(
            INCLUDE.replace("people", "peple") + USE,
            SHARED,
            "E129",
            "hook.yaml:4:11",
            'did you mean "shared/people.yaml"?',
            id="a file that is not there",
        ),
        pytest.param(
            "include: [people.yaml]\n" + USE,
            SHARED,
            "E129",
            "hook.yaml:4:11",
            "write shared/people.yaml",
            id="a file in no folder shared",
        ),
        pytest.param(
            INCLUDE + USE, "version: 1\nfragments: {who: {mpa: {}}}", "E120", "people.yaml:2:19", '"map"', id="mpa"
        ),
        pytest.param(
            INCLUDE + USE, HEAD + "actions: []", "E120", "people.yaml:2:1", "outside of shared/", id="a mapping file"
        ),
        pytest.param(
            INCLUDE + USE,
            "version: 1\nfragments: {who: {use: [a]}}",
            "E120",
            "people.yaml:2:19",
            "cannot use others",
            id="a fragment that uses another",
        ),
        pytest.param(
            INCLUDE + USE,
            "version: 1\nfragments: {who: {map: {data.a: propertis.a}}}",
            "E301",
            "people.yaml:2:33",
            '"properties"',
            id="a path in it",
        ),
        pytest.param(
            "include: [shared/people.yaml, ./shared/people.yaml]\n" + USE, SHARED, None, "", "", id="included twice"
        ),
    ],
)
def test_mistakes_with_fragments(
    tmp_path: Path, text: str, shared: str, code: str | None, place: str, words: str
) -> None:
    found = list(check_project(project(tmp_path, text, shared), {}).report)
    if code is None:
        assert found == []
        return
    one = found[0]
    assert (one.code, str(one.place).rsplit("/", 1)[-1]) == (code, place)
    assert words in (one.hint or "")
    if code.startswith("E12") and "people" not in place:
        assert len(found) == 1


def test_a_shared_file_that_nobody_includes_is_checked_too(tmp_path: Path) -> None:
    folder = project(tmp_path, 'actions: [{do: send, when: event = "A"}]', "version: 1\nfragmets: {}\n")
    assert {one.code for one in check_project(folder, {}).report} == {"E120"}


def test_a_file_below_includes_from_the_folder_above_alone_or_with_all(tmp_path: Path) -> None:
    folder = project(tmp_path, 'actions: [{do: send, when: event = "A"}]')
    (folder / "mappings" / "eu").mkdir()
    file = folder / "mappings" / "eu" / "hook.yaml"
    file.write_text(HEAD + "name: eu\ninclude: [../shared/people.yaml]\n" + USE, encoding="utf-8")
    for path in (folder, folder / "mappings", file.parent, file):
        assert list(check_project(path, {}).report) == []
