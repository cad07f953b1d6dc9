"""Rows of a request, and answers that name them."""

from typing import Any

import pytest

from destinations.sdk import Outcome, Rejected, Request, Response, Retry, Sent
from destinations.sdk.families.events.rows import judge_rows, rows_of_all

STORED, LATER = Sent(), Retry("later")
PAYLOADS = ["ab", "c", "d"]


def judged(refused: dict[Any, str], others: Outcome) -> list[Outcome]:
    rows, items = rows_of_all(PAYLOADS, list)
    request = Request.post("https://toy.example", json=rows, items=items)
    return judge_rows(Response(request, 400, {}, b""), PAYLOADS, refused, others)


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        pytest.param({2: "no"}, [STORED, Rejected("no"), STORED], id="a row refuses its payload"),
        pytest.param({1: "no"}, [Rejected("no"), STORED, STORED], id="the second row of a payload too"),
        pytest.param({0: "one", 3: "two"}, [Rejected("one"), STORED, Rejected("two")], id="each for its own reason"),
        pytest.param({}, [], id="no row is named"),
        pytest.param({4: "no"}, [], id="a row after the last"),
        pytest.param({-1: "no"}, [], id="a row before the first"),
        pytest.param({"2": "no"}, [], id="a row that is not a number"),
        pytest.param({True: "no"}, [], id="true is not a number either"),
        pytest.param({None: "no", 2: "no"}, [], id="one row that is not understood spoils the answer"),
    ],
)
def test_what_an_answer_that_names_rows_means(refused: dict[Any, str], expected: list[Outcome]) -> None:
    assert judged(refused, STORED) == expected


def test_the_others_get_what_the_tool_made_of_them() -> None:
    assert judged({2: "no"}, LATER) == [LATER, Rejected("no"), LATER]
