"""A project with webhooks, real runs of the command, and servers in processes of their own with ledgers on disk."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.actions.small_projects import write_project

PROGRAM = [sys.executable, "-c", "from actions.cli.entry import main; main()"]
ENVIRONMENT = os.environ | {"HOOK_SECRET": "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk="}
HOOK = """version: 1
destination: webhook
name: {name}
settings: {{url: https://{name}.example.com/in, secret: {{secret: HOOK_SECRET}}}}
actions: [{{name: A, do: send, when: type = "track"}}]
"""
# Answers by host: how long it takes, and with what; each request's message id goes into the ledger before the answer.
SERVER = """
import asyncio, json, os, sys
from aiohttp import web

ledger = open(sys.argv[1], "ab", buffering=0)
hosts = json.loads(sys.argv[2])
seen = {}
parent = os.getppid()

async def serve(request):
    host = request.path.split("/")[1].split(".")[0]
    fate = hosts.get(host, {})
    name = json.loads(await request.read())["messageId"]
    number = seen[host] = seen.get(host, 0) + 1
    if fate.get("hang"):
        await asyncio.sleep(3600)
    status = fate.get("status", 200)
    if fate.get("key") not in (None, request.headers.get("X-Key")):
        status = 401
    if status < 300:
        ledger.write(f"{host} {name} {request.headers['webhook-id']}\\n".encode())
    await asyncio.sleep(fate.get("wait", 0))
    # Its answer comes once so many more requests came for the other one: what waits for it waits for ever.
    for other, more in fate.get("behind", {}).items():
        while seen.get(other, 0) < number * more:
            await asyncio.sleep(0.02)
    return web.Response(status=status, text=fate.get("echo", ""))

async def main():
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    # No longer than whoever runs the tests, however that ends.
    while os.getppid() == parent:
        await asyncio.sleep(1)

asyncio.run(main())
"""


def project(folder: Path, *names: str) -> Path:
    """A project with webhooks of these names."""
    made = write_project(folder)
    for name in names:
        (made / "mappings" / f"{name}.yaml").write_text(HOOK.format(name=name), encoding="utf-8")
    return made


def event(number: int) -> dict[str, Any]:
    return {"type": "track", "event": "X", "userId": f"u{number % 50}", "messageId": f"m{number}"}


def write_events(path: Path, numbers: Iterable[int]) -> Path:
    path.write_bytes(b"".join(json.dumps(event(number)).encode() + b"\n" for number in numbers))
    return path


@contextmanager
def server(folder: Path, **hosts: dict[str, Any]) -> Iterator[tuple[str, Path]]:
    """The URL of a server in a process of its own, and its ledger: a line for each request that it took."""
    ledger = folder / "ledger"
    command = [sys.executable, "-c", SERVER, str(ledger), json.dumps(hosts)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}", ledger
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def taken(ledger: Path, host: str) -> list[str]:
    """The message ids that the server took for the host, in their order."""
    return [line.split()[1] for line in ledger.read_text().splitlines() if line.split()[0] == host]


def actions(folder: Path, *words: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """A run of the command to its end."""
    command = [*PROGRAM, *words, "-C", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False, **options)


def start(folder: Path, *words: str, **options: Any) -> "subprocess.Popen[bytes]":
    """A run of the command that goes on meanwhile."""
    return subprocess.Popen([*PROGRAM, *words, "-C", str(folder)], env=ENVIRONMENT, **options)


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
