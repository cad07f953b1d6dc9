"""Takes the pictures of the studio that stand in the docs: `make screenshots`.

Each page at both sizes, light and dark, with the starter project; the pages that grow also with 200 actions and 20,000
events. Those that the docs show go to `docs/studio/`, all of them to `build/studio/`.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from actions.cli.first.init import write_starter
from tests.studio.browser.big_project import write_big_project

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 120_000.0
SIZES = ((1280, 800), (2560, 1440))
SCHEMES = ("light", "dark")
SHOWN = ("form-light", "text-dark", "flow-light", "events-light", "tests-light")
ROOT = Path(__file__).parents[3]
# A click of the starter project by somebody who is known.
CLICK = "8e4a96c3-ac2b-4099-94fe-56af719815ec"
# A large order there.
ORDER = "61f63f1b-aade-4b1a-81eb-1ab56aa038aa"


def main() -> None:
    """Take them all, or those of a project named on the command line."""
    build = ROOT / "build" / "studio"
    build.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or ["starter", "large"]
    with TemporaryDirectory() as folder, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for project in wanted:
            to = build / project
            to.mkdir(exist_ok=True)
            path = Path(folder) / ("shop" if project == "starter" else "large-shop")
            (write_starter if project == "starter" else write_big_project)(path)
            with _studio(path) as address:
                for size in SIZES:
                    for scheme in SCHEMES:
                        _pages(browser, address, to, size, scheme)
            for scheme in SCHEMES if project == "starter" else ():
                # One after the other changes the project.
                path = Path(folder) / f"shop-{scheme}"
                write_starter(path)
                with _studio(path) as address:
                    _states(browser, path, address, to, scheme)
        browser.close()
    for name in SHOWN:
        picture = build / "starter" / f"{name}-1280.png"
        if picture.exists():
            shutil.copyfile(picture, ROOT / "docs" / "studio" / f"{name}.png")


@contextmanager
def _studio(folder: Path) -> Iterator[str]:
    """The address of a studio for the folder, which ends afterwards."""
    command = [str(Path(sys.executable).with_name("actions")), "studio", "-C", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
        finally:
            process.terminate()


def _states(browser: Browser, folder: Path, address: str, to: Path, scheme: str) -> None:
    """What is seen while something is empty, loading, wrong, or asked."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    for name, state in STATES.items():
        page.goto(address)
        home = address.partition("/?")[0]
        page.goto(f"{home}/" if state is _nothing else f"{home}/?event={ORDER}")
        page.locator(".panel-head", has_text="over ").wait_for()
        state(page, home, folder)
        _shoot(page, to, name, scheme)
    context.close()


def _choose(page: Page, name: str, text: bool = False) -> None:
    page.locator(".action-row", has_text=name).first.click()
    page.locator("h1", has_text=name).wait_for()
    if text:
        page.get_by_role("button", name="Text", exact=True).click()


def _field(page: Page, *_: Any) -> None:
    _choose(page, "Orders")
    page.get_by_label("Edit insert_id", exact=True).click()
    page.get_by_label("Lookup and further options").click()
    page.get_by_label("Add a value to look up").or_(page.get_by_text("Add a value to look up")).first.click()


def _adding(page: Page, *_: Any) -> None:
    page.get_by_role("button", name="Add events: paste JSON or drop a file").click()


def _sending(page: Page, home: str, _: Path) -> None:
    page.goto(f"{home}/a/mixpanel.people-who-click?event={CLICK}")
    page.get_by_role("tab", name="Request").click()
    page.get_by_role("button", name="Test this event").click()
    page.get_by_role("button", name="Send to the stand-in").click()
    page.locator(".answers .chip").first.wait_for()


def _missed(page: Page, home: str, _: Path) -> None:
    page.goto(f"{home}/?event={CLICK}")
    _choose(page, "Refunds")
    page.locator(".verdict.not_fired").wait_for()


def _failed(page: Page, home: str, _: Path) -> None:
    page.goto(f"{home}/events")
    page.locator("td .link.mono").first.click()
    page.locator(".verdict.failed").wait_for()


def _broken(page: Page, *_: Any) -> None:
    _choose(page, "Button clicks", text=True)
    page.locator(".cm-line", has_text="do: track").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" nobody: [")
    page.locator(".finding.error").first.wait_for()


def _conflict(page: Page, _: str, folder: Path) -> None:
    path = folder / "mappings" / "webhook.yaml"
    _choose(page, "Large orders", text=True)
    page.locator(".cm-line").first.click()
    page.keyboard.press("Home")
    page.keyboard.type("# mine ")
    page.locator(".chip", has_text="changed").first.wait_for()
    path.write_text("# theirs\n" + path.read_text("utf-8"), "utf-8")
    page.locator(".conflict").wait_for()


def _nothing(*_: Any) -> None:
    """The first page, with no event chosen."""


STATES: dict[str, Callable[[Page, str, Path], None]] = {
    "nothing-chosen": _nothing, "editing-a-field": _field, "adding-events": _adding, "sending": _sending,
    "not-fired": _missed, "failed": _failed, "broken": _broken, "changed-outside": _conflict,
}  # fmt: skip


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
            page.locator(".summary").first.wait_for()
        _shoot(page, to, name, scheme)
    context.close()


def _shoot(page: Page, to: Path, name: str, scheme: str) -> None:
    page.wait_for_timeout(1200)
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=to / f"{name}-{scheme}-{width}.png")


if __name__ == "__main__":
    main()
