"""Every control of every page is reached by the keyboard and has a name, and every text can be read whole."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.studio.browser.conftest import Open, Visit
from tests.studio.browser.looks import cut_off, unreached, write_long_project
from tests.studio.dead_letters import leave_a_dead_letter

pytestmark = pytest.mark.browser

CLICK = "/a/mixpanel.people-who-click?event=8e4a96c3-ac2b-4099-94fe-56af719815ec"
DIALOG = ".q-dialog"


def field_editor(here: Visit) -> None:
    here.press("Edit traits.full_name")
    here.press("Lookup and further options")
    here.press("Add a value to look up")
    here.shows("[aria-label='value 1']")


def as_text(here: Visit) -> None:
    here.press("Text")
    here.shows(".cm-content")


def changes(here: Visit) -> None:
    here.tab("Changes")


def adding(here: Visit) -> None:
    here.press("Add events: paste JSON or drop a file")
    here.shows(DIALOG)


def sending(here: Visit) -> None:
    here.tab("Request")
    here.press("Test this event")
    here.shows(DIALOG)
    here.press("Send to the stand-in")
    here.shows(".answers .chip")


def counted(here: Visit) -> None:
    here.press("Count: What is filled")
    here.shows("td", "traits.full_name")


def with_tests_run(here: Visit) -> None:
    here.press("Run all tests")
    here.shows(".summary")


def destination(here: Visit) -> None:
    here.press("Mixpanel")
    here.shows(".catalog-body h1", "Mixpanel")


def action_type(here: Visit) -> None:
    destination(here)
    here.press("mixpanel.purchase")
    here.shows(".catalog-body h1", "purchase")


def trying_again(here: Visit) -> None:
    here.press("Try these again")
    here.shows(DIALOG)


def nothing(_: Visit) -> None:
    pass


# A page, what is done there, and the part in which every control is to be reached.
STATES: dict[str, tuple[str, Callable[[Visit], None], str]] = {
    "field editor": (CLICK, field_editor, "body"),
    "text": (CLICK, as_text, "body"),
    "changes": (CLICK, changes, "body"),
    "adding": (CLICK, adding, DIALOG),
    "sending": (CLICK, sending, DIALOG),
    "flow": ("/flow", nothing, "body"),
    "all events": ("/events", counted, "body"),
    "tests": ("/tests", with_tests_run, "body"),
    "deliveries": ("/deliveries", nothing, "body"),
    "trying again": ("/deliveries", trying_again, DIALOG),
    "functions": ("/catalog", nothing, "body"),
    "destination": ("/catalog", destination, "body"),
    "action type": ("/catalog", action_type, "body"),
}


def test_every_control_is_reached_by_keys_and_has_a_name(visit: Open, shop: Path) -> None:
    leave_a_dead_letter(shop, mended=True)
    here = visit(shop, "--allow-send")
    found = {}
    for name, (path, do, within) in STATES.items():
        here.go(path)
        do(here)
        found[name] = unreached(here.page, within)
        # Code is set as such; files and functions alone have backticks of their own.
        is_ours = path not in ("/catalog", CLICK)
        written = here.page.inner_text("body").splitlines() if is_ours else []
        found[name] += [one for one in written if "`" in one]
    assert {name: one for name, one in found.items() if one} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_typed_has_the_colour_of_text(visit: Open, scheme: str) -> None:
    here = visit(scheme=scheme)
    here.shows(f"body.body--{scheme}")
    colour = "(one) => getComputedStyle(one).color"
    typed = here.page.get_by_label("Search actions").evaluate(colour)
    assert typed == here.page.locator("h1").evaluate(colour)


@pytest.mark.parametrize("width", [1280, 2560])
def test_no_text_is_cut_off_and_nothing_scrolls_sideways(visit: Open, tmp_path: Path, width: int) -> None:
    folder = tmp_path / "long"
    write_long_project(folder)
    here = visit(folder, width=width, height=900)
    found = {"nothing chosen": cut_off(here.page)}
    here.click(".name-row")
    here.click(".event-row")
    here.shows(".verdict.fired")
    for tab in ("Payload", "Request", "Event", "Changes", "Why"):
        here.tab(tab)
        found[tab] = cut_off(here.page)
    for path in ("/flow", "/events", "/tests", "/deliveries", "/catalog"):
        here.go(path)
        here.shows(".whole .table, .whole .empty, .whole button, .catalog-body h1")
        found[path] = cut_off(here.page)
    assert {name: one for name, one in found.items() if one} == {}
