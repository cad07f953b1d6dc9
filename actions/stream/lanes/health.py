"""What a machine that runs workers asks of them over HTTP: whether they live, whether they are ready, and numbers."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from actions.stream.lanes.worker import Worker
from actions.stream.portion import Lag

# A broker that does not say how much waits within this time is taken to be out of reach.
PATIENCE = 2.0
PATHS = ("/health", "/ready", "/metrics")
COUNTED = (
    ("actions_worker_sent_total", "sent", "Deliveries that arrived."),
    ("actions_worker_later_total", "later", "Deliveries that were handed on, to come again."),
    ("actions_worker_dead_total", "dead", "Deliveries and events that became dead letters."),
)


@asynccontextmanager
async def served(worker: Worker, stop: asyncio.Event, host: str, port: int) -> AsyncIterator[str]:
    """The address at which, meanwhile, `/health`, `/ready` and `/metrics` answer; OSError where it cannot be had.

    `/health` answers while the process turns. `/ready` says 503 once `stop` is set, and while the broker cannot be
    asked; a lane that waits for its tool is ready. `/metrics` is for Prometheus.
    """

    async def health(_: web.BaseRequest) -> web.Response:
        return web.Response(text="ok\n")

    async def ready(_: web.BaseRequest) -> web.Response:
        if stop.is_set():
            return web.Response(status=503, text="it is being stopped\n")
        lags = await _lags(worker)
        unknown = [name for name, lag in lags.items() if lag is None]
        text = f"the broker does not say what waits for {', '.join(unknown)}\n" if unknown else "ready\n"
        return web.Response(status=503 if unknown else 200, text=text)

    async def metrics(_: web.BaseRequest) -> web.Response:
        text = "".join(f"{line}\n" for line in metrics_of(worker.facts(), await _lags(worker)))
        return web.Response(text=text, content_type="text/plain", charset="utf-8")

    app = web.Application()
    app.add_routes(web.get(path, one) for path, one in zip(PATHS, (health, ready, metrics), strict=True))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        own_host, own_port = runner.addresses[0][:2]
        yield f"http://{own_host}:{own_port}"
    finally:
        await runner.cleanup()


def metrics_of(facts: Mapping[str, Mapping[str, Any]], lags: Mapping[str, Lag | None]) -> Iterator[str]:
    """The lines of `/metrics`: for each lane what became of deliveries, what waits, and whether it is paused."""
    for metric, key, about in COUNTED:
        yield from _metric(metric, "counter", about, {name: of.get(key) or 0 for name, of in facts.items()})
    waiting = {name: lag.messages for name, lag in lags.items() if lag}
    yield from _metric("actions_worker_lag_messages", "gauge", "Messages of the stream that wait.", waiting)
    seconds = {name: lag.seconds for name, lag in lags.items() if lag and lag.seconds is not None}
    yield from _metric("actions_worker_lag_seconds", "gauge", "How long the oldest of them has waited.", seconds)
    share = {name: of.get("share") or 0.0 for name, of in facts.items()}
    yield from _metric("actions_worker_partitions_share", "gauge", "The part of the partitions that it reads.", share)
    paused = {name: int(bool(of.get("paused"))) for name, of in facts.items()}
    yield from _metric("actions_worker_paused", "gauge", "1 where a lane waits for a person.", paused)


def _metric(name: str, kind: str, about: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"
    # Names of instances hold no character that would have to be escaped.
    yield from (f'{name}{{lane="{lane}"}} {value}' for lane, value in values.items())


async def _lags(worker: Worker) -> dict[str, Lag | None]:
    names = list(worker.lanes)
    return dict(zip(names, await asyncio.gather(*(_lag(worker, name) for name in names)), strict=True))


async def _lag(worker: Worker, name: str) -> Lag | None:
    try:
        return await asyncio.wait_for(worker.lanes[name].lag(), PATIENCE)
    except Exception:  # noqa: BLE001 - each broker has its own errors; all say that it cannot be asked
        return None
