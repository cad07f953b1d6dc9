"""Texts that are not expressions: which characters, which words, which fix."""

import pytest

from mappings.expr import compile_expression
from mappings.findings.errors import ExpressionError, ExpressionProblem

# text, code, the first and the one after the last character, words of message or hint
ERRORS = [
    ("", "E302", 0, 0, "this path is empty"),
    ("   ", "E302", 0, 3, "this path is empty"),
    ("properties.order-id", "E302", 11, 19, 'write properties."order-id"'),
    ("properties.order-2", "E302", 11, 18, 'write properties."order-2"'),
    ("a - b", "E302", 2, 3, "write subtract(a, b)"),
    ("a.2nd_item", "E302", 2, 10, 'write a."2nd_item"'),
    ("traits.größe", "E302", 7, 12, 'write traits."größe"'),
    ("$insert_id", "E302", 0, 10, 'write "$insert_id"'),
    ("$.properties", "E302", 0, 2, "a path does not start with `$.`"),
    ("properties.List Name", "E302", 16, 20, 'write properties."List Name"'),
    ("a > 5", "E302", 4, 5, "write `5`"),
    ("a > -5", "E302", 4, 6, "write `-5`"),
    ("a > 5.25", "E302", 4, 8, "write `5.25`"),
    ("a.0.b", "E302", 1, 3, "write [0]"),
    ("a.[0]", "E302", 1, 2, "no dot goes before `[`"),
    ("a.[]", "E302", 1, 2, "no dot goes before `[]`"),
    ("a..b", "E302", 2, 3, "two dots follow each other"),
    (".a", "E302", 0, 1, "a path does not start with a dot"),
    ("a.", "E302", 1, 2, "nothing follows `.`"),
    ("a ||  ", "E302", 2, 4, "nothing follows `||`"),
    ("a || || b", "E302", 5, 7, "`||` is not expected here"),
    ("a['b']", "E302", 1, 6, "write .b"),
    ('a["b c"]', "E302", 1, 8, 'write ."b c"'),
    ("a[b]", "E302", 1, 4, "write .b"),
    ("a and b", "E302", 2, 5, "write &&"),
    ("not a", "E302", 0, 3, "write !"),
    ("a in b", "E302", 2, 4, "write contains(list, value)"),
    ("a = b", "E302", 2, 3, "write =="),
    ("a === b", "E302", 2, 5, "write =="),
    ("a & b", "E302", 2, 3, "write &&"),
    ("a + b", "E302", 2, 3, "write add(a, b), or join('', [a, b]) for texts"),
    ("a/b", "E302", 1, 2, "write . between names"),
    ("${a}", "E302", 0, 2, "a path is not written in ${ }"),
    ("a ?? b", "E302", 2, 4, "write ||"),
    ("a / b", "E302", 2, 3, "write divide(a, b)"),
    ("a * b", "E302", 2, 3, "write multiply(a, b)"),
    ("a ? b : c", "E302", 2, 3, "write if_(condition, then, else)"),
    ("a 'b'", "E302", 2, 5, "nothing joins `a` and `'b'`"),
    ("{a b}", "E302", 3, 4, "a colon is missing before `b`"),
    ("{'a': b}", "E302", 1, 4, 'write "a"'),
    ("{{ a.b }}", "E302", 0, 2, "a path is not written in {{ }}"),
    ("x || (a", "E302", 5, 6, "`(` is never closed"),
    ("a[?b", "E302", 1, 3, "`[?` is never closed"),
    ("a)", "E302", 1, 2, "`)` closes nothing"),
    ("(a]", "E302", 2, 3, "`]` does not close `(`"),
    ("a == 'b", "E302", 5, 7, "a text in single quotes is not closed"),
    ('a."b', "E302", 2, 4, "a name in double quotes is not closed"),
    ("a == `5", "E302", 5, 7, "a JSON value in backticks is not closed"),
    (r'"a\q"', "E302", 0, 5, "this name is not written as JSON writes text"),
    ("a == “b”", "E302", 5, 6, "a typographic quote"),
    ("a\u00a0|| b", "E302", 1, 2, "the invisible character U+00A0"),
    ("a#b", "E302", 1, 2, "`#` means nothing in a path"),
    ('"f"(a)', "E302", 0, 3, '`"f"` is not the name of a function'),
    ("@(a)", "E302", 0, 1, "`@` is not the name of a function"),
    ("b[::0]", "E302", 4, 5, "a slice cannot have step 0"),
    ("[1:2:3:4]", "E302", 6, 7, "`:` is not expected here"),
    ("a == `USD`", "E303", 5, 10, "for the text USD write 'USD', or use set:"),
    ("`{a: 1}`", "E303", 0, 8, "backticks hold a JSON value"),
    ("``", "E303", 0, 2, "is not JSON"),
    ("a > `NaN`", "E303", 4, 9, "NaN is not a number that JSON can hold"),
    ("a > `1e999`", "E303", 4, 11, "not a number that JSON can hold"),
    ("a == `123456789012345678901`", "E303", 5, 28, "beyond 64 bits"),
    ("a.lowr(b)", "E320", 2, 6, 'did you mean "lower"?'),
    ("join(',', [upper(a), upcase(b)])", "E320", 21, 27, "there is no function upcase()"),
    ("a[?foo(@)].bar(@)", "E320", 3, 6, "there is no function foo()"),
    ("concat(a, b)", "E320", 0, 6, "write join('', [a, b])"),
    ("now()", "E320", 0, 3, "a mapping has no clock"),
    ("lower()", "E321", 0, 5, "lower() takes 1 argument, not 0"),
    ("a || lower(b, c)", "E321", 5, 10, "lower() takes 1 argument, not 2"),
    ("round(a, `1`, `2`)", "E321", 0, 5, "round() takes 1 to 2 arguments, not 3"),
    ("merge()", "E321", 0, 5, "merge() takes at least 1, not 0"),
    ("sort_by(a, b)", "E321", 0, 7, "write sort_by(list, &expression)"),
    ("lower(&a)", "E321", 0, 5, "lower() takes no `&` before argument 1"),
    ("map(&a, [&b])", "E321", 9, 10, "`&` is only used before an argument"),
    ("&a", "E321", 0, 1, "`&` is only used before an argument"),
]
WARNINGS = [
    ("a == null", "W306", 5, 9, "write `null` in backticks"),
    ("a[?b != true]", "W306", 8, 12, "`true` here is a field called true"),
    ("if_(false, a, b)", "W306", 4, 9, "`false` here is a field called false"),
    ("a | upcase", "W325", 4, 10, "write upper(…)"),
    ("a | lower", "W325", 4, 9, "write lower(…)"),
    ("sha256('context.traits.email')", "W326", 7, 29, "for what is at that path write context.traits.email"),
    ("sha256('userId')", "W326", 7, 15, "for what is at that path write userId"),
    ("join(' ', [event, 'properties.plan'])", "W326", 18, 35, "for what is at that path write properties.plan"),
    ('currency == "USD"', "W323", 12, 17, "for the text write 'USD'"),
    ('contains(tags, "new")', "W323", 15, 20, "for the text write 'new'"),
]
QUIET = [
    "a.null",
    "{null: a}",
    "a == `null`",
    "null.a",
    '"null" || a',
    'properties."List Name"',
    "a == 'USD'",
    '[a, "List Name"]',
    'if_(a, ["x y", "z w"])',
]
# More than one fault, or a fix that needs a name we cannot know.
NEEDS_MORE = {"a == “b”", "a."}


