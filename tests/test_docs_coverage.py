"""The page on fields and action types: each row's case is there, and sends what the row names."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from actions.kit.cases.case import Case
from actions.kit.cases.read import read_cases
from tests.docs_pages import CODE, ROOT, rows

NOT_SENT = "not sent: "


@cache
def cases_of(destination: str) -> dict[str, Case]:
    """The destination's cases by name."""
    path = ROOT / "destinations" / destination / "cases.yaml"
    return {one.name: one for one in read_cases(path.read_text(encoding="utf-8"), str(path), destination)}


def words_in(value: Any) -> Iterator[str]:
    """The names and the texts in what a case expects, at any depth."""
    if isinstance(value, dict):
        yield from value
        for one in value.values():
            yield from words_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from words_in(one)
    elif isinstance(value, str):
        yield value


def row_id(row: Any) -> str:
    return f"{row.values[0][0]}: {row.values[0][1]}"


@pytest.mark.parametrize("row", [pytest.param(one.values[0], id=row_id(one)) for one in rows("coverage")])
def test_the_case_of_a_row_shows_what_the_row_names(row: list[str]) -> None:
    destination, what, name = row
    if name.startswith(NOT_SENT):
        assert name.endswith("2026)"), "a reason has the page, and when it was read"
        return
    case = cases_of(destination)[name]
    named = CODE.findall(what)
    if what.endswith("(action type)"):
        assert [case.file["actions"][0]["do"]] == named
    elif named:
        assert set(named) <= set(words_in(case.expected))
