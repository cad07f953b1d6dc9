"""Odd values in columns of one's own: each is stored to the last digit, or its row is rejected alone and says why."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from destinations.sdk import Outcome, Rejected, Sent
from destinations.sdk.refusal import shown
from tests.destinations.writers.conftest import STORES, TRIED
from tests.destinations.writers.stores import Store, delivered, found_in, is_kept, payload_of, writers

StoreOf = Callable[[str], Store]

ODD: dict[str, Any] = {
    "an empty text": "",
    "a blank": " ",
    "a text": "pro",
    "digits in a text": "007",
    "a number in a text": "19.99",
    "an amount in words": "19.99 USD",
    "a text of a word of JSON": "null",
    "a text of true": "true",
    "a long text": "x" * 20_000,
    "letters of the world": "Łódź 東京 🦄",
    "a quote and a backslash": "\"'\\ %s {}",
    "the character 0": "a\x00b",
    "true": True,
    "false": False,
    "zero": 0,
    "one": 1,
    "minus zero": -0.0,
    "a whole number with a point": 3.0,
    "a fraction": 0.5,
    "a sum of floats": 0.1 + 0.2,
    "a price": 19.99,
    "many places": 0.000012345678901234567,
    "the smallest float": 5e-324,
    "a large float": 1e300,
    "beyond 2^53": 2**53 + 1,
    "an id": 1234567890123456789,
    "the largest of 64 bits": 2**63 - 1,
    "the smallest of 64 bits": -(2**63),
    "2^63": 2**63,
    "2^64 - 1": 2**64 - 1,
    "an empty list": [],
    "an empty object": {},
    "a list": [1, "a", None, 2.5],
    "an object": {"a": {"b": [2**53 + 1, True, None]}},
    "the character 0 within": {"a": ["\x00"]},
}
VALUES = [pytest.param(value, id=name) for name, value in ODD.items()]
KINDS = [
    pytest.param(store, kind, id=f"{store}, {kind.name}")
    for store in STORES
    for one, kind in writers()
    if one.name == store.partition(" ")[0]
]
PAGES = {one.name: kind for one, kind in writers() if kind.name == "page"}


def check_kept(store: Store, name: str, values: Sequence[Any], outcomes: Sequence[Outcome], found: Any) -> None:
    """Each value, that of row `m-0`, `m-1` and so on, is there as it was, or its row is rejected for it alone."""
    for number, (value, outcome) in enumerate(zip(values, outcomes, strict=True)):
        row = found.get(f"m-{number}")
        if isinstance(outcome, Rejected):
            assert not store.takes_zero
            assert "\\u0000" in shown(value) or isinstance(value, dict)
            assert f'column "{name}" cannot hold {shown(value)}: ' in outcome.reason
            assert row is None
        else:
            assert outcome == Sent()
            assert row is not None
            assert is_kept(value, found_in(row, name, {})), (value, row)


@pytest.mark.parametrize("backwards", [False, True], ids=["in order", "in reverse order"])
@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_a_batch_of_all_that_is_odd(store_of: StoreOf, name: str, kind: Any, backwards: bool) -> None:
    store, values = store_of(name), list(ODD.values())[:: -1 if backwards else 1]
    batch = [payload_of(kind, number, {"odd": value}) for number, value in enumerate(values)]
    (outcomes,) = delivered(store, kind, batch)
    check_kept(store, "odd", values, outcomes, store.rows("things"))
    assert outcomes.count(Sent()) == len(values) - (0 if store.takes_zero else 2)


@pytest.mark.parametrize("usual", [3, 2.5, True, "pro", {"a": 1}], ids=str)
@pytest.mark.parametrize("name", STORES)
def test_what_comes_after_a_usual_value(store_of: StoreOf, name: str, usual: Any) -> None:
    # A column for each odd value, whose first value was a usual one.
    store, kind = store_of(name), PAGES[name.partition(" ")[0]]
    columns = {f"c{number}": value for number, value in enumerate(ODD.values())}
    first = [payload_of(kind, 0, dict.fromkeys(columns, usual))]
    later = [payload_of(kind, number, {name: value}) for number, (name, value) in enumerate(columns.items(), 1)]
    (outcome,), outcomes = delivered(store, kind, first, later)
    assert outcome == Sent()
    found = store.rows("things")
    for number, (column, value) in enumerate(columns.items(), 1):
        row = {f"m-{0}": found.get(f"m-{number}")}
        check_kept(store, column, [value], outcomes[number - 1 : number], row if row["m-0"] else {})
        assert is_kept(usual, found_in(found["m-0"], column, {}))


@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize("value", [None, {"a": None}], ids=["null", "null within"])
def test_null_is_no_value(store_of: StoreOf, name: str, value: Any) -> None:
    store, kind = store_of(name), PAGES[name.partition(" ")[0]]
    (outcomes,) = delivered(
        store, kind, [payload_of(kind, number, {"odd": one}) for number, one in enumerate([value, 3])]
    )
    assert outcomes == [Sent()] * 2
    found = store.rows("things")
    assert is_kept(value, found_in(found["m-0"], "odd", {}))
    assert is_kept(3, found["m-1"]["odd"])


@pytest.mark.parametrize("name", TRIED)
@pytest.mark.parametrize("width", [1700, 1500], ids=["too many for a table", "too many for a row"])
def test_a_row_of_very_many_columns_costs_its_neighbours_nothing(store_of: StoreOf, name: str, width: int) -> None:
    store, kind = store_of(name), PAGES[name.partition(" ")[0]]
    wide = {f"w{number}": "x" * 40 for number in range(width)}
    rows: list[Any] = [{"plan": 3}, wide, {"plan": "pro"}]
    batch = [payload_of(kind, number, columns) for number, columns in enumerate(rows)]
    (outcomes,) = delivered(store, kind, batch)
    assert [outcomes[0], outcomes[2]] == [Sent()] * 2
    found = store.rows("things")
    assert is_kept(3, found["m-0"]["plan"])
    assert is_kept("pro", found["m-2"]["plan"])
    if name != "postgres":
        assert outcomes[1] == Sent()
        return
    # PostgreSQL has 1600 columns in a table, and 8 KiB for a row without its long texts.
    assert isinstance(outcomes[1], Rejected)
    assert "SQLSTATE 54" in outcomes[1].reason
    # What was made for it is gone with it.
    assert "w1" not in store.rows("things")["m-0"]
    (later,) = delivered(store, kind, [payload_of(kind, 7, {"w1": 5})])
    assert later == [Sent()]
