"""Every destination of this package keeps the contract."""

from functools import cache

import pytest

from actions.kit.contract import Check, contract_of, read_subject
from destinations.registry import load_registry

NAMES = load_registry([]).names()


@cache
def checks(name: str) -> dict[str, Check]:
    return {check.name: check for check in contract_of(read_subject(name, load_registry([])))}


@pytest.mark.parametrize("name", NAMES)
def test_the_contract_is_kept(name: str) -> None:
    assert {check.name: found for check in checks(name).values() if (found := check.run())} == {}
