"""Tests in mapping files: what they say of a project, and what is said of them."""

from pathlib import Path
from textwrap import dedent, indent

import pytest

from actions.project import Checked, check_project
from actions.reading.sample import read_sample
from actions.workbench.testing.check import Result, run_tests
from actions.workbench.testing.coverage import Coverage
from actions.workbench.testing.junit import words_of
from actions.workbench.testing.read import read_tests
from mappings.findings.diagnostic import Report

HEAD = """\
version: 1
destination: mixpanel
settings: {project_token: {secret: MIXPANEL_TOKEN}}
actions:
  - name: Orders
    do: purchase
    inherit: false
    when: type = "track" and event = "Order Completed"
    map:
      event: event
      time: {from: timestamp, as: epoch_ms}
      distinct_id: {from: userId, required: true}
      insert_id: messageId
      revenue: {from: [properties.revenue, properties.total]}
      properties.plan: properties.plan
  - {name: Renewals, id: renewals, do: track, when: event = "Renewed" and properties.n > 3}
  - {name: Lines, do: track, when: event = "Order Completed" and properties.each exists, each: properties.each,
     inherit: false,
     map: {event: name, distinct_id: {from_event: userId}, insert_id: id, time: {from_event: timestamp}}}
  - {name: Off, do: track, enabled: false, when: event = "Order Completed"}
tests:
"""
RENEWED = "type: track, event: Renewed, userId: u"
ANONYMOUS = "type: track, event: Order Completed, anonymousId: a"
ORDER = 'type: track, event: Order Completed, userId: u1, messageId: m1, timestamp: "2026-03-01T10:15:30Z"'


def project(folder: Path, tests: str) -> Checked:
    (folder / "mappings").mkdir()
    text = HEAD + indent(
        dedent(tests).replace("ORDER", ORDER).replace("ANONYMOUS", ANONYMOUS).replace("RENEWED", RENEWED), "  "
    )
    (folder / "mappings" / "mixpanel.yaml").write_text(text, encoding="utf-8")
    checked = check_project(folder, {})
    assert [one.message for one in checked.report if one.severity == "error"] == []
    return checked


def run(folder: Path, tests: str) -> tuple[list[Result], Coverage]:
    checked, report, coverage = project(folder, tests), Report(), Coverage()
    written = read_tests(checked.texts, checked.plan, report)
    assert [one.message for one in report if one.severity == "error"] == []
    found = run_tests(written, checked.plan, lambda one: read_sample(folder, one.file, one.given), coverage)
    return list(found), coverage


PASS: list[tuple[str, str]] = [
    ("nothing fires", "- {name: t, given: {type: page, userId: u1}, expect: nothing}"),
    ("an empty list is nothing", "- {name: t, given: {type: page, userId: u1}, expect: []}"),
    ("an action is named", "- {name: t, given: {ORDER}, expect: [{action: Orders}]}"),
    (
        "by its id",
        "- {name: t, given: {RENEWED, properties: {n: 4}}, expect: [{action: renewals}]}",
    ),
    ("by its key", "- {name: t, given: {ORDER}, expect: [{action: mixpanel.orders}]}"),
    (
        "a whole payload",
        """\
        - name: t
          given: {ORDER, properties: {revenue: 5}}
          expect:
            - action: Orders
              payload: {event: Order Completed, time: 1772360130000, distinct_id: u1, insert_id: m1, revenue: 5}
        """,
    ),
    ("a part of it", "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {distinct_id: u1}}]}"),
    (
        "an error of a code",
        "- {name: t, given: {ANONYMOUS}, expect: [{action: Orders, error: E501}]}",
    ),
    (
        "an action for each item of a list",
        """\
        - name: t
          given: {ORDER, properties: {each: [{name: A, id: 1}, {name: B, id: 2}]}}
          expect:
            - action: Orders
            - {action: Lines, payload_has: {event: A}}
            - {action: Lines, payload_has: {event: B}}
        """,
    ),
    (
        "a part of a request",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, request_has: {body: [{event: {$any: text}}]}}]}",
    ),
]


@pytest.mark.parametrize("tests", [row[1] for row in PASS], ids=[row[0] for row in PASS])
def test_holds(tmp_path: Path, tests: str) -> None:
    [found], _ = run(tmp_path, tests)
    assert words_of(found) == []


