"""The functions of JMESPath itself, as jmespath.py runs them.

Two keep closer to the specification: to_number() reads what JSON calls a number and nothing else, and contains()
distinguishes true from 1.
"""

import math
import re
from collections.abc import Callable
from typing import Any

from jmespath.exceptions import JMESPathTypeError
from jmespath.functions import Functions

from mappings.budget import Budget, measure
from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.json_equal import json_in

KINDS = {
    "null": "null",
    "string": "a text",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}
JSON_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
FRACTION = frozenset(".eE")
MOST_DIGITS = 4000
PEOPLE = [{"name": "Bo", "age": 40}, {"name": "Ada", "age": 36}]
MIXED = [{"age": 40}, {"age": "36"}]


def _standard(
    signature: str,
    help_: str,
    *examples: Example | Refusal,
    charge: Callable[..., None] | None = None,
    builds_nothing: bool = False,
) -> Function:
    """A declaration whose code is jmespath's."""
    name = signature.partition("(")[0]
    functions = Functions()

    def body(*arguments: Any) -> Any:
        return functions.call_function(name, arguments)

    return declare(signature, help_, body, *examples, charge=charge, refuses_null=True, builds_nothing=builds_nothing)


def _ordering(signature: str, help_: str, *examples: Example | Refusal) -> Function:
    """A function that orders items by what an expression gives for them."""
    plain = _standard(signature, help_)

    def body(*arguments: Any) -> Any:
        try:
            return plain.body(*arguments)
        except JMESPathTypeError as error:
            seen = f"one item gives {KINDS.get(error.actual_type, error.actual_type)}"
        except TypeError:
            seen = "the items give both"
        raise EvaluationError(
            f"{plain.name}() takes a number for every item, or a text for every item; {seen}",
            "filter the items first: list[?field], or convert: &to_number(field)",
        )

    return declare(signature, help_, body, *examples, refuses_null=True)


def _to_number(value: Any) -> int | float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or len(value) > MOST_DIGITS or not JSON_NUMBER.fullmatch(value):
        return None
    if not FRACTION & set(value):
        return int(value)
    number = float(value)
    # 1e999 is written as JSON has it, and goes beyond what a number can hold.
    return number if math.isfinite(number) else None


def _contains(subject: Any, search: Any) -> bool:
    return search in subject if isinstance(subject, str) else json_in(search, subject)


def _charge_join(budget: Budget, separator: str, texts: list[str]) -> None:
    budget.spend(1, sum(map(len, texts)) + len(separator) * len(texts))


def _charge_whole(budget: Budget, value: Any) -> None:
    """Pay for all that is inside a list or object, parts that appear twice twice."""
    if isinstance(value, list | dict):
        measure(value, budget)


def _charge_search(budget: Budget, subject: Any, search: Any) -> None:
    if isinstance(subject, str) and not isinstance(search, str):
        raise EvaluationError(f"a text holds texts, not {show(search)}", "write to_string(…) around it")
    if isinstance(search, list | dict):
        measure(subject, budget)


