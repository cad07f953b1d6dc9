"""The SDKs of Segment, RudderStack and Jitsu, unchanged: all that they send arrives, whatever the server answers."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.docs_pages import ROOT, read_blocks
from tests.serve.decider.running import project
from tests.serve.killing import COMMAND
from tests.serve.running import LONG, Running, serving
from tests.serve.sdks.programs import ALL, JITSU, NO_SCREEN, NODE_MODULES, Page, bundle, kinds, run_program, until_there

pytestmark = pytest.mark.browser

SETTINGS = """\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
journal: {path: journal, reserve: 1KiB}
sources:
  - {name: website, keys: [web-key]}
  - {name: backend, keys: [server-key], kind: server}
  - {name: slow, keys: [slow-key], rate: 5/s}
  - {name: jitsu, keys: ["id:secret"]}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("server"), SETTINGS) as running:
        yield running


class Flavour(NamedTuple):
    """A program, its key, how it packs, what it adds; and the types that arrive."""

    program: str
    key: str
    source: str
    types: list[str]
    packing: str = "plain"


PROGRAMS = {
    "Segment for Python": Flavour("segment", "server-key", "backend", ALL),
    "Segment for Python, packed": Flavour("segment", "server-key", "backend", ALL, "gzip"),
    "RudderStack for Python": Flavour("rudderstack", "server-key", "backend", ALL, "gzip"),
    "Segment for Node": Flavour("segment_node.js", "server-key", "backend", ALL),
    "RudderStack for Node": Flavour("rudder_node.js", "server-key", "backend", ALL),
    "Jitsu for Node": Flavour("jitsu_node.js", "id:secret", "jitsu", JITSU),
}


@pytest.mark.parametrize("flavour", PROGRAMS.values(), ids=PROGRAMS)
def test_all_calls_of_an_sdk_on_a_server_arrive(server: Running, flavour: Flavour) -> None:
    before = len(server.records())
    ended = run_program(server.port, flavour.program, flavour.key, flavour.packing, "")
    assert ended.returncode == 0, ended.stderr
    records = server.records()[before:]
    assert kinds(records, flavour.source) == flavour.types
    assert len({json.loads(one.body)["messageId"] for one in records}) == len(flavour.types)
    assert {(one.address, one.user_agent) for one in records} == {("", "")}


REFUSED = {
    "Segment for Python": ("segment", "nan", "nan"),
    "RudderStack for Python": ("rudderstack", "nan", "nan"),
    "Segment for Node": ("segment_node.js", "refused", "no_name"),
    "RudderStack for Node, whose process a 400 would end": ("rudder_node.js", "refused", "no_name"),
}


@pytest.mark.parametrize(("program", "also", "code"), REFUSED.values(), ids=REFUSED)
def test_a_refused_event_takes_no_other_with_it(server: Running, program: str, also: str, code: str) -> None:
    before = len(server.records())
    ended = run_program(server.port, program, "server-key", "plain", also)
    assert ended.returncode == 0, ended.stderr
    codes = Counter(one.code for one in server.records()[before:])
    assert codes == {"": 6, code: 1}


@pytest.mark.parametrize("program", ["segment", "rudderstack", "segment_node.js", "rudder_node.js"])
def test_what_came_too_quickly_comes_again(server: Running, program: str) -> None:
    before = len(server.records())
    while server.post("/v1/track", {"event": "x", "userId": "u"}, key="slow-key").status == 200:
        before += 1
    ended = run_program(server.port, program, "slow-key", "plain", "")
    assert ended.returncode == 0, ended.stderr
    assert kinds(server.records()[before:], "slow") == ALL


