"""The SDKs of Segment, RudderStack and Jitsu, unchanged: all that they send arrives, whatever the server answers."""

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from actions.serve.journal import Record
from tests.docs_pages import ROOT, read_blocks
from tests.serve.decider.running import project
from tests.serve.killing import COMMAND
from tests.serve.running import LONG, Running, serving

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
SDKS = HERE.parent.parent.parent / ".venv" / "sdks"
PYTHON = SDKS / "python" / "bin" / "python"
NODE_MODULES = SDKS / "node" / "node_modules"
CHROMIUM = Path("/usr/bin/chromium")
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
# The two SDKs for Python differ in their names only.
PYTHON_CALLS = """
import sys
from {}.analytics.client import Client
host, key, packing, also = sys.argv[1:5]
client = Client(key, host=host, gzip=packing == "gzip", max_retries=20)
client.identify("u1", {{"name": "Ada"}})
client.track("u1", "Order Completed", {{"total": 5}})
client.page("u1", "Docs", "Intro")
client.screen("u1", "App", "Start")
client.group("u1", "g1", {{"name": "Acme"}})
client.alias("u0", "u1")
if also == "nan":
    client.track("u1", "Not JSON", {{"total": float("nan")}})
client.flush()
client.join()
"""
ALL = ["alias", "group", "identify", "page", "screen", "track"]
NO_SCREEN = ["alias", "group", "identify", "page", "track", "track"]
JITSU = ["group", "identify", "page", "track", "track", "track"]


def needed(path: Path, variable: str) -> None:
    """Skip where a tool is missing, but not where it was said to be there."""
    if not path.exists():
        assert not os.environ.get(variable), f"{path} is missing"
        pytest.skip(f"{path} is missing: run make .venv/sdks")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("server"), SETTINGS) as running:
        yield running


def kinds(records: list[Record], source: str) -> list[str]:
    """The types of the events that were taken."""
    assert {one.source for one in records} <= {source}
    assert [one.code for one in records if one.code] == []
    return sorted(json.loads(one.body).get("type") or one.type for one in records)


def run_program(server: Running, program: str, key: str, *more: str) -> "subprocess.CompletedProcess[str]":
    """What became of a program that uses an SDK."""
    is_node = program.endswith(".js")
    needed(NODE_MODULES if is_node else PYTHON, "BROWSER_MUST_BE_THERE")
    command = ["node", str(HERE / program)] if is_node else [str(PYTHON), "-c", PYTHON_CALLS.format(program)]
    return subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}", key, *more],
        check=False,
        capture_output=True,
        text=True,
        timeout=3 * LONG,
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
    )


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
    ended = run_program(server, flavour.program, flavour.key, flavour.packing, "")
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
    ended = run_program(server, program, "server-key", "plain", also)
    assert ended.returncode == 0, ended.stderr
    codes = Counter(one.code for one in server.records()[before:])
    assert codes == {"": 6, code: 1}


@pytest.mark.parametrize("program", ["segment", "rudderstack", "segment_node.js", "rudder_node.js"])
def test_what_came_too_quickly_comes_again(server: Running, program: str) -> None:
    before = len(server.records())
    while server.post("/v1/track", {"event": "x", "userId": "u"}, key="slow-key").status == 200:
        before += 1
    ended = run_program(server, program, "slow-key", "plain", "")
    assert ended.returncode == 0, ended.stderr
    assert kinds(server.records()[before:], "slow") == ALL


class Page(NamedTuple):
    """A page's script, its key, how it sends, and what arrives."""

    script: str
    key: str
    source: str
    types: list[str]
    how: str = ""


PAGES = {
    "Segment": Page("segment_browser.js", "web-key", "website", ALL),
    "Segment, in batches": Page("segment_browser.js", "web-key", "website", ALL, "batch"),
    "Segment, with more than its key may send": Page("segment_browser.js", "slow-key", "slow", ALL, "slow"),
    "RudderStack": Page("rudder_browser.js", "web-key", "website", NO_SCREEN),
    "RudderStack, with more than its key may send": Page("rudder_browser.js", "slow-key", "slow", NO_SCREEN, "slow"),
    "RudderStack, by beacon": Page("rudder_browser.js", "web-key", "website", NO_SCREEN, "beacon"),
    "Jitsu": Page("jitsu_browser.js", "id:secret", "jitsu", JITSU),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which a browser sees it: of another origin than the server."""
    folder = tmp_path_factory.mktemp("site")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, directory=str(folder), **named)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield folder, f"http://localhost:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    needed(CHROMIUM, "BROWSER_MUST_BE_THERE")
    needed(NODE_MODULES, "BROWSER_MUST_BE_THERE")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        one = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield one
        one.close()


def bundle(script: str, to: Path, server: Running, page: Page) -> None:
    """Make one file of a script and the SDK that it imports."""
    told = {"HOST": f"http://127.0.0.1:{server.port}", "KEY": page.key, "HOW": page.how}
    defined = [f"--define:{name}={json.dumps(value)}" for name, value in told.items()]
    subprocess.run(
        [
            str(NODE_MODULES / ".bin" / "esbuild"),
            str(HERE / script),
            "--bundle",
            "--format=iife",
            "--log-level=error",
            f"--outfile={to}",
            *defined,
        ],
        check=True,
        timeout=3 * LONG,
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
    )


def until_there(count: Callable[[], int], wanted: int, page: Any) -> None:
    """Return when so many events arrived; the browser goes on meanwhile."""
    for _ in range(int(LONG * 10)):
        if count() >= wanted:
            return
        page.wait_for_timeout(100)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_all_calls_of_an_sdk_in_a_browser_arrive(
    server: Running, site: tuple[Path, str], browser: Any, page: Page
) -> None:
    folder, address = site
    name = f"{page.script.removesuffix('.js')}-{page.how or 'one'}"
    bundle(page.script, folder / f"{name}.js", server, page)
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
            assert run_program(server, flavour.program, flavour.key, flavour.packing, "").returncode == 0
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