FAIL: list[tuple[str, str, str]] = [
    (
        "an action that the test does not name",
        "- {name: t, given: {ORDER}, expect: nothing}",
        "Orders: fires, and the test does not name it",
    ),
    (
        "an action that does not fire",
        "- {name: t, given: {RENEWED, properties: {n: 2}}, expect: [{action: Renewals}]}",
        "Renewals: does not fire: properties.n is above 3 (line 16): saw 2",
    ),
    (
        "an action that is off",
        "- {name: t, given: {ORDER}, expect: [{action: Orders}, {action: Off}]}",
        "Off: does not fire: enabled: false",
    ),
    (
        "an action that fires less often",
        """\
        - name: t
          given: {ORDER, properties: {each: [{name: A, id: 1}]}}
          expect: [{action: Orders}, {action: Lines}, {action: Lines}]
        """,
        "Lines: fires less often than the test says",
    ),
    (
        "a payload that cannot be built",
        "- {name: t, given: {ANONYMOUS}, expect: [{action: Orders}]}",
        "Orders: cannot be built: E501 distinct_id is required and missing",
    ),
    (
        "an error where it fires",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, error: E501}]}",
        "Orders: fires, and the test expects E501",
    ),
    (
        "another error",
        "- {name: t, given: {ANONYMOUS}, expect: [{action: Orders, error: E502}]}",
        "and the test expects E502",
    ),
    (
        "another value",
        "- {name: t, given: {ORDER, properties: {revenue: 7}}, expect: [{action: Orders, payload_has: {revenue: 5}}]}",
        "Orders: its payload is not as expected: revenue expected 5, got 7",
    ),
    (
        "a field too much",
        "- {name: t, given: {ORDER, properties: {revenue: 7}}, expect: [{action: Orders, payload: {event: Other}}]}",
        "revenue is not expected: 7",
    ),
    (
        "another request",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, request_has: {body: [{event: Other}]}}]}",
        'its request is not as expected: body[0].event expected "Other", got "Order Completed"',
    ),
    (
        "what is not an event",
        "- {name: t, given: {type: track, userId: u}, expect: nothing}",
        "what is given is not an event: E533",
    ),
    (
        "a file that is not there",
        "- {name: t, given: samples/no.json, expect: nothing}",
        "there is no file samples/no.json, neither beside mappings/mixpanel.yaml nor in the project's folder",
    ),
    ("nothing said", "- {name: t, given: {ORDER}}", "nothing is expected"),
]


@pytest.mark.parametrize(("tests", "words"), [row[1:] for row in FAIL], ids=[row[0] for row in FAIL])
def test_does_not_hold(tmp_path: Path, tests: str, words: str) -> None:
    [found], _ = run(tmp_path, tests)
    assert words in "; ".join(words_of(found))


def test_a_wrong_field_names_its_line_and_the_value_of_the_event(tmp_path: Path) -> None:
    [found], _ = run(
        tmp_path,
        '- {name: t, given: {ORDER, properties: {total: "7.00", plan: pro}}, '
        "expect: [{action: Orders, payload_has: {revenue: 5, properties: {plan: free, tier: a}}}]}",
    )
    [problem] = found.problems
    messages = [
        (one.field, one.place.line if one.place else 0, one.event_path, one.event_value) for one in problem.differences
    ]
    assert messages == [
        ("revenue", 14, "properties.total", "7.00"),
        ("properties.plan", 15, "properties.plan", "pro"),
        ("properties.tier", 0, None, None),
    ]
    assert problem.differences[2].hint == "no line maps this field: add it under map:"


def test_a_dotted_name_in_what_is_expected_is_answered_with_the_fields_in_each_other(tmp_path: Path) -> None:
    [found], _ = run(
        tmp_path,
        "- {name: t, given: {ORDER, properties: {plan: {name: pro}}}, "
        "expect: [{action: Orders, payload_has: {properties: {plan.name: pro}}}]}",
    )
    [difference] = found.problems[0].differences
    assert difference.hint == 'a dot is part of the name here: write {properties: {plan: {name: "pro"}}}'


