"""Whatever a row holds, it is written down."""

import json
from decimal import Decimal
from typing import Any

import pytest

from actions.json_line import json_line


class Rude:
    def __str__(self) -> str:
        raise RuntimeError("no")


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param({"a": [1, "b", None, True]}, {"a": [1, "b", None, True]}, id="what JSON holds is left alone"),
        pytest.param("a\ud800b", "a\ufffdb", id="a lone surrogate"),
        pytest.param({"\udfff": 1}, {"\ufffd": 1}, id="a lone surrogate in a key"),
        pytest.param([float("nan"), float("inf")], ["nan", "inf"], id="numbers that are none"),
        pytest.param(2**70, "1180591620717411303424", id="an integer beyond 64 bits"),
        pytest.param([10**5000, 1], ["(int)", 1], id="an integer of more digits than Python writes"),
        pytest.param([Decimal("19.99"), "\ud800"], [19.99, "\ufffd"], id="a decimal beside a lone surrogate"),
        pytest.param(Decimal("NaN"), "NaN", id="a decimal that is not a number"),
        pytest.param({"a": Rude()}, {"a": "(Rude)"}, id="an object that cannot say what it is"),
        pytest.param({1: 2}, {"1": 2}, id="a key that is not text"),
        pytest.param((1, b"x"), [1, "b'x'"], id="a tuple and bytes"),
    ],
)
def test_what_json_cannot_hold_is_written_as_a_text(value: Any, written: Any) -> None:
    line = json_line(value)
    assert line.endswith(b"\n")
    assert json.loads(line) == written


@pytest.mark.parametrize("levels", [300, 5000])
def test_nesting_that_json_writers_refuse_is_cut(levels: int) -> None:
    assert b"nested too deep" in json_line(deep(levels))
