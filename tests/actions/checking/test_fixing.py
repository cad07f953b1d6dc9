"""`--fix` goes on until nothing is left that it could fix, touches nothing else, and changes no decision."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actions import Project, starter
from actions.project import check_texts
from actions.workbench.checking.find import find_all
from actions.workbench.checking.fixing.apply import apply_fixes, is_safe
from actions.workbench.checking.fixing.past import find_past
from mappings.findings.diagnostic import Report
from tests.actions.mistakes.conditions import CONDITIONS
from tests.actions.mistakes.fields import FIELDS
from tests.actions.mistakes.layout import LAYOUT
from tests.actions.mistakes.mistake import Mistake
from tests.actions.mistakes.more import MORE

FILE = "mappings/shop.yaml"
TABLE = (*CONDITIONS, *FIELDS, *LAYOUT, *MORE)
# Those that can stand beside others in one file: actions for one tool.
BESIDE = [row for row in TABLE if row.to == "mixpanel" and row.text.startswith("- do: track\n") and row.fix is not None]
HEAD = "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: MIXPANEL_TOKEN}}\nactions:\n"


def check(texts: Mapping[str, str]) -> Report:
    return find_all(check_texts(texts, environ={}))


@pytest.mark.parametrize("row", [row for row in TABLE if row.fix is not None], ids=lambda row: row.name)
def test_nothing_is_left_that_could_be_mended(row: Mistake) -> None:
    fixed = apply_fixes({FILE: row.file}, check)
    assert [one for one in fixed.report if is_safe(one)] == []
    assert bool(fixed.done) is (not row.code.startswith("W") or row.code == "W204")


@example([row for row in BESIDE if row.name.startswith(("M16", "M1 ", "M2 "))])
@settings(max_examples=5, deadline=None)
@given(st.lists(st.sampled_from(BESIDE), min_size=2, max_size=4, unique_by=lambda row: row.name))
def test_many_mistakes_of_one_file_are_mended_together(rows: list[Mistake]) -> None:
    actions = [
        f"  - name: Action {number}\n    {row.file.split('  - ', 1)[1].rstrip()}\n" for number, row in enumerate(rows)
    ]
    fixed = apply_fixes({FILE: HEAD + "".join(actions)}, check)
    assert [one for one in fixed.report if is_safe(one)] == []
    assert fixed.texts[FILE].count("\n") == HEAD.count("\n") + "".join(actions).count("\n")


def test_what_is_right_is_left_as_it_is() -> None:
    files = (Path(starter.__path__[0]) / "mappings").glob("*.yaml")
    texts = {f"mappings/{one.name}": one.read_text("utf-8") for one in files}
    assert len(texts) > 1
    assert apply_fixes(texts, check).texts == texts


MIXED = (
    HEAD
    + """\
  - do: track
    when: type = "track" and event = "A" or event = "B" and userId = "u1"  # as we agreed
    map: {properties.plan: "properties.plan"}
"""
)
EVENTS = [
    {"type": kind, "event": name, "userId": user, "properties": {"plan": "pro"}}
    for kind in ("track", "page")
    for name in ("A", "B", "C")
    for user in ("u1", "u2")
]


def test_a_warning_that_is_mended_changes_no_decision(tmp_path: Path) -> None:
    fixed = apply_fixes({FILE: MIXED}, check)
    assert [one.code for one, _ in fixed.done] == ["W204", "W204"]
    assert fixed.texts[FILE] == MIXED.replace(
        'type = "track" and event = "A" or event = "B" and userId = "u1"',
        '(type = "track" and event = "A") or (event = "B" and userId = "u1")',
    )
    answers = []
    for number, text in enumerate((MIXED, fixed.texts[FILE])):
        path = tmp_path / f"{number}.yaml"
        path.write_text(text, "utf-8")
        project = Project.load(path, environ={})
        answers.append([[(one.status, one.action) for one in project.decide(event)] for event in EVENTS])
    assert answers[0] == answers[1]


HIDDEN = {
    "a group and what it holds": (
        "{and: [{properties.total: {gte: '5'}}, {event: {startsWith: Order, not_in: [A, B]}}]}",
        "{all: [{properties.total: {at_least: 5}}, {event: {starts_with: Order, none_of: [A, B]}}]}",
    ),
    "a test and its switch": ("{properties.coupon: {exist: yes}}", "{properties.coupon: {exists: true}}"),
}


@pytest.mark.parametrize(("said", "meant"), HIDDEN.values(), ids=HIDDEN)
def test_a_mistake_that_hides_others_of_its_line_is_mended_with_them(said: str, meant: str) -> None:
    fixed = apply_fixes({FILE: f"{HEAD}  - do: track\n    when: {said}\n"}, check)
    assert fixed.texts[FILE] == f"{HEAD}  - do: track\n    when: {meant}\n"
    assert [*fixed.report] == []


HIDING = (
    HEAD
    + """\
  - name: Orders
    do: purchase
    when: event =
    map:
      order_id: lower()
      coupon: properties.products.coupon
    set: {currency: EURO}
  - name: Clicks
    do: track
    when: event = "A" and event = "B"
"""
)


def test_a_wrong_setting_hides_nothing_of_the_actions() -> None:
    text = HIDING.replace("{secret: MIXPANEL_TOKEN}}", "{secret: MIXPANEL_TOKEN}, region: Mars}")
    codes = [one.code for one in find_past({FILE: text}, check({FILE: text}), check)]
    assert codes == ["E404", "E202", "E321", "W309", "E354", "W216"]


def test_an_error_hides_nothing_of_its_action() -> None:
    report = find_past({FILE: HIDING}, check({FILE: HIDING}), check)
    assert [(one.code, one.place.line) for one in report if one.place] == [
        ("E202", 7),
        ("E321", 9),
        ("W309", 10),
        ("E354", 11),
        ("W216", 14),
    ]
