"""What a mapping file says under `delivery:`, from outside: order, how many may wait, and a private authority."""

import asyncio
import json
import ssl
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer

from actions import Project, ProjectError
from actions.cli.run.order import read_caps
from destinations.delivery import Caps, DelivererError, RetryPolicy, WireRequest, WireResponse
from destinations.delivery.wire.kept_tokens import KeptTokens
from destinations.sdk.request import OAuth2
from tests.actions.cli.sending import ENVIRONMENT, HOOK, actions, event, rows, server, taken, write_events

MIXPANEL = """version: 1
destination: mixpanel
settings: {project_token: {secret: TOKEN}}
delivery: {linger: 0.5}
actions: [{do: track}]
"""


def project(folder: Path, delivery: str, **settings: str) -> Project:
    (folder / "mappings").mkdir(exist_ok=True)
    text = HOOK.format(name="shop") + delivery
    for old, new in settings.items():
        text = text.replace({"url": "https://shop.example.com/in"}[old], new)
    (folder / "mappings" / "shop.yaml").write_text(text, encoding="utf-8")
    return Project.load(folder, environ=ENVIRONMENT)


def test_so_many_may_wait_and_no_more(tmp_path: Path) -> None:
    loaded = project(tmp_path, "delivery: {most_waiting: 3}\n")

    async def accept(caps: Caps | None) -> int:
        deliverer = loaded.deliverer(ENVIRONMENT, caps=caps, divert="http://127.0.0.1:9")
        async with deliverer:
            deliverer.workers.pause("shop", "to let it wait")
            receipt = await deliverer.accept_many([event(number) for number in range(5)])
        (tmp_path / ".actions" / "outbox.db").unlink()
        return receipt.accepted

    assert asyncio.run(accept(None)) == 3
    assert asyncio.run(accept(Caps(own={"shop": 4}))) == 4


@pytest.mark.parametrize(
    ("delivery", "caps", "accepted"),
    [
        ("{most_bytes: 200}", None, 2),
        ("{most_bytes: 200}", Caps(own_bytes={"shop": 1}), 1),
        ("{most_bytes: 200, most_waiting: 1}", None, 1),
        ("{most_waiting: 4}", Caps(bytes=1), 1),
    ],
    ids=["as the file says", "as the program says", "the first limit counts", "as the program says of all"],
)
def test_payloads_of_so_many_bytes_may_wait_and_no_more(
    tmp_path: Path, delivery: str, caps: Caps | None, accepted: int
) -> None:
    loaded = project(tmp_path, f"delivery: {delivery}\n")

    async def accept() -> tuple[int, int]:
        deliverer = loaded.deliverer(ENVIRONMENT, caps=caps, divert="http://127.0.0.1:9")
        async with deliverer:
            deliverer.workers.pause("shop", "to let it wait")
            receipt = await deliverer.accept_many([event(number) for number in range(5)])
        return receipt.accepted, len(receipt.full)

    # A payload here has 100 to 200 bytes: what comes while there is room is taken whole.
    assert asyncio.run(accept()) == (accepted, 5 - accepted)


def test_the_command_line_says_how_much_may_wait(tmp_path: Path) -> None:
    project(tmp_path, "delivery: {most_waiting: 1000}\n")
    write_events(tmp_path / "e.ndjson", range(5))
    words = ("run", str(tmp_path / "e.ndjson"), "--send", "--yes", "--format", "json")
    with server(tmp_path, shop={"status": 401}) as (url, _):
        done = actions(tmp_path, *words, "--divert", url, "--most-waiting", "7", "--most-waiting", "shop=2")
    ends = [row["outcome"]["status"] for row in rows(done.stdout)]
    assert (ends, done.returncode) == (["rejected"] * 3, 5)


