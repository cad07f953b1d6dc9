"""What is asked about all events in a real browser: what is filled, what changes do, where personal data goes."""

from pathlib import Path

import pytest

from tests.studio.browser.conftest import Open, Visit
from tests.studio.browser.lines import choose_line
from tests.studio.test_comparing import git

pytestmark = pytest.mark.browser


def test_counts_come_when_they_are_asked_for(visit: Open) -> None:
    here = visit()
    here.go("/events")
    here.press("Count: What is filled")
    here.shows("td", "traits.full_name")
    here.press("Compare all events")
    here.shows(".empty", "Nothing changes")
    here.go("/flow")
    here.shows("h2", "Where personal data goes")
    here.shows("td", "in clear")
    assert (here.outside, here.errors) == ([], [])


def calls_of_clicks(here: Visit) -> list[str]:
    """What the tab says of the action whose calls are dropped."""
    here.shows(".change", "mixpanel.button-clicks")
    return here.page.locator(".change-calls").all_inner_texts()


def test_changes_are_compared_over_all_events_with_the_file_on_disk_and_with_git(visit: Open, shop: Path) -> None:
    clicks = (shop / "samples" / "events.ndjson").read_text("utf-8").count('"event": "Button Clicked"')
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "mappings")
    git(shop, "commit", "-q", "-m", "first")
    here = visit()
    here.click(".action-row", "Button clicks")
    here.shows("h1", "Button clicks")
    here.press("Text")
    choose_line(here.page, 'when: type = "track" and event')
    here.page.keyboard.type(' and properties.label = "nowhere"')
    here.shows(".chip", "changed")
    here.page.keyboard.press("Control+s")
    here.shows(".q-notification", "Saved")
    here.tab("Changes")
    version = here.page.get_by_label("version to compare with")
    assert version.input_value() == "HEAD"
    here.press("Compare all events")
    dropped = f"{clicks:,} calls before, 0 after: {clicks:,} dropped"
    assert calls_of_clicks(here) == [dropped]
    here.shows(".change", 'properties.label is "nowhere"')
    version.select_option("")
    here.shows(".tab-body .empty", "Nothing changes")
    other = here.page.get_by_label("another branch, tag or commit")
    other.fill("nowhere")
    other.press("Enter")
    here.shows(".tab-body .trouble", "git has nothing there")
    version.select_option("main")
    assert calls_of_clicks(here) == [dropped]
