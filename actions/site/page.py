"""A page of a site, and pieces of HTML to make one of."""

from collections.abc import Iterable, Sequence
from html import escape

from msgspec import Struct


class Page(Struct, frozen=True):
    """A page: its place in the site, such as `destinations/ga4.html`, its title, and what it shows.

    `group` is the heading in the list of pages that it stands under; a page without one is in no list.
    """

    path: str
    title: str
    body: str
    group: str = ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are HTML. Nothing where there are no rows."""
    lines = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not lines:
        return ""
    names = "".join(f"<th>{escape(one)}</th>" for one in head)
    return f'<div class="wide"><table>\n<thead><tr>{names}</tr></thead>\n<tbody>\n{lines}\n</tbody></table></div>\n'


def code(text: str) -> str:
    """The text as code; nothing for none."""
    return f"<code>{escape(text)}</code>" if text else ""


def heading(level: int, text: str, anchor: str) -> str:
    """A heading that links can lead to."""
    return f'<h{level} id="{escape(anchor)}">{escape(text)}</h{level}>\n'


def folded(words: str, body: str) -> str:
    """The body, shown when its words are clicked; nothing for none."""
    return f"<details><summary>{escape(words)}</summary>\n{body}</details>\n" if body else ""


def paragraph(text: str) -> str:
    """A paragraph of plain text."""
    return f"<p>{escape(text)}</p>\n"
