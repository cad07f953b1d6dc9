"""A studio that runs, asked by those who must not reach it."""

import base64
import http.client
import json
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.studio.browser.conftest import Open, Start

pytestmark = pytest.mark.browser
SECRET = "a-secret-that-nobody-may-see"
HOSTILE_PATHS = (
    "/../../etc/passwd",
    "/..%2f..%2fetc/passwd",
    "/_nicegui/../../.env",
    "/a/..%2f..%2f.env",
    "/mappings/mixpanel.yaml",
    "//etc/passwd",
    "/docs",
    "/openapi.json",
)


def ask(address: str, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """The status, the text and the headers of the answer."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": parts.netloc, **{name.replace("_", "-"): one for name, one in headers.items()}}.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text, {name.lower(): value for name, value in answer.getheaders()}


def upgrade(address: str, **headers: str) -> int:
    """The status of an answer to a websocket that wants to be opened."""
    parts = urlsplit(address)
    given = {
        "Host": parts.netloc,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(b"0" * 16).decode(),
        **headers,
    }
    first = "GET /_nicegui_ws/socket.io/?EIO=4&transport=websocket HTTP/1.1"
    lines = [first, *(f"{name}: {value}" for name, value in given.items())]
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20) as stream:
        stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return int(stream.recv(64).split()[1])


def test_only_the_page_itself_with_its_session_gets_through(start: Start, shop: Path) -> None:
    address = start(shop)
    home, token = address.split("/?token=")
    host = urlsplit(address).netloc
    status, _, headers = ask(home, f"/?token={token}")
    cookie = headers["set-cookie"].partition(";")[0]
    assert (status, headers["location"]) == (303, "/")
    assert ask(home, "/", Cookie=cookie)[0] == 200
    assert ask(home, "/")[0] == 401
    assert ask(home, "/?token=wrong")[0] == 401
    assert ask(home, "/", Cookie=cookie, Host="evil.example")[0] == 421
    assert ask(home, "/", Cookie=cookie, Origin="http://evil.example")[0] == 403
    for path in HOSTILE_PATHS:
        status, text, _ = ask(home, path, Cookie=cookie)
        assert "root:" not in text
        assert "project_token" not in text or status == 200
        assert status in (200, 404), path
    same = f"http://{host}"
    assert upgrade(home, Cookie=cookie, Origin=same) == 101
    assert upgrade(home, Cookie=cookie, Origin="http://evil.example") == 403
    assert upgrade(home, Cookie=cookie) == 403
    assert upgrade(home, Origin=same) == 403


def test_it_listens_on_the_loopback_address_alone(start: Start, shop: Path) -> None:
    port = urlsplit(start(shop)).port
    listening = [
        line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"
    ]
    assert [one for one in listening if one.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]


def test_secrets_are_in_no_frame_and_people_are_hidden_until_asked_for(
    visit: Open, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / ".env").write_text(f"MIXPANEL_TOKEN={SECRET}\nGA4_API_SECRET={SECRET}\n", "utf-8")
    monkeypatch.setitem(os.environ, "WEBHOOK_SECRET", SECRET)
    here = visit()
    lines = (shop / "samples" / "events.ndjson").read_text("utf-8").splitlines()
    clicks = [json.loads(line) for line in lines if '"Button Clicked"' in line and '"email"' in line]
    known = next(one for one in clicks if one["context"].get("traits", {}).get("email"))
    email = known["context"]["traits"]["email"]
    here.go(f"/a/mixpanel.people-who-click?event={known['messageId']}")
    here.shows(".verdict.fired")
    for tab in ("Payload", "Request", "Event", "Why"):
        here.tab(tab)
    seen = "".join(here.frames) + here.page.content()
    assert "MIXPANEL_TOKEN" in seen
    assert SECRET not in seen
    assert email not in seen
    here.tab("Event")
    here.page.get_by_role("switch", name="Personal data").click()
    here.shows(".branch-value", email)


def test_one_that_only_reads_changes_nothing(visit: Open, shop: Path) -> None:
    before = (shop / "mappings" / "mixpanel.yaml").read_text("utf-8")
    here = visit(shop, "--read-only")
    here.click(".action-row", "Button clicks")
    here.shows(".chip", "read only")
    assert here.page.locator(".edit-field").count() == 0
    assert here.page.get_by_role("button", name="Save", exact=True).is_disabled()
    assert (shop / "mappings" / "mixpanel.yaml").read_text("utf-8") == before