SOURCES = """\
version: 1
destination: webhook
settings: {url: https://hooks.example.com/in}
actions:
  - name: Send
    do: send
    inherit: false
    when: event = "Sent"
    map:
      data.text: {template: "Hi {{ context.traits.name }}"}
      data.items: {each: properties.goods, map: {sku: id, price: {from: price, as: number}, of: {from_event: userId}}}
      data.hash: sha256(context.traits.email)
      data.sum: sum(properties.goods[*].price)
      data.traits: context.traits
      data.only: {from: context.traits, only: [email]}
      data.const: "'web'"
      data.low: lower(properties.plan)
      data.none: properties.none
tests:
  - name: t
    given:
      type: track
      event: Sent
      userId: u
      properties: {plan: A, goods: [{id: p1, price: "5"}, {id: p2}]}
      context: {traits: {email: a@b.c, name: Ada}}
    expect:
      - action: Send
        payload_has: {data: DATA}
"""
WRONG: list[tuple[str, str, int, str | None, object, str | None]] = [
    ("a text with a hole", "{text: Hi Bob}", 10, "context.traits.name", "Ada", None),
    ("a field of an item", "{items: [{sku: x}]}", 11, "properties.goods[0].id", "p1", None),
    ("a number in an item", '{items: [{price: "5"}]}', 11, "properties.goods[0].price", "5", "add  as: text, or"),
    ("a field of the event in an item", "{items: [{of: x}]}", 11, "userId", "u", None),
    (
        "nothing in an item", "{items: [{}, {price: 7}]}", 11, None, None,
        "price found nothing in properties.goods[1]",
    ),
    ("an item's field that no line maps", "{items: [{name: x}]}", 11, "properties.goods", ..., "no line maps name"),
    ("a hash", "{hash: a@b.c}", 12, "context.traits.email", "a@b.c", 'a hash goes out: write {$sha256: "a@b.c"}'),
    ("a sum that cannot be built", "{sum: 5}", 13, None, None, "left out: data.sum: sum() takes a list of numbers"),
    ("a name that an object lacks", "{traits: {city: x}}", 14, "context.traits", ..., "context.traits of the event"),
    ("a name that only: leaves out", "{only: {name: Ada}}", 15, "context.traits.name", "Ada", None),
    ("a text of the file", "{const: app}", 16, None, None, None),
    ("a function of a path", "{low: b}", 17, "properties.plan", "A", None),
    ("a path that finds nothing", "{none: x}", 18, None, None, "properties.none found nothing in the event"),
    ("a misspelt name", "{txt: x}", 0, None, None, 'did you mean "text"?'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "line", "path", "value", "hint"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_the_line_and_the_value_behind_a_wrong_field_are_reported(
    tmp_path: Path, data: str, line: int, path: str | None, value: object, hint: str | None
) -> None:
    (tmp_path / "mappings").mkdir()
    file = tmp_path / "mappings" / "webhook.yaml"
    file.write_text(SOURCES.replace("DATA", data), encoding="utf-8")
    checked = check_project(tmp_path, {})
    tests = read_tests(checked.texts, checked.plan, Report())
    [found] = run_tests(tests, checked.plan, lambda _: None, Coverage())
    reported = found.problems[0].differences[0]
    assert (reported.place.line if reported.place else 0, reported.event_path) == (line, path)
    assert value is ... or reported.event_value == value
    assert reported.hint == hint or (reported.hint and hint and reported.hint.startswith(hint))


def test_conditions_are_covered_when_they_were_seen_to_hold_and_to_fail(tmp_path: Path) -> None:
    tests = """\
    - {name: a, given: {ORDER}, expect: [{action: Orders}]}
    - {name: b, given: {type: page, userId: u1}, expect: nothing}
    - {name: c, given: {type: track, event: Renewed, userId: u, properties: {n: 4}}, expect: [{action: Renewals}]}
    """
    _, coverage = run(tmp_path, tests)
    reported = {(one.action, one.leaf.path, one.leaf.place.line, one.never) for one in coverage.missing()}
    assert reported == {("mixpanel.lines", "properties.each", 17, (True,))}
    assert (coverage.covered, coverage.total) == (5, 6)
    assert (coverage.fired, set(coverage.actions) - coverage.fired) == (
        {"mixpanel.orders", "mixpanel.renewals"},
        {"mixpanel.lines"},
    )


def test_the_clock_of_a_test_stands(tmp_path: Path) -> None:
    given = "- {name: t, given: {type: track, event: Order Completed, userId: u}, expect: [{action: Orders, "
    [found], _ = run(tmp_path, given + "payload_has: {time: 1767225600000}}]}")
    assert words_of(found) == []
