"""What is changed on the page, by the form and as text, and what somebody else changes meanwhile."""

import json
import time
from pathlib import Path

import pytest

from tests.studio.browser.conftest import Open, Visit
from tests.studio.browser.lines import choose_line

pytestmark = pytest.mark.browser

MIXPANEL = "mappings/mixpanel.yaml"


def text_of(here: Visit) -> str:
    """What the editor shows of the file."""
    here.shows(".cm-content")
    return here.page.locator(".cm-content").inner_text()


def saved(shop: Path, text: str) -> bool:
    """Whether the file becomes this text before long."""
    for _ in range(100):
        if (shop / MIXPANEL).read_text("utf-8") == text:
            return True
        time.sleep(0.1)
    return False


def open_action(here: Visit, name: str) -> None:
    here.click(".action-row", name)
    here.shows("h1", name)


def test_a_typo_is_marked_while_typing_and_its_fix_mends_it(visit: Open, shop: Path) -> None:
    here = visit()
    open_action(here, "Button clicks")
    here.press("Text")
    choose_line(here.page, 'when: type = "track" and event')
    here.page.keyboard.type(" and propertis.label exists")
    here.shows(".finding.error", "propertis")
    here.shows(".cm-line.line-error")
    here.page.get_by_role("button", name="Fix: ").first.click()
    here.shows(".cm-line", "properties.label exists")
    here.page.locator(".finding.error").first.wait_for(state="detached")
    here.page.keyboard.press("Control+s")
    here.shows(".q-notification", "Saved")
    assert "and properties.label exists" in (shop / MIXPANEL).read_text("utf-8")
    # Another name, and a mistake in it: it stays the action that is looked at.
    choose_line(here.page, "name: Button clicks")
    here.page.keyboard.type(" often")
    here.shows("h1", "Button clicks often")
    here.page.keyboard.type(": [")
    here.shows(".finding.error", "E109")
    here.page.get_by_role("button", name="Form", exact=True).click()
    here.shows(".conflict", "cannot be read at present")
    here.shows("h1", "Button clicks often")


def test_nothing_that_is_typed_quickly_is_lost(visit: Open, shop: Path) -> None:
    here = visit()
    open_action(here, "Button clicks")
    here.press("Text")
    choose_line(here.page, "do: track")
    words = "".join(f" #{number} words" for number in range(20))
    here.page.keyboard.type(words)
    here.page.keyboard.press("Control+s")
    before = (shop / MIXPANEL).read_text("utf-8")
    here.shows(".q-notification", "Saved")
    assert saved(shop, before.replace("do: track", f"do: track{words}", 1) if words not in before else before)


def test_a_path_is_picked_by_a_click_in_the_event_and_is_saved_with_comments_kept(visit: Open, shop: Path) -> None:
    before = (shop / MIXPANEL).read_text("utf-8")
    here = visit()
    lines = (shop / "samples" / "events.ndjson").read_text("utf-8").splitlines()
    click = next(json.loads(line) for line in lines if '"location"' in line and '"Button Clicked"' in line)
    here.go(f"/a/mixpanel.button-clicks?event={click['messageId']}")
    here.shows(".verdict.fired")
    here.press("Add field")
    here.page.get_by_label("field", exact=True).fill("properties.where")
    here.press("Pick a value of the event")
    here.shows(".picking")
    here.click(".branch", "location")
    here.page.wait_for_function("""document.querySelector('[aria-label="path"]')?.value === "properties.location" """)
    here.press("Apply")
    here.shows(".field-name", "properties.where")
    here.press("Text")
    here.shows(".cm-line", "properties.where: properties.location")
    here.press("Save")
    here.shows(".q-notification", "Saved")
    after = (shop / MIXPANEL).read_text("utf-8")
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert [line.strip() for line in added] == ["map:", "properties.where: properties.location"] or [
        line.strip() for line in added
    ] == ["properties.where: properties.location"]
    here.press("Undo")
    here.page.locator(".cm-line", has_text="properties.where").first.wait_for(state="detached")
    here.press("Save")
    assert saved(shop, before)


