"""The parent of the server and the decider: it starts both, starts again what has ended, and ends both."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from actions.serve.http.logs import LOG
from actions.serve.settings.model import ENDING_TIME
from actions.system.signals import HANG_UP, KILL, hold_hang_up, take_hang_up

# How long a process that ends by itself is left alone, from the first time on.
WAITS: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
LONG_LIFE: Final = 60.0
SERVER, DECIDER = "server", "decider"


def process_name(number: int) -> str:
    """What the server process of that number is called, from 1 on."""
    return SERVER if number == 1 else f"{SERVER} {number}"


def supervise(commands: Mapping[str, Sequence[str]], cannot_start: int, longest: float = ENDING_TIME) -> int:
    """The exit code of the service: `cannot_start` where that is a server's at its first start, else 0.

    Each command is started with `--parent` and a descriptor that is at its end once this process is gone. A decider
    that cannot start keeps nobody from sending events: it is started again, and they wait in the journal. What has not
    ended `longest` seconds after SIGTERM is killed.
    """
    return asyncio.run(_Supervisor(commands, cannot_start, longest).run())


def end_with_parent(descriptor: int, longest: float = ENDING_TIME) -> None:
    """End this process as on SIGTERM when the one that holds the other end of this pipe does.

    As the other one would have done, it is killed where it has not ended `longest` seconds later.
    """

    def wait() -> None:
        os.read(descriptor, 1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(longest)
        os.kill(os.getpid(), KILL)

    threading.Thread(target=wait, name="parent", daemon=True).start()


class _Supervisor:
    def __init__(self, commands: Mapping[str, Sequence[str]], cannot_start: int, longest: float) -> None:
        self._commands = commands
        self._cannot_start = cannot_start
        self._longest = longest
        self._children: dict[str, asyncio.subprocess.Process] = {}
        self._ending = asyncio.Event()
        self._code = 0
        self._pipe = os.pipe()

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ending.set)
        loop.add_signal_handler(HANG_UP, self._hang_up)
        take_hang_up()
        try:
            watching = {name: asyncio.create_task(self._watch(name)) for name in self._commands}
            await self._ending.wait()
            # What the servers accept until their end, the decider can still decide.
            servers = [name for name in watching if name != DECIDER]
            for names in (servers, [name for name in watching if name == DECIDER]):
                await self._end({name: watching[name] for name in names})
        finally:
            for descriptor in self._pipe:
                os.close(descriptor)
        return self._code

    async def _end(self, watching: "Mapping[str, asyncio.Task[None]]") -> None:
        """Return when these processes are gone."""
        if watching:
            for name in watching:
                self._signal(name, signal.SIGTERM)
            await asyncio.wait(watching.values(), timeout=self._longest)
            for name in watching:
                self._signal(name, KILL)
            await asyncio.gather(*watching.values())

    async def _watch(self, name: str) -> None:
        """Start a process, and start it again whenever it ends by itself."""
        loop, failures, is_first = asyncio.get_running_loop(), 0, True
        while not self._ending.is_set():
            begun = loop.time()
            child = self._children[name] = await self._start(name)
            code = await child.wait()
            if self._ending.is_set():
                return
            if is_first and name != DECIDER and code == self._cannot_start:
                self._code = code
                self._ending.set()
                return
            is_first = False
            failures = 0 if loop.time() - begun > LONG_LIFE else failures + 1
            wait = WAITS[min(failures, len(WAITS)) - 1] if failures else WAITS[0]
            why = f"signal {-code}" if code < 0 else f"code {code}"
            LOG.error("the %s ended with %s; it is started again in %g s", name, why, wait)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), wait)

    async def _start(self, name: str) -> asyncio.subprocess.Process:
        # Until the process handles SIGHUP, it keeps one: it may have read its files before they were changed.
        hold_hang_up()
        try:
            return await asyncio.create_subprocess_exec(
                *self._commands[name],
                "--parent",
                str(self._pipe[0]),
                pass_fds=(self._pipe[0],),
                # A Ctrl-C in the terminal is for this process, which ends the others in their order.
                start_new_session=True,
            )
        finally:
            take_hang_up()

    def _hang_up(self) -> None:
        for name in self._children:
            self._signal(name, HANG_UP)

    def _signal(self, name: str, number: int) -> None:
        child = self._children.get(name)
        if child is not None and child.returncode is None:
            child.send_signal(number)
