"""A server that takes anything and says so, in a process of its own: it prints its port first."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web


@contextmanager
def sink() -> Iterator[str]:
    """The URL of such a server."""
    server = subprocess.Popen([sys.executable, "-m", "tests.bench.costs.sink"], stdout=subprocess.PIPE, text=True)
    try:
        port = server.stdout.readline().strip() if server.stdout else ""
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
        if server.stdout:
            server.stdout.close()


async def take(request: web.Request) -> web.Response:
    await request.read()
    # Mixpanel takes no answer of 200 for one that has no JSON.
    return web.json_response({"code": 200, "status": "OK"})


async def main() -> None:
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{rest:.*}", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