@pytest.mark.parametrize(("text", "code", "start", "end", "words"), ERRORS, ids=[row[0][:40] for row in ERRORS])
def test_a_text_that_is_no_expression(text: str, code: str, start: int, end: int, words: str) -> None:
    problem = problem_of(text)
    assert (problem.code, problem.start, problem.end) == (code, start, end)
    assert words in f"{problem.message}; {problem.hint}"


@pytest.mark.parametrize(("text", "code", "start", "end", "words"), WARNINGS, ids=[row[0] for row in WARNINGS])
def test_a_text_that_hardly_means_what_it_says(text: str, code: str, start: int, end: int, words: str) -> None:
    (warning,) = compile_expression(text).warnings
    assert (warning.code, warning.start, warning.end) == (code, start, end)
    assert words in f"{warning.message}; {warning.hint}"


@pytest.mark.parametrize("text", QUIET)
def test_a_text_without_a_warning(text: str) -> None:
    assert compile_expression(text).warnings == ()


@pytest.mark.parametrize("text", [row[0] for row in ERRORS if row[0] not in NEEDS_MORE])
def test_a_fix_makes_the_text_an_expression(text: str) -> None:
    problem = problem_of(text)
    if problem.fix is not None:
        compile_expression(text[: problem.start] + problem.fix + text[problem.end :])


@pytest.mark.parametrize("text", [row[0] for row in WARNINGS])
def test_a_fix_ends_a_warning(text: str) -> None:
    (warning,) = compile_expression(text).warnings
    assert not compile_expression(text[: warning.start] + str(warning.fix) + text[warning.end :]).warnings


@pytest.mark.parametrize("text", [row[0] for row in ERRORS])
def test_words_of_the_house(text: str) -> None:
    problem = problem_of(text)
    assert "invalid" not in f"{problem.message} {problem.hint}".lower()


def problem_of(text: str) -> ExpressionProblem:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(text)
    return caught.value.problem
