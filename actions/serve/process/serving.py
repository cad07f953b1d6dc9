"""The process of the HTTP server, from its start to the end of its drain."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from actions.serve.audit import write_audit
from actions.serve.http.logs import LOG
from actions.serve.http.server import HttpServer, TlsError
from actions.serve.http.service import ScriptError, Service
from actions.serve.http.unknown import LARGEST, UnknownKeys
from actions.serve.journal import Journal, JournalError, JournalFullError, SegmentJournal
from actions.serve.journal.predecessor import wait_for_predecessor
from actions.serve.journal.several.folders import UNKNOWN, journal_folder
from actions.serve.journal.state import DECIDER, RELOAD, SERVER, read_state, write_state
from actions.serve.process.adopting import DONE, REQUEST, adopt
from actions.serve.process.observed import observe_server
from actions.serve.settings.model import ServeSettings
from actions.serve.settings.read import CheckedSettings
from actions.system.signals import HANG_UP, take_hang_up

if TYPE_CHECKING:
    from actions.serve.decider.rules import Rules

TICK: Final = 1.0
TICKS_BETWEEN_CLEANINGS: Final = 60
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
Load = Callable[[], CheckedSettings]
# What the rules of sources are read by, where events go into a stream.
LoadRules = Callable[[], "Rules"]


class ServingError(RuntimeError):
    """A server that cannot be started: why, and what to do."""


def run_server(
    settings: ServeSettings, load: Load, number: int = 1, *, rules: LoadRules | None = None, telemetry: bool = False
) -> None:
    """Serve until SIGTERM or SIGINT; ServingError where that cannot begin. `load` reads the settings anew on SIGHUP.

    Of several processes, each has a `number` from 1 on, and a journal of its own. Where events go into a stream, they
    apply the rules that `rules` gives, or ServingError where these cannot be used. With `telemetry`, OpenTelemetry
    hears of it; ModuleNotFoundError where that is not installed.
    """
    folder = journal_folder(settings.journal.path, number)
    wait_for_predecessor(folder, SERVER, ("journal", f"{UNKNOWN}/journal"), settings.ending_time)
    try:
        serving = _Serving(settings, load, number, rules)
    except ScriptError as error:
        raise ServingError(str(error)) from error
    if telemetry:
        serving.observe()
    try:
        import uvloop
    except ImportError:
        asyncio.run(serving.run())
    else:
        uvloop.run(serving.run())


class _Serving:
    def __init__(self, settings: ServeSettings, load: Load, number: int, rules: LoadRules | None) -> None:
        self._load = load
        self._load_rules = rules
        folder = journal_folder(settings.journal.path, number)
        journal = _journal(settings, folder, rules)
        unknown = UnknownKeys(folder, settings.journal.reserve, LARGEST // settings.processes)
        self._service = Service(settings, journal, unknown)
        self._server = HttpServer(self._service)
        self._ending = asyncio.Event()
        self._reloading: asyncio.Task[None] | None = None
        self._folder, self._main_folder = folder, settings.journal.path
        self._began = time.time()
        self._reloads = 0
        self._is_state_old = False

    def observe(self) -> None:
        """Have OpenTelemetry hear of requests and their events."""
        observe_server(self._service, lambda: self._server.connections)

    async def run(self) -> None:
        service, settings = self._service, self._service.settings
        try:
            await asyncio.to_thread(service.journal.open)
            service.unknown.open()
        except JournalError as error:
            raise ServingError(str(error)) from error
        try:
            await self._serve(settings)
        finally:
            await service.journal.close()
            await service.unknown.close()
            if not service.is_starting:
                self._write_state()

    async def _serve(self, settings: ServeSettings) -> None:
        loop = asyncio.get_running_loop()
        try:
            self._service.port = await self._server.start()
        except TlsError as error:
            raise ServingError(str(error)) from error
        except OSError as error:
            # asyncio puts the address into the error's text once more.
            why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
            message = f"{settings.listen} cannot be listened on: {why}; name another under listen:"
            raise ServingError(message) from error
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ending.set)
        loop.add_signal_handler(HANG_UP, self._reload)
        take_hang_up()
        self._say_where()
        self._service.is_starting = False
        ticking = asyncio.create_task(self._tick_on())
        try:
            await self._ending.wait()
            await self._drain()
        finally:
            ticking.cancel()

    async def _drain(self) -> None:
        """Tell load balancers first, then close."""
        self._service.is_draining = True
        self._write_state()
        LOG.info("draining: no new connections in %g s", self._service.settings.drain_delay)
        await asyncio.sleep(self._service.settings.drain_delay)
        await self._server.stop()
        LOG.info("ended: every accepted event is in the journal")

    def _say_where(self) -> None:
        settings, journal = self._service.settings, self._service.journal
        if journal.torn_bytes:
            LOG.warning("cut %d bytes off the journal that a crash had left unfinished", journal.torn_bytes)
        if settings.listen.host not in LOOPBACK and not settings.tls and not settings.trusted_proxies:
            LOG.warning(
                "%s takes events from everywhere, unencrypted: put a proxy before it, or set tls:", settings.listen
            )
        self._write_state()
        LOG.info("listening on %s:%d as process %d", settings.listen.host, self._service.port, os.getpid())

    async def _tick_on(self) -> None:
        ticks = 0
        while True:
            await asyncio.sleep(TICK)
            ticks += 1
            try:
                await self._tick(is_cleaning=ticks % TICKS_BETWEEN_CLEANINGS == 0)
            except OSError as error:
                LOG.warning("housekeeping: %s", error.strerror or type(error).__name__)

    async def _tick(self, *, is_cleaning: bool) -> None:
        self._server.close_idle()
        self._service.decider = read_state(self._main_folder, DECIDER)
        asked = self._folder / f"{RELOAD}.json"
        if asked.exists():
            asked.unlink()
            self._reload()
        journal = self._service.journal
        # The decider writes more than the server does, and others do, too.
        journal.look_at_disk()
        if journal.failures_in_a_row and not journal.is_disk_full:
            # Nobody may come to try it while /ready says that it fails.
            with suppress(JournalFullError):
                await journal.append([])
        if is_cleaning:
            self._service.unknown.forget_old()
        self._write_state()

    def _reload(self) -> None:
        if self._reloading is None or self._reloading.done():
            self._reloading = asyncio.create_task(self._reload_now())

    async def _reload_now(self) -> None:
        """Take the settings anew; those that hold stay where the new ones cannot be used."""
        checked = await asyncio.to_thread(self._load)
        problem = _problem_of(checked) or await asyncio.to_thread(self._take_rules)
        old, new = self._service.settings, checked.settings
        if not problem and new is not None:
            problem = self._use(new)
        self._service.reload_problem = problem
        if problem or new is None:
            LOG.error("not reloaded, the settings stay as they were: %s", problem)
        else:
            LOG.info("reloaded: %d sources", len(new.sources))
            if (old.listen, old.journal, old.processes) != (new.listen, new.journal, new.processes):
                LOG.warning("listen:, journal: and processes: are taken at the next start")
        self._reloads += 1
        await self._adopt()
        self._write_state()

    def _use(self, settings: ServeSettings) -> str:
        """Take the settings; what kept that from being done."""
        try:
            self._service.use(settings)
        except ScriptError as error:
            return str(error)
        return ""

    def _take_rules(self) -> str:
        """Where events go into a stream, take the rules of sources anew; what kept that from being done."""
        if self._service.settings.journal.stream is None or self._load_rules is None:
            return ""
        from actions.serve.streaming import StreamJournal

        try:
            if isinstance(self._service.journal, StreamJournal):
                self._service.journal.rules = self._load_rules()
        except ServingError as error:
            return str(error)
        return ""

    async def _adopt(self) -> None:
        """Take in what `actions serve unknown --adopt` asks for."""
        asked = read_state(self._folder, REQUEST)
        if asked:
            (self._folder / f"{REQUEST}.json").unlink(missing_ok=True)
            taken = await adopt(self._service, asked["keys"])
            LOG.info("took in %d events whose key was unknown", taken)
            write_audit(self._main_folder, "adopt", keys=len(asked["keys"]), events=taken)
            try:
                write_state(self._folder, DONE, {"asked": asked["asked"], "taken": taken})
            except OSError as error:
                LOG.warning("%s: whoever asked for that cannot be told: %s", self._folder, error.strerror)

    def _write_state(self) -> None:
        service = self._service
        facts: dict[str, Any] = {
            "pid": os.getpid(),
            "at": service.clock.now(),
            "began": self._began,
            "host": service.settings.listen.host,
            "port": self._service.port,
            "draining": service.is_draining,
            "closing": service.is_closing,
            "connections": self._server.connections,
            "reload_problem": service.reload_problem,
            "reloads": self._reloads,
            "journal": {
                "failures": service.journal.failures_in_a_row,
                "torn_bytes": service.journal.torn_bytes,
                "disk_full": service.journal.is_disk_full,
            },
            "counters": service.counters.as_dict(),
        }
        try:
            write_state(self._folder, SERVER, facts)
        except OSError as error:
            # On a full disk the server answers, drains and ends as ever.
            if not self._is_state_old:
                LOG.warning("%s: the server's state cannot be written: %s", self._folder, error.strerror)
            self._is_state_old = True
        else:
            self._is_state_old = False


def _problem_of(checked: CheckedSettings) -> str:
    first = next((one for one in checked.report if one.severity == "error"), None)
    return f"{first.place}: {first.message}" if first and checked.settings is None else ""


def _journal(settings: ServeSettings, folder: Path, rules: LoadRules | None) -> Journal:
    """Segments in the folder, or the stream that the settings name."""
    place = settings.journal
    if place.stream is None:
        return SegmentJournal(folder, reserve=place.reserve)
    if rules is None:
        raise ServingError("journal: stream: nothing says what the rules of sources are")
    from actions.serve.streaming import StreamJournal
    from actions.stream.address import read_address

    address = read_address(place.stream.get_secret_value(), place.partitions, place.copies)
    return StreamJournal(address, place.keep, rules())
