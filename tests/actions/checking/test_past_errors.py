"""A mistake in a file's YAML hides nothing on other lines."""

import pytest

from actions.project import check_texts
from actions.workbench.checking.find import find_all

FILE = """\
version: 1
destination: mixpanel
settings: {project_token: {secret: T}}
actions:
  - name: Orders
    do: purchase
    when: event.startsWith("Order")
    map:
      properties.a: context.campain.name
      properties.b: %s
      properties.c: propertis.c
  - name: Trials
    do: trak
tests:
  - name: a test
    given: {type: track}
    expct: nothing
"""
BEHIND = [(7, "E210"), (9, "W307"), (11, "E301"), (13, "E111"), (17, "E140")]


def found(text: str) -> list[tuple[int, str]]:
    report = find_all(check_texts({"mappings/shop.yaml": text}, environ={}))
    return [(one.place.line, one.code) for one in report if one.place]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("properties.plan ? 'a' : 'b'", "E109"),
        ("{from: properties.plan ? 'a' : 'b'}", "E109"),
        ("`5`", "E109"),
        ("join(': ', properties.tags)", "E109"),
        ("'It's here'", "E109"),
        ("!upper properties.plan", "E105"),
        ("*plan", "E105"),
        ("{{ properties.plan }}", "E106"),
        ('"properties.plan', "E103"),
        ("properties.plan\t", "E104"),
        ("{from: [properties.a, properties.b}", "E109"),
    ],
)
def test_a_value_that_cannot_be_read_hides_nothing_on_other_lines(value: str, code: str) -> None:
    assert found(FILE % value) == sorted([*BEHIND, (10, code)])


def test_several_such_values_are_all_reported() -> None:
    text = FILE.replace("do: trak", "do: trak\n    map: {properties.d: a ? b : c}") % "`5`"
    assert found(text) == [
        (7, "E210"),
        (9, "W307"),
        (10, "E109"),
        (11, "E301"),
        (13, "E111"),
        (14, "E109"),
        (18, "E140"),
    ]


def test_a_key_that_stands_twice_counts_once() -> None:
    text = FILE.replace("    map:\n", "    do: track\n    map:\n") % "event"
    assert found(text) == [(7, "E210"), (8, "E102"), (10, "W307"), (12, "E301"), (14, "E111"), (18, "E140")]


@pytest.mark.parametrize(
    "text",
    [
        FILE.replace("    map:\n", "   map:\n") % "event",
        FILE.replace("  - name: Orders", "  - name: Orders: all") % "event",
        FILE.replace("properties.b: %s", "properties.b: &b\n        from: event"),
        FILE.replace("settings: {project_token: {secret: T}}", "settings: {project_token: {secret: T}") % "event",
    ],
    ids=["indentation", "a colon in a name", "an anchor of a block", "a bracket that is never closed"],
)
def test_where_lines_may_mean_something_else_only_the_first_mistake_is_reported(text: str) -> None:
    assert len(found(text)) >= 1
    assert not {code for line, code in found(text) if code in {"E103", "E121"} and line > 10}
