"""The process of the decider: it ends on SIGTERM, and reads its files again on SIGHUP."""

import asyncio
import gc
import signal
from pathlib import Path

from actions.serve.admin.server import AdminServer
from actions.serve.audit import write_audit
from actions.serve.decider.loading import LoadError, load
from actions.serve.decider.observed import observe
from actions.serve.decider.service import Service
from actions.serve.journal.predecessor import wait_for_predecessor
from actions.serve.journal.state import DECIDER
from actions.system.signals import HANG_UP, take_hang_up
from destinations.delivery.outbox.file.owner import OwnedError, Owner


def run_decider(
    path: Path,
    *,
    divert: str | None = None,
    watch: bool = False,
    env_file: Path | None = None,
    telemetry: bool = False,
) -> None:
    """Decide and deliver what is in the journal until SIGTERM or SIGINT.

    LoadError where settings or mapping files cannot be used, DelivererError or OutboxError where the outbox cannot.
    With `divert`, the address of a stand-in, all requests go there. `watch` reads files again when they change. With
    `telemetry`, OpenTelemetry hears of it; ModuleNotFoundError where that is not installed.
    """
    loaded = load(path, env_file)
    collect_seldom()
    service = Service(path, loaded, divert=divert, env_file=env_file, watch=watch)
    if telemetry:
        service.telemetry = observe(service)
    wait_for_predecessor(service.journal, DECIDER, ("decider",), loaded.settings.ending_time)
    # Before anything is written that a running decider has written.
    owner = Owner(service.journal / "decider")
    try:
        owner.take()
    except OwnedError as error:
        raise LoadError(f"{service.journal} is read by another decider, process {error.pid}; stop it first") from None
    try:
        asyncio.run(_run(service))
    finally:
        owner.release()


async def _run(service: Service) -> None:
    loop = asyncio.get_running_loop()
    reloads: set[asyncio.Task[str]] = set()

    def reload() -> None:
        task = loop.create_task(service.reload("SIGHUP"))
        task.add_done_callback(lambda done: write_audit(service.journal, "reload", ok=not done.result(), by="SIGHUP"))
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, service.stop.set)
    loop.add_signal_handler(HANG_UP, reload)
    take_hang_up()
    async with AdminServer(service):
        await service.run()


def collect_seldom() -> None:
    """Have Python look for reference cycles less often, and never among what is there already: there are few."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