def test_a_row_of_a_condition_is_changed_in_the_file_and_the_text_shows_in_the_form(visit: Open) -> None:
    here = visit()
    open_action(here, "People who click")
    value = here.page.get_by_label("value of the test of event", exact=True)
    value.fill("Button Pressed")
    value.press("Enter")
    here.press("Text")
    here.shows(".cm-line", "- event: Button Pressed")
    choose_line(here.page, "- event: Button Pressed")
    here.page.keyboard.type(" Twice")
    here.press("Form")
    here.page.wait_for_function(
        """document.querySelector('[aria-label="value of the test of event"]')?.value === "Button Pressed Twice" """
    )


def change_on_disk(shop: Path, before: str, after: str) -> None:
    """What somebody else does to the file."""
    path = shop / MIXPANEL
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")


def test_a_file_changed_outside_is_shown_and_never_overwritten(visit: Open, shop: Path) -> None:
    here = visit()
    path = shop / MIXPANEL
    open_action(here, "Companies")
    here.press("Text")
    change_on_disk(shop, "# What people do", "# What all people do")
    here.shows(".cm-line", "# What all people do")
    draft = path.read_text("utf-8").replace("in the EU.\n", "in the EU. mine\n")
    choose_line(here.page, "# What all people do")
    here.page.keyboard.type(" mine")
    here.shows(".cm-line", "in the EU. mine")
    here.shows(".chip", "changed")
    change_on_disk(shop, "# What all people do", "# What they do")
    here.shows(".conflict", "changed on disk")
    here.page.keyboard.press("Control+s")
    here.shows(".q-notification", "was changed on disk meanwhile")
    assert "mine" not in path.read_text("utf-8")
    here.press("Keep mine")
    here.page.locator(".conflict").first.wait_for(state="detached")
    here.press("Save")
    assert saved(shop, draft)
    choose_line(here.page, "in the EU. mine")
    here.page.keyboard.type(" too")
    here.shows(".chip", "changed")
    change_on_disk(shop, "# What all people do", "# What they do")
    here.shows(".conflict", "changed on disk")
    here.press("Take what is on disk")
    here.page.locator(".conflict").first.wait_for(state="detached")
    here.shows(".cm-line", "# What they do")
    assert path.read_text("utf-8") == draft.replace("# What all people do", "# What they do")


def test_a_file_that_is_removed_is_said_to_be_gone_and_can_be_written_again(visit: Open, shop: Path) -> None:
    here = visit()
    path, ga4 = shop / MIXPANEL, shop / "mappings" / "ga4.yaml"
    before = ga4.read_text("utf-8")
    open_action(here, "Companies")
    here.press("Text")
    choose_line(here.page, "group_key: company")
    here.page.keyboard.type("_id")
    here.shows(".chip", "changed")
    path.rename(shop / "elsewhere.yaml")
    here.shows(".conflict", "is not on disk any more")
    # Half a character, and more than one message may hold.
    paste = """(words) => {
      const data = new DataTransfer();
      data.setData("text/plain", words);
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector(".cm-content").dispatchEvent(event);
    }"""
    here.page.evaluate(paste, "# a \ud800 b")
    here.shows(".q-notification", "half a character")
    here.page.evaluate(paste, " #" + "x" * 1_200_000)
    here.press("Write it again")
    for _ in range(100):
        if path.exists() and path.stat().st_size > 1_200_000:
            break
        time.sleep(0.1)
        here.page.keyboard.press("Control+s")
    assert f"group_key: company_id #{'x' * 1_200_000}\n" in path.read_text("utf-8")
    path.unlink()
    here.shows(".empty", "is gone: somebody removed or renamed it")
    here.page.keyboard.type("lost")
    assert ga4.read_text("utf-8") == before
    here.shows("h1", "mixpanel.yaml")


def test_a_file_that_is_no_text_any_more_is_said_to_be_so_and_not_written_over(visit: Open, shop: Path) -> None:
    here = visit()
    path = shop / MIXPANEL
    before = path.read_text("utf-8")
    open_action(here, "Companies")
    path.write_bytes(b"\xff\xfe\x00")
    here.shows(".conflict", "this file is UTF-16, not UTF-8")
    here.shows(".chip", "changed on disk")
    here.page.keyboard.press("Control+s")
    here.shows(".q-notification", "Not saved.")
    assert path.read_bytes() == b"\xff\xfe\x00"
    here.press("Write it again")
    here.page.locator(".conflict").wait_for(state="detached")
    assert path.read_text("utf-8") == before


