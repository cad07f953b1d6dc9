"""The times that the studio takes in a real browser: `python -m tests.studio.browser.times [--json FILE]`.

On a project of 200 actions and 20,000 events: from a key press to the mark of a finding, from a click on an event to
its answer, and how long counting takes. They are printed and not compared: they depend on what else the machine does.
"""

import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Page, sync_playwright

from tests.studio.browser.big_project import write_big_project
from tests.studio.browser.lines import choose_line

CHROMIUM = "/usr/bin/chromium"
PATIENCE = 120_000.0
Row = dict[str, str | float]
ROUNDS = 15
# Milliseconds from what is done in the page until the element is there, or gone.
UNTIL = """([selector, there]) => { window.waited = new Promise((done) => {
  const start = performance.now();
  const look = () => (!!document.querySelector(selector) === there
    ? done(performance.now() - start) : requestAnimationFrame(look));
  window.addEventListener("keydown", () => look(), { once: true, capture: true });
  window.addEventListener("click", () => look(), { once: true, capture: true });
}); }"""


def main() -> None:
    """Measure, and print a line for each."""
    with TemporaryDirectory() as folder, sync_playwright() as running:
        path = Path(folder) / "large"
        write_big_project(path)
        command = [str(Path(sys.executable).with_name("actions")), "studio", "-C", str(path), "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout
                address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+", line)))
                browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.set_default_timeout(PATIENCE)
                rows = _measure(page, address, process.pid)
                browser.close()
            finally:
                process.terminate()
    if "--json" in sys.argv:
        to = Path(sys.argv[sys.argv.index("--json") + 1])
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(json.dumps(rows, indent=2), "utf-8")


def _measure(page: Page, address: str, process: int) -> list[Row]:
    home, start = address.partition("/?")[0], perf_counter()
    page.goto(address)
    page.locator(".panel-head", has_text="over 20,000 events").wait_for()
    rows = [_say("20,000 events counted over 200 actions, page open", [(perf_counter() - start) * 1000])]
    page.goto(f"{home}/a/shop3.action-67?event=m-00067")
    page.locator(".event-row").nth(8).wait_for()
    page.locator(".panel-head", has_text="over 20,000 events").wait_for()
    page.wait_for_timeout(2000)
    events, busy = [], _cpu(process)
    for number in range(ROUNDS):
        row = page.locator(".event-row").nth(1 + number % 8)
        words = row.locator(".event-id").inner_text()
        page.evaluate(UNTIL, [f'.verdict-row .mono[title="{words}"]', True])
        row.click()
        events.append(float(page.evaluate("window.waited")))
    rows.append(_say("an event chosen, its answer shown", events, _cpu(process) - busy))
    page.get_by_role("button", name="Text", exact=True).click()
    choose_line(page, "do: track")
    page.wait_for_timeout(1000)
    keys, busy = [], _cpu(process)
    for number in range(ROUNDS):
        page.evaluate(UNTIL, [".cm-line.line-error", number % 2 == 0])
        page.keyboard.press("x" if number % 2 == 0 else "Backspace")
        keys.append(float(page.evaluate("window.waited")))
        page.wait_for_timeout(300)
    rows.append(_say("a key pressed, its finding marked or gone", keys, _cpu(process) - busy))
    return rows


def _cpu(process: int) -> float:
    """The milliseconds of a processor that the process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _say(words: str, times: list[float], busy: float | None = None) -> Row:
    """Tell it, with how much else the machine has to do."""
    told, load = sorted(times), os.getloadavg()[0]
    line = f"{words}: least {told[0]:.0f} ms, median {statistics.median(told):.0f} ms, most {told[-1]:.0f} ms"
    if busy is not None:
        line += f"; {busy / len(told):.0f} ms of a processor in the studio, each"
    print(f"{line}; load average {load:.1f}")  # noqa: T201 - a report
    return {"what": words, "least": told[0], "median": statistics.median(told), "most": told[-1], "load": load}


if __name__ == "__main__":
    main()
