"""What of a page cannot be read or reached: `looks.js` asks the page itself."""

import json
from pathlib import Path

from playwright.sync_api import Page

LONG = "a-name-that-is-longer-than-any-column-of-the-page-and-has-no-space-" * 3
LOOKS = Path(__file__).with_name("looks.js")
MOST_KEYS = 700


def write_long_project(folder: Path) -> None:
    """A project whose names, paths, values and ids are all long."""
    (folder / "mappings").mkdir(parents=True)
    (folder / "samples").mkdir()
    path = LONG.strip("-").replace("-", "_")
    action = f"""\
version: 1
destination: mixpanel
name: shop-{LONG[:40].strip("-")}
settings: {{project_token: {{secret: TOKEN}}}}
actions:
  - name: {LONG}
    do: track
    when:
      all:
        - type: track
        - properties.{path}: {LONG}
        - properties.other: {{one_of: [{LONG}, "2"]}}
    map:
      properties.{path[:60]}: properties.{path}
      properties.joined: {{template: "{{{{ properties.{path} }}}} {LONG}"}}
"""
    (folder / "mappings" / f"{LONG[:60].strip('-')}.yaml").write_text(action, "utf-8")
    event = {
        "type": "track", "event": LONG, "messageId": f"m-{LONG}", "userId": f"u-{LONG}",
        "timestamp": "2026-03-01T10:15:30Z", "properties": {path: LONG, "other": "2", "list": [{LONG: LONG}]},
    }  # fmt: skip
    lines = [event, event | {"messageId": "m-2", "event": "Other", "properties": {path: LONG.upper()}}]
    (folder / "samples" / "events.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in lines), "utf-8")


def cut_off(page: Page) -> list[str]:
    """The texts that are cut off, and what has to be scrolled sideways."""
    page.evaluate(LOOKS.read_text("utf-8"))
    found: list[str] = page.evaluate("looks.cutOff()")
    return found


def unreached(page: Page, within: str = "body") -> list[str]:
    """What no key comes to there, and what has no name."""
    page.evaluate(LOOKS.read_text("utf-8"))
    # A dialog takes the focus a moment after it is seen, and until then keys go round the page below it.
    page.wait_for_function("(within) => document.activeElement.closest(within)", arg=within)
    saw_tabs = False
    # Once around, and some more: something may come while the focus is on it.
    for _ in range(min(page.evaluate("(within) => looks.count(within)", within) + 30, MOST_KEYS)):
        if page.evaluate("looks.isEditor()"):
            # Tab indents there; behind Escape it goes on.
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        if not saw_tabs and page.evaluate("looks.isTab()"):
            saw_tabs = True
            for key in ("Home", *["ArrowRight"] * (page.get_by_role("tab").count() - 1)):
                page.keyboard.press(key)
    found: list[str] = page.evaluate("(within) => looks.missed(within)", within)
    return found