def test_two_windows_that_type_at_once_lose_nothing(visit: Open, shop: Path) -> None:
    here = visit()
    other = Visit(here.page.context.new_page(), here.home, shop)
    other.go("/a/mixpanel.companies")
    for one in (here, other):
        open_action(one, "Companies")
        one.press("Text")
    choose_line(here.page, "group_key: company")
    choose_line(other.page, "do: track")
    letters = "abcdefghijklmn"
    for letter in letters:
        here.page.keyboard.type(letter)
        other.page.keyboard.type(letter.upper())
    for one in (here, other):
        one.shows(".cm-line", f"group_key: company{letters}")
        one.shows(".cm-line", f"do: track{letters.upper()}")
    before = (shop / MIXPANEL).read_text("utf-8")
    assert letters not in before
    here.page.keyboard.press("Control+s")
    wanted = before.replace("group_key: company", f"group_key: company{letters}", 1)
    assert saved(shop, wanted.replace("do: track", f"do: track{letters.upper()}", 1))


def test_what_is_written_is_completed(visit: Open, shop: Path) -> None:
    here = visit()
    open_action(here, "People who click")
    here.press("Text")
    choose_line(here.page, "except: [password]")
    here.page.keyboard.press("Enter")
    for typed, offered in (("distin", "distinct_id"), ("properties.lab", "properties.label")):
        here.page.keyboard.type(typed)
        here.shows(".cm-tooltip-autocomplete [aria-selected]", offered)
        # CodeMirror lets no key choose in the first 75 ms, so that what is typed meanwhile chooses nothing.
        here.page.wait_for_timeout(300)
        here.page.keyboard.press("Enter")
        here.page.locator(".cm-tooltip-autocomplete").wait_for(state="detached")
    here.shows(".cm-line", "distinct_id: properties.label")
    here.page.keyboard.press("Control+s")
    here.shows(".q-notification", "Saved")
    assert "\n      distinct_id: properties.label\n" in (shop / MIXPANEL).read_text("utf-8")


def test_the_address_shows_the_same_after_reload_and_back(visit: Open) -> None:
    here = visit()
    for name, key in (("Orders", "orders"), ("Companies", "companies")):
        open_action(here, name)
        # The address follows what is shown: who is as quick as a program would load what it was before.
        here.page.wait_for_url(f"**/a/mixpanel.{key}*")
    here.page.reload()
    here.is_ready()
    here.shows("h1", "Companies")
    # No event was chosen, and none is.
    here.shows(".verdict.none")
    here.page.go_back()
    here.shows("h1", "Orders")
    for name in ("page, 28 events", "screen, 12 events"):
        here.press(name)
        here.page.locator(".event-row").first.click()
        here.shows(".verdict-row .event-name", f"for {name.partition(',')[0]}")
    chosen = here.page.locator(".event-row.chosen .event-id").inner_text()
    here.page.wait_for_url(f"**event={chosen}")
    here.page.go_back()
    # Its name is opened, and it is seen.
    here.shows(".name-row[aria-expanded=true]", "page")
    here.shows(".event-row.chosen")


HOSTILE = "<script>document.title = 'broken'</script><img src=x onerror=\"document.title='broken'\">"


def test_hostile_texts_are_shown_as_text(visit: Open, shop: Path) -> None:
    event = {
        "type": "track", "event": f"Evil {HOSTILE}", "userId": HOSTILE, "messageId": "m-evil",
        "properties": {"label": HOSTILE, "turned": "a\u202eb", "long": "x" * (1 << 19), HOSTILE: 1, "dollar": "${`"},
    }  # fmt: skip
    (shop / "samples" / "evil.ndjson").write_text(json.dumps(event) + "\n", "utf-8")
    here = visit()
    here.go("/a/mixpanel.everything-else-people-do?event=m-evil")
    here.shows(".verdict.fired")
    for tab in ("Payload", "Request", "Event"):
        here.tab(tab)
        here.shows(".tab-body", "<script>")
    here.go("/flow")
    here.shows("td", "Evil <script>")
    assert here.page.title() == "Flow · shop"
    assert here.page.locator("img[src='x']").count() == 0
