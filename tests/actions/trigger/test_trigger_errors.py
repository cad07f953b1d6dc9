"""Mistakes in conditions: one finding each, at its place, with what to write."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from mappings.findings.diagnostic import Diagnostic

Read: TypeAlias = Callable[[Any], Any]

# The condition as it stands after `when: ` (one line) or below it, the place and code of its one finding,
# words of its message and of its hint. Columns of one-line texts count from the `w` of `when`, so the
# condition's own first character is in column 7.
ONE_LINE = [
    ("propertis.x = 1", 7, "E201", 'events have no field "propertis"', 'did you mean "properties"?'),
    ('type = "track" and evnt = "x"', 26, "E201", 'no field "evnt"', 'did you mean "event"?'),
    ('contains(evnt, "x")', 16, "E201", 'no field "evnt"', 'did you mean "event"?'),
    ('not (User_id = "x")', 12, "E201", 'no field "User_id"', 'did you mean "userId"?'),
    ("event =", 13, "E202", "`=` needs a value on its right", "quotes"),
    ("event = and userId exists", 13, "E202", "`=` needs a value", "quotes"),
    ('= "x"', 7, "E202", "`=` needs a path on its left", "write it there"),
    ('event = "x" and', 19, "E202", "`and` needs a condition on its right", "remove this"),
    ('and event = "x"', 7, "E202", "`and` needs a condition on its left", "remove this"),
    ('event = "x" or or userId exists', 22, "E202", "`or` needs a condition on its left", "remove this"),
    ("not", 7, "E202", "`not` needs a condition on its right", "remove this"),
    ("event in", 13, "E202", "`in` needs a value", "quotes"),
    ('in ["a"]', 7, "E202", "`in` needs a path", "write it there"),
    ("event in [1, , 2]", 18, "E202", "`,` needs a value", "quotes"),
    ("()", 7, "E202", "these brackets are empty", "remove them"),
    ("properties.total", 7, "E202", "`properties.total` says where to look", "properties.total exists"),
    (
        "length(properties.tags) or userId exists",
        7,
        "E202",
        "says where to look",
        "such as length(properties.tags) = …",
    ),
    ('event = "a" or "b"', 22, "E202", 'nothing is compared with the text "b"', 'event in ["b", …]'),
    ('event "x"', 13, "E202", 'how to compare event with "x"', 'write event = "x"'),
    ("contains(event)", 7, "E202", "`contains` takes a path and a value", 'contains(path, "text")'),
    ('contains(, "x")', 15, "E202", "`(` needs a condition", "write one"),
    (
        'contains(event, "x", "y")',
        26,
        "E203",
        "`contains` takes a path and a value",
        'contains(path, "text")',
    ),
    ('exists(event, "x")', 19, "E203", "`exists` takes a path", "exists(path)"),
    ('match(event, "a" * "b")', 24, "E203", "`match` takes a path and a value", 'match(path, "text*")'),
    ('(event = "x"', 7, "E203", "this ( is never closed", "add the )"),
    ('event = "x")', 18, "E203", "this ) closes nothing", "remove it"),
    ('event in ["x")', 20, "E203", "this ) comes while [ is still open", "write ] here"),
    ('event = "x', 15, "E203", 'this " is never closed', "single quotes"),
    ("event = don't", 15, "E210", "no quotes", 'write "don\'t"'),
    ('event = "x", type = "y"', 18, "E203", "`,` follows a complete condition", "and, or"),
    ('event = "x" type = "y"', 19, "E203", "`type` follows a complete condition", "and, or"),
    ('event = "x";', 18, "E203", "`;` follows a complete condition", "remove it"),
    ('(event = "x" type)', 20, "E203", "`type` follows", "and, or"),
    ('event in ["a" "b"]', 21, "E203", "separated by commas", "write ,"),
    ('properties.List Name = "x"', 23, "E203", "a comparison should follow", 'properties."List Name"'),
    ("event = (1)", 15, "E203", "a value is expected here, not `(`", "quotes"),
    ("properties.total = 1e999", 26, "E203", "larger than any number of JSON", "a smaller one"),
    ("properties.total = 010", 26, "E203", "010 is not JSON", "leading zeros"),
    ("event = `USD`", 15, "E203", "`USD` is not JSON", 'write "USD"'),
    ('contians(event, "x")', 7, "E205", 'no test "contians"', 'did you mean "contains"?'),
    ('matches(event, "x*")', 7, "E205", 'no test "matches"', 'match(path, "text*")'),
    ('Contains(event, "x")', 7, "E205", 'no test "Contains"', 'contains(path, "text")'),
    ("frobnicate(event)", 7, "E205", 'no test "frobnicate"', "there are contains,"),
    ('event in "a"', 16, "E206", "`in` needs a list, not the text", 'in ["a"]'),
    ("event in null", 16, "E206", "`in` needs a list, not null", 'in ["a", "b"]'),
    ("event in []", 16, "E206", "empty list", "name the values"),
    ('event in ["a", null]', 22, "E206", "cannot compare with null", "`= null`"),
    ("event in [[1]]", 17, "E206", "holds no lists", "one after the other"),
    ('event = ["a"]', 15, "E206", "`=` compares with one value, not with a list", "in […]"),
    (
        'properties.total > "5"',
        26,
        "E206",
        '`>` compares numbers, or ISO times, not the text "5"',
        "without quotes",
    ),
    ('properties.total > "x"', 26, "E206", "`>` compares numbers", "a time like"),
    ("properties.total < null", 26, "E206", "not null", "a time like"),
    ("contains(event, 5)", 23, "E206", "`contains` looks for a text, not the number 5", 'write "5"'),
    ('has(properties.tags, ["a"])', 28, "E206", "`has` compares with one value", "has_any"),
    ('regex(event, "a(?=b)")', 22, "E207", "look-ahead (?= is not supported", "two tests"),
    (r'regex(event, "(\"a\")\1")', 28, "E207", r"back-reference \1 is not supported", "write out"),
    ('regex(event, "xa{1,5000}")', 23, "E207", "{1,5000} repeats too often", "at most 1000"),
    ('regex(event, "(a{1,999}){1,998}")', 31, "E207", "repeats too often", "at most 1000"),
    ('regex(event, "[a")', 21, "E207", "never closed", "close it with ]"),
    ('regex(event, "*a")', 21, "E207", "* has nothing before it", r"\*"),
    ('event == "x"', 13, "E210", "there is no `==` here", "write ="),
    ('event <> "x"', 13, "E210", "there is no `<>` here", "write !="),
    ('event =! "x"', 13, "E210", "there is no `=!` here", "write !="),
    ('event =~ "x"', 7, "E210", "`=~` goes before its path", 'write regex(event, "x")'),
    ('event = "x" && userId exists', 19, "E210", "there is no `&&` here", "write and"),
    ('event = "x" || userId exists', 19, "E210", "there is no `||` here", "write or"),
    ('event || userId = "x"', 13, "E210", "there is no `||` here", "write or"),
    ("event = “x”", 15, "E210", "curly quote", "straight"),
    ("event = Button Clicked and userId exists", 15, "E210", "no quotes", 'write "Button Clicked"'),
    ("match(event, Refund *)", 20, "E210", "no quotes", 'write "Refund *"'),
    ("event in [a, b]", 16, "E210", "no quotes", 'write ["a", "b"]'),
    ("userId = anonymousId.x", 7, "E210", "not a path like anonymousId.x", "(userId == anonymousId.x) = true"),
    ('event is "x"', 13, "E210", "there is no `is` here", "write ="),
    ("event is not null", 7, "E210", "there is no `is not null` here", "write event exists"),
    ('event equals "x"', 13, "E210", "there is no `equals` here", "write ="),
    ('event contains "x"', 7, "E210", "goes before its path", 'contains(event, "x")'),
    ("event not exists", 7, "E210", "there is no `not exists` here", "write event = null"),
    ("context.traits not exists", 7, "E210", "there is no `not exists` here", "context.traits = null"),
    ('event not contains "x"', 7, "E210", "goes before its path", 'write not contains(event, "x")'),
    ('event starts with "x"', 7, "E210", "`starts with` goes before", 'write starts_with(event, "x")'),
    ('event in ("a", "b")', 16, "E210", "go in [ ]", 'write ["a", "b"]'),
    ('contains("x", event)', 16, "E210", "comes after the text", 'contains(event, "x")'),
    ('contains(event, ["a"])', 23, "E206", "looks for a text, not a list", "joined with or"),
    ("regex(event, /x/)", 20, "E210", "no quotes", 'write "x"'),
    ('regex(event, "(?P<n>a)(?P=n)")', 29, "E207", "a named back-reference", "use two tests"),
    ('“type = "track"”', 7, "E210", "curly quote", "straight"),
    ("Order Completed", 7, "E202", "nothing compares it", 'write event = "Order Completed"'),
    ("track", 7, "E202", "nothing compares it", 'write type = "track"'),
    ('type = "Track"', 14, "E211", 'no event has the type "Track"', 'did you mean "track"?'),
    ('type in ["track", "order"]', 25, "E211", 'no event has the type "order"', "types are track,"),
    ("event.properties.total > 5", 7, "E324", "event is a text", "leave `event.` out: properties.total"),
    ("event.total > 5", 7, "E324", "event is a text", "properties.total"),
    ("exists event", 7, "E210", "`exists` goes behind the path", "event exists"),
    ("properties.total between 1 and 5", 7, "E210", "there is no `between` here", "properties.total >= 1 and"),
    ('"track" = type', 7, "E210", "the left side is a path", 'type = "track"'),
    ("5 < properties.total", 7, "E210", "the left side is a path", "properties.total > 5"),
    ("properties.order-id = 5", 18, "E302", "`order-id` needs double quotes", 'properties."order-id"'),
    ("lenth(properties.tags) > 2", 7, "E320", "no function lenth()", 'did you mean "length"?'),
]

STRUCTURED = [
    ("{}", 1, 7, "E202", "empty", "write one"),
    ("''", 1, 8, "E202", "empty", "write one"),
    ("", 1, 6, "E202", "empty", "write one"),
    ("{all: []}", 1, 13, "E202", "`all` holds no condition", "remove the group"),
    ("{any: [{}]}", 1, 14, "E202", "empty", "write one"),
    ("{event: {}}", 1, 15, "E202", "nothing says what must hold of event", "exists: true"),
    ("{event: {ignore_case: true}}", 1, 15, "E202", "`ignore_case` alone", "beside a test"),
    ("{propertis.x: 5}", 1, 8, "E201", 'no field "propertis"', 'did you mean "properties"?'),
    ("{length(propertis.x): 5}", 1, 15, "E201", 'no field "propertis"', 'did you mean "properties"?'),
    ("""{'propertis."a b"': 5}""", 1, 9, "E201", 'no field "propertis"', 'did you mean "properties"?'),
    ("{all: ['evnt = 1']}", 1, 15, "E201", 'no field "evnt"', 'did you mean "event"?'),
    ("{event: {contians: x}}", 1, 16, "E205", 'no test "contians"', 'did you mean "contains"?'),
    ("{event: {equals: x}}", 1, 16, "E205", 'no test "equals"', "write is:"),
    ("{event: {'>': 5}}", 1, 16, "E205", 'no test ">"', "write above:"),
    (
        "{event: {ignorecase: true, is: x}}",
        1,
        16,
        "E205",
        'no test "ignorecase"',
        'did you mean "ignore_case"?',
    ),
    ("{event: {frobnicate: x}}", 1, 16, "E205", 'no test "frobnicate"', "there are is,"),
    ("{context: {traits: {plan: x}}}", 1, 18, "E205", 'no test "traits"', "context.traits.plan"),
    ("{any_of: [{type: track}]}", 1, 8, "E205", 'no group "any_of"', "write any:"),
    ("{path: properties.x, operator: gt, value: 5}", 1, 28, "E205", "no key operator:", "properties.total: {above: 5}"),
    ("{type: Track}", 1, 14, "E211", 'no event has the type "Track"', 'did you mean "track"?'),
    ("{type: [track, trak]}", 1, 22, "E211", 'no event has the type "trak"', 'did you mean "track"?'),
    ("{and: [{type: track}]}", 1, 8, "E205", 'no group "and"', "write all:"),
    ("{not: {type: track}}", 1, 8, "E205", 'no group "not"', "write none:"),
    ("{al: [{type: track}]}", 1, 8, "E205", 'no group "al"', 'did you mean "all"?'),
    ("{event: {above: 'x'}}", 1, 23, "E206", "`above` compares numbers, or ISO times", "a time like"),
    ("{event: {above: '5'}}", 1, 23, "E206", "compares numbers", "5 without quotes"),
    ("{event: {above: true}}", 1, 23, "E206", "not true", "a number like 10"),
    ("{event: {between: 5}}", 1, 25, "E206", "a list of two ends, not the number 5", "between: [1, 10]"),
    ("{event: {between: [5]}}", 1, 25, "E206", "a list of two ends, not 1 of them", "between: [1, 10]"),
    ("{event: {between: [2, 1]}}", 1, 25, "E206", "starts above its end", "write [1, 2]"),
    ("{event: {between: [2026-02-01, 2026-01-01]}}", 1, 25, "E206", "starts above its end", "write ["),
    ("{event: {between: [2026-01-01, 5]}}", 1, 25, "E206", "from a time to a number", "two numbers"),
    ("{event: {between: [1, x]}}", 1, 29, "E206", 'not the text "x"', "a number like 10"),
    ("{event: {exists: maybe}}", 1, 24, "E206", "`exists` is true or false", "exists: true"),
    ("{event: {contains: 5}}", 1, 26, "E206", "`contains` looks for a text", 'write "5"'),
    ("{event: {contains: }}", 1, 25, "E206", "looks for a text, not null", "double quotes"),
    ("{event: {is: [a]}}", 1, 20, "E206", "not with a list", "one_of: […]"),
    ("{event: {is: {a: b}}}", 1, 20, "E206", "not with an object", "the whole path"),
    ("{event: {one_of: a}}", 1, 24, "E206", "`one_of` needs a list", "one_of: [a, b]"),
    ("{event: []}", 1, 15, "E206", "empty list", "name the values"),
    ("{event: [a, {b: c}]}", 1, 19, "E206", "a list of values holds", ""),
    ("{event: [a, null]}", 1, 19, "E206", "cannot compare with null", "exists: false"),
    ("{event: {has: }}", 1, 20, "E206", "cannot compare with null", "exists: false"),
    (
        "{event: {is: x, ignore_case: maybe}}",
        1,
        36,
        "E206",
        "`ignore_case` is true or false",
        "ignore_case: true",
    ),
    ("{event: {above: 5, ignore_case: true}}", 1, 26, "E206", "has no test of a text beside it", "remove it"),
    ("{event: {regex: 'a(?<!b)'}}", 1, 25, "E207", "look-behind (?< is not supported", "two tests"),
    ("[type: track]", 1, 7, "E209", "a list alone", "all: or any:"),
    ("true", 1, 7, "E209", "not true", "type exists"),
    ("5", 1, 7, "E209", "not a number", "write it like"),
    ("{all: {type: track}}", 1, 13, "E209", "`all` holds a list of conditions, not an object", "all: [{type"),
    ("{all: 'event exists'}", 1, 13, "E209", "`all` holds a list of conditions, not a text", "all: [{type"),
    ("{none: }", 1, 13, "E209", "not nothing", "none: [{type"),
    ("\n  any:\n    - event: {is: A}\n    - event == B", 4, 13, "E210", "no `==`", "write ="),
    ('|\n  type = "track"\n    and evnt = "x"', 3, 9, "E201", 'no field "evnt"', "event"),
    ('"event == \\"x\\""', 1, 14, "E210", "no `==`", "write ="),
]


def single(findings: list[Diagnostic]) -> Diagnostic:
    assert len(findings) == 1, [(one.code, one.message) for one in findings]
    return findings[0]


def block(text: str) -> str:
    """The text in a block scalar, where it needs no quoting of its own and starts in column 7 too."""
    return f"when: |1\n      {text}"


@pytest.mark.parametrize(
    ("text", "column", "code", "words"),
    [(text, column, code, words) for text, column, code, *words in ONE_LINE],
    ids=[row[0] for row in ONE_LINE],
)
def test_a_mistake_on_one_line_is_one_finding_at_its_column(
    read: Read, text: str, column: int, code: str, words: list[str]
) -> None:
    reading = read(block(text))
    found = single(reading.findings)
    assert reading.condition is None
    assert found.place
    assert (found.code, found.place.line, found.place.column) == (code, 2, column)
    assert words[0] in found.message
    assert words[1] in (found.hint or "")
    assert "invalid" not in f"{found.message} {found.hint}".lower()


@pytest.mark.parametrize(
    ("text", "at", "code", "words"),
    [(text, (line, column), code, words) for text, line, column, code, *words in STRUCTURED],
    ids=[row[0] for row in STRUCTURED],
)
def test_a_mistake_in_a_map_is_one_finding_at_its_place(
    read: Read, text: str, at: tuple[int, int], code: str, words: list[str]
) -> None:
    reading = read(f"when: {text}")
    found = single(reading.findings)
    assert reading.condition is None
    assert found.place
    assert (found.code, found.place.line, found.place.column) == (code, *at)
    assert words[0] in found.message
    assert words[1] in (found.hint or "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(" * 1000 + 'event = "x"' + ")" * 1000, "E208"),
        ("not " * 5000 + 'event = "x"', "E208"),
        ("!" * 5000 + 'event = "x"', "E208"),
        ("(" * 100_000, "E203"),
        ("event in " + "[" * 1000 + "]" * 1000, "E206"),
        ("event = `" + "[" * 5000 + "`", "E203"),
        ("a." * 20_000 + 'a = "x"', "E322"),
        ("\x7f\u2028 = 1", "E302"),
        ("\ud800 = 1", "E302"),
        ('regex(event, "' + "a" * 1001 + '")', "E207"),
    ],
    ids=[
        "1000 parentheses",
        "5000 not",
        "5000 !",
        "100 000 open parentheses",
        "lists in lists",
        "a deep literal",
        "a long path",
        "odd characters",
        "a lone surrogate",
        "a long pattern",
    ],
)
def test_a_hostile_text_is_one_finding(read_value: Read, text: str, code: str) -> None:
    assert single(read_value(text).findings).code == code


@pytest.mark.parametrize(("depth", "fits"), [(63, True), (64, False)], ids=["64 deep", "65 deep"])
def test_groups_nest_64_deep_in_either_spelling(read_value: Read, depth: int, fits: bool) -> None:
    grouped: Any = "event exists"
    for _ in range(depth):
        grouped = {"all": [grouped]}
    brackets = "(" * depth + "event exists" + ")" * depth
    half: Any = "not " * (depth - 30) + "event exists"
    for _ in range(30):
        half = {"none": [half]}
    for value in (grouped, brackets, half):
        assert [one.code for one in read_value(value).findings] == ([] if fits else ["E208"])


def test_every_bad_leaf_of_a_text_is_reported_at_once(read: Read) -> None:
    reading = read('when: evnt = "x" and propertis.y > "z"')
    assert [(one.code, one.place.column) for one in reading.findings if one.place] == [
        ("E201", 7),
        ("E201", 22),
        ("E206", 36),
    ]
    assert reading.condition is None


def test_a_grammar_mistake_hides_what_follows_from_it(read: Read) -> None:
    assert [one.code for one in read('when: evnt = "x" and event == "y"').findings] == ["E210"]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("exists", "{exists: true}"),
        ("'> 5'", "{above: 5}"),
        ("<= 5", "{at_most: 5}"),
        ("'!= x'", "{is_not: x}"),
        ("<> 5", "{is_not: 5}"),
        ("'!= null'", "{exists: true}"),
        ("= null", "{exists: false}"),
        ("'= 5'", "{is: 5}"),
        ("not null", "{exists: true}"),
        ("is missing", "{exists: false}"),
        ("is not empty", '{exists: true, is_not: ""}'),
        ("empty", '{is: ""}, or {exists: false}'),
        ("<Order>", "it as a map of tests"),
    ],
)
def test_a_text_that_looks_like_a_test_is_compared_with_and_warned_of(read: Read, value: str, meant: str) -> None:
    reading = read(f"when: {{properties.x: {value}}}")
    found = single(reading.findings)
    assert reading.condition is not None
    assert (found.code, (found.hint or "").startswith(f"write {meant}")) == ("W212", True), found.hint


@pytest.mark.parametrize("value", ["exists not", "existing", "'>'", "a > 5", "{is: '> 5'}"])
def test_other_texts_are_compared_with_in_silence(read: Read, value: str) -> None:
    reading = read(f"when: {{properties.x: {value}}}")
    assert reading.condition is not None
    assert not list(reading.findings)
