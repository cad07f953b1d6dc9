"""Every destination of this package keeps the contract."""

from functools import cache

import pytest

from actions.kit.contract import Check, contract_of, read_subject
from actions.kit.contract.contract import ELSEWHERE, IMPORTED
from actions.kit.contract.processes.others import ask, find_other_results, find_touches_at_import
from actions.kit.contract.subject import Subject
from destinations.registry import load_registry

NAMES = load_registry([]).names()
# One of each kind; `make soak` holds every destination against the whole contract.
HERE = ("intercom", "linkedin_capi", "postgres", "webhook")


@cache
def subject(name: str) -> Subject:
    return read_subject(name, load_registry([]))


@cache
def checks(name: str) -> dict[str, Check]:
    return {check.name: check for check in contract_of(subject(name))}


@pytest.mark.parametrize("name", HERE)
def test_the_contract_is_kept(name: str) -> None:
    here = [check for check in checks(name).values() if check.name not in (IMPORTED, ELSEWHERE)]
    assert {check.name: found for check in here if (found := check.run())} == {}


@pytest.mark.slow
def test_another_process_with_another_hash_seed_makes_the_same() -> None:
    # One process for all; `make soak` asks two for each.
    reported = ask(NAMES, "1")
    found = {
        name: [
            *find_touches_at_import(subject(name), [reported[name]]),
            *find_other_results(subject(name), [reported[name]]),
        ]
        for name in NAMES
    }
    assert {name: one for name, one in found.items() if one} == {}
