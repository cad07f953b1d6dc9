"""The files of a site."""

import re
from collections.abc import Mapping, Sequence
from html import unescape
from importlib.resources import files
from posixpath import dirname, join, normpath
from typing import Final
from urllib.parse import unquote

from msgspec import Struct

from actions.site.frame import INDEX, SEARCH, STYLE, whole_page
from actions.site.page import Page
from actions.site.search import index_text

LINK: Final = re.compile(r'<(?:a|img)[^>]* (?:href|src)="([^"]*)"')
ANCHOR: Final = re.compile(r' id="([^"]*)"')
ELSEWHERE: Final = re.compile(r"[a-z][a-z0-9+.-]*:|//")


class Site(Struct, frozen=True):
    """The files by their places in the site's folder, and the links that lead nowhere, each with its page."""

    files: Mapping[str, bytes]
    broken: Sequence[tuple[str, str]]


def build_site(name: str, pages: Sequence[Page], images: Mapping[str, bytes] | None = None) -> Site:
    """The site of these pages, in the order in which they are listed; `index.html` is the first to be seen."""
    found: dict[str, bytes] = dict(images or {})
    for one in pages:
        found[one.path] = whole_page(one, pages, name).encode()
    assets = files("actions.site") / "assets"
    for place in (STYLE, SEARCH):
        found[place] = (assets / place.rpartition("/")[2]).read_bytes()
    found[INDEX] = index_text(pages).encode()
    return Site(found, _broken(pages, found))


def _broken(pages: Sequence[Page], found: Mapping[str, bytes]) -> list[tuple[str, str]]:
    anchors = {one.path: {*ANCHOR.findall(one.body), "page"} for one in pages}
    broken = []
    for page in pages:
        for link in LINK.findall(page.body):
            if ELSEWHERE.match(link):
                continue
            path, _, anchor = unescape(link).partition("#")
            place = normpath(join(dirname(page.path), unquote(path))) if path else page.path
            if place not in found or (anchor and unquote(anchor) not in anchors.get(place, ())):
                broken.append((page.path, link))
    return broken
