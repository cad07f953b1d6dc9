"""Markdown as HTML, with the anchors that GitHub gives to headings, and links between pages."""

import re
from collections.abc import Callable
from typing import Final

from actions.site.page import Page

COMMENT: Final = re.compile(r"^<!--.*?-->\n?", re.MULTILINE | re.DOTALL)
NOT_IN_ANCHORS: Final = re.compile(r"[^\w\- ]")


def markdown_page(path: str, text: str, group: str = "", link: Callable[[str], str] | None = None) -> Page:
    """The page that a text in Markdown makes; its first heading is the title. HTML in it is shown as text.

    `link` says for what is linked to, such as `grammar.md#tests`, where that stands in the site.
    """
    title, body = render(text, link)
    return Page(path, title or path, body, group)


def render(text: str, link: Callable[[str], str] | None = None) -> tuple[str, str]:
    """The first heading, and the HTML."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(COMMENT.sub("", text))
    taken: dict[str, int] = {}
    title = ""
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            words = _plain(tokens[at + 1].content)
            title = title or words
            token.attrSet("id", _free_anchor(words, taken))
        for child in token.children or ():
            name = {"link_open": "href", "image": "src"}.get(child.type)
            given = child.attrGet(name) if name else None
            if link and name and isinstance(given, str):
                child.attrSet(name, link(given))
    html = str(reader.renderer.render(tokens, reader.options, {}))
    return title, html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")


def anchor_of(words: str) -> str:
    """What a heading is called in links.

    >>> anchor_of("Kinds of `as:`"), anchor_of("actions run --send")
    ('kinds-of-as', 'actions-run---send')
    """
    return NOT_IN_ANCHORS.sub("", words.lower().strip()).replace(" ", "-")


def _free_anchor(words: str, taken: dict[str, int]) -> str:
    anchor = anchor_of(words)
    number = taken.get(anchor, 0)
    taken[anchor] = number + 1
    return f"{anchor}-{number}" if number else anchor


def _plain(words: str) -> str:
    """The words of a heading without its marks."""
    without_links = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words)
    return without_links.replace("`", "").replace("**", "")
