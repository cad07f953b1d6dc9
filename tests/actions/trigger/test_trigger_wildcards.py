"""`match`: the wildcards of the public reference, and the words of other tools in one-line conditions."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.trigger.compile import compile_condition
from actions.trigger.leaf_tests.texts import compile_wildcards
from actions.trigger.structured import parse_condition
from mappings.budget import Budget
from mappings.findings.diagnostic import Report
from mappings.functions.texts.regex import PatternError
from mappings.yaml_reader.read import read_yaml


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        ("Order *", ["Order ", "Order x y"], ["Order", "An Order x"]),
        ("A?C", ["ABC", "A?C", "AéC"], ["AC", "ABBC"]),
        ("file[abc]", ["filea", "filec"], ["filed", "file", "file[abc]"]),
        ("v[0-9].[0-9]*", ["v1.2", "v9.0beta"], ["vx.2", "v1,2"]),
        ("[a-cx-z]", ["a", "y"], ["d", "-", "ab"]),
        (r"\*", ["*"], ["x", "\\*"]),
        (r"100\? \[no\]", ["100? [no]"], ["100x [no]", "100? n"]),
        (r"a\\b", ["a\\b"], ["ab", "a\\\\b"]),
        (r"[\]x]", ["]", "x"], ["[", "\\"]),
        ("[.+]", [".", "+"], ["x"]),
        ("[a-]", ["a", "-"], ["b"]),
        ("a]b", ["a]b"], ["ab"]),
        ("*a*", ["a", "\na\n"], ["b"]),
        (r"x\y", ["xy"], ["x\\y"]),
        ("", [""], ["x"]),
    ],
)
def test_wildcards_fit_the_whole_text(pattern: str, yes: list[str], no: list[str]) -> None:
    quoted = pattern.replace("\\", "\\\\").replace('"', '\\"')
    for condition in (f'match(event, "{quoted}")', f"match(event, '{quoted}')"):
        assert [verdict(condition, one) for one in yes + no] == [True] * len(yes) + [False] * len(no)


@pytest.mark.parametrize(
    ("pattern", "column", "words"),
    [
        ("a[b", 22, "never closed"),
        ("[z-a]", 21, "runs backwards"),
        ("x[!a]", 22, "not what may not"),
    ],
)
def test_wildcards_that_cannot_be_meant(pattern: str, column: int, words: str) -> None:
    [one] = findings(f'match(event, "{pattern}")')
    assert one.place
    assert (one.code, one.place.column, words in one.message) == ("E207", column, True)


# Of `[---]`, Python says that it may mean something else one day.
@pytest.mark.filterwarnings("ignore:Possible set difference:FutureWarning")
@given(st.text("ab[]-*?\\x", max_size=8), st.text("ab[]-*?\\x", max_size=8))
def test_wildcards_agree_with_a_slow_reading(pattern: str, text: str) -> None:
    try:
        fast = compile_wildcards(pattern)(text)
    except PatternError:
        return
    assert fast == (re.fullmatch(slow(pattern), text, re.DOTALL) is not None)


def slow(pattern: str) -> str:
    """The pattern for Python's `re`, read character by character."""
    out, at = "", 0
    while at < len(pattern):
        one = pattern[at]
        if one == "\\" and at + 1 < len(pattern):
            out, at = out + re.escape(pattern[at + 1]), at + 2
        elif one == "[":
            end = at + 1
            while pattern[end] != "]":
                end += 2 if pattern[end] == "\\" else 1
            inside = re.sub(r"\\(.)|(\[)", lambda found: re.escape(found[1] or found[2]), pattern[at + 1 : end])
            out, at = f"{out}[{inside}]", end + 1
        else:
            out, at = out + {"*": ".*", "?": "."}.get(one, re.escape(one)), at + 1
    return out


READ = [
    ("event = 'Order Completed'", 'event = "Order Completed"'),
    ("event in ['A', \"B\"]", 'event in ["A", "B"]'),
    ("contains(event, 'it\\'s')", 'contains(event, "it\'s")'),
    ("!contains(event, 'A')", 'not contains(event, "A")'),
    ("type = 'track' AND event = 'A' OR userId EXISTS", '(type = "track" and event = "A") or userId exists'),
    ("NOT (event = 'say \"hi\"')", 'not event = "say \\"hi\\""'),
]


