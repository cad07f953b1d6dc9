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
def test_no_two_cases_of_a_destination_have_one_name(name: str) -> None:
    names = [case.name for case in cases_of(name)]
    assert [one for one in set(names) if names.count(one) > 1] == []
