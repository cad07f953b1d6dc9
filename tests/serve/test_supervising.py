"""The parent of the server and the decider, with programs in their place that tell which signals they get."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serve.running import LONG

ROOT = Path(__file__).parent.parent.parent
PARENT = """
import sys
from actions.serve.process.supervising import supervise
child = [sys.executable, "-c", sys.argv[1]]
sys.exit(supervise({name: [*child, name] for name in ("server", "decider")}, 4))
"""
CHILD = """
import os, signal, sys, threading, time
open(f"{sys.argv[1]}.pid", "w").close()
BEGIN
from actions.serve.process.supervising import end_with_parent
from actions.system.signals import take_hang_up
ended = threading.Event()
def note(text):
    with open(f"{sys.argv[1]}.log", "a") as file:
        file.write(f"{text}\\n")
signal.signal(signal.SIGTERM, lambda *_: ended.set())
signal.signal(signal.SIGHUP, lambda *_: note("reload"))
end_with_parent(int(sys.argv[3]), LONGEST)
take_hang_up()
note(os.getpid())
WHAT
while not ended.wait(0.05):
    pass
note("end")
"""


@contextmanager
def supervised(
    folder: Path, what: str = "", begin: str = "", longest: float = LONG
) -> Iterator["subprocess.Popen[str]"]:
    child = CHILD.replace("WHAT", what).replace("BEGIN", begin).replace("LONGEST", str(longest))
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, child],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(LONG)
        if process.stderr is not None:
            process.stderr.close()


def notes(folder: Path, name: str) -> list[str]:
    path = folder / f"{name}.log"
    return path.read_text().split() if path.exists() else []


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Whether no process has the number; one that nobody has asked for its exit code is gone, too."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_both_are_told_to_reload_and_to_end(tmp_path: Path) -> None:
    with supervised(tmp_path) as process:
        until(lambda: notes(tmp_path, "server") and notes(tmp_path, "decider"))
        process.send_signal(signal.SIGHUP)
        until(lambda: all("reload" in notes(tmp_path, name) for name in ("server", "decider")))
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 0
        assert [notes(tmp_path, name)[1:] for name in ("server", "decider")] == [["reload", "end"]] * 2


def test_one_that_is_not_ready_reloads_once_it_is(tmp_path: Path) -> None:
    with supervised(tmp_path, begin="time.sleep(0.5)") as process:
        until(lambda: all((tmp_path / f"{name}.pid").exists() for name in ("server", "decider")))
        process.send_signal(signal.SIGHUP)
        until(lambda: all("reload" in notes(tmp_path, name) for name in ("server", "decider")))
        assert [len(notes(tmp_path, name)) for name in ("server", "decider")] == [2, 2]
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 0


def test_one_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with supervised(tmp_path) as process:
        until(lambda: notes(tmp_path, "server") and notes(tmp_path, "decider"))
        os.kill(int(notes(tmp_path, "decider")[0]), signal.SIGKILL)
        until(lambda: len(notes(tmp_path, "decider")) == 2)
        assert len(notes(tmp_path, "server")) == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 0


def test_both_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    with supervised(tmp_path) as process:
        until(lambda: notes(tmp_path, "server") and notes(tmp_path, "decider"))
        process.kill()
        until(lambda: all(notes(tmp_path, name)[-1] == "end" for name in ("server", "decider")))


def test_one_that_does_not_end_after_its_parent_was_killed_is_killed(tmp_path: Path) -> None:
    with supervised(tmp_path, "while sys.argv[1] == 'decider': time.sleep(0.05)", longest=0.5) as process:
        until(lambda: notes(tmp_path, "decider"))
        pid = int(notes(tmp_path, "decider")[0])
        process.kill()
        until(lambda: is_gone(pid))
        assert notes(tmp_path, "decider") == [str(pid)]


def test_a_server_that_cannot_start_ends_the_service(tmp_path: Path) -> None:
    with supervised(tmp_path, "if sys.argv[1] == 'server': sys.exit(4)") as process:
        assert process.wait(LONG) == 4


def test_a_decider_that_cannot_start_keeps_no_server_from_going_on(tmp_path: Path) -> None:
    with supervised(tmp_path, "if sys.argv[1] == 'decider': sys.exit(4)") as process:
        until(lambda: len(notes(tmp_path, "decider")) >= 2)
        assert process.poll() is None
        assert len(notes(tmp_path, "server")) == 1
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 0


def test_a_server_that_cannot_start_again_is_tried_again(tmp_path: Path) -> None:
    again = "if sys.argv[1] == 'server' and len(open('server.log').read().split()) == 2: sys.exit(4)"
    with supervised(tmp_path, again) as process:
        until(lambda: notes(tmp_path, "server") and notes(tmp_path, "decider"))
        os.kill(int(notes(tmp_path, "server")[0]), signal.SIGKILL)
        until(lambda: len(notes(tmp_path, "server")) == 3)
        process.send_signal(signal.SIGTERM)
        assert process.wait(LONG) == 0
