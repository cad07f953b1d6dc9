"""Large projects, large files and many events: everything stays quick to use."""

from pathlib import Path

import pytest

from mappings.yaml_reader.read import MOST_BYTES
from tests.studio.browser.big_project import write_big_project
from tests.studio.browser.conftest import Open
from tests.studio.browser.lines import choose_line

pytestmark = pytest.mark.browser


def test_two_hundred_actions_and_twenty_thousand_events_are_counted_while_the_page_is_used(
    visit: Open, tmp_path: Path
) -> None:
    folder = tmp_path / "big"
    write_big_project(folder)
    here = visit(folder)
    here.click(".action-row", "Action 7")
    here.shows("h1", "Action 7")
    here.shows(".panel-head", "over 20,000 events")
    assert here.page.locator(".action-row").count() == 200
    here.page.get_by_label("Search actions").fill("Action 19")
    here.page.wait_for_function("document.querySelectorAll('.action-row').length === 11")
    here.go("/flow")
    here.shows(".big-figure", "20,000")


LINE = "# a comment that makes the file long\n"


def test_a_file_of_two_mebibytes_is_changed_and_a_longer_one_is_shown(visit: Open, shop: Path) -> None:
    path, larger = shop / "mappings" / "mixpanel.yaml", shop / "mappings" / "larger.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + LINE * ((MOST_BYTES - len(text) - 10) // len(LINE)), "utf-8")
    larger.write_text(text + LINE * (MOST_BYTES // len(LINE)), "utf-8")
    here = visit()
    here.click(".action-row", "Companies")
    here.shows("h1", "Companies")
    here.press("Text")
    choose_line(here.page, "group_key: company")
    here.page.keyboard.type("_id")
    here.shows(".chip", "changed")
    here.page.keyboard.press("Control+s")
    here.shows(".q-notification", "Saved")
    assert "group_key: company_id\n" in path.read_text("utf-8")
    assert path.read_text("utf-8").endswith(LINE)
    here.press("file mappings/larger.yaml")
    here.shows(".finding.error", "are the most a mapping file may have")
    here.shows(".cm-line", "# What people do in the shop")
