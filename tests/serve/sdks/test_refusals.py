"""What each SDK does where its first request is answered with an error: the table on which our answers rest."""

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.serve.running import Running, serving
from tests.serve.sdks.programs import ALL, JITSU, NO_SCREEN, Page, bundle, run_program, until_there
from tests.serve.sdks.refusing import Proxy, proxy

pytestmark = pytest.mark.browser

SETTINGS = """\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
public_address: 127.0.0.1:{port}
journal: {{path: journal, reserve: 1KiB}}
sources:
  - {{name: website, keys: [web-key]}}
  - {{name: backend, keys: [server-key], kind: server}}
  - {{name: jitsu, keys: ["id:secret"]}}
"""


class Does(Enum):
    """What an SDK does after an error."""

    AGAIN = "it is sent again"
    LOST = "it is thrown away"
    ENDS = "the process ends"


class Flavour(NamedTuple):
    """A program or a page, its key, how it packs, and how many events it makes."""

    program: str
    key: str
    events: int = len(ALL)
    packing: str = "plain"


SERVERS = {
    "Segment for Python": Flavour("segment", "server-key"),
    "RudderStack for Python": Flavour("rudderstack", "server-key", packing="gzip"),
    "Segment for Node": Flavour("segment_node.js", "server-key"),
    "RudderStack for Node": Flavour("rudder_node.js", "server-key"),
    "Jitsu for Node": Flavour("jitsu_node.js", "id:secret", len(JITSU)),
}
PAGES = {
    "Segment in a browser": Flavour("segment_browser.js", "web-key"),
    "RudderStack in a browser": Flavour("rudder_browser.js", "web-key", len(NO_SCREEN)),
    "Jitsu in a browser": Flavour("jitsu_browser.js", "id:secret", len(JITSU)),
}
USUAL = {400: Does.LOST, 401: Does.LOST, 413: Does.LOST, 503: Does.AGAIN}
# What does otherwise.
OWN = {
    "RudderStack for Node": {400: Does.ENDS, 401: Does.ENDS, 413: Does.ENDS},
    "Segment in a browser": {401: Does.AGAIN},  # as the settings that we serve ask for
    "Jitsu for Node": {503: Does.LOST},
    "Jitsu in a browser": {503: Does.LOST},
}


def table(flavours: dict[str, Flavour]) -> list[Any]:
    """Each flavour with each status, and what it does."""
    return [
        pytest.param(flavour, status, does, id=f"{name}: after {status} {does.value}")
        for name, flavour in flavours.items()
        for status, does in {**USUAL, **OWN.get(name, {})}.items()
    ]


@pytest.fixture(scope="module")
def before() -> Iterator[Proxy]:
    with proxy() as made:
        yield made


@pytest.fixture(scope="module")
def server(before: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    text = SETTINGS.format(port=before.server_address[1])
    with serving(tmp_path_factory.mktemp("server"), text) as running:
        before.behind = running.port
        yield running


@pytest.mark.parametrize(("flavour", "status", "does"), table(SERVERS))
def test_an_sdk_on_a_server(server: Running, before: Proxy, flavour: Flavour, status: int, does: Does) -> None:
    there, before.refuses = len(server.records()), status
    ended = run_program(before.server_address[1], flavour.program, flavour.key, flavour.packing, "")
    assert before.refuses is None
    arrived = len(server.records()) - there
    assert (ended.returncode != 0) == (does is Does.ENDS), ended.stderr
    assert (arrived == flavour.events) == (does is Does.AGAIN)


@pytest.mark.parametrize(("flavour", "status", "does"), table(PAGES))
def test_an_sdk_in_a_browser(
    server: Running,
    before: Proxy,
    site: tuple[Path, str],
    browser: Any,
    flavour: Flavour,
    status: int,
    does: Does,
) -> None:
    folder, address = site
    name = flavour.program.removesuffix(".js")
    if not (folder / f"{name}.html").exists():
        page = Page(flavour.program, flavour.key, "", [])
        bundle(flavour.program, folder / f"{name}.js", before.server_address[1], page)
        (folder / f"{name}.html").write_text(f"<!doctype html><title>new</title><script src={name}.js></script>")
    there, before.refuses = len(server.records()), status
    shown = browser.new_context().new_page()
    shown.goto(f"{address}/{name}.html")
    wanted = flavour.events - (does is Does.LOST)
    until_there(lambda: len(server.records()) - there, wanted, shown)
    # One that comes again after all would come within this time.
    shown.wait_for_timeout(0 if does is Does.AGAIN else 1500)
    shown.context.close()
    assert before.refuses is None
    assert len(server.records()) - there == wanted
