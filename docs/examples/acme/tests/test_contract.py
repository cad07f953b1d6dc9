"""The contract that every destination keeps: one test for each of its checks."""

from collections.abc import Callable


def test_contract(contract_check: Callable[[], list[str]]) -> None:
    assert contract_check() == []
