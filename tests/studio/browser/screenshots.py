"""Takes the pictures of the studio that stand in the docs: `make screenshots`.

Each page at both sizes, light and dark, with the starter project; the pages that grow also with 200 actions and 20,000
events. Those that the docs show go to `docs/studio/`, all of them to `build/studio/`.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from actions.cli.first.init import write_starter
from tests.studio.browser.big_project import write_big_project

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 120_000.0
SIZES = ((1280, 800), (2560, 1440))
SHOWN = ("form-light", "text-dark", "flow-light", "events-light", "tests-light")
ROOT = Path(__file__).parents[3]
# A click of the starter project by somebody who is known.
CLICK = "8e4a96c3-ac2b-4099-94fe-56af719815ec"


def main() -> None:
    """Take them all, or those of a project named on the command line."""
    build = ROOT / "build" / "studio"
    build.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or ["starter", "large"]
    with TemporaryDirectory() as folder, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for project in wanted:
            path = Path(folder) / ("shop" if project == "starter" else "large-shop")
            if project == "starter":
                write_starter(path)
            else:
                write_big_project(path)
            _take(browser, path, build / project)
        browser.close()
    for name in SHOWN:
        picture = build / "starter" / f"{name}-1280.png"
        if picture.exists():
            shutil.copyfile(picture, ROOT / "docs" / "studio" / f"{name}.png")


def _take(browser: Browser, folder: Path, to: Path) -> None:
    to.mkdir(exist_ok=True)
    command = [str(Path(sys.executable).with_name("actions")), "studio", "-C", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
            for width, height in SIZES:
                for scheme in ("light", "dark"):
                    _pages(browser, address, to, (width, height), scheme)
        finally:
            process.terminate()


def _pages(browser: Browser, address: str, to: Path, size: tuple[int, int], scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    home = address.partition("/?")[0]
    is_large = to.name == "large"
    key, event = ("shop3.action-67", "m-00067") if is_large else ("mixpanel.people-who-click", CLICK)
    page.goto(f"{home}/a/{key}?event={event}")
    page.locator(".action-row").first.wait_for()
    page.locator(".panel-head", has_text="over ").wait_for()
    _shoot(page, to, "form", scheme)
    for tab in ("Payload", "Request", "Event"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(700)
        _shoot(page, to, tab.lower(), scheme)
    page.get_by_role("button", name="Text", exact=True).click()
    page.get_by_role("tab", name="Why").click()
    page.locator(".cm-content").wait_for()
    _shoot(page, to, "text", scheme)
    for name in ("flow", "events", "tests", "deliveries", "catalog"):
        page.goto(f"{home}/{name}")
        page.locator(".whole, .columns").first.wait_for()
        if name == "tests":
            page.get_by_role("button", name="Run all tests").click()
            page.locator(".summary, .empty").first.wait_for()
        _shoot(page, to, name, scheme)
    context.close()


def _shoot(page: Page, to: Path, name: str, scheme: str) -> None:
    page.wait_for_timeout(1200)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=to / f"{name}-{scheme}-{width}.png")


if __name__ == "__main__":
    main()
