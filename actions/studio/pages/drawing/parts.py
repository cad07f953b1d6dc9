"""Texts, buttons and inputs of a drawing. All texts become text nodes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from actions.studio.pages.drawing.node import Node
from actions.studio.pages.parts import PATHS

Act = Callable[[], Any]
Hear = Callable[[str], Any]


def text(words: object, style: str = "", *, tag: str = "div", title: str | None = None) -> Node:
    """A text, of the classes in `style`; `title` shows while the pointer rests on it."""
    return Node(tag, style, str(words)).set(title=title)


def prose(words: str, style: str = "") -> None:
    """A text in which what stands in backticks is set as code."""
    with box(style):
        for number, part in enumerate(words.split("`")):
            text(part, "mono" if number % 2 else "", tag="span")


def box(style: str = "", tag: str = "div", key: str | None = None) -> Node:
    """A node around others."""
    return Node(tag, style, key=key)


def heading(words: str, level: int = 2) -> Node:
    """A heading."""
    return text(words, "heading", tag=f"h{level}")


def button(
    words: str,
    on_click: Act | None,
    *,
    icon: str = "",
    style: str = "",
    name: str | None = None,
    key: str | None = None,
) -> Node:
    """A small button; `name` is what a screen reader says where the button shows an icon alone.

    Without `on_click` it sends the form around it.
    """
    made = Node("button", f"small-button native {style}", words, key)
    made.icon = icon
    made.set(type="submit" if on_click is None else "button", aria_label=name, title=name)
    return made if on_click is None else made.on("click", lambda _: on_click())


def choice(on_click: Act, style: str, *, chosen: bool, name: str, key: str | None = None) -> Node:
    """A row of a list that can be chosen by a click or by Enter."""
    made = Node("button", f"choice {style}{' chosen' if chosen else ''}", key=key)
    made.set(type="button", aria_label=name, aria_current="true" if chosen else "false")
    return made.on("click", lambda _: on_click())


def empty(words: str) -> None:
    """What is said where there is nothing to show."""
    text(words, "empty")


def mark(verdict: bool) -> None:
    """✓ or ✗, with a word for who does not see it."""
    made = text("✓" if verdict else "✗", "mark holds" if verdict else "mark fails", tag="span")
    made.set(role="img", aria_label="holds" if verdict else "does not hold")


def entry(
    label: str, value: str, style: str, *, name: str | None = None, hint: str | None = None, paths: bool = False,
    on_entered: Hear | None = None, title: str | None = None, lines: bool = False, key: str | None = None,
) -> Node:  # fmt: skip
    """An input of one line, or of as many `lines` as its words need.

    `on_entered` hears what was typed at Enter and when the focus leaves; one with a `name` is part of a form instead.
    """
    made = Node("textarea" if lines else "input", f"native-input {style}", key=key)
    made.value = value
    made.set(aria_label=label, name=name, placeholder=hint, title=title, autocomplete="off", spellcheck="false")
    made.set(rows="1") if lines else made.set(type="text", list=PATHS if paths else None)
    return made if on_entered is None else made.on("entered", on_entered)


def select(
    label: str, names: Mapping[str, str], value: str, style: str, *, name: str | None = None,
    on_change: Hear | None = None, title: str | None = None,
) -> Node:  # fmt: skip
    """One of several, by the words for each."""
    with Node("select", f"native-input {style}") as made:
        made.value = value
        made.set(aria_label=label, name=name, title=title)
        for one, words in names.items():
            Node("option", "", words, one or "-").set(value=one)
    return made if on_change is None else made.on("change", on_change)


def checkbox(label: str, *, value: bool, name: str, title: str | None = None) -> None:
    """A box to tick, with its words."""
    with Node("label", "native-check").set(title=title):
        made = Node("input").set(type="checkbox", name=name)
        made.value = "true" if value else "false"
        text(label, tag="span")


def progress(label: str, done: int, total: int) -> None:
    """How much of it is done, as a bar."""
    Node("progress").set(aria_label=label, max=str(total), value=str(done))


def path_list(paths: Iterable[str]) -> None:
    """The paths that inputs complete from."""
    with Node("datalist").set(id=PATHS):
        for path in paths:
            Node("option").set(value=path)


def difference(lines: Iterable[tuple[str, str]]) -> None:
    """Lines that are `added`, `removed` or the `same`."""
    with box("diff"):
        for kind, line in lines:
            text(line, f"diff-line {kind}")
