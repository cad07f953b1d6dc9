"""The site in Chromium, from a folder: its search answers, and nothing is asked of the network."""

from pathlib import Path
from typing import Any

import pytest

from docs.site.__main__ import main

pytestmark = pytest.mark.browser


def test_a_newcomer_clicks_and_searches_offline(page: Any, tmp_path: Path) -> None:
    assert main(tmp_path) == 0
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_role("link").first.click()
    page.locator("main").get_by_role("link", name="Platforms").click()
    page.locator("main").get_by_role("link", name="Windows").click()
    assert page.url.endswith("/platforms.html#windows")
    page.locator("#search").fill("forget a person")
    page.locator("#found a").first.wait_for()
    page.locator("#found a", has_text="Forgetting people").first.click()
    page.get_by_role("heading", name="Forgetting people").wait_for()
    # Pictures are there, and are not larger than their column.
    page.goto(page.url.rpartition("/")[0] + "/index.html")
    assert page.locator("main img").evaluate(
        "one => one.naturalWidth > 0 && one.clientWidth <= one.parentElement.clientWidth"
    )
    assert [one for one in asked if not one.startswith("file:")] == []
    assert errors == []
