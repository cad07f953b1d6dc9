"""What a call touches beside its arguments: the disk, the network, other programs, clocks, chance."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import get_ident
from types import FrameType
from typing import Any

STARTS = (
    *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.", "_thread.start"),
    *("os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.", "sqlite3.", "socket.", "urllib.", "os.putenv"),
)
WRITES = 0b11  # O_WRONLY and O_RDWR
CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "localtime", "gmtime"}
CHANCE = {"random", "getrandbits", "urandom", "getrandom"}
MOMENTS = {"now", "utcnow", "today"}


class Watch:
    """Keeps what is touched while it is open, by the thread that opened it."""

    def __init__(self) -> None:
        self._seen: list[str] = []
        self._thread: int | None = None

    @contextmanager
    def open(self) -> Iterator[list[str]]:
        """A list that grows by what is touched until the block ends."""
        before, collects = sys.getprofile(), gc.isenabled()
        self._seen, self._thread = [], get_ident()
        # A collection calls what others hung on it, which may ask a clock: that is no doing of the block.
        gc.disable()
        sys.setprofile(self._on_call)
        try:
            yield self._seen
        finally:
            sys.setprofile(before)
            self._thread = None
            if collects:
                gc.enable()

    def on_event(self, name: str, arguments: tuple[Any, ...]) -> None:
        """The interpreter's own word that something is about to be touched (PEP 578)."""
        if self._thread == get_ident() and (name.startswith(STARTS) or (name == "open" and _writes(*arguments))):
            self._seen.append(f"{name} {arguments[0]!r}" if name == "open" else name)

    def _on_call(self, frame: FrameType, kind: str, called: Any) -> None:
        # Clocks and chance raise no audit event.
        if kind == "c_call" and not _is_import(frame) and (name := _asks(called)):
            self._seen.append(name)


@cache
def watch() -> Watch:
    """The one watch of the process: what listens to the interpreter can never be taken away again."""
    made = Watch()
    sys.addaudithook(made.on_event)
    return made


def touched(call: Callable[[], object]) -> list[str]:
    """What `call` touches, by name.

    >>> touched(lambda: sum([1, 2]))
    []
    >>> import time
    >>> touched(time.time)
    ['time.time']
    """
    with watch().open() as seen:
        call()
    return list(dict.fromkeys(seen))


def _writes(path: Any, mode: Any, flags: Any) -> bool:
    if "__pycache__" in str(path):
        return False
    return bool(flags & WRITES) if isinstance(flags, int) else bool(set(str(mode)) & set("wax+"))


def _is_import(frame: FrameType) -> bool:
    # A module that is imported on first use looks at the times of files.
    return "importlib" in frame.f_code.co_filename


def _asks(called: Any) -> str | None:
    name, module, owner = called.__name__, getattr(called, "__module__", None), getattr(called, "__self__", None)
    if (module == "time" and name in CLOCKS) or (name in CHANCE and module in (None, "posix", "nt", "random")):
        return f"{module or 'random'}.{name}"
    return f"datetime.{name}" if isinstance(owner, type) and name in MOMENTS else None
