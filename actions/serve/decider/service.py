"""A decider that runs on: with its deliverer, its settings that may be read again, and what people ask of it."""

import asyncio
import logging
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from actions.deliver.deliverer import Deliverer
from actions.deliver.observability.telemetry import Telemetry
from actions.deliver.outcome import Outcome
from actions.serve.audit import write_audit
from actions.serve.decider.decider import Decider
from actions.serve.decider.loading import Loaded, LoadError, load
from actions.serve.decider.rules import RulesError, files_of, read_suppressed
from actions.serve.decider.tail import Tail
from actions.serve.decider.totals import Totals
from actions.serve.journal import JournalReader
from actions.serve.journal.several.folders import journal_folders, readers_of
from actions.serve.journal.several.reloading import reload_server
from actions.serve.journal.state import DECIDER, write_state
from actions.serve.privacy.suppressions import Suppressions
from destinations.delivery.outbox.entry import Caps
from destinations.delivery.senders import DelivererError

LOGGER = logging.getLogger("actions.serve")
LOGGER.addHandler(logging.NullHandler())
# How often the state is written down, files are looked at, and old segments are deleted.
SECOND, MINUTE = 1.0, 60.0
# What is read when the process starts, and not again.
FIXED = ("journal", "processes", "outbox", "admin", "admin_token", "env")
Stamp = tuple[int, int]


