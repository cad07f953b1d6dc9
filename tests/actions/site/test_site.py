"""`actions docs build`: a whole site in a folder, which asks nothing of the network and shows nobody's data."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions import Project
from actions.cli.main import app
from actions.insight.coverage.counting import ProjectCoverage
from actions.site.build import Site, build_site
from actions.site.markdown import markdown_page, render
from actions.site.page import Page
from actions.site.picture import LONGEST, Line, picture
from actions.site.project.pages import project_pages
from actions.site.search import index_text
from destinations.registry import load_registry
from tests.docs_pages import NOW

FILE = """
version: 1
destination: webhook
name: orders
settings: {url: "https://hooks.example.com/orders"}
actions:
  - name: Orders <b>& "more"</b>
    do: send
    when: {event: Order Completed, properties.kind: "<script>"}
    map:
      data:
        map: {email: context.traits.email, total: properties.total, hash: sha256(context.traits.phone)}
        set: {note: "<img src=x>"}
"""
EVENT = {
    "type": "track",
    "event": "Order Completed",
    "userId": "u_1",
    "messageId": "m-1",
    "properties": {"kind": "<script>", "total": 5, "unread": 1},
    "context": {"traits": {"email": "ada.canary@example.com", "phone": "+4722123456"}},
}
# What a browser would fetch by itself.
FETCHED = re.compile(r"""<(?:script|link|img|iframe|source)[^>]*(?:src|href)=["'](?:https?:)?//|@import|url\(""")


@pytest.fixture(scope="module")
def site() -> Site:
    plan = Project.from_texts({"mappings/orders.yaml": FILE}).plan
    counted = ProjectCoverage(plan, NOW)
    for event in (EVENT, {**EVENT, "event": "Unhandled <i>"}):
        counted.add(event)
    registry = load_registry([])
    plugins = [found for name in registry.names() if (found := registry.find(name))]
    return build_site("shop", project_pages(plan, plugins, counted))


def text_of(site: Site, path: str) -> str:
    return site.files[path].decode()


def test_no_link_leads_nowhere(site: Site) -> None:
    assert site.broken == []


def test_no_page_asks_the_network(site: Site) -> None:
    assert [path for path in site.files if FETCHED.search(text_of(site, path))] == []


def test_what_the_project_says_is_text_and_no_markup(site: Site) -> None:
    page = text_of(site, "mappings/orders.html")
    assert "Orders &lt;b&gt;&amp; &quot;more&quot;&lt;/b&gt;" in page
    assert [one for one in ("<b>&", "<img", "<i>") if any(one in text_of(site, path) for path in site.files)] == []
    # Two scripts of the site's own, in each page.
    assert {text_of(site, path).count("<script") for path in site.files if path.endswith(".html")} == {2}


def test_a_mapping_is_shown_with_where_it_goes_and_what_events_fill(site: Site) -> None:
    page, who = text_of(site, "mappings/orders.html"), text_of(site, "lineage.html")
    assert '<a href="../destinations/webhook.html#send">webhook.send</a>' in page
    assert "<svg" in page
    assert "1 of 2 events, 1 payloads" in page
    assert re.search(r"context\.traits\.email</code></td><td><code>orders\.[^<]*</code></td>.*in clear", who)
    assert re.search(r"context\.traits\.phone</code></td>.*hashed", who)
    unread = text_of(site, "coverage.html")
    assert "properties.unread" in unread
    assert "Unhandled &lt;i&gt;" in unread


def test_nobody_is_shown(site: Site) -> None:
    assert [path for path, content in site.files.items() if b"canary" in content or b"22123456" in content] == []


def test_the_search_knows_each_part_of_a_page() -> None:
    page = Page("a/b.html", "Title", '<h1 id="t">Title</h1><p>first</p><h2 id="x">Part &lt;x&gt;</h2><p>second</p>')
    parts = json.loads(index_text([page]).removeprefix("var SEARCH = ").removesuffix(";\n"))
    assert parts == [["a/b.html#t", "Title", "", "first"], ["a/b.html#x", "Title", "Part <x>", "second"]]
    assert "<" not in index_text([page])


def test_markdown_has_the_anchors_of_its_headings_and_leaves_html_alone() -> None:
    title, body = render(
        "<!-- a comment -->\n# The `file`\n\n## Same\n\n## Same\n\n<script>\n\n[to](b.md#x)", str.upper
    )
    assert title == "The file"
    assert re.findall(r'id="([^"]*)"', body) == ["the-file", "same", "same-1"]
    assert "<script>" not in body
    assert "comment" not in body
    assert 'href="B.MD#X"' in body


def test_broken_links_are_named() -> None:
    pages = [markdown_page("index.html", "# A\n\n[b](b.html#no) [c](c.html) [d](https://example.com/) [a](#a)")]
    pages.append(markdown_page("b.html", "# B"))
    assert build_site("s", pages).broken == [("index.html", "b.html#no"), ("index.html", "c.html")]


def test_a_picture_cuts_long_names_and_says_what_is_personal() -> None:
    drawn = picture([Line("x" * 80, "g", "<y>", is_personal=True, decides=True)], "words")
    assert "x" * (LONGEST - 1) + "…<" in drawn
    assert 'class="personal decides"' in drawn
    assert "&lt;y&gt;" in drawn
    assert picture([], "words") == ""


@pytest.mark.slow
def test_the_command_writes_the_site_and_touches_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "orders.yaml").write_text(FILE)
    (tmp_path / "event.json").write_text(json.dumps(EVENT))
    run = ["docs", "build", "-C", str(tmp_path), "-o", str(tmp_path / "site"), "--events", str(tmp_path / "event.json")]
    for _ in range(2):
        result = CliRunner().invoke(app, run)
        assert result.exit_code == 0, result.output
    assert f"open {tmp_path / 'site' / 'index.html'}" in result.output.replace("\n", "")
    assert b"What events fill" in (tmp_path / "site" / "coverage.html").read_bytes()
    refused = CliRunner().invoke(app, ["docs", "build", "-C", str(tmp_path), "-o", str(tmp_path / "mappings")])
    assert refused.exit_code == 1
    assert "holds something else than a site" in refused.output