@pytest.mark.parametrize(("written", "same"), READ)
def test_what_can_only_mean_one_thing_is_read(written: str, same: str) -> None:
    one, other = (parse(text, found := Report()) for text in (written, same))
    assert strip(one) == strip(other)
    assert not found.has_errors


REWRITTEN = [
    ("userId is set", "userId exists"),
    ("userId is not null and event = 'A'", "userId exists and event = 'A'"),
    ("userId is null", "userId = null"),
    ("userId does not exist", "userId = null"),
    ("userId is empty", 'userId = "" or userId = null'),
    ("userId is empty and event exists", '(userId = "" or userId = null) and event exists'),
    ("userId is not empty", 'userId != "" and userId exists'),
    ("event includes Order", 'contains(event, "Order")'),
    ("event does not contain 'Order'", "not contains(event, 'Order')"),
    ("event like '%Order%'", "match(event, '*Order*')"),
    ("event not like 'Order%'", "not match(event, 'Order*')"),
    ("event =~ /^Order \\d/", 'regex(event, "^Order \\d")'),
    ("event != /Order/", 'not regex(event, "Order")'),
    ("event begins with Order", 'starts_with(event, "Order")'),
    ("event is one of ('A', 'B')", "event in ['A', 'B']"),
    ('event is not in ["A"]', 'event not in ["A"]'),
    ("properties.a is between 1 and 5 and event exists", "properties.a >= 1 and properties.a <= 5 and event exists"),
    ("not properties.a between 1 and 5", "not (properties.a >= 1 and properties.a <= 5)"),
    ("event exists and !1 < properties.a < 5", "event exists and !(properties.a > 1 and properties.a < 5)"),
    ("event exists or 1 < properties.a < 5", "event exists or (properties.a > 1 and properties.a < 5)"),
    ("not userId is not empty", 'not (userId != "" and userId exists)'),
    ("5 >= properties.a > 1", "properties.a <= 5 and properties.a > 1"),
    ("properties.a greater than or equal to 5", "properties.a >= 5"),
    ("properties.a is at most 5", "properties.a <= 5"),
    ("properties.a ≤ 5", "properties.a <= 5"),
    ("properties.a > 1,234,567.50", "properties.a > 1234567.50"),
    ("properties.a > €5", "properties.a > 5"),
    ("properties.a = nil", "properties.a = null"),
    ("exists properties.a and event exists", "properties.a exists and event exists"),
    ("length(properties.items) is greater than 2", "length(properties.items) > 2"),
]


@pytest.mark.parametrize(("written", "fixed"), REWRITTEN)
def test_words_of_other_tools_are_answered_with_the_user_s_own(written: str, fixed: str) -> None:
    [one] = findings(written)
    assert one.place
    assert one.fix is not None
    start, end = one.place.column - 7, one.place.end_column - 7
    assert (one.code, written[:start] + one.fix + written[end:]) == ("E210", fixed)
    assert findings(fixed) == []


def parse(condition: str, report: Report) -> Any:
    [spot] = read_yaml(f"when: {quote(condition)}", "f.yaml", report)
    return parse_condition(spot.at("when"), report, ["type", "event", "userId", "properties"])


def quote(condition: str) -> str:
    return condition if condition[0] not in "!'\"" else "'" + condition.replace("'", "''") + "'"


def strip(condition: Any) -> str:
    return re.sub(r"(place|spot)=Place\([^)]*\)", "", re.sub(r"<[^>]*>|0x\w+", "", repr(condition)))


def findings(condition: str) -> list[Any]:
    report = Report()
    parse(condition, report)
    return list(report)


def verdict(condition: str, event: str) -> bool:
    report = Report()
    parsed = parse(condition, report)
    assert not report.has_errors, list(report)
    return compile_condition(parsed)({"type": "track", "event": event}, Budget())