class Service:
    """Decides and delivers until `stop` is set; `reload` reads the settings and mapping files again.

    Where only rules change, the decider goes on with the new ones from its next claim. Where instances change, what is
    under way to tools may finish first; the server accepts events all the while.
    """

    def __init__(
        self,
        path: Path,
        loaded: Loaded,
        *,
        divert: str | None = None,
        env_file: Path | None = None,
        watch: bool = False,
    ) -> None:
        self.path = path
        self.loaded = loaded
        self.stop = asyncio.Event()
        self.tail = Tail()
        self.tail.on_watched = self._listen
        self.totals = Totals()
        self.reloads = {"ok": 0, "failed": 0}
        self.reload_problem = ""
        self.suppress_problem = ""
        self.admin_address = ""
        self.decider: Decider | None = None
        self.deliverer: Deliverer | None = None
        self.telemetry: Telemetry | None = None
        self._divert = divert
        self._env_file = env_file
        self._watch = watch
        self._leave = asyncio.Event()
        self._reloading = asyncio.Lock()
        self._before: Loaded | None = None
        self._suppressed_at: Stamp | None = None
        self._read_at = _stamp(path)

    @property
    def journal(self) -> Path:
        """The folder of the journal."""
        return self.loaded.settings.journal.path

    def readers(self) -> Sequence[JournalReader]:
        """The journals of all processes that accept events, or once did."""
        return readers_of(self.journal, self.loaded.settings.processes)

    async def run(self) -> None:
        """Decide and deliver until `stop` is set; what is under way may finish."""
        self.journal.mkdir(parents=True, exist_ok=True)
        background = [asyncio.create_task(one) for one in (self._keep_state(), self._keep_house(), self._stopped())]
        if self._watch:
            background.append(asyncio.create_task(self._look_at_files()))
        try:
            while not self.stop.is_set():
                self._leave.clear()
                await self._run_with_what_works()
        finally:
            for task in background:
                task.cancel()
            self._write_state()

    async def _run_with_what_works(self) -> None:
        """Decide and deliver with the instances of the moment; where these cannot deliver, with those before."""
        try:
            await self._run_once()
        except DelivererError as error:
            if self._before is None:
                raise
            self.loaded, self._before = self._before, None
            self._keep_on(str(error), "instances")

    async def _run_once(self) -> None:
        """Decide and deliver with the instances of the moment."""
        now, settings = self.loaded, self.loaded.settings
        outbox = settings.outbox
        outbox.parent.mkdir(parents=True, exist_ok=True)
        telemetry = self.telemetry
        # The server stops first where the disk fills, so that what was accepted can still be decided about.
        caps = Caps(reserve=min(Caps().reserve, settings.journal.reserve // 2))
        deliverer = now.project.deliverer(
            now.environ, outbox=outbox, divert=self._divert, telemetry=telemetry, caps=caps
        )
        async with deliverer:
            self.deliverer, self._before = deliverer, None
            deliverer.on_asked = self._note
            self._listen()
            decider = Decider(
                self.readers(), deliverer, now.rules, dedupe=settings.dedupe, tail=self.tail, totals=self.totals
            )
            decider.refresh = self._read_suppressed
            decider.learn = self._learn
            self.decider = decider
            try:
                await decider.run(self._leave)
            finally:
                self.deliverer = None

    async def reload(self, why: str) -> str:
        """Read settings and mapping files again; gives why they cannot be used, and then all stays as it was."""
        async with self._reloading:
            return await self._reload(why)

    async def _learn(self) -> None:
        """Read the settings again if they have changed, or wait for whoever does: an event is of another source."""
        async with self._reloading:
            if _stamp(self.path) != self._read_at:
                await self._reload("an event of a source that is not known")

    async def _reload(self, why: str) -> str:
        self._read_at = _stamp(self.path)
        try:
            fresh = await asyncio.to_thread(load, self.path, self._env_file)
            self._check_fixed(fresh)
        except LoadError as error:
            self._keep_on(str(error), why)
            return self.reload_problem
        before, self.loaded = self.loaded, fresh
        self.reloads["ok"] += 1
        self.reload_problem = ""
        self._suppressed_at = None
        same = before.tools == fresh.tools and before.settings.dedupe == fresh.settings.dedupe
        if same and self.decider and self.deliverer:
            self.decider.rules = fresh.rules
            self.deliverer.project = fresh.project
        else:
            self._before = before
            self._leave.set()
        LOGGER.info("reload (%s): mapping hash %s", why, fresh.project.hash)
        self._write_state()
        return ""

    async def reload_both(self, why: str) -> str:
        """As `reload`, and have the servers read their settings again, too, where any are there."""
        problem = await self.reload(why)
        if problem:
            return problem
        folders = journal_folders(self.journal, self.loaded.settings.processes).values()
        found = await asyncio.gather(*(reload_server(one) for one in folders))
        return next((one for one in found if one), "")

    def _keep_on(self, problem: str, why: str) -> None:
        """Note that what was read cannot be used."""
        self.reloads["failed"] += 1
        self.reload_problem = problem
        LOGGER.error("reload (%s) failed, going on with the files as they were: %s", why, problem)

    def _check_fixed(self, fresh: Loaded) -> None:
        for name in FIXED:
            before, now = getattr(self.loaded.settings, name), getattr(fresh.settings, name)
            if name == "journal":
                before, now = before.path, now.path
            if before != now:
                raise LoadError(f"{self.path}: {name}: is read when the process starts; restart it to change that")

    def status(self) -> dict[str, Any]:
        """How the decider is, without the outbox."""
        decider = self.decider
        positions = decider.positions if decider else {}
        return {
            "pid": os.getpid(),
            "at": time.time_ns() // 1000,
            "admin": self.admin_address,
            "positions": {name: list(one) for name, one in positions.items()},
            "lag": round(decider.lag, 3) if decider else 0.0,
            "plan": self.loaded.project.hash,
            "draining": self.stop.is_set(),
            "problem": decider.problem if decider else "starting",
            "reload_problem": self.reload_problem,
            "suppress_problem": self.suppress_problem,
            "reloads": self.reloads,
            "sources": self.totals.by_source(),
        }

    def _listen(self) -> None:
        """Have outcomes shown while somebody watches: to make each of them costs a tenth of what its event does."""
        if self.deliverer:
            self.deliverer.on_outcome = self._settled if self.tail.watched else None

    def _settled(self, outcome: Outcome) -> None:
        self.tail.put([outcome])

    def _note(self, do: str, facts: Mapping[str, Any]) -> None:
        write_audit(self.journal, do, **facts)

    async def _stopped(self) -> None:
        await self.stop.wait()
        self._write_state()
        self._leave.set()

    async def _keep_state(self) -> None:
        while True:
            self._write_state()
            await asyncio.sleep(SECOND)

    def _write_state(self) -> None:
        try:
            write_state(self.journal, DECIDER, self.status())
        except OSError as error:
            LOGGER.warning("%s: the decider's state cannot be written: %s", self.journal, error.strerror)

    async def _keep_house(self) -> None:
        while True:
            await asyncio.sleep(MINUTE)
            if decider := self.decider:
                before = time.time() - self.loaded.settings.journal.keep
                for one in decider.readers:
                    with suppress(OSError):
                        await asyncio.to_thread(one.forget, before, decider.positions[one.name])

    def _read_suppressed(self) -> None:
        """Read the file of suppressed people where it has changed; called before each claim."""
        settings = self.loaded.settings
        if settings.suppress is None or self.decider is None:
            return
        stamp = _stamp(settings.suppress.file)
        if stamp == self._suppressed_at:
            return
        self._suppressed_at = stamp
        try:
            people, problem = read_suppressed(settings.suppress.file)
        except RulesError as error:
            people, problem = Suppressions(), str(error)
        self.suppress_problem = problem
        if problem:
            # What can be read of it holds, and so does what it named before.
            people |= self.decider.rules.suppressions
            LOGGER.error("%s; the people that it named before stay suppressed", problem)
        self.decider.rules = replace(self.decider.rules, suppressions=people)

    async def _look_at_files(self) -> None:
        before = self._stamps()
        while True:
            await asyncio.sleep(SECOND)
            now = self._stamps()
            if now != before:
                before = now
                await self.reload_both("a file has changed")

    def _stamps(self) -> Mapping[Path, Stamp | None]:
        files: Sequence[Path] = files_of(self.loaded.settings, self.path)
        return {one: _stamp(one) for one in files}


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
