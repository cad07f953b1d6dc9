"""`actions worker` as a process, against a real NATS server and a tool in a process of its own."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import Iterable
from itertools import count
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.stream.nats.connection import connection
from tests.actions.cli import sending

NUMBERS = count(1)


def publish(address: str, stream: str, *messages: Iterable[int]) -> None:
    async def run() -> None:
        async with connection(address) as client:
            context = client.jetstream()
            await context.add_stream(name=stream, subjects=[f"{stream}.*"])
            for numbers in messages:
                data = b"".join(json.dumps(sending.event(one)).encode() + b"\n" for one in numbers)
                await context.publish(f"{stream}.0", data)

    asyncio.run(run())


def wait_for(ledger: Path, many: int) -> None:
    end = time.monotonic() + 30
    while not ledger.exists() or len(ledger.read_text().splitlines()) < many:
        assert time.monotonic() < end, ledger.read_text() if ledger.exists() else "nothing came"
        time.sleep(0.02)


@pytest.mark.slow
def test_a_worker_delivers_and_ends_well_on_sigterm(nats_address: str, tmp_path: Path) -> None:
    folder, stream = sending.project(tmp_path, "shop", "crm"), f"W{next(NUMBERS)}"
    publish(nats_address, stream, range(20), range(20, 40))
    with sending.server(tmp_path) as (url, ledger):
        options = ["worker", "--from", f"{nats_address}/{stream}", "--divert", url]
        running = sending.start(folder, *options, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            wait_for(ledger, 80)
            running.send_signal(signal.SIGTERM)
            started = time.monotonic()
            out, err = running.communicate(timeout=20)
            assert time.monotonic() - started < 10
        finally:
            running.kill()
            running.communicate()
        assert running.returncode == 0, err
        assert out.decode().splitlines() == ["crm: 40 sent, 0 later, 0 dead", "shop: 40 sent, 0 later, 0 dead"]
        for host in ("shop", "crm"):
            assert sorted(sending.taken(ledger, host)) == sorted(f"m{number}" for number in range(40))


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        pytest.param(["--from", "events"], 2, "such as nats://127.0.0.1:4222/EVENTS", id="no address"),
        pytest.param(
            ["--from", "nats://h:1/a.b"], 2, "a stream of NATS has no dot in its name", id="a stream with a dot"
        ),
        pytest.param(["--from", "nats://h:1/E", "--group", "x"], 2, "such as quiet=slack,webhook", id="half a group"),
        pytest.param(["--from", "nats://127.0.0.1:1/E"], 4, "cannot be reached", id="nobody there"),
    ],
)
def test_what_cannot_work_is_said(tmp_path: Path, options: list[str], code: int, message: str) -> None:
    answer = CliRunner().invoke(app, ["worker", *options, "-C", str(sending.project(tmp_path, "shop"))])
    assert (answer.exit_code, answer.stdout) == (code, "")
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_stream_that_is_not_there_is_named(nats_address: str, tmp_path: Path) -> None:
    options = ["worker", "--from", f"{nats_address}/NOPE", "-C", str(sending.project(tmp_path, "shop"))]
    answer = CliRunner(env=sending.ENVIRONMENT).invoke(app, options)
    assert answer.exit_code == 2
    assert "there is no stream NOPE" in answer.stderr
