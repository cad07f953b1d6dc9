"""What is asked about all events in a real browser: what is filled, what changes do, where personal data goes."""

import pytest

from tests.studio.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_counts_come_when_they_are_asked_for(visit: Open) -> None:
    here = visit()
    here.go("/events")
    here.press("Count: What is filled")
    here.shows("td", "traits.full_name")
    here.press("Count: What unsaved changes do")
    here.shows(".dim", "Nothing is changed")
    here.go("/flow")
    here.shows("h2", "Where personal data goes")
    here.shows("td", "in clear")
    assert (here.outside, here.errors) == ([], [])
