"""The head of every page, and the addresses."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from nicegui import background_tasks, ui

from actions.studio.model.studio import Studio
from actions.studio.pages.counting import count_events
from actions.studio.pages.left.actions import show_actions
from actions.studio.pages.left.events import show_events
from actions.studio.pages.middle.action import show_action_column
from actions.studio.pages.parts import box, button, text
from actions.studio.pages.right.result import show_result_column
from actions.studio.pages.whole.catalog import show_catalog
from actions.studio.pages.whole.deliveries import show_deliveries
from actions.studio.pages.whole.flow import show_flow
from actions.studio.pages.whole.grid import show_grid
from actions.studio.pages.whole.tests import show_tests
from actions.studio.pages.window import Window

# Names for what libraries make without one; what is scrolled can be reached by keys.
NAMES = """
const named = {
  ".cm-content": "mapping file", ".q-loading-bar": "loading", ".q-uploader__input": "file of events",
};
new MutationObserver(() => {
  for (const [what, name] of Object.entries(named))
    document.querySelectorAll(`${what}:not([aria-label])`).forEach((one) => one.setAttribute("aria-label", name));
  document.querySelectorAll('.cm-scroller[tabindex="-1"]').forEach((one) => one.setAttribute("tabindex", "0"));
}).observe(document.body, { childList: true, subtree: true });
"""
PAGES: list[tuple[str, str]] = [
    ("Actions", "/"),
    ("Flow", "/flow"),
    ("All events", "/events"),
    ("Tests", "/tests"),
    ("Deliveries", "/deliveries"),
    ("Catalog", "/catalog"),
]
# Nothing can be clicked or typed before the server hears it: what is done earlier would come there out of order, or
# would be meant for what is made anew meanwhile.
CONNECTING = """
let isConnected = false;
const connecting = () => { if (!isConnected) document.getElementById("app").inert = true; };
document.addEventListener("readystatechange", connecting, { once: true });
window.studioConnected = (address) => {
  // Who went back meanwhile sees another address than what was asked for.
  const at = location.pathname + location.search;
  if (!isConnected && at !== address) emitEvent("studio-back", at);
  isConnected = true;
  document.getElementById("app").inert = false;
};
"""
# Ctrl-S saves wherever the focus is; the browser's own undo stays where somebody types.
KEYS = """
const tell = (...given) => { if (isConnected) emitEvent(...given); };
document.addEventListener("keydown", (e) => {
  const mod = e.ctrlKey || e.metaKey;
  if (mod && e.key.toLowerCase() === "s") { e.preventDefault(); tell("studio-save"); }
  const typing = e.target.closest && e.target.closest("input, textarea, .cm-editor");
  if (mod && !typing && e.key.toLowerCase() === "z") {
    e.preventDefault();
    tell(e.shiftKey ? "studio-redo" : "studio-undo");
  }
}, true);
// What is made anew gets the focus that it had, found by the name that a screen reader says.
let focused = null, focusedName = null;
document.addEventListener("focusin", (e) => {
  focused = e.target;
  focusedName = e.target.getAttribute("aria-label");
});
new MutationObserver(() => {
  if (!focused || focused.isConnected || !focusedName || document.activeElement !== document.body) return;
  const again = document.querySelector(`[aria-label="${CSS.escape(focusedName)}"]`);
  if (again) again.focus({ preventScroll: true });
}).observe(document.body, { childList: true, subtree: true });
// A message to the server may have less than 1 MB; the editor of the file sends its words in pieces.
document.addEventListener("paste", (e) => {
  const text = (e.clipboardData && e.clipboardData.getData("text")) || "";
  if (e.target.closest(".cm-editor")) return;
  const isLarge = text.length > 900_000;
  if (!isLarge && !/\\p{Cs}/u.test(text)) return;
  e.preventDefault();
  e.stopPropagation();
  emitEvent("studio-refused", { words: isLarge
    ? `${(text.length / 1e6).toFixed(1)} MB are too much to paste here, 0.9 MB at most: drop it as a file`
    : "What was pasted has half a character in it (a lone surrogate)" });
}, true);
window.addEventListener("popstate", () => tell("studio-back", location.pathname + location.search));
"""


def register(studio: Studio) -> None:
    """Make the addresses of the studio."""

    @ui.page("/", title=f"{studio.name} · studio")
    def first(event: str | None = None, file: str | None = None) -> None:
        _workbench(studio, None, event, file)

    @ui.page("/a/{key}", title=f"{studio.name} · studio")
    def action(key: str, event: str | None = None) -> None:
        _workbench(studio, key, event)

    whole: dict[str, tuple[str, Callable[[], None]]] = {
        "/flow": ("Flow", lambda: show_flow(studio)),
        "/events": ("All events", lambda: show_grid(studio)),
        "/tests": ("Tests", lambda: show_tests(studio)),
        "/deliveries": ("Deliveries", lambda: show_deliveries(studio)),
        "/catalog": ("Catalog", show_catalog),
    }
    for address, (name, show) in whole.items():
        ui.page(address, title=f"{name} · {studio.name}")(_whole(studio, name, show))


def _whole(studio: Studio, name: str, show: Callable[[], None]) -> Callable[[], None]:
    def page() -> None:
        frame(studio, name)
        show()

    return page


def frame(studio: Studio, here: str, reveal: Any = None, on_dark: Callable[[bool], None] = lambda _: None) -> None:
    """The head of a page: where one is, and where one can go."""
    ui.add_css(files("actions.studio.pages").joinpath("studio.css").read_text("utf-8"))
    ui.add_body_html(f"<script>{NAMES}{CONNECTING}</script>")
    client = ui.context.client
    # It comes behind all that was changed since the page was made.
    url = client.request.url
    asked = json.dumps(f"{url.path}?{url.query}" if url.query else url.path)
    client.on_connect(lambda: client.run_javascript(f"studioConnected({asked})"))
    ui.colors(primary="#1a56b0")
    dark = ui.dark_mode(None)

    def turn(is_dark: bool) -> None:
        dark.set_value(is_dark)
        on_dark(is_dark)

    async def as_the_system() -> None:
        # Who has left the page meanwhile does not answer.
        with suppress(TimeoutError):
            turn(bool(await ui.run_javascript("matchMedia('(prefers-color-scheme: dark)').matches", timeout=10)))

    ui.timer(0.05, as_the_system, once=True)
    with ui.header().classes("head"), box("head-row"):
        text(studio.name, "head-name")
        with box("head-pages", "nav").props('aria-label="pages"'):
            for name, address in PAGES:
                link = ui.link(name, address).classes(f"head-link {'here' if name == here else ''}")
                if name == here:
                    link.props["aria-current"] = "page"
        box("grow")
        if studio.workspace.env:
            text(studio.workspace.env, "chip")
        if studio.read_only:
            text("read only", "chip")
        if reveal is not None:
            switch = ui.switch("Personal data", on_change=reveal).props("dense size=sm").classes("head-switch")
            switch.tooltip("Show names, addresses and the like, in this window only")
        button("", lambda: turn(not dark.value), icon="contrast", name="Light or dark")


def _workbench(studio: Studio, key: str | None, event: str | None, file: str | None = None) -> None:
    window = Window(studio, key, event, file)

    def reveal(change: Any) -> None:
        window.reveal = bool(change.value)
        window.publish("reveal", "event")

    def darken(is_dark: bool) -> None:
        window.is_dark = is_dark
        window.publish("dark")

    frame(studio, "Actions", reveal, darken)
    editor = files("actions.studio.pages.middle").joinpath("editor.js").read_text("utf-8")
    ui.add_body_html(f"<script>{KEYS}</script><script>{editor}</script>")
    ui.on("studio-refused", lambda e: ui.notify(str(e.args["words"]), type="warning"))
    ui.on("studio-save", lambda _: window.save())
    ui.on("studio-undo", lambda _: window.step(back=True))
    ui.on("studio-redo", lambda _: window.step(back=False))
    ui.on("studio-back", lambda e: _back(window, str(e.args)))
    with ui.splitter(value=22, limits=(14, 40)).classes("columns") as outer:
        with outer.before, ui.splitter(horizontal=True, value=52, limits=(20, 80)).classes("column-left") as left:
            with left.before:
                show_actions(window)
            with left.after:
                show_events(window)
        with outer.after, ui.splitter(value=56, limits=(30, 75)).classes("inner-columns") as inner:
            with inner.before:
                show_action_column(window)
            with inner.after:
                show_result_column(window)
    ui.timer(1.0, studio.workspace.look_at_disk)
    background_tasks.create(_count(window))


def _back(window: Window, address: str) -> None:
    parts = urlsplit(address)
    asked = parse_qs(parts.query, keep_blank_values=True)
    key = unquote(parts.path.removeprefix("/a/")) if parts.path.startswith("/a/") else None
    window.show(key, asked.get("event", [None])[0], asked.get("file", [None])[0])


async def _count(window: Window) -> None:
    """Count over all events when the page is there, and again when the files or the events have changed."""
    studio, known = window.studio, None
    while not window.is_closed:
        now = (studio.workspace.revision, studio.events.number)
        if known != now:
            await count_events(studio, window.tell_counts)
            known = now
            window.tell_counts()
        await asyncio.sleep(1.0)
