"""Fragments of shared files are checked at their own lines, once, whoever uses them."""

import pytest

from actions.project import check_texts
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.against.tracking_plan import read_tracking_plan
from actions.workbench.checking.find import find_all
from mappings.findings.diagnostic import Diagnostic

HEAD = "version: 1\nfragments:\n"
USERS = """version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
include: [shared/people.yaml]
actions:
  - {name: A, do: track, use: [who], when: event = "A"}
  - {name: B, do: track, use: [who], when: event = "B"}
"""
OPEN, CLOSE = "⟦", "⟧"
ROWS = {
    "a slip below context": (
        "  who: {map: {properties.a: context.⟦campain⟧.name}}\n", "W307", 'did you mean "campaign"?',
    ),
    "a slip in a template": (
        "  who: {map: {properties.a: {template: 'Hi {{ context.traits.⟦emial⟧ }}'}}}\n",
        "W307", 'did you mean "email"?',
    ),
    "a name inside a list": (
        "  who: {map: {properties.a: ⟦properties.products.name⟧}}\n", "W309", "write properties.products[].name",
    ),
    "a path of the event inside each:": (
        "  who: {map: {properties.a: {each: properties.products, map: {b: ⟦properties.currency⟧}}}}\n",
        "W353", "write {from_event: properties.currency}",
    ),
    "a slip in a condition": ("  who: {when: context.⟦campain⟧ exists}\n", "W307", 'did you mean "campaign"?'),
    "a star in a condition": (
        '  who: {when: ⟦userId = "u*"⟧}\n', "W214", 'write match(userId, "u*")',
    ),
    "a condition that never holds": (
        '  who: {map: {properties.a: userId}}\n  other:\n    when: ⟦event = "A" and event = "B"⟧\n',
        "W216", 'write event in ["A", "B"]',
    ),
    "a path that no event has, in a fragment that nobody uses": (
        "  who: {map: {properties.a: userId}}\n  other: {map: {email: ⟦propertes⟧.y}}\n",
        "E301", 'did you mean "properties"?',
    ),
    "a path that no event has, in a fragment that two actions use": (
        "  who: {map: {properties.a: ⟦propertes⟧.y}}\n", "E301", 'did you mean "properties"?',
    ),
    "a condition in other words, in a fragment that nobody uses": (
        '  who: {map: {properties.a: userId}}\n  other:\n    when: event ⟦==⟧ "A"\n', "E210", "write =",
    ),
    "a fragment that nobody uses": (
        "  who: {map: {properties.a: userId}}\n  other: {map: {email: context.traits.⟦emial⟧}}\n",
        "W307", 'did you mean "email"?',
    ),
}  # fmt: skip


def found(fragments: str, evidence: Evidence | None = None, plan: str | None = None) -> list[Diagnostic]:
    texts = {"mappings/a.yaml": USERS, "mappings/shared/people.yaml": HEAD + fragments}
    tracking_plan = read_tracking_plan({"plan": plan}) if plan else None
    return list(find_all(check_texts(texts, {}), evidence, tracking_plan, {}))


def place(marked: str) -> tuple[str, int, int]:
    before, _, _ = (HEAD + marked).partition(OPEN)
    return "mappings/shared/people.yaml", before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize(("marked", "code", "hint"), ROWS.values(), ids=ROWS)
def test_a_mistake_in_a_fragment_is_one_finding_in_the_shared_file(marked: str, code: str, hint: str) -> None:
    [one] = found(marked.replace(OPEN, "").replace(CLOSE, ""))
    assert one.place
    assert (one.code, (one.place.file, one.place.line, one.place.column)) == (code, place(marked))
    assert hint in (one.hint or "")


def test_a_path_of_a_fragment_is_held_against_all_events_and_the_tracking_plan() -> None:
    evidence = Evidence(is_record=True)
    for name in ("A", "B"):
        evidence.add({"type": "track", "event": name, "userId": "u", "properties": {"total": 5}})
    marked = "  who: {map: {properties.a: ⟦properties.totl⟧}}\n"
    text = marked.replace(OPEN, "").replace(CLOSE, "")
    [one] = found(text, evidence)
    assert one.place
    assert (one.code, (one.place.file, one.place.line, one.place.column), one.fix) == (
        "W305", place(marked), "properties.total",
    )  # fmt: skip
    schema = '{"A": {"properties": {"total": {}}}, "B": {"properties": {"total": {}}}}'
    [planned] = found(text, None, schema)
    assert (planned.code, planned.fix) == ("W310", "total")
    # What neither the events nor the plan have is one mistake.
    assert [one.code for one in found(text, evidence, schema)] == ["W310"]
    assert found(text.replace("totl", "total"), evidence, schema) == []


def test_a_path_that_some_of_the_events_have_is_no_finding() -> None:
    evidence = Evidence(is_record=True)
    for number in range(30):
        more = {} if number else {"coupon": "x"}
        evidence.add({"type": "track", "event": "AB"[number % 2], "userId": "u", "properties": more})
    assert found("  who: {map: {properties.a: properties.coupon}}\n", evidence) == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("version: 1\nwho: {map: {properties.a: userId}}\n", "a fragment goes below fragments:"),
        (f"{HEAD}  who: {{properties.a: userId}}\n", "fields of the payload go under map: or set:"),
    ],
    ids=["a fragment at the top", "fields right below the name"],
)
def test_what_stands_at_the_wrong_place_is_sent_to_the_right_one(text: str, hint: str) -> None:
    texts = {"mappings/a.yaml": USERS, "mappings/shared/people.yaml": text}
    [one] = [one for one in find_all(check_texts(texts, {})) if one.code == "E120"]
    assert hint in (one.hint or "")