PAGES = {
    "Segment": Page("segment_browser.js", "web-key", "website", ALL),
    "Segment, in batches": Page("segment_browser.js", "web-key", "website", ALL, "batch"),
    "Segment, with more than its key may send": Page("segment_browser.js", "slow-key", "slow", ALL, "slow"),
    "RudderStack": Page("rudder_browser.js", "web-key", "website", NO_SCREEN),
    "RudderStack, with more than its key may send": Page("rudder_browser.js", "slow-key", "slow", NO_SCREEN, "slow"),
    "RudderStack, by beacon": Page("rudder_browser.js", "web-key", "website", NO_SCREEN, "beacon"),
    "Jitsu": Page("jitsu_browser.js", "id:secret", "jitsu", JITSU),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_all_calls_of_an_sdk_in_a_browser_arrive(
    server: Running, site: tuple[Path, str], browser: Any, page: Page
) -> None:
    folder, address = site
    name = f"{page.script.removesuffix('.js')}-{page.how or 'one'}"
    bundle(page.script, folder / f"{name}.js", server.port, page)
    (folder / f"{name}.html").write_text(f"<!doctype html><title>new</title><script src={name}.js></script>")
    before = len(server.records())
    shown = browser.new_context().new_page()
    shown.goto(f"{address}/{name}.html")
    shown.wait_for_function("document.title === 'sent'", timeout=LONG * 1000)
    if page.how == "beacon":
        # It sends when the page is left.
        shown.goto("about:blank")
    until_there(lambda: len(server.records()) - before, len(page.types), shown)
    shown.context.close()
    records = server.records()[before:]
    assert kinds(records, page.source) == page.types
    assert {one.address for one in records} == {"127.0.0.1"}
    assert all("Chrome" in one.user_agent for one in records)


def test_the_page_of_the_docs_sends_its_clicks(tmp_path: Path, site: tuple[Path, str], browser: Any) -> None:
    folder, address = site
    html = next(block.text for block in read_blocks(ROOT / "docs" / "serve.md") if block.word == "page")
    script = NODE_MODULES / "@segment" / "analytics-next" / "dist" / "umd" / "standalone.js"
    settings = SETTINGS.replace("web-key", "my-first-key") + f"analytics_js: {script}\n"
    with serving(tmp_path, settings) as server:
        (folder / "shop.html").write_text(html.replace("127.0.0.1:8080", f"127.0.0.1:{server.port}"))
        shown = browser.new_context().new_page()
        shown.goto(f"{address}/shop.html")
        until_there(lambda: len(server.records()), 1, shown)
        shown.click("#buy")
        until_there(lambda: len(server.records()), 2, shown)
        shown.context.close()
        assert kinds(server.records(), "website") == ["page", "track"]


def test_what_sdks_send_reaches_the_tool_once(tmp_path: Path) -> None:
    """The tool's own list: each call of each SDK is one event of its own there."""
    sources = [{"name": "backend", "keys": ["server-key"], "kind": "server"}, {"name": "jitsu", "keys": ["id:secret"]}]
    file = project(tmp_path, sources=sources, listen="127.0.0.1:0", outbox="outbox.db", drain_delay="0s")
    ledger = tmp_path / "got.ndjson"
    with whole_service(file, ledger) as server:
        for flavour in PROGRAMS.values():
            assert run_program(server.port, flavour.program, flavour.key, flavour.packing, "").returncode == 0
        for _ in range(int(LONG * 10)):
            if len(tracked(ledger)) >= 8:
                break
            time.sleep(0.1)
    got = tracked(ledger)
    assert Counter(one["event"] for one in got) == {"Order Completed": 6, "Order Refunded": 1, "Order Cancelled": 1}
    assert len({one["properties"]["$insert_id"] for one in got}) == 8


def tracked(ledger: Path) -> list[dict[str, Any]]:
    """The events in the requests that the stand-in wrote down."""
    lines = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
    return [one for line in lines for one in json.loads(line)["body"]]


@contextmanager
def whole_service(file: Path, ledger: Path) -> Iterator[Running]:
    """`actions serve` with these settings, and a stand-in that writes what it gets to a file."""
    command = [sys.executable, "-m", "destinations.testing", "--out", str(ledger)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as stand_in:
        assert stand_in.stderr is not None
        url = stand_in.stderr.readline().split()[-1]
        words = [sys.executable, "-c", COMMAND, "serve", "--settings", str(file), "--divert", url]
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as service:
            try:
                yield Running(file.parent, service, is_supervised=True)
                service.send_signal(signal.SIGTERM)
                assert service.wait(LONG) == 0
            finally:
                for process in (service, stand_in):
                    if process.poll() is None:
                        process.kill()
