"""Small elements that every page uses. All texts become text nodes, with half characters in them replaced."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

from nicegui import ui

from actions.event.shape import whole_text

# The list of paths that inputs complete from.
PATHS = "event-paths"


def path_list(paths: Iterable[str]) -> None:
    """The paths that `list=PATHS` of an input offers."""
    with ui.element("datalist").props(f"id={PATHS}"):
        for path in paths:
            ui.element("option").props["value"] = whole_text(path)


def text(words: object, style: str = "", *, tag: str | None = None) -> ui.label:
    """A text, of the classes in `style`."""
    made = ui.label(whole_text(str(words))).classes(style)
    if tag:
        made.tag = tag
    return made


def prose(words: str, style: str = "") -> None:
    """A text in which what stands in backticks is set as code."""
    with box(style):
        for number, part in enumerate(words.split("`")):
            text(part, "mono" if number % 2 else "", tag="span")


def box(style: str = "", tag: str = "div") -> ui.element:
    """An element around others."""
    return ui.element(tag).classes(style)


def heading(words: str, level: int = 2, style: str = "") -> ui.label:
    """A heading."""
    return text(words, f"heading {style}", tag=f"h{level}")


def button(
    words: str, on_click: Callable[..., Any], *, icon: str | None = None, style: str = "", name: str | None = None
) -> ui.button:
    """A small button; `name` is what a screen reader says where the button shows an icon alone."""
    # Without Quasar's colours, which say `!important` where ours would.
    made = (
        ui.button(words, on_click=on_click, icon=icon, color=None)
        .props("flat dense no-caps no-wrap")
        .classes(f"small-button {style}")
    )
    if name:
        made.props["aria-label"] = whole_text(name)
        made.tooltip(whole_text(name))
    return made


def switch(names: dict[str, str], chosen: str, on_choose: Callable[[str], Any], label: str) -> Callable[[str], None]:
    """Buttons of which one is chosen; what comes back shows another one as chosen."""
    parts: dict[str, ui.element] = {}
    with box("switch").props(f'role="group" aria-label="{label}"'):
        for name, words in names.items():
            made = ui.element("button").classes(f"switch-part {'chosen' if name == chosen else ''}")
            made.props["type"] = "button"
            made.on("click", lambda _, name=name: on_choose(name), [])
            parts[name] = made
            with made:
                text(words, tag="span")

    def show(chosen: str) -> None:
        for name, made in parts.items():
            made.classes(add="chosen" if name == chosen else "", remove="" if name == chosen else "chosen")
            made.props["aria-pressed"] = "true" if name == chosen else "false"

    show(chosen)
    return show


def if_changed(state: Callable[[], object], show: Callable[[], Any]) -> Callable[[], None]:
    """Show again only where the state has changed: what is made anew loses the click or the focus that it has."""
    last = [state()]

    def shown() -> None:
        now = state()
        if now != last[0]:
            last[0] = now
            show()

    return shown


def choice(on_click: Callable[..., Any], style: str, *, chosen: bool, name: str) -> ui.element:
    """A row of a list that can be chosen by a click or by Enter."""
    made = ui.element("button").classes(f"choice {style} {'chosen' if chosen else ''}")
    made.props["type"] = "button"
    made.props["aria-label"] = name
    made.props["aria-current"] = "true" if chosen else "false"
    made.on("click", lambda _: on_click(), [])
    return made


def empty(words: str) -> None:
    """What is said where there is nothing to show."""
    prose(words, "empty")


def mark(verdict: bool) -> None:
    """✓ or ✗, with a word for who does not see it."""
    made = text("✓" if verdict else "✗", "mark holds" if verdict else "mark fails", tag="span")
    made.props["role"] = "img"
    made.props["aria-label"] = "holds" if verdict else "does not hold"


@contextmanager
def table(columns: tuple[str, ...]) -> Iterator[None]:
    """A table with these heads; its rows are made inside. A head that begins with `#` stands over numbers."""
    with box("wide-table"), box("table", "table"):
        with box("", "thead"), box("", "tr"):
            for words in columns:
                style = "number" if words.startswith("#") else ""
                text(words.removeprefix("#"), style, tag="th").props('scope="col"')
        with box("", "tbody"):
            yield


def action_link(key: str, words: str | None = None) -> None:
    """A link to the action."""
    ui.link(words or key, f"/a/{quote(key, safe='')}").classes("link")


def event_link(key: str, event: str) -> None:
    """A link to what the action does with the event."""
    ui.link(event, f"/a/{quote(key, safe='')}?{urlencode({'event': event})}").classes("link mono small")
