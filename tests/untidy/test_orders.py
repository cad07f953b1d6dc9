"""Orders that are untidy in one way or in two, in every action about orders and refunds, with its default mapping."""

import pytest

from tests.docs_pages import ROOT
from tests.untidy.compare import faults, oracles
from tests.untidy.orders import kinds_of
from tests.untidy.run import sample
from tests.untidy.table import rows

PAIRS, SEED = 2000, 4_3


@pytest.mark.parametrize("action", oracles())
def test_what_is_untidy_in_one_way(action: str) -> None:
    oracle = oracles()[action]
    kinds = kinds_of(action.split(".", maxsplit=1)[0]).values()
    assert len(kinds) > 60
    found = {kind.name: wrong for kind in kinds if (wrong := faults(oracle, [kind])[1])}
    assert found == {}


@pytest.mark.parametrize("action", oracles())
def test_what_is_untidy_in_two_ways(action: str) -> None:
    oracle = oracles()[action]
    found = {
        f"{one.name}, {other.name}": wrong
        for _, one, other in sample(action, PAIRS // len(oracles()), SEED)
        if (wrong := faults(oracle, [one, other])[1])
    }
    assert found == {}


@pytest.mark.slow
def test_the_page_says_what_fails_by_point() -> None:
    page = (ROOT / "docs" / "untidy-values.md").read_text(encoding="utf-8")
    assert [row for row in rows() if row not in page] == []
