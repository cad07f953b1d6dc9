"""What a call touches beside its arguments: the disk, the network, other programs, the environment, clocks, chance."""

import gc
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from threading import get_ident
from types import FrameType
from typing import Any

from actions.kit.contract.places import is_plugins, spot_of

STARTS = (
    *("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system", "subprocess.", "_thread.start"),
    *("os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.", "sqlite3.", "socket.", "urllib.", "os.putenv"),
    *("os.listdir", "os.scandir", "glob."),
)
CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "localtime", "gmtime"}
WAITS = {"sleep"}
CHANCE = {"random", "getrandbits", "urandom", "getrandom"}
MOMENTS = {"now", "utcnow", "today"}
# Of the module posix, which raises no audit event for them.
MACHINE = {"stat", "lstat", "access", "readlink", "getcwd", "getpid", "uname", "getlogin"}
LOGGING = "logging/__init__.py"
MOST_PRINTED = 60


class Watch:
    """Keeps what is touched while it is open, by the thread that opened it."""

    def __init__(self) -> None:
        self._seen: list[str] = []
        # Where in the plugin each of them was touched first, in words; empty where that is not code of a plugin.
        self.places: dict[str, str] = {}
        self._thread: int | None = None
        self._imports = False

    @contextmanager
    def import_of(self) -> Iterator[list[str]]:
        """As `open`, of an import: what modules do while they are imported counts, what importing needs does not.

        Clocks, chance and the environment are not looked for: it would take ten times as long.
        """
        self._seen, self._thread, self._imports = [], get_ident(), True
        try:
            yield self._seen
        finally:
            self._thread, self._imports = None, False

    @contextmanager
    def open(self) -> Iterator[list[str]]:
        """A list that grows by what is touched until the block ends; what is imported meanwhile does not count."""
        before, collects = sys.getprofile(), gc.isenabled()
        self._seen, self.places, self._thread = [], {}, get_ident()
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
        if self._thread != get_ident():
            return
        found = name if name.startswith(STARTS) else ""
        if name == "open" and isinstance(arguments[0], str | bytes):
            found = f"open {arguments[0]!r}"
        if found:
            # To ask for the frame is an event, too.
            self._thread = None
            frame = sys._getframe()  # noqa: SLF001 - the only way to it
            self._thread = get_ident()
            if not (_is_import(frame.f_back) if self._imports else _inside(frame, _is_import)):
                self._add(found, frame)

    def _on_call(self, frame: FrameType, kind: str, called: Any) -> None:
        # Clocks, chance, the environment and logging raise no audit event.
        if kind == "c_call":
            found = _asks(called)
            if found and not _inside(frame, _is_import) and not _inside(frame, _is_log):
                self._add(found, frame)
        elif kind == "call" and (found := _enters(frame)) and not _inside(frame, _is_import):
            self._add(found, frame)

    def _add(self, found: str, frame: FrameType | None) -> None:
        self._seen.append(found)
        while frame is not None and not is_plugins(frame):
            frame = frame.f_back
        self.places.setdefault(found, f" ({spot_of(frame.f_code.co_filename, frame.f_lineno)})" if frame else "")


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
    >>> import os, time
    >>> touched(time.time), touched(lambda: os.environ.get("HOME")), touched(lambda: print("a"))
    (['time.time'], ['os.environ'], ["print 'a'"])
    """
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out), watch().open() as seen:
        call()
    said = out.getvalue().strip()
    printed = [f"print {said[:MOST_PRINTED]!r}"] if said else []
    return list(dict.fromkeys([*seen, *printed]))


def _inside(frame: FrameType | None, is_it: Callable[[FrameType], bool]) -> bool:
    while frame is not None:
        if is_it(frame):
            return True
        frame = frame.f_back
    return False


def _is_import(frame: FrameType | None) -> bool:
    # A module that is imported on first use looks at the times of files.
    return frame is not None and "importlib._bootstrap" in frame.f_code.co_filename


def _is_log(frame: FrameType) -> bool:
    return frame.f_code.co_filename.endswith(LOGGING)


def _enters(frame: FrameType) -> str | None:
    name = frame.f_code.co_qualname
    if name.startswith("_Environ.") and frame.f_globals.get("__name__") == "os":
        return "os.environ"
    return "logging" if name == "Logger._log" and _is_log(frame) else None


def _asks(called: Any) -> str | None:
    name, module, owner = called.__name__, getattr(called, "__module__", None), getattr(called, "__self__", None)
    if module == "time" and name in CLOCKS | WAITS:
        return f"time.{name}"
    if name in CHANCE and module in (None, "posix", "nt", "random"):
        return f"{module or 'random'}.{name}"
    if module in ("posix", "nt") and name in MACHINE:
        return f"os.{name}"
    return f"datetime.{name}" if isinstance(owner, type) and name in MOMENTS else None


def describe_touch(name: str) -> str:
    """What the last call watched has touched, in words: where, and what to do instead where that is not plain."""
    place = watch().places.get(name, "")
    if name == "logging":
        return f"logs{place}; say what is wrong with raise ValueError(...), delivery reports the rest"
    if name.startswith("print "):
        return f"prints {name.removeprefix('print ')}; take it out"
    if name == "os.environ":
        return f"reads os.environ{place}; make what it wants a setting, which a mapping file fills with {{env: NAME}}"
    return f"calls {name}{place}"
