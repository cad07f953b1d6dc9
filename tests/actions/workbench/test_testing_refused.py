"""What is not a test in a mapping file, and what is said of it."""

from pathlib import Path

import pytest

from actions.workbench.testing.read import read_tests
from mappings.findings.diagnostic import Report
from tests.actions.workbench.test_testing import project

REFUSED: list[tuple[str, str, str, str]] = [
    ("no name", "- {given: {ORDER}, expect: nothing}", "E140", "a test needs a name"),
    ("no event", "- {name: t, expect: nothing}", "E140", "a test needs an event"),
    ("an unknown key", "- {name: t, given: {ORDER}, expects: nothing}", "E140", 'did you mean "expect"?'),
    ("a word other than nothing", "- {name: t, given: {ORDER}, expect: noting}", "E140", 'did you mean "nothing"?'),
    ("an action by a wrong name", "- {name: t, given: {ORDER}, expect: [{action: Order}]}", "E141", 'mean "Orders"?'),
    ("an action without a name", "- {name: t, given: {ORDER}, expect: [{payload: {a: 1}}]}", "E140", "needs its name"),
    (
        "two outcomes",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload: {}, error: E501}]}",
        "E140",
        "keep one of them",
    ),
    (
        "a payload that is a text",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload: x}]}",
        "E140",
        "holds",
    ),
    (
        "two tests of one name",
        "- {name: t, given: {ORDER}, expect: []}\n- {name: t, given: {ORDER}, expect: []}",
        "E140",
        "two",
    ),
    (
        "a field inside another by a dot",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {properties.plan.name: x}}]}",
        "E140",
        "a dot is part of a name here write properties: {plan: {name: …}}",
    ),
    ("an event without a type", "- {name: t, given: {event: A}, expect: nothing}", "E140", "write type: track"),
    (
        "a matcher of another tool for numbers",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {revenue: {$gt: 3}}}]}",
        "E140",
        "or {$any: number}",
    ),
    (
        "the user's own pattern",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {order_id: {$match: X}}}]}",
        "E140",
        'write {$matches: "X"}',
    ),
    ("a misspelt type", "- {name: t, given: {type: trak}, expect: nothing}", "E140", 'did you mean "track"?'),
    ("do: for action:", "- {name: t, given: {ORDER}, expect: [{do: Orders}]}", "E140", "write action:"),
    ("a test that is a text", "- just a text", "E140", "a test is a map"),
    ("nothing said", "- {name: t, given: {ORDER}}", "W142", "does not say what must come"),
    (
        "a kind that is misspelt",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$any: strng}}}]}",
        "E140",
        'cannot be "strng", only text, number, boolean, list, object or true',
    ),
    (
        "a kind of another tool",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$any: string}}}]}",
        "E140",
        "write text",
    ),
    (
        "a misspelt kind inside a list",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {items: [{id: {$any: nmber}}]}}]}",
        "E140",
        'did you mean "number"?',
    ),
    (
        "no kind at all",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$any: false}}}]}",
        "E140",
        "cannot be false",
    ),
    (
        "a misspelt matcher",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$ani: text}}}]}",
        "E140",
        'there is no matcher $ani did you mean "$any"?',
    ),
    (
        "a matcher of another tool",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$regex: ^a}}}]}",
        "E140",
        'write {$matches: "m-*"}, with * and ?',
    ),
    (
        "a matcher in all of a payload",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload: {event: {$match: a}}}]}",
        "E140",
        "there is no matcher $match",
    ),
    (
        "a misspelt kind in a request",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, request_has: {body: [{event: {$any: tex}}]}}]}",
        "E140",
        'did you mean "text"?',
    ),
    (
        "two matchers at once",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$any: text, $matches: a}}}]}",
        "E140",
        "$any has other keys beside it",
    ),
    (
        "a number for a hash",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$sha256: 5}}}]}",
        "E140",
        'write {$sha256: "5"}',
    ),
    (
        "a list for a pattern",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$matches: [a]}}}]}",
        "E140",
        "$matches: takes a text, not a list",
    ),
    (
        "a word for absent",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, payload_has: {event: {$absent: yes please}}}]}",
        "E140",
        "$absent: is true or false",
    ),
    (
        "a code that does not exist",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, error: E999}]}",
        "E140",
        'there is no code "E999"',
    ),
    (
        "a code in lower case",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, error: e501}]}",
        "E140",
        "write E501",
    ),
    (
        "a word that begins as a code does",
        "- {name: t, given: {ORDER}, expect: [{action: Orders, error: Error}]}",
        "E140",
        "there is no code",
    ),
]


@pytest.mark.parametrize(("tests", "code", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_no_test_is_reported(tmp_path: Path, tests: str, code: str, words: str) -> None:
    checked, report = project(tmp_path, tests), Report()
    read_tests(checked.texts, checked.plan, report)
    found = [f"{one.code} {one.message} {one.hint}" for one in report]
    assert any(one.startswith(code) and words in one for one in found), found
    assert all(one.place and one.place.line > 21 for one in report)


@pytest.mark.parametrize("name", ["$email", "$set", "$add", "$name", "$unset", "$city"])
def test_a_name_with_a_dollar_sign_that_is_a_field_of_a_tool_is_no_matcher(tmp_path: Path, name: str) -> None:
    given = f"- {{name: t, given: {{ORDER}}, expect: [{{action: Orders, payload_has: {{event: {{{name}: x}}}}}}]}}"
    checked, report = project(tmp_path, given), Report()
    read_tests(checked.texts, checked.plan, report)
    assert not list(report)
