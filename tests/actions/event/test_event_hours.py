"""The hour of an event, as delivery ids begin with it."""

import pytest

from actions.event.usual import MOST_HOURS, Hours, usual_hour
from tests.actions.plan.lines_of_actions import HEAD, HOUR, NOW


def test_an_event_has_its_hour_where_nothing_is_to_mend() -> None:
    assert usual_hour(HEAD["timestamp"], None, None, None, NOW, Hours()) == HOUR


def test_hours_are_remembered_and_not_for_ever() -> None:
    hours = Hours()
    asked = "2026-03-01T10", "1969-12-31T23", "2026-03-01T10"
    assert [hours[text][2] for text in asked] == ["078322-", "", "078322-"]
    for number in range(MOST_HOURS * 2):
        assert hours[f"{1970 + number}-01-01T00"][2].endswith("-")
    assert len(hours) <= MOST_HOURS
    with pytest.raises(ValueError, match="month"):
        hours["2026-13-01T10"]
