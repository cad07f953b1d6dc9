"""Everybody can use the page: by the keyboard alone, and with what reads it out."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.studio.browser.conftest import MUST_BE_THERE, Open, Visit

pytestmark = pytest.mark.browser

AXE = Path(".venv") / "node" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = ("serious", "critical")
PAGES = ("/a/mixpanel.people-who-click", "/flow", "/events", "/tests", "/deliveries", "/catalog")


def axe() -> str:
    """The program that looks for what keeps people out."""
    path = Path(__file__).parents[3] / AXE
    if not path.exists():
        if os.environ.get(MUST_BE_THERE):
            pytest.fail(f"there is no {AXE}: make .venv/node")
        pytest.skip(f"there is no {AXE}: make .venv/node")
    return path.read_text("utf-8")


def serious(here: Visit) -> list[str]:
    """What keeps people out of this page."""
    found: dict[str, Any] = here.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"][:4]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_keeps_anybody_out(visit: Open, scheme: str) -> None:
    script = axe()
    here = visit(scheme=scheme)
    found: dict[str, list[str]] = {}
    for address in PAGES:
        here.go(address)
        here.shows(".columns, .whole")
        here.page.wait_for_timeout(800)
        if address == "/tests":
            here.press("Run all tests")
            here.shows(".summary")
        here.page.evaluate(script)
        found[address] = serious(here)
        if address.startswith("/a/"):
            for tab in ("Payload", "Request", "Event", "Changes"):
                here.page.get_by_role("tab", name=tab).click()
                here.page.wait_for_timeout(500)
                found[f"{address} {tab}"] = serious(here)
            here.press("Text")
            here.page.wait_for_timeout(500)
            found[f"{address} text"] = serious(here)
    assert {address: one for address, one in found.items() if one} == {}


def test_everything_is_reached_and_done_by_the_keyboard(visit: Open, shop: Path) -> None:
    here = visit()
    here.shows(".action-row")
    names: list[str] = []
    for _ in range(300):
        here.page.keyboard.press("Tab")
        names.append(
            here.page.evaluate(
                "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"
            )
        )
        if len(names) > 20 and names[-1] == names[0]:
            break
    reached = " | ".join(names)
    for name in (
        "Flow",
        "Search actions",
        "Save",
        "Form",
        "Text",
        "Filter events",
        "Add field",
        "Why",
        "Light or dark",
    ):
        assert name in reached, name
    row = here.page.locator(".action-row", has_text="Companies").first
    row.focus()
    here.page.keyboard.press("Enter")
    here.shows("h1", "Companies")
    here.page.get_by_role("button", name="Text", exact=True).focus()
    here.page.keyboard.press("Enter")
    here.shows(".cm-content")
    here.page.locator(".cm-content").focus()
    here.page.keyboard.press("Control+End")
    here.page.keyboard.type("# by keys")
    here.shows(".chip", "changed")
    here.page.keyboard.press("Control+s")
    here.shows(".q-notification", "Saved")
    assert (shop / "mappings" / "mixpanel.yaml").read_text("utf-8").rstrip().endswith("# by keys")
