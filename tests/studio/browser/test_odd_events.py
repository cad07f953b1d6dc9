"""Events that no tool would take, and those that look alike: the page shows them, and each can be chosen."""

import json
from pathlib import Path

import pytest

from tests.studio.browser.conftest import Open

pytestmark = pytest.mark.browser

ODD: dict[str, object] = {"type": "track", "event": "Odd", "userId": "u_1", "timestamp": "2026-03-01T10:15:30Z"}
# A messageId, what else is in the event, and how the page names it.
EVENTS: list[tuple[str, dict[str, object], str]] = [
    ("half \ud800", {"event": "Half \ud800 a name"}, "half \ufffd"),
    ("large", {"properties": {"number": 10**400, "half \udc00": "\ud800"}}, "large"),
    ("a/b?c#d&e=%20+", {}, "a/b?c#d&e=%20+"),
    ("\u202eabc", {}, "\u202eabc"),
    ("x" * 600_000, {}, "odd.ndjson:5"),
    ("same", {}, "same"),
    ("same~8", {}, "same~8"),
    ("same", {}, "same~8~8"),
    ("same", {}, "same~9"),
]


def test_odd_events_are_shown_and_found_again_by_their_address(visit: Open, shop: Path) -> None:
    lines = [json.dumps(ODD | {"messageId": name} | more) for name, more, _ in EVENTS]
    (shop / "samples" / "odd.ndjson").write_text("\n".join(lines) + "\n", "utf-8")
    here = visit()
    here.go("/a/mixpanel.everything-else-people-do")
    for name in ("Half", "Odd"):
        here.click(".name-row", name)
        here.shows(".name-row[aria-expanded=true]", name)
        rows = here.page.locator(".event-row")
        for number in range(rows.count()):
            rows.nth(number).click()
            here.shows(".event-row.chosen >> nth=0")
            shown = rows.nth(number).locator(".event-id").inner_text()
            here.shows(".verdict-row .cut", shown)
            for tab in ("Payload", "Request", "Event", "Why"):
                here.page.get_by_role("tab", name=tab).click()
    found = {one.get_attribute("title") for one in here.page.locator(".event-id").all()}
    assert found == {shown for name, more, shown in EVENTS if "event" not in more}
    here.page.reload()
    here.is_ready()
    here.shows(".event-row.chosen .event-id", "same~9")
    for path, shown in (("/flow", "Odd"), ("/events", "a string with a lone surrogate")):
        here.go(path)
        here.shows("td", shown)
