"""Every destination says what becomes of every standard event, and has a case for each thing it can do."""

import pytest

from actions.kit.cases import standard_events
from tests.destinations.acceptance.built_in import NAMES, REGISTRY, cases_of


@pytest.mark.parametrize("name", NAMES)
def test_the_cases_of_a_destination_cover_the_standard_events(name: str) -> None:
    assert standard_events().keys() - {case.of for case in cases_of(name)} == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_cases_of_a_destination_cover_its_action_types(name: str) -> None:
    plugin = REGISTRY.find(name)
    assert plugin
    done = {case.file["actions"][0]["do"] for case in cases_of(name)}
    assert {one.name for one in plugin.destination.action_types} - done == set()


@pytest.mark.parametrize("name", NAMES)
def test_a_row_says_what_is_sent_or_why_nothing_is(name: str) -> None:
    silent = [case.name for case in cases_of(name) if case.expected.get("fails") == ""]
    twice = [case.name for case in cases_of(name) if [one.name for one in cases_of(name)].count(case.name) > 1]
    assert (silent, twice) == ([], [])
