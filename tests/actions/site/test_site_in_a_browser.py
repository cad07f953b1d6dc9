"""The site of a project in Chromium, from a folder: its links lead somewhere, its search answers, nothing is asked."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from tests.actions.run.test_run_whole_lines import STARTER

pytestmark = pytest.mark.browser


def test_an_analyst_reads_who_gets_what_offline(page: Any, tmp_path: Path) -> None:
    events = str(STARTER / "samples" / "events.ndjson")
    done = CliRunner().invoke(
        app, ["docs", "build", "-C", str(STARTER), "-o", str(tmp_path / "site"), "--events", events]
    )
    assert done.exit_code == 0, done.output
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.get_by_role("navigation").get_by_role("link", name="mixpanel", exact=True).click()
    page.get_by_text("A picture of what goes where").first.click()
    # It is there, and no wider than its column.
    assert page.locator("main svg").first.evaluate(
        "one => one.clientWidth > 0 && one.clientWidth <= one.closest('main').clientWidth"
    )
    page.locator("#search").fill("coverage of revenue")
    page.locator("#found").get_by_text("Nothing has all of these words.").wait_for()
    page.locator("#search").fill("properties.revenue")
    page.locator("#found a", has_text="Who gets what").first.click()
    page.get_by_role("heading", name="Who gets what").first.wait_for()
    broken = page.evaluate(
        "() => [...document.links].filter(one => one.hash && one.pathname === location.pathname"
        " && !document.getElementById(decodeURIComponent(one.hash.slice(1)))).map(one => one.href)"
    )
    assert broken == []
    paths = page.evaluate("() => [...document.links].map(one => decodeURIComponent(one.pathname))")
    assert [one for one in paths if not Path(one).is_file()] == []
    assert [one for one in asked if not one.startswith("file:")] == []
    assert errors == []
