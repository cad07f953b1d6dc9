"""What stands around each page: the list of pages, the search, the style."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from actions.site.page import Page

STYLE, SEARCH, INDEX = "assets/style.css", "assets/search.js", "assets/index.js"


def whole_page(page: Page, pages: Sequence[Page], site: str) -> str:
    """The page as a file of HTML."""
    up = "../" * page.path.count("/")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.title)} · {escape(site)}</title>
<link rel="stylesheet" href="{up}{STYLE}">
</head>
<body data-up="{up}">
<a class="skip" href="#page">To the page</a>
<header><a class="site" href="{up}index.html">{escape(site)}</a>
<label>Search <input id="search" type="search" autocomplete="off" placeholder="Search all pages"></label></header>
<nav aria-label="Pages">
<ul id="found" aria-live="polite" hidden></ul>
<div id="pages">
{_list(page, pages, up)}
</div>
</nav>
<main id="page">
{page.body}
</main>
<script src="{up}{INDEX}"></script>
<script src="{up}{SEARCH}"></script>
</body>
</html>
"""


def _list(page: Page, pages: Sequence[Page], up: str) -> str:
    lines: list[str] = []
    for group, inside in groupby((one for one in pages if one.group), lambda one: one.group):
        lines.append(f"<p>{escape(group)}</p>\n<ul>")
        for one in inside:
            here = ' aria-current="page"' if one.path == page.path else ""
            lines.append(f'<li><a href="{up}{escape(one.path)}"{here}>{escape(one.title)}</a></li>')
        lines.append("</ul>")
    return "\n".join(lines)
