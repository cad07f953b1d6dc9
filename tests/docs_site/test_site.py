"""The site of the documentation: whole, offline, and answers are two clicks away."""

import re
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from actions.site.build import Site
from docs.site.__main__ import list_of_versions
from docs.site.pages import FIRST, GROUPS, ROOT, site

# What newcomers ask -> the page and the heading that answer it. The first half was written before the site was.
ANSWERS = {
    "How do I start a project?": ("tutorial.html", "Start a project"),
    "How do I see what would go out?": ("tutorial.html", "See what would go out"),
    "Why does my action not fire?": ("workbench.html", "actions explain"),
    "How do I write a condition?": ("grammar.html", "Conditions"),
    "How do I send an order with its products?": ("tutorial.html", "Lists and money"),
    "How do I test a mapping?": ("workbench.html", "actions test"),
    "Which tools are built in?": ("built-in.html", "Built-in destinations"),
    "How do I move over from Segment?": ("coming-from.html", "From Segment"),
    "What would my change do?": ("insight.html", "actions diff"),
    "What happens when a tool is down?": ("delivery.html", "Retries"),
    "How do I send again what failed for good?": ("delivery.html", "Dead letters"),
    "How do I run it as a service?": ("operations.html", "As a service"),
    "How do I watch it?": ("operations.html", "Monitoring"),
    "How do I forget a person?": ("operations.html", "Forgetting people"),
    "How is consent kept?": ("privacy.html", "Consent"),
    "How do I take events from a website?": ("serve.html", "From nothing to the first click"),
    "How do I call it from Python?": ("library.html", "Deciding"),
    "How do I write a destination?": ("destinations.html", "Starting one"),
    "What does an exit code mean?": ("command-line.html", "Exit codes"),
    "How do I upgrade?": ("versioning.html", "Upgrading"),
    "Does it run on Windows?": ("platforms.html", "Windows"),
    "How do I install it?": ("tutorial.html", "Install"),
    "Where do I put a token?": ("grammar.html", "Secrets"),
    "How do I use other settings for tests?": ("grammar.html", "Environments"),
    "How do several files share lines?": ("grammar.html", "Fragments"),
    "How do I hash an e-mail address?": ("functions.html", "sha256(text: text) -> text"),
    "How do I write a date in our own form?": ("grammar.html", "Dates in your own form"),
    "How do I leave out a field that comes by default?": ("grammar.html", "Defaults and layers"),
    "How many events a second does it take?": ("scale.html", "What one machine does"),
    "How do I read events from S3?": ("scale.html", "Events in object storage"),
    "How do I read events from Kafka?": ("scale.html", "Events in a stream"),
    "Is it for containers?": ("platforms.html", "Containers and network drives"),
    "How do I check files in a pull request?": ("insight.html", "On a pull request"),
    "How do I back it up?": ("operations.html", "Backups"),
    "Is anything sent twice?": ("delivery.html", "The outbox"),
    "How do I keep the order of a person's events?": ("grammar.html", "How deliveries go"),
    "How do I see events as they come in?": ("command-line.html", "actions tail"),
    "Who may read what is kept on disk?": ("security.html", "Who is trusted with what"),
    "What belongs into a report of a fault?": ("command-line.html", "actions doctor"),
    "How does my editor complete keys?": ("command-line.html", "actions schema"),
    "How do I add a function of my own?": ("destinations.html", "What else a package can bring"),
}
FETCHED = re.compile(r"""<(?:script|link|img|iframe|source)[^>]*(?:src|href)=["'](?:https?:)?//|@import|url\(""")
HEADING = re.compile(r'<h[1-6] id="([^"]*)">(.*?)</h[1-6]>', re.DOTALL)
MAIN = re.compile(r'<main id="page">(.*?)</main>', re.DOTALL)


@pytest.fixture(scope="module")
def made() -> Site:
    return site("1.2.3")


def test_no_link_leads_nowhere(made: Site) -> None:
    assert list(made.broken) == []


def test_no_page_asks_the_network(made: Site) -> None:
    for place, content in made.files.items():
        if place.endswith((".html", ".css", ".js")) and place != "assets/index.js":
            assert FETCHED.findall(content.decode()) == [], place


def test_each_page_of_docs_is_in_one_group() -> None:
    listed = [one for group in GROUPS.values() for one in group]
    assert sorted(listed) == sorted(path.stem for path in (ROOT / "docs").glob("*.md"))


def test_the_tutorial_comes_first_and_the_version_is_on_each_page(made: Site) -> None:
    first = made.files["index.html"].decode()
    assert _links_of(_main(first))[0][0] == "tutorial.html"
    pages = [content.decode() for place, content in made.files.items() if place.endswith(".html")]
    assert all("destination-actions 1.2.3" in one for one in pages)


@pytest.mark.parametrize("question", ANSWERS)
def test_a_newcomer_finds_in_two_clicks(made: Site, question: str) -> None:
    page, heading = ANSWERS[question]
    anchors = {_plain(words): anchor for anchor, words in HEADING.findall(made.files[page].decode())}
    answer = {f"{page}#{anchors[heading]}"} | ({page} if heading == next(iter(anchors)) else set())
    # The list of pages beside each page, which leads everywhere, does not count.
    one_click = _led_to(made, "index.html")
    two_clicks = {led for place in one_click for led in _led_to(made, place.partition("#")[0])}
    assert answer & (one_click | two_clicks), question


def test_the_list_of_versions_has_the_newest_first(tmp_path: Path) -> None:
    for name in ("0.9.0", "0.10.0", "assets"):
        (tmp_path / name).mkdir()
    assert [words for _, words in _links_of(list_of_versions(tmp_path))] == ["0.10.0", "0.9.0"]


def test_the_first_page_names_each_kind_of_reader() -> None:
    text = (ROOT / FIRST).read_text(encoding="utf-8")
    assert all(
        f"({one})" in text for one in ("../for-analysts.md", "../for-pipeline-engineers.md", "../for-plugin-authors.md")
    )


def _links_of(body: str) -> list[tuple[str, str]]:
    """Where each link in a page leads, and its words."""
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', body, re.DOTALL)
    return [(unescape(link), unescape(re.sub(r"<[^>]+>", "", words))) for link, words in found]


def _main(page: str) -> str:
    found = MAIN.search(page)
    assert found is not None
    return found[1]


def _led_to(made: Site, place: str) -> set[str]:
    """The places that the links in a page's own text lead to."""
    if not place.endswith(".html"):
        return set()
    links = [link for link, _ in _links_of(_main(made.files[place].decode())) if not re.match(r"[a-z]+:", link)]
    return {f"{place}{link}" if link.startswith("#") else normpath(join(dirname(place), link)) for link in links}


def _plain(words: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", words))
