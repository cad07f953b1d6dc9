"""What functions declare is what they do: every example and refusal on every page of the catalog."""

from pathlib import Path
from typing import Any

import pytest
from jmespath.functions import Functions

from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.findings.errors import EvaluationError
from mappings.functions.catalog import FUNCTIONS
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.functions.reference import render_reference
from mappings.functions.standard import STANDARD

EXAMPLES = [
    pytest.param(example, id=f"{function.name}: {str(example)[:60]!a}")
    for function in FUNCTIONS.values()
    for example in function.examples
]
REFUSALS = [
    pytest.param(refusal, id=f"{function.name}: {refusal.words[:60]!a}")
    for function in FUNCTIONS.values()
    for refusal in function.refusals
]
OURS = [function for function in FUNCTIONS.values() if not function.refuses_null]
DUE = {
    "add",
    "as_list",
    "default",
    "divide",
    "e164",
    "escape_html",
    "as_text",
    "try_json",
    "flatten_all",
    "flatten_object",
    "format_time",
    "hmac_sha256",
    "if_",
    "json_decode",
    "json_encode",
    "lower",
    "md5",
    "merge_deep",
    "merge_present",
    "mod",
    "multiply",
    "normalize_email",
    "null_if",
    "omit",
    "omit_nulls",
    "parse_number",
    "parse_time",
    "pick",
    "query_param",
    "regex_extract",
    "regex_replace",
    "replace",
    "round",
    "sha256",
    "spec_name",
    "split",
    "substring",
    "subtract",
    "sum_product",
    "currency_of",
    "title",
    "to_iso",
    "to_micros",
    "to_millis",
    "to_seconds",
    "trim",
    "unique",
    "upper",
    "url_encode",
    "url_parse",
    "zip_objects",
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_gives_what_it_says(example: Example) -> None:
    result = compile_expression(example.expression)(example.subject)
    assert (result, type(result)) == (example.expected, type(example.expected))


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_says_why(refusal: Refusal) -> None:
    with pytest.raises(EvaluationError) as caught:
        compile_expression(refusal.expression)(refusal.subject)
    assert refusal.words in str(caught.value)


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_a_function_is_declared_whole(function: Function) -> None:
    assert function.examples
    assert function.help.endswith((".", ".)"))
    assert function.parameters
    assert not any(parameter.optional for parameter in function.parameters[: function.least])


@pytest.mark.parametrize("function", STANDARD, ids=lambda function: function.name)
def test_jmespaths_own_are_declared_as_jmespath_has_them(function: Function) -> None:
    known = Functions.FUNCTION_TABLE[function.name]["signature"]
    variadic = bool(known and known[-1].get("variadic"))
    assert function.least == len(known)
    assert (function.most == float("inf")) is variadic


def test_every_function_due_is_there_and_none_hides_another() -> None:
    assert set(FUNCTIONS) == set(Functions.FUNCTION_TABLE) | DUE
    assert [function.name for function in STANDARD] == sorted(Functions.FUNCTION_TABLE)


@pytest.mark.parametrize("function", OURS, ids=lambda function: function.name)
def test_null_in_null_out_unless_the_function_takes_null(function: Function) -> None:
    arguments: list[Any] = [None] * max(1, function.least)
    if not any(parameter.takes(None) for parameter in function.parameters):
        assert function.run(arguments, Budget()) is None


@pytest.mark.parametrize(
    ("text", "given", "words"),
    [
        ("sum(@)", [1, 2.5, "3"], 'a list of numbers as its 1st argument, not a list whose item 3 is "3"'),
        ("avg(@)", [1, None, "x"], "not a list whose item 2 is null"),
        ("sum(@)", ["a", 1], 'not a list whose item 1 is "a"'),
        ("sum(@)", [1, True], "not a list whose item 2 is true"),
        ("sort(@)", ["a", "b", 1], "not a list whose item 3 is 1"),
        ("max(@)", [1, 2.5, "b"], 'not a list whose item 3 is "b"'),
        ("max(@)", [[], 1], "not a list whose item 1 is a list"),
        ("sum(@)", "5", 'not "5"'),
        ("starts_with(@, 'a')", [1], "takes a text as its 1st argument, not a list"),
    ],
    ids=str,
)
def test_of_a_list_the_item_is_named_that_does_not_fit(text: str, given: Any, words: str) -> None:
    with pytest.raises(EvaluationError) as raised:
        compile_expression(text)(given, Budget())
    assert str(raised.value).endswith(words)
    if "item" in words:
        wanted = "string" if words.endswith("is 1") else "number"
        assert f"type(@) == '{wanted}'" in str(raised.value.hint)


@pytest.mark.parametrize(
    ("position", "value", "words", "hint"),
    [
        (0, 5, "1st argument, not 5", "write to_string(…) around it"),
        (0, None, "1st argument, not null", "give it a value where there is none: default(text, …)"),
        (1, "5", '2nd argument, not "5"', "write to_number(…) around it"),
        (2, "x", '3rd argument, not "x"', "write to_array(…) around it"),
        (3, 1, "4th argument, not 1", None),
        (
            4,
            ["a", 1],
            "5th argument, not a list whose item 2 is 1",
            "leave it out: list[?type(@) == 'string'], or convert it: map(&to_string(@), list)",
        ),
    ],
    ids=["text", "null", "number", "list", "object", "texts"],
)
def test_a_wrong_argument_is_named_with_a_remedy(position: int, value: Any, words: str, hint: str | None) -> None:
    function = declare(
        "f(text: text, number: number, list: list, object: object, texts: texts) -> any",
        "Nothing.",
        lambda *_: None,
        refuses_null=True,
    )
    arguments: list[Any] = ["a", 1, [], {}, ["a"]]
    arguments[position] = value
    with pytest.raises(EvaluationError) as caught:
        function.run(arguments, Budget())
    assert words in str(caught.value)
    assert caught.value.hint == hint


def test_a_signature_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="name\\(parameter: kind\\)"):
        declare("f(a)", "Nothing.", lambda a: a)


def test_the_reference_is_fresh() -> None:
    page = Path(__file__).parents[3] / "docs" / "functions.md"
    assert page.read_text("utf-8") == render_reference()
