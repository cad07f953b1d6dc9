"""The pages of the site: those of docs/ in groups, a page for each destination, and a first page of its own."""

import re
from functools import partial
from pathlib import Path
from posixpath import join, normpath

from msgspec.structs import replace

from actions.site.build import Site, build_site
from actions.site.markdown import markdown_page
from actions.site.page import Page

ROOT = Path(__file__).parents[2]
FIRST = "docs/site/index.md"
# Which pages of docs/ stand together, in the order in which they are listed; each page of docs/ is in one group.
GROUPS = {
    "Start": ("tutorial", "for-analysts", "for-pipeline-engineers", "for-plugin-authors", "coming-from", "platforms"),
    "Mapping": ("grammar", "functions", "reserved-properties", "untidy-values", "mixpanel-ga4-webhook", "compiled"),
    "Asking and changing": ("workbench", "insight", "studio", "codes", "command-line"),
    "Delivering": ("library", "service", "delivery", "operations", "scale", "engines"),
    "Taking in events": ("serve", "privacy", "serve-operations"),
    "Destinations": ("built-in", "context", "coverage", "destinations"),
    "The package": ("changelog", "versioning", "security", "third-party", "glossary", "where-things-are"),
}
TOOLS = "Each destination"
SECTION = re.compile(r'<h([23]) id="([^"]*)">(.*?)</h\1>', re.DOTALL)
ARGUMENTS = re.compile(r"\(.*(?=</code>)")


def site(version: str) -> Site:
    """The files of the site of that version, and the links that lead nowhere."""
    places = {FIRST: "index.html", **{f"docs/{one}.md": f"{one}.html" for group in GROUPS.values() for one in group}}
    tools = sorted((ROOT / "destinations").glob("*/README.md"))
    places |= {_name(one): f"destinations/{one.parent.name}.html" for one in tools}
    places |= {_name(one): f"examples/{one.parent.name}.html" for one in (ROOT / "docs/examples").glob("*/README.md")}
    groups = {f"docs/{one}.md": group for group, ones in GROUPS.items() for one in ones}
    groups |= dict.fromkeys(map(_name, tools), TOOLS)
    pages = [_page(source, places, groups.get(source, "")) for source in list(places)]
    files = {place: (ROOT / name).read_bytes() for name, place in places.items() if not place.endswith(".html")}
    return build_site(f"destination-actions {version}", pages, files)


def _page(source: str, places: dict[str, str], group: str) -> Page:
    text = (ROOT / source).read_text(encoding="utf-8")
    page = markdown_page(places[source], text, group, partial(_link, source, places))
    return page if source == FIRST else replace(page, body=_with_contents(page.body))


def _link(source: str, places: dict[str, str], link: str) -> str:
    """Where a link of that file leads in the site; a file that is not a page gets a place in it."""
    if re.match(r"[a-z]+:|#", link):
        return link
    path, _, anchor = link.partition("#")
    wanted = normpath(join(source.rpartition("/")[0], path))
    if wanted == "README.md":
        wanted = FIRST
    if wanted not in places and (ROOT / wanted).is_file():
        # Code is shown as text by each browser under such a name.
        places[wanted] = wanted.removeprefix("docs/") if wanted.endswith(".png") else f"files/{wanted}.txt"
    if wanted not in places:
        return link
    up = "../" * places[source].count("/")
    return f"{up}{places[wanted]}{'#' if anchor else ''}{anchor}"


def _with_contents(body: str) -> str:
    """The page with a list of its sections below the title, and of their own sections below each."""
    sections = SECTION.findall(body)
    head, end, rest = body.partition("</h1>")
    if len(sections) < 2 or not end:  # noqa: PLR2004 - one section needs no list
        return body
    if all(level == "2" for level, _, __ in sections):
        links = " · ".join(f'<a href="#{anchor}">{words}</a>' for _, anchor, words in sections)
        return f'{head}{end}\n<p class="contents">{links}</p>{rest}'
    items: list[str] = []
    for level, anchor, words in sections:
        # Of a function, its name is enough to find it.
        link = f'<a href="#{anchor}">{words if level == "2" else ARGUMENTS.sub("", words)}</a>'
        items.append(f"<li>{link}" if level == "2" or not items else f" · {link}")
    return f'{head}{end}\n<ul class="contents">{"".join(items)}</ul>{rest}'


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
