"""Actions that say the same share what is checked and compiled; each still speaks of its own lines."""

import json
from pathlib import Path
from typing import Any

import pytest

from actions import Project
from mappings.fields.compiled.code import Code
from mappings.yaml_reader.quick import LIBYAML

pytestmark = pytest.mark.skipif(not LIBYAML, reason="without libyaml each action has its own")

HEAD = "version: 1\ndestination: webhook\nname: {name}\nsettings: {{url: https://hooks.example.com/in}}\n"
ACTION = """\
  - name: {name}
    do: send
    inherit: false
    when: type = "track" and event = "{event}"
    map:
      data.total: {{from: properties.total, as: number}}
      data.{field}: userId
"""
EVENT = {"type": "track", "messageId": "m", "userId": "u", "timestamp": "2026-03-02T00:00:00Z"}


def project(folder: Path, *actions: str, **files: str) -> Project:
    """A project of the actions in one file, and of further whole files."""
    (folder / "mappings").mkdir()
    whole = {"hook": HEAD.format(name="hook") + "actions:\n" + "".join(actions), **files}
    for name, text in whole.items():
        (folder / "mappings" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return Project.load(folder, environ={})


def action(number: int, field: str = "who") -> str:
    return ACTION.format(name=f"a{number}", event=f"Event {number}", field=field)


def test_a_hundred_actions_of_one_structure_have_one_mapper(tmp_path: Path) -> None:
    plan = project(tmp_path, *(action(number) for number in range(100))).plan
    assert len({id(one.mapper) for one in plan.actions}) == 1
    assert len({one.mapping_hash for one in plan.actions}) == 100


def test_actions_of_another_structure_have_their_own(tmp_path: Path) -> None:
    plan = project(tmp_path, action(0), action(1, field="what")).plan
    first, second = plan.actions
    assert first.mapper is not second.mapper


def test_a_failure_names_the_line_of_its_own_action(tmp_path: Path) -> None:
    loaded = project(tmp_path, action(0), action(1))
    lines = []
    for number in range(2):
        (decision,) = loaded.decide(EVENT | {"event": f"Event {number}", "properties": {"total": "ten"}})
        lines.append([str(one.place) for one in decision.diagnostics])
    assert lines == [["mappings/hook.yaml:11:48"], ["mappings/hook.yaml:18:48"]]


def test_a_failure_names_the_file_of_its_own_action(tmp_path: Path) -> None:
    other = HEAD.format(name="other") + "# one line more\nactions:\n" + action(1)
    loaded = project(tmp_path, action(0), other=other)
    (decision,) = loaded.decide(EVENT | {"event": "Event 1", "properties": {"total": "ten"}})
    assert [str(one.place) for one in decision.diagnostics] == ["mappings/other.yaml:12:48"]


def test_why_an_action_did_not_fire_names_its_own_line(tmp_path: Path) -> None:
    loaded = project(tmp_path, action(0), action(1))
    reasons = [one.reason for one in loaded.explain(EVENT | {"event": "Event 2"})]
    assert ["line 9" in str(reasons[0]), "line 16" in str(reasons[1])] == [True, True]


def test_the_code_that_is_shown_names_the_lines_of_its_own_action(tmp_path: Path) -> None:
    second = project(tmp_path, action(0), action(1)).plan.actions[1]
    source = Code(second.mapper.object.moved(second.origin, second.spot)).source(at_item=False)
    assert "hook.yaml:18" in source
    assert "hook.yaml:11" not in source


@pytest.mark.parametrize("one", [1, True, "1"], ids=["one", "true", "the text 1"])
def test_literals_that_python_holds_for_equal_are_not_mixed_up(one: Any, tmp_path: Path) -> None:
    literal = '  - {{name: {name}, do: send, inherit: false, when: type = "track", set: {{data.x: {value}}}}}\n'
    values = [1.0, one, 1.0]
    actions = [literal.format(name=f"a{at}", value=json.dumps(value)) for at, value in enumerate(values)]
    decisions = project(tmp_path, *actions).decide(EVENT | {"event": "E"})
    found = [getattr(one.payload, "data", {})["x"] for one in decisions]
    assert [repr(value) for value in found] == [repr(value) for value in values]


def test_what_a_file_adds_to_its_actions_stays_in_that_file(tmp_path: Path) -> None:
    other = HEAD.format(name="other") + "defaults: {set: {data.shop: b}}\nactions:\n" + action(0)
    decisions = project(tmp_path, action(0), other=other).decide(EVENT | {"event": "Event 0"})
    assert [getattr(one.payload, "data", {}).get("shop") for one in decisions] == [None, "b"]


def test_a_warning_is_reported_for_each_action_that_earns_it(tmp_path: Path) -> None:
    odd = '  - {{name: a{0}, do: send, inherit: false, when: type = "track", map: {{data.x: properties.a == null}}}}\n'
    warnings = project(tmp_path, odd.format(0), odd.format(1)).warnings
    assert [(one.code, one.place and one.place.line, one.action) for one in warnings] == [
        ("W306", 6, "hook.a0"),
        ("W306", 7, "hook.a1"),
    ]


def test_a_mistake_in_a_name_is_reported_although_the_structure_is_known(tmp_path: Path) -> None:
    from actions import ProjectError

    with pytest.raises(ProjectError, match=r"hook\.yaml:13:5: name: has no value"):
        project(tmp_path, action(0), action(1).replace("name: a1", "name: "))
