"""The way of somebody who opens the studio for the first time, in clicks."""

import json
from pathlib import Path

import pytest

from tests.studio.browser.conftest import Open
from tests.studio.browser.lines import choose_line

pytestmark = pytest.mark.browser

MOST_CLICKS = 10
# An order of the starter project whose revenue is "abc".
NO_NUMBER = "42a44b23-d05f-4f77-ae8d-5cbf75379c50"
EVENT = {
    "type": "track",
    "event": "button clicked",
    "userId": "u_42",
    "messageId": "m-near",
    "timestamp": "2026-03-01T10:15:30Z",
    "context": {"traits": {"email": "ada@example.com"}},
}


def add_event(shop: Path, event: object = EVENT) -> None:
    """Put one more event among the samples."""
    (shop / "samples" / "near.ndjson").write_text(json.dumps(event) + "\n", "utf-8")


def test_an_event_that_does_not_fire_is_understood_mended_saved_and_tested(shop: Path, visit: Open) -> None:
    add_event(shop)
    here = visit()
    here.shows(".verdict.none", "No event is chosen")
    here.shows(".tab-body .empty", "Choose an event on the left")
    assert here.page.locator(".event-row").count() == 0
    here.click(".action-row", "Button clicks")
    here.shows("h1", "Button clicks")
    here.press("button clicked, 1 event")
    here.click(".event-row", "m-near")
    here.shows(".verdict.not_fired")
    here.shows(".miss", "differs only by case")
    here.press("Use this: ignore_case: true")
    here.shows(".verdict.fired")
    here.press("Save")
    here.shows(".q-notification", "Saved")
    here.click("a.head-link", "Tests")
    here.press("Run all tests")
    here.shows(".summary", "passed")
    assert here.clicks < MOST_CLICKS
    assert "ignore_case: true" in (shop / "mappings" / "mixpanel.yaml").read_text("utf-8")


def test_what_cannot_be_built_or_read_says_so(visit: Open) -> None:
    here = visit(path="/catalog")
    here.go(f"/a/ga4.purchases?event={NO_NUMBER}")
    here.shows(".verdict.failed", "cannot be built")
    here.shows(".field-value", 'found "abc"')
    here.press("Text")
    choose_line(here.page, "do: purchase")
    here.page.keyboard.type(" : [")
    # The file is no YAML any more, whichever words of it were looked at before.
    here.shows(".stale", "cannot be read at present")
    here.shows(".verdict.failed")
    for _ in range(4):
        here.page.keyboard.press("Backspace")
    here.page.locator(".stale").wait_for(state="detached")
    here.page.keyboard.type("d")
    here.shows(".verdict.broken")
    here.shows(".tab-body .empty", "The action cannot be read")
