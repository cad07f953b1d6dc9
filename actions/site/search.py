"""The index of a site's search: each part of a page under its heading, with its words."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from actions.site.page import Page

HEADING: Final = re.compile(r'<h([1-4]) id="([^"]*)">(.*?)</h\1>', re.DOTALL)
TAG: Final = re.compile(r"<(?:style|title)[^>]*>.*?</(?:style|title)>|<[^>]+>", re.DOTALL)
SPACE: Final = re.compile(r"\s+")


def index_text(pages: Sequence[Page]) -> str:
    """The index as a script, which a page may load from a folder, too: the parts of all pages."""
    parts = [part for page in pages for part in _parts(page)]
    # Nothing in it may end the script, or its line.
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return f"var SEARCH = {text.replace('<', chr(92) + 'u003c')};\n"


def _parts(page: Page) -> Iterator[list[str]]:
    """Place, title of the page, heading and words of each part."""
    starts = [*HEADING.finditer(page.body)]
    before = page.body[: starts[0].start()] if starts else page.body
    if words := words_of(before):
        yield [page.path, page.title, "", words]
    for number, one in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(page.body)
        own = "" if one[1] == "1" else words_of(one[3])
        yield [f"{page.path}#{one[2]}", page.title, own, words_of(page.body[one.end() : end])]


def words_of(body: str) -> str:
    """The text of some HTML.

    >>> words_of("<p>A &amp; <b>B</b></p>")
    'A & B'
    """
    return SPACE.sub(" ", html.unescape(TAG.sub(" ", body))).strip()
