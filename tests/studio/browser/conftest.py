"""A studio in a process of its own, and Chromium to look at it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

MUST_BE_THERE = "BROWSER_MUST_BE_THERE"
# For a machine that has much else to do.
PATIENCE = 60_000.0
# What a tab of the right column has, and no other.
TABS = {
    "Why": ".tab-body .test-words", "Payload": ".payload-row", "Request": ".request", "Event": ".event-tree",
    "Changes": ".tab-body .empty, .tab-body .diff, .tab-body .dim",
}  # fmt: skip
READY = "document.getElementById('app')?.inert === false"

playwright = pytest.importorskip("playwright.sync_api") if MUST_BE_THERE not in os.environ else None
from playwright.sync_api import Browser, BrowserContext, Page, Request  # noqa: E402


@dataclass
class Visit:
    """A page of a studio, and what went wrong there: requests to elsewhere, errors of the console, frames."""

    page: Page
    home: str
    folder: Path
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    clicks: int = 0

    def go(self, path: str) -> None:
        """Open this page of the studio, and wait until it can be used: it hears nobody before it is connected."""
        self.page.goto(f"{self.home}{path}")
        self.is_ready()

    def is_ready(self) -> None:
        """Wait until the page can be used."""
        self.page.wait_for_function(READY)
        self.shows(".columns, .whole")

    def click(self, selector: str, has_text: str | None = None) -> None:
        """Click the first such element, and count it."""
        self.page.locator(selector, has_text=has_text).first.click()
        self.clicks += 1

    def press(self, name: str) -> None:
        """Click the button of this name, and count it."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.clicks += 1

    def tab(self, name: str) -> None:
        """Choose the tab of the right column, and wait for what it shows of an event that fires."""
        self.page.get_by_role("tab", name=name).click()
        self.clicks += 1
        self.shows(TABS[name])

    def shows(self, selector: str, has_text: str | re.Pattern[str] | None = None) -> None:
        """Wait until such an element is there."""
        self.page.locator(selector, has_text=has_text).first.wait_for(timeout=PATIENCE)

    def note(self, request: Request) -> None:
        """Keep what leaves the machine."""
        if not request.url.startswith((self.home, self.home.replace("http:", "ws:"), "data:", "blob:")):
            self.outside.append(request.url)


Start = Callable[..., str]
Open = Callable[..., Visit]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """A function that starts a studio for a folder and gives its address, token included."""
    running: list[subprocess.Popen[str]] = []

    def started(folder: Path, *options: str) -> str:
        actions = str(Path(sys.executable).with_name("actions"))
        command = [actions, "studio", "-C", str(folder), "--port", "0", *options]
        with (tmp_path / "errors.txt").open("w") as errors:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        running.append(process)
        assert process.stdout
        for line in process.stdout:
            found = re.search(r"http://\S+", line)
            if found:
                return found[0]
        raise AssertionError((tmp_path / "errors.txt").read_text())

    yield started
    for process in running:
        process.terminate()
    for process in running:
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()
    assert "Traceback" not in (tmp_path / "errors.txt").read_text() if running else True


@pytest.fixture
def visit(browser: Browser, start: Start, shop: Path) -> Iterator[Open]:
    """A function that opens the studio of a folder, the starter project's if none is named, in a new browser."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def opened(
        folder: Path = shop, *options: str, path: str = "", width: int = 1280, height: int = 800, scheme: str = "light",
        address: str | None = None,
    ) -> Visit:  # fmt: skip
        address = address or start(folder, *options)
        home = address.partition("/?")[0]
        is_dark = scheme == "dark"
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if is_dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        found = Visit(page, home, folder)
        visits.append(found)
        page.on("request", found.note)
        page.on("console", lambda one: found.errors.append(one.text) if one.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: found.frames.append(str(frame))))
        page.goto(address.replace("/?", f"{path or '/'}?") if path else address)
        found.is_ready()
        return found

    yield opened
    for context in contexts:
        context.close()
    assert [one for found in visits for one in found.outside] == []
    assert [one for found in visits for one in found.errors] == []
