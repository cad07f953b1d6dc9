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

from actions import Project, ProjectError
from destinations.delivery import Caps, DelivererError, RetryPolicy
from destinations.delivery.wire.kept_tokens import KeptTokens
from destinations.sdk.request import OAuth2
from tests.actions.cli.sending import ENVIRONMENT, HOOK, event, server, taken


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
    ("written", "told"),
    [
        ("delivery: {order: users}", 'order: cannot be "users"'),
        ("delivery: {most_waiting: 0}", "most_waiting: must be a whole number from 1 on, not 0"),
        ("delivery: {orders: user}", 'delivery: has no key "orders"'),
        ("order: user", 'a mapping file has no key "order"'),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(tmp_path: Path, written: str, told: str) -> None:
    with pytest.raises(ProjectError) as raised:
        project(tmp_path, f"{written}\n")
    assert [(one.place.line, one.message) for one in raised.value.report if one.place] == [(6, told)]


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


@pytest.mark.parametrize(("content", "told"), [(None, "No such file"), ("nothing", "no certificate")])
def test_an_authority_that_cannot_be_read_is_told_before_anything_is_sent(
    tmp_path: Path, content: str | None, told: str
) -> None:
    if content:
        (tmp_path / "ca.pem").write_text(content)
    loaded = project(tmp_path, "delivery: {ca_file: ca.pem}\n")

    async def enter() -> None:
        async with loaded.deliverer(ENVIRONMENT):
            pass

    with pytest.raises(DelivererError, match=f"shop: .*ca.pem cannot be used: .*{told}"):
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
