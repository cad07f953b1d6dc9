"""Every destination of this package keeps the contract."""

from functools import cache

import pytest

from actions.kit.contract import Check, contract_of, read_subject
from actions.kit.contract.contract import ELSEWHERE, IMPORTED
from actions.kit.contract.processes.others import ask, find_other_results, find_touches_at_import
from destinations.registry import load_registry

NAMES = load_registry([]).names()
FEW = ("linkedin_capi", "slack", "webhook")


@cache
def checks(name: str) -> dict[str, Check]:
    return {check.name: check for check in contract_of(read_subject(name, load_registry([])))}


@pytest.mark.parametrize("name", NAMES)
def test_the_contract_is_kept(name: str) -> None:
    here = [check for check in checks(name).values() if check.name not in (IMPORTED, ELSEWHERE)]
    assert {check.name: found for check in here if (found := check.run())} == {}


def test_another_process_makes_the_same_of_some() -> None:
    # Those with few cases, in one process; `make soak` asks about all.
    told = ask(FEW, "1")
    registry = load_registry([])
    subjects = {name: read_subject(name, registry) for name in FEW}
    found = {
        name: [*find_touches_at_import(one, [told[name]]), *find_other_results(one, [told[name]])]
        for name, one in subjects.items()
    }
    assert {name: one for name, one in found.items() if one} == {}
