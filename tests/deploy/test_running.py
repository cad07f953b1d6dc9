"""What docs/deploy starts in containers, started here: NATS, the server that writes a stream, and the worker."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.actions.cli.sending import PROGRAM, project, server, taken
from tests.actions.stream.broker_process import free_port
from tests.actions.stream.nats_server import binary
from tests.deploy.test_compose import DEPLOY
from tests.deploy.test_kubernetes import CONTAINER, OPTIONS, SCALED

pytestmark = pytest.mark.cluster
ENVIRON = os.environ | {"WEBSITE_KEY": "my-first-key", "HOOK_SECRET": "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk="}
PATIENCE = 60.0
# Runs a command where nothing can be written but its own folder for temporary files, as in the container.
READ_ONLY = (
    *("unshare", "--mount", "sh", "-c"),
    'mount -o remount,ro,bind / && mount -t tmpfs tmpfs /mnt && TMPDIR=/mnt exec "$@"',
    "sh",
)
PERSONS = 200


@contextmanager
def started(*command: str, **options: Any) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(command, env=ENVIRON, text=True, **options)
    try:
        yield process
    finally:
        # A server has processes of its own, which it ends.
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def read_only(folder: Path) -> tuple[str, ...]:
    """What stands before a command so that it cannot write; nothing where the tests have no right to have that."""
    try:
        done = subprocess.run([*READ_ONLY, "true"], check=False, capture_output=True)
    except FileNotFoundError:
        return ()
    if done.returncode:
        return ()
    assert subprocess.run([*READ_ONLY, "touch", str(folder / "x")], check=False, capture_output=True).returncode
    return READ_ONLY


def ask(url: str, body: Any = None) -> tuple[int, str]:
    """The status and the text of an answer; 0 where nobody listens."""
    key = {"authorization": "Basic bXktZmlyc3Qta2V5Og==", "content-type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, key), timeout=PATIENCE) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(holds: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def test_what_the_server_takes_in_the_worker_delivers_and_ends_without_a_rest(tmp_path: Path) -> None:
    broker, watched, taking, health = (free_port() for _ in range(4))
    conf = (DEPLOY / "nats.conf").read_text(encoding="utf-8")
    conf = conf.replace("/data", str(tmp_path / "data")).replace("http: 8222", f"http: 127.0.0.1:{watched}")
    (tmp_path / "nats.conf").write_text(f"host: 127.0.0.1\nport: {broker}\n{conf}", encoding="utf-8")
    folder = project(tmp_path, "shop")
    settings = (DEPLOY / "streamed" / "serve.yaml").read_text(encoding="utf-8")
    settings = settings.replace("0.0.0.0:8080", f"127.0.0.1:{taking}").replace("/state", str(tmp_path / "state"))
    (folder / "serve.yaml").write_text(settings.replace("nats:4222", f"127.0.0.1:{broker}"), encoding="utf-8")
    args = [
        one.replace("nats:4222", f"127.0.0.1:{broker}").replace("--copies=3", "--copies=1") for one in CONTAINER["args"]
    ]
    args = [one.replace("0.0.0.0:8080", f"127.0.0.1:{health}") for one in args]
    with (
        started(binary(), "-c", str(tmp_path / "nats.conf"), stderr=subprocess.DEVNULL),
        server(tmp_path) as (url, ledger),
    ):
        until(lambda: ask(f"http://127.0.0.1:{watched}/healthz")[0] == 200, "nats does not answer")
        with started(*PROGRAM, "serve", "--settings", str(folder / "serve.yaml")):
            until(lambda: ask(f"http://127.0.0.1:{taking}/ready")[0] == 200, "the server is not ready")
            batch = [
                {"type": "track", "event": "X", "userId": f"u{number}", "messageId": f"m{number}"}
                for number in range(PERSONS)
            ]
            assert ask(f"http://127.0.0.1:{taking}/v1/batch", {"batch": batch})[0] == 200
            command = [*read_only(folder), *PROGRAM, *args, "--divert", url, "-C", str(folder)]
            with started(*command, stderr=subprocess.DEVNULL) as worker:
                until(lambda: ask(f"http://127.0.0.1:{health}/ready")[0] == 200, "the worker is not ready")
                until(lambda: ledger.exists() and len(taken(ledger, "shop")) == PERSONS, "not all were delivered")
                until(
                    lambda: f'_sent_total{{lane="shop"}} {PERSONS}' in ask(f"http://127.0.0.1:{health}/metrics")[1], ""
                )
                assert ask(f"http://127.0.0.1:{health}/health") == (200, "ok\n")
                asked = ask(f"http://127.0.0.1:{watched}/jsz?consumers=true")[1]
                worker.send_signal(signal.SIGTERM)
                assert worker.wait(PATIENCE) == 0
    assert sorted(taken(ledger, "shop")) == sorted(f"m{number}" for number in range(PERSONS))
    # What KEDA asks for is there, under the name of the instance.
    consumers = set(re.findall(r'"name": "(actions-[^"]+)"', asked))
    wanted = {one["metadata"]["consumer"].replace("mixpanel", "shop") for one in SCALED["triggers"]}
    assert wanted < consumers == {f"actions-shop-{number}" for number in range(int(OPTIONS["--partitions"]))}
