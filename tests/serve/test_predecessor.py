"""Waiting for the process that has the journal: one that ends, and one that goes on."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest

from actions.serve.journal import predecessor
from actions.serve.journal.predecessor import wait_for_predecessor
from actions.serve.journal.state import DECIDER, SERVER, read_state
from tests.serve.decider.running import DECIDER_PROCESS, project
from tests.serve.running import LONG
from tests.serve.running import PROGRAM as SERVER_PROCESS
from tests.serve.test_supervising import until

HOLDER = """
import os, sys
from pathlib import Path
from actions.serve.journal.state import write_state
from destinations.delivery.outbox.file.owner import Owner
folder = Path(sys.argv[1])
Owner(folder / sys.argv[2]).take()
for name in ("server", "decider"):
    write_state(folder, name, {"pid": os.getpid(), "draining": sys.argv[3] == "ends"})
print("ready", flush=True)
sys.stdin.read()
"""
LOCKS = ("journal", "unknown/journal")


@contextmanager
def holding(folder: Path, lock: str, what: str) -> Iterator["subprocess.Popen[str]"]:
    """A process that has the lock until its stdin is closed."""
    command = [sys.executable, "-c", HOLDER, str(folder), lock, what]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("lock", LOCKS)
def test_one_that_ends_is_waited_for_and_named(tmp_path: Path, lock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predecessor, "GRACE", 0.0)
    told: Queue[int] = Queue()
    monkeypatch.setattr(predecessor.LOGGER, "info", lambda *said: told.put(said[2]))
    with holding(tmp_path, lock, "ends") as holder:
        waiting = threading.Thread(target=wait_for_predecessor, args=(tmp_path, "server", LOCKS, LONG), daemon=True)
        waiting.start()
        assert told.get(timeout=LONG) == holder.pid
        assert waiting.is_alive()
        holder.kill()
        waiting.join(LONG)
        assert not waiting.is_alive()


@pytest.mark.parametrize(("what", "longest"), [("goes on", LONG), ("ends", 0.0)])
def test_one_that_goes_on_or_does_not_come_to_its_end_is_not_waited_for(
    tmp_path: Path, what: str, longest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predecessor, "GRACE", 0.0)
    with holding(tmp_path, "journal", what) as holder:
        wait_for_predecessor(tmp_path, "server", LOCKS, longest)
        assert holder.poll() is None


@pytest.mark.parametrize(
    ("program", "lock", "state"),
    [(SERVER_PROCESS, "journal", SERVER), (DECIDER_PROCESS, "decider", DECIDER)],
    ids=["server", "decider"],
)
def test_each_process_of_the_service_waits_for_the_one_before_it(
    tmp_path: Path, program: str, lock: str, state: str
) -> None:
    file = project(tmp_path, listen="127.0.0.1:0", drain_delay="300s", outbox="outbox.db")
    with holding(tmp_path / "journal", lock, "ends") as holder:
        command = [sys.executable, "-c", program, str(file)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                assert process.stderr is not None
                assert f"waiting up to 325 s for process {holder.pid}" in process.stderr.readline()
                holder.kill()
                until(lambda: (read_state(tmp_path / "journal", state) or {}).get("pid") == process.pid)
            finally:
                process.kill()


def test_nobody_is_waited_for_where_nobody_was(tmp_path: Path) -> None:
    wait_for_predecessor(tmp_path / "new", "server", LOCKS, LONG)
    assert (tmp_path / "new").is_dir()
