"""Cases of a standard event, and cases that are like another one."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.event.context import Context
from actions.event.event import Event
from actions.event.read import read_event
from actions.kit.cases import read_cases, standard_events
from actions.kit.cases.overlay import overlay
from actions.kit.cases.read import NOW

NAMES = tuple(standard_events())
JSON = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("name", NAMES)
def test_a_standard_event_is_an_event(name: str) -> None:
    assert isinstance(read_event(standard_events()[name], Context(datetime.fromisoformat(NOW))), Event)


@pytest.mark.parametrize(
    ("name", "differences"),
    [
        ("order_revenue_missing", {"revenue": None}),
        ("order_revenue_zero", {"revenue": 0}),
        ("order_jpy", {"revenue": 1200, "currency": "JPY"}),
        ("order_currency_missing", {"currency": None}),
    ],
)
def test_a_standard_order_differs_from_the_whole_one_in_what_its_name_says(name: str, differences: Any) -> None:
    whole, order = standard_events()["order_completed"]["properties"], standard_events()[name]["properties"]
    assert {key: order.get(key) for key in whole if order.get(key) != whole[key]} == differences


@given(JSON, JSON)
def test_an_overlay_laid_twice_changes_no_more_than_once(one: Any, other: Any) -> None:
    assert overlay(one, one) == one
    assert overlay(overlay(one, other), other) == overlay(one, other)


ROWS = """\
settings: {url: "https://example.com/"}
cases:
  - {of: order_completed, do: send, action: {map: {data: properties}}, sends: [{a: [{b: 1}, 2], c: 3}]}
"""


def whole(row: str) -> Any:
    return read_cases(f"{ROWS}  - {row}\n", "cases.yaml", "webhook")[1]


@pytest.mark.parametrize(
    ("row", "name", "expected"),
    [
        pytest.param(
            "{of: order_jpy, like: order_completed, sends: [{a: [{b: 2}, 2]}]}",
            "order_jpy",
            {"sends": [{"a": [{"b": 2}, 2], "c": 3}]},
            id="lists of one length by position",
        ),
        pytest.param(
            "{of: order_jpy, like: order_completed, sends: [{a: [1], c: null}]}",
            "order_jpy",
            {"sends": [{"a": [1]}]},
            id="another length replaces, null removes",
        ),
        pytest.param(
            "{of: order_jpy, like: order_completed, fails: no}", "order_jpy", {"fails": "no"}, id="another end"
        ),
        pytest.param(
            "{name: n, like: order_completed, settings: {method: PUT}}",
            "n",
            {"sends": [{"a": [{"b": 1}, 2], "c": 3}]},
            id="the same end",
        ),
    ],
)
def test_a_case_is_all_that_the_one_it_is_like_is(row: str, name: str, expected: Any) -> None:
    case = whole(row)
    assert (case.name, case.expected) == (name, expected)
    assert case.file["actions"][0]["map"] == {"data": "properties"}
    assert case.event["properties"]["currency"] == ("JPY" if case.of == "order_jpy" else "USD")


def test_an_event_of_its_own_differs_from_the_standard_one() -> None:
    case = whole("{name: n, of: order_jpy, like: order_completed, event: {properties: {tax: null, total: 5}}}")
    assert case.event["properties"].get("tax") is None
    assert (case.event["properties"]["total"], case.event["properties"]["currency"]) == (5, "JPY")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{of: order_yen, do: send, sends: []}", "4:10: there is no standard event order_yen; did you mean"),
        ("{name: n, like: order_complete}", 'no case above is called order_complete; did you mean "order'),
        ("{like: order_completed, sends: [], fails: x, do: send}", "needs one of sends"),
    ],
)
def test_a_case_of_or_like_nothing_says_so(row: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        whole(row)
    assert words in str(caught.value)