STANDARD = (
    _standard(
        "abs(number: number) -> number",
        "The number without its sign.",
        Example("abs(@)", -5, 5),
        Refusal("abs(@)", "-5", 'abs() takes a number as its 1st argument, not "-5"'),
    ),
    _standard(
        "avg(numbers: numbers) -> number",
        "The average; null for an empty list.",
        Example("avg(@)", [1, 2], 1.5),
    ),
    _standard("ceil(number: number) -> number", "The next whole number, upwards.", Example("ceil(@)", 1.2, 2)),
    declare(
        "contains(subject: list | text, search: any) -> boolean",
        "Whether the value is in the list, or the text in the text.",
        _contains,
        Example("contains(@, 'b')", ["a", "b"], True),
        Example("contains(@, `1`)", [True], False),
        Example("contains(@, 'ell')", "hello", True),
        Refusal("contains(@, 'a')", None, "takes a list or a text as its 1st argument, not null"),
        Refusal("contains(@, `1`)", "123", "contains(): a text holds texts, not 1"),
        charge=_charge_search,
        refuses_null=True,
    ),
    _standard(
        "ends_with(text: text, end: text) -> boolean",
        "Whether the text ends so.",
        Example("ends_with(@, '.com')", "a.com", True),
        builds_nothing=True,
    ),
    _standard("floor(number: number) -> number", "The next whole number, downwards.", Example("floor(@)", 1.8, 1)),
    _standard(
        "join(separator: text, texts: texts) -> text",
        "The texts in one, with the separator between them.",
        Example("join(' ', [first, last])", {"first": "Ada", "last": "King"}, "Ada King"),
        Refusal(
            "join(' ', @)",
            ["a", None],
            "join() takes a list of texts as its 2nd argument, not a list whose item 2 is null",
        ),
        charge=_charge_join,
    ),
    _standard("keys(object: object) -> list", "The names of the fields.", Example("keys(@)", {"a": 1}, ["a"])),
    _standard(
        "length(subject: text | list | object) -> number",
        "How many characters, items or fields.",
        Example("length(@)", [1, 2], 2),
        Refusal("length(@)", None, "takes a text or a list or an object as its 1st argument, not null"),
        builds_nothing=True,
    ),
    _standard(
        "map(expression: expression, list: list) -> list",
        "What the expression gives for each item, nulls too.",
        Example("map(&a, @)", [{"a": 1}, {}], [1, None]),
    ),
    _standard(
        "max(list: numbers | texts) -> any",
        "The largest; null for an empty list.",
        Example("max(@)", [1, 3, 2], 3),
    ),
    _ordering(
        "max_by(list: list, expression: expression) -> any",
        "The item for which the expression gives most.",
        Example("max_by(@, &age).name", PEOPLE, "Bo"),
        Refusal("max_by(@, &age)", MIXED, "the items give both"),
    ),
    _standard(
        "merge(objects...: object) -> object",
        "One object of all fields; of fields of one name the last.",
        Example("merge(@, {b: `3`})", {"a": 1, "b": 2}, {"a": 1, "b": 3}),
    ),
    _standard(
        "min(list: numbers | texts) -> any",
        "The smallest; null for an empty list.",
        Example("min(@)", ["b", "a"], "a"),
    ),
    _ordering(
        "min_by(list: list, expression: expression) -> any",
        "The item for which the expression gives least.",
        Example("min_by(@, &age).name", PEOPLE, "Ada"),
        Refusal("min_by(@, &gone)", PEOPLE, "one item gives null"),
    ),
    _standard(
        "not_null(values...: any) -> any",
        "The first value that is not null.",
        Example("not_null(a, b)", {"b": 0}, 0),
        builds_nothing=True,
    ),
    _standard(
        "reverse(subject: list | text) -> any",
        "The list or text from its end.",
        Example("reverse(@)", [1, 2], [2, 1]),
    ),
    _standard("sort(list: numbers | texts) -> list", "The list in order.", Example("sort(@)", [3, 1, 2], [1, 2, 3])),
    _ordering(
        "sort_by(list: list, expression: expression) -> list",
        "The items in the order of what the expression gives.",
        Example("sort_by(@, &age)[].name", PEOPLE, ["Ada", "Bo"]),
        Refusal("sort_by(@, &age)", MIXED, "sort_by() takes a number for every item, or a text for every item"),
    ),
    _standard(
        "starts_with(text: text, start: text) -> boolean",
        "Whether the text begins so.",
        Example("starts_with(@, 'a')", "abc", True),
        builds_nothing=True,
    ),
    _standard("sum(numbers: numbers) -> number", "The sum; 0 for an empty list.", Example("sum(@)", [1, 2.5], 3.5)),
    _standard(
        "to_array(value: any) -> list",
        "The list, or a list of the one value.",
        Example("to_array(@)", "a", ["a"]),
    ),
    declare(
        "to_number(value: any) -> number",
        "The number that a text writes as JSON does; null when it writes none.",
        _to_number,
        Example("to_number(@)", "19.99", 19.99),
        Example("to_number(@)", "-1e3", -1000.0),
        Example("to_number(@)", " 5 ", None),
        Example("to_number(@)", "1_000", None),
        Example("to_number(@)", "0x10", None),
        Example("to_number(@)", "Infinity", None),
        Example("to_number(@)", "1e999", None),
        Example("to_number(@)", "abc", None),
        refuses_null=True,
    ),
    _standard(
        "to_string(value: any) -> text",
        "A text as it is, anything else as JSON.",
        Example("to_string(@)", [1, "a"], '[1,"a"]'),
        charge=_charge_whole,
    ),
    _standard(
        "type(value: any) -> text",
        "string, number, boolean, array, object or null.",
        Example("type(@)", [], "array"),
        builds_nothing=True,
    ),
    _standard("values(object: object) -> list", "The values of the fields.", Example("values(@)", {"a": 1}, [1])),
)
