"""A server for long tests, in a process of its own: hosts that are sound, slow, dead, down now and then, or chaotic.

python -m tests.soak.vendor LEDGER '{"shop": {"chaos": true}}' SEED

It prints its port. A line of the ledger is written before the answer: when, the host, what becomes of it, its ids.
"""

import asyncio
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

# What becomes of a chaotic host's requests, and how often.
FATES = (
    ("500", 0.10),
    ("429", 0.05),
    ("hang", 0.03),
    ("reset", 0.01),
    ("reset after", 0.01),
    ("drip", 0.01),
    ("no json", 0.01),
    ("html", 0.01),
    ("other shape", 0.01),
)
# Good JSON that says nothing of what was taken: a list, a number, texts that are not ids, ids that nobody sent.
SHAPES: Sequence[Any] = ([], 7, None, {"taken": "all"}, {"taken": {"0": True}}, {"taken": ["nobody"]}, {"error": None})
# How often the vendor looks whether it has time to answer, in seconds.
TICK = 0.1
# Nothing of these was taken, and the sender knows it.
CLEAR = ("500", "429", "down", "reset")


class Vendor:
    """Answers as `hosts` says, and writes down what it was asked."""

    def __init__(self, ledger: str, hosts: dict[str, dict[str, Any]], seed: int) -> None:
        self._ledger = Path(ledger).open("ab", buffering=0)  # noqa: SIM115 - as long as the process
        self._hosts = hosts
        self._luck = random.Random(seed)  # noqa: S311 - the same luck again
        self._came: Counter[str] = Counter()

    def note_gap(self, before: float, after: float) -> None:
        """Write down that this process had no time to answer, where it had none."""
        if after - before > 2 * TICK:
            self._ledger.write(f"{before}\t\tgap\t{after}\n".encode())

    async def serve(self, request: web.Request) -> web.StreamResponse:
        host = request.path.split("/")[1].split(".")[0]
        ids = json.loads(await request.read())
        fate = self._fate(self._hosts[host])
        self._ledger.write(f"{time.time()}\t{host}\t{fate}\t{' '.join(ids)}\n".encode())
        self._came[host] += 1
        for other, number in self._hosts[host].get("behind", {}).items():
            # Its answer comes once so many more requests came for the other one: whoever waits for it waits for ever.
            due = number * self._came[host]
            while self._came[other] < due:  # noqa: ASYNC110 - each waits for a count of its own
                await asyncio.sleep(TICK / 10)
        shape = self._luck.choice(SHAPES) if fate == "other shape" else {"taken": ids}
        return await self._answer(request, fate, self._hosts[host], shape)

    def _fate(self, host: dict[str, Any]) -> str:
        if host.get("hang"):
            return "hang"
        if period := host.get("period"):
            return "down" if (time.time() + host.get("offset", 0)) % period < period / 2 else "fine"
        point = self._luck.random() if host.get("chaos") else 1.0
        for fate, share in FATES:
            if 0 <= point < share:
                return fate
            point -= share
        return "fine"

    @staticmethod
    async def _answer(request: web.Request, fate: str, host: dict[str, Any], shape: Any) -> web.StreamResponse:
        match fate:
            case "500" | "down":
                return web.Response(status=500)
            case "429":
                return web.Response(status=429, headers={"Retry-After": "1"})
            case "hang":
                await asyncio.sleep(host.get("hang") or 1.5 * host.get("within", 1.0))
            case "reset" | "reset after":
                if request.transport:
                    request.transport.abort()
            case "drip":
                answer = web.StreamResponse()
                await answer.prepare(request)
                with suppress(ConnectionError):
                    for _ in range(round(20 * host.get("within", 1.0))):
                        await asyncio.sleep(0.1)
                        await answer.write(b" ")
                return answer
            case "no json":
                return web.Response(text='{"half": ')
            case "html":
                return web.Response(text="<html>maintenance", content_type="text/html")
        await asyncio.sleep(host.get("wait", 0))
        return web.json_response(shape)


async def main() -> None:
    vendor = Vendor(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]))
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{anything:.*}", vendor.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    parent = os.getppid()
    # No longer than whoever runs the tests, however that ends.
    while os.getppid() == parent:
        before = time.time()
        await asyncio.sleep(TICK)
        vendor.note_gap(before, time.time())


if __name__ == "__main__":
    asyncio.run(main())
