"""What holds for every value, not for examples alone."""

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mappings.budget import Budget
from mappings.findings.errors import EvaluationError
from mappings.functions.catalog import FUNCTIONS
from mappings.functions.declare import Function
from mappings.functions.numbers import plain_number, read_amount
from mappings.functions.times.catalog import to_iso, to_micros

NUMBERS = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)
OBJECTS = st.dictionaries(st.text(max_size=3), VALUES, max_size=4)
AMOUNTS = st.decimals(-(10**9), 10**9, places=3)
MICROS = st.integers(-62_135_596_800 * 10**6, 253_402_300_799 * 10**6)
PLAIN = [function for function in FUNCTIONS.values() if all(p.kind != "expression" for p in function.parameters)]


def call(name: str, *arguments: Any) -> Any:
    return FUNCTIONS[name].run(arguments, Budget())


@given(st.sampled_from(PLAIN), st.lists(VALUES, min_size=5, max_size=5), st.data())
def test_any_arguments_give_json_or_an_explained_refusal(
    function: Function, values: list[Any], data: st.DataObject
) -> None:
    count = data.draw(st.integers(function.least, int(min(function.most, 5))))
    before = json.dumps(values)
    outcome = outcome_of(function, values[:count])
    assert outcome == "JSON" or outcome.startswith(f"{function.name}()")
    assert json.dumps(values) == before


def outcome_of(function: Function, arguments: list[Any]) -> str:
    """`JSON`, or the words of the refusal."""
    try:
        result = function.run(arguments, Budget())
    except EvaluationError as error:
        return str(error)
    json.dumps(result, allow_nan=False)
    return "JSON"


@given(AMOUNTS, AMOUNTS)
def test_sums_and_products_are_exact(left: Decimal, right: Decimal) -> None:
    assert Decimal(repr(call("add", str(left), str(right)))) == left + right
    assert Decimal(repr(call("subtract", str(left), str(right)))) == left - right
    assert math.isclose(call("multiply", str(left), str(right)), float(left * right))


@given(AMOUNTS, st.integers(0, 3))
def test_rounding_is_half_away_from_zero(amount: Decimal, digits: int) -> None:
    expected = amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert Decimal(repr(call("round", str(amount), digits))) == expected


@given(AMOUNTS)
def test_a_number_prints_as_the_decimal_it_came_from(amount: Decimal) -> None:
    assert Decimal(json.dumps(plain_number(amount))) == amount
    assert read_amount(plain_number(amount)) == amount


@given(st.lists(st.tuples(AMOUNTS, st.integers(0, 99) | st.none()), min_size=1, max_size=9))
def test_sum_product_is_the_sum_of_the_lines(lines: list[tuple[Decimal, int | None]]) -> None:
    items = [{"price": f"{price:.4f}", "quantity": count} for price, count in lines]
    expected = sum(price * (1 if count is None else count) for price, count in lines)
    assert Decimal(repr(call("sum_product", [*items, {"sku": "gift"}, None], "price", "quantity"))) == expected


@given(AMOUNTS, AMOUNTS.filter(bool))
def test_a_remainder_lies_between_zero_and_the_divisor(left: Decimal, right: Decimal) -> None:
    rest = Decimal(repr(call("mod", str(left), str(right))))
    assert abs(rest) < abs(right)
    assert rest == 0 or (rest < 0) == (right < 0)
    assert (left - rest) % right == 0


@given(MICROS)
def test_a_time_survives_its_text(micros: int) -> None:
    assert to_micros(to_iso(to_iso_input(micros))) == micros


def to_iso_input(micros: int) -> str:
    """The time as text with an offset of two hours, whose digits must come out the same."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return moment.astimezone(timezone(timedelta(hours=2))).isoformat() if abs(micros) < 10**16 else moment.isoformat()


@given(st.lists(VALUES, max_size=6))
def test_unique_keeps_first_ones_in_order_and_is_done_after_once(items: list[Any]) -> None:
    once = call("unique", items)
    assert call("unique", once) == once
    assert all(item in items for item in once)
    assert call("unique", [*items, *items]) == once


@given(VALUES)
def test_json_survives_encoding(value: Any) -> None:
    assert call("json_decode", call("json_encode", value)) == value


@given(OBJECTS, OBJECTS)
def test_merge_deep_with_nothing_or_itself_changes_nothing(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert call("merge_deep", left, {}) == left
    assert call("merge_deep", left, left) == left
    assert set(call("merge_deep", left, right)) == {*left, *right}


@given(OBJECTS, st.lists(st.text(max_size=3), min_size=1, max_size=3))
def test_pick_and_omit_part_an_object(whole: dict[str, Any], names: list[str]) -> None:
    assert call("pick", whole, *names) | call("omit", whole, *names) == whole
    assert not set(call("pick", whole, *names)) & set(call("omit", whole, *names))


@given(OBJECTS)
def test_a_flat_object_has_no_objects_but_empty_ones(whole: dict[str, Any]) -> None:
    assert not any(isinstance(value, dict) and value for value in call("flatten_object", whole).values())


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=3))
def test_split_and_join_are_each_others_way_back(text: str, separator: str) -> None:
    assert call("join", separator, call("split", text, separator)) == text
