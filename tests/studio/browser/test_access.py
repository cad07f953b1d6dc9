"""Everybody can use the page: by the keyboard alone, and with what reads it out."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.studio.browser.big_project import write_big_project
from tests.studio.browser.conftest import MUST_BE_THERE, Open, Visit
from tests.studio.browser.lines import choose_line
from tests.studio.browser.test_connecting import LATE
from tests.studio.dead_letters import leave_a_dead_letter

pytestmark = pytest.mark.browser

AXE = Path(".venv") / "node" / "node_modules" / "axe-core" / "axe.min.js"
RUN = "axe.run(document, {resultTypes: ['violations']})"
# A click that no pointer makes leaves the focus, and comes through a dialog.
DARK = """(isDark) => {
  if (document.body.classList.contains("body--dark") !== isDark)
    document.querySelector("[aria-label='Light or dark']").click();
}"""
AT_ONCE = """;document.addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  style.textContent = "* { transition: none !important; }";
  document.head.append(style);
});"""
SERIOUS = ("serious", "critical")
# A click of the starter project by somebody who is known.
CLICK = "8e4a96c3-ac2b-4099-94fe-56af719815ec"
PAGES = (f"/a/mixpanel.people-who-click?event={CLICK}", "/flow", "/events", "/tests", "/deliveries", "/catalog")


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
    found: dict[str, Any] = here.page.evaluate(RUN)
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
        here.shows(f"body.body--{scheme}")
        if address == "/tests":
            here.press("Run all tests")
            here.shows(".summary")
        here.page.evaluate(script)
        found[address] = serious(here)
        if address.startswith("/a/"):
            for tab in ("Payload", "Request", "Event", "Changes"):
                here.tab(tab)
                found[f"{address} {tab}"] = serious(here)
            here.press("Text")
            here.shows(".cm-content")
            found[f"{address} text"] = serious(here)
            choose_line(here.page, "name: People who click")
            here.page.keyboard.type(": [")
            here.shows(".finding.error")
            found["a mistake"] = serious(here)
            here.press("Form")
            here.shows(".conflict", "cannot be read at present")
            found["a file that cannot be read"] = serious(here)
            here.press("Undo")
            here.shows(".field-name")
    assert {address: one for address, one in found.items() if one} == {}


def states(here: Visit, shop: Path) -> Iterator[str]:
    """Dialogs, and what is seen while something is asked, empty, being counted, or wrong."""
    here.go("/deliveries")
    here.press("Try these again")
    here.shows(".q-dialog", "1 delivery to")
    yield "trying dead letters again"
    yield from states_of_an_action(here)
    yield from states_of_a_file(here, shop)


def states_of_an_action(here: Visit) -> Iterator[str]:
    here.go(f"/a/mixpanel.people-who-click?event={CLICK}")
    here.press("Edit traits.full_name")
    here.press("Lookup and further options")
    here.shows(".edit-box")
    yield "a field"
    here.press("Pick a value of the event")
    here.shows(".picking")
    yield "picking"
    here.press("Cancel")
    here.press("Add events: paste JSON or drop a file")
    here.page.get_by_label("JSON of events").fill("{")
    here.page.locator(".q-dialog").get_by_role("button", name="Add", exact=True).click()
    here.shows(".q-dialog .trouble:not(:empty)")
    yield "adding what is not an event"
    here.press("Cancel")
    here.page.locator(".q-dialog").wait_for(state="detached")
    here.tab("Request")
    here.press("Test this event")
    here.press("Send to the stand-in")
    here.shows(".answers .chip")
    yield "sending"
    here.press("Close")
    here.page.locator(".q-dialog").wait_for(state="detached")
    here.page.get_by_label("Search actions").fill("no such action")
    here.shows(".empty", "No action has this in its name.")
    here.page.get_by_label("Filter events").fill("no such event")
    here.shows(".empty", "No event has this in it.")
    yield "nothing found"


def states_of_a_file(here: Visit, shop: Path) -> Iterator[str]:
    here.press("Text")
    choose_line(here.page, "except: [password]")
    here.page.keyboard.press("Enter")
    here.page.keyboard.type("distin")
    here.shows(".cm-tooltip-autocomplete [aria-selected]")
    yield "words are offered"
    path = shop / "mappings" / "mixpanel.yaml"
    path.write_text(f"# theirs\n{path.read_text('utf-8')}", "utf-8")
    here.shows(".conflict", "changed on disk")
    here.page.keyboard.press("Control+s")
    here.shows(".q-notification", "was changed on disk meanwhile")
    yield "changed on disk"
    path.unlink()
    here.shows(".conflict", "is not on disk any more")
    yield "gone"
    here.go("/")
    here.shows(".verdict.none")
    yield "nothing chosen"


def test_nothing_serious_keeps_anybody_out_of_what_comes_and_goes(visit: Open, shop: Path) -> None:
    script = axe()
    leave_a_dead_letter(shop, mended=True)
    here = visit(shop, "--allow-send")
    here.page.add_init_script(script + AT_ONCE)
    found: dict[str, list[str]] = {}
    for name in states(here, shop):
        for scheme in ("dark", "light"):
            here.page.evaluate(DARK, scheme == "dark")
            here.shows(f"body.body--{scheme}")
            # What comes in gently has its own colours when it is there.
            here.page.wait_for_timeout(200)
            found[f"{name}, {scheme}"] = serious(here)
    assert {name: one for name, one in found.items() if one} == {}


def test_nothing_serious_keeps_anybody_out_while_it_is_counted_and_where_there_is_nothing(
    visit: Open, tmp_path: Path
) -> None:
    script = axe()
    busy, bare = tmp_path / "busy", tmp_path / "bare"
    write_big_project(busy, 2000)
    write_big_project(bare, 0)
    found: dict[str, list[str]] = {}
    for folder, shown in ((busy, ".progress"), (bare, ".empty")):
        for address in ("/flow", "/events"):
            # A studio for each page: the first page that needs counts is made before anything is counted.
            here = visit(folder, path="/catalog")
            if folder == busy:
                # Until it is connected it shows what it was made with.
                here.page.add_init_script(LATE)
            here.page.goto(f"{here.home}{address}")
            here.shows(shown)
            # Who only reads has it before it is connected.
            here.page.evaluate("document.getElementById('app').inert = false")
            here.page.evaluate(script)
            for is_dark in (False, True):
                here.page.evaluate(f"Quasar.Dark.set({str(is_dark).lower()})")
                found[f"{folder.name} {address} {is_dark}"] = serious(here)
    assert {name: one for name, one in found.items() if one} == {}


def test_a_file_of_events_is_chosen_by_the_keyboard_alone(visit: Open, tmp_path: Path) -> None:
    large, small = tmp_path / "large.ndjson", tmp_path / "small.json"
    large.write_bytes(b" " * (9 << 20))
    small.write_text('{"type": "track", "event": "Chosen", "userId": "u_1", "messageId": "m-chosen"}', "utf-8")
    here = visit()
    # Playwright hears of choosers some time after it was first asked to.
    here.page.on("filechooser", lambda _: None)
    here.press("Add events: paste JSON or drop a file")
    # A dialog takes the focus when it has come in.
    here.page.wait_for_function("document.activeElement.closest('.q-dialog')")
    choose = here.page.get_by_role("button", name="Choose a file", exact=True)
    for file, shown in ((large, ".trouble >> text=8 MiB at most"), (small, ".event-row.chosen >> text=m-chosen")):
        choose.focus()
        with here.page.expect_file_chooser() as chooser:
            here.page.keyboard.press("Enter")
        chooser.value.set_files(file)
        here.shows(shown)


def test_a_file_is_changed_and_saved_by_the_keyboard_alone(visit: Open, shop: Path) -> None:
    here = visit()
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