@pytest.mark.parametrize(
    ("waiting", "sizes", "message"),
    [
        (["some"], [], "--most-waiting some: write a whole number from 1 on, or INSTANCE=NUMBER"),
        (["0"], [], "--most-waiting 0: write a whole number from 1 on, or INSTANCE=NUMBER"),
        ([], ["crm=5"], "--most-bytes crm=5: no instance is named crm; there are shop"),
    ],
)
def test_what_the_command_line_cannot_mean(
    waiting: list[str], sizes: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        read_caps(waiting, sizes, ["shop"])
    assert capsys.readouterr().err.strip() == f"actions: {message}"


def test_a_delivery_waits_for_others_to_travel_with(tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "mixpanel.yaml").write_text(MIXPANEL, encoding="utf-8")
    loaded, batches = Project.load(tmp_path, environ={"TOKEN": "t"}), list[int]()

    async def answer(request: WireRequest) -> WireResponse:
        batches.append(request.body.count(b"$insert_id"))
        return WireResponse(200, {}, b'{"code": 200, "status": "OK"}')

    async def deliver() -> None:
        async with loaded.deliverer(transport=answer) as deliverer:
            for number in range(6):
                await deliverer.accept(event(number))
                await asyncio.sleep(0.02)
            await asyncio.wait_for(deliverer.drained(), 10)

    asyncio.run(deliver())
    assert batches == [6]


def test_the_order_of_each_person_is_kept_where_the_file_asks_for_it(tmp_path: Path) -> None:
    loaded = project(tmp_path, "delivery: {order: user}\n")
    assert loaded.deliverer(ENVIRONMENT).tools["shop"].by_person

    async def deliver(url: str) -> None:
        async with loaded.deliverer(ENVIRONMENT, divert=url) as deliverer:
            await deliverer.accept_many([event(number) for number in range(200)])
            await asyncio.wait_for(deliverer.drained(), 30)

    with server(tmp_path, shop={"wait": 0.002}) as (url, ledger):
        asyncio.run(deliver(url))
    numbers = [int(name[1:]) for name in taken(ledger, "shop")]
    # As `event` says whose it is.
    assert [sorted(mine) for mine in _by_person(numbers)] == _by_person(numbers)
    assert len(numbers) == 200


def _by_person(numbers: list[int]) -> list[list[int]]:
    return [[number for number in numbers if number % 50 == person] for person in range(50)]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("delivery: {order: users}", 'order: cannot be "users"'),
        ("delivery: {linger: -1}", "linger: must be a number from 0 to 3600, not -1"),
        ("delivery: {linger: 2s}", 'linger: must be a number from 0 to 3600, not "2s"'),
        ("delivery: {linger: 3601}", "linger: must be a number from 0 to 3600, not 3601"),
        ("delivery: {most_waiting: 0}", "most_waiting: must be a whole number from 1 on, not 0"),
        ("delivery: {orders: user}", 'delivery: has no key "orders"'),
        ("order: user", 'a mapping file has no key "order"'),
    ],
)
def test_what_cannot_be_meant_is_reported_at_its_place(tmp_path: Path, written: str, message: str) -> None:
    with pytest.raises(ProjectError) as raised:
        project(tmp_path, f"{written}\n")
    assert [(one.place.line, one.message) for one in raised.value.report if one.place] == [(6, message)]


class Here(BaseHTTPRequestHandler):
    """Takes all that comes."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def secure(folder: Path) -> Iterator[str]:
    """The port of a server whose certificate only `folder/ca.pem` vouches for."""
    certificate, key = folder / "ca.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    words += ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*words, "-out", str(certificate), "-keyout", str(key)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), Here) as serving:
        serving.socket = context.wrap_socket(serving.socket, server_side=True)
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"https://localhost:{serving.server_port}/in, allow_private: [127.0.0.0/8, '::1/128']"
        serving.shutdown()
        thread.join()


@pytest.mark.parametrize("way", ["deliverer", "direct_deliverer"])
def test_a_server_is_known_by_the_authority_in_the_file(tmp_path: Path, way: str) -> None:
    async def deliver(loaded: Project) -> str:
        if way == "direct_deliverer":
            async with loaded.direct_deliverer(ENVIRONMENT) as direct:
                [delivered] = await direct.deliver(loaded.decide(event(1)))
                return "sent" if not hasattr(delivered.outcome, "reason") else delivered.outcome.reason
        async with loaded.deliverer(ENVIRONMENT) as deliverer:
            await deliverer.accept(event(1))
            await asyncio.wait_for(deliverer.drained(), 30)
            return "sent" if (await deliverer.status())["instances"]["shop"]["sent"] else "not sent"

    with secure(tmp_path) as url:
        assert asyncio.run(deliver(project(tmp_path, "delivery: {ca_file: ca.pem}\n", url=url))) == "sent"


def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    async def deliver(loaded: Project) -> str:
        async with loaded.direct_deliverer(ENVIRONMENT, policy=RetryPolicy(budget=0.0)) as deliverer:
            [delivered] = await deliverer.deliver(loaded.decide(event(2)))
            return str(getattr(delivered.outcome, "reason", "sent"))

    with secure(tmp_path) as url:
        assert "no secure connection to localhost" in asyncio.run(deliver(project(tmp_path, "", url=url)))


@pytest.mark.parametrize(("content", "message"), [(None, "No such file"), ("nothing", "no certificate")])
def test_an_authority_that_cannot_be_read_is_reported_before_anything_is_sent(
    tmp_path: Path, content: str | None, message: str
) -> None:
    if content:
        (tmp_path / "ca.pem").write_text(content)
    loaded = project(tmp_path, "delivery: {ca_file: ca.pem}\n")

    async def enter() -> None:
        async with loaded.deliverer(ENVIRONMENT):
            pass

    with pytest.raises(DelivererError, match=f"shop: .*ca.pem cannot be used: .*{message}"):
        asyncio.run(enter())


def test_a_refresh_token_that_was_changed_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db.tokens"
    one = OAuth2(token_url="https://a.example/t", client_id="me", client_secret="s", refresh_token="first")
    other = OAuth2(token_url="https://a.example/t", client_id="me", client_secret="s", refresh_token="set anew")
    kept = KeptTokens(path)
    assert kept.read(one) == ""
    kept.keep(one, "second")
    kept.keep(other, "third")
    assert [KeptTokens(path).read(oauth) for oauth in (one, other)] == ["second", "third"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "first" not in path.read_text()
    path.write_text(json.dumps(["damaged"]))
    assert kept.read(one) == ""
