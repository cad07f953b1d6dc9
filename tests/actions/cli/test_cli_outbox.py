"""`actions run --send` on its outbox, from outside: killed, stopped, beside a dead tool, on a full disk, and twice."""

import fcntl
import json
import shlex
import signal
import subprocess
import termios
import time
from collections import Counter
from pathlib import Path
from typing import IO

import pytest

from tests.actions.cli.killing import SEND, killed_runs, wait_for
from tests.actions.cli.sending import (
    ENVIRONMENT,
    PROGRAM,
    actions,
    event,
    project,
    rows,
    server,
    start,
    taken,
    write_events,
)
from tests.actions.outbox_files import letters, outbox_rows, waiting


@pytest.mark.slow
def test_a_run_that_is_killed_again_and_again_loses_nothing_and_repeats_what_was_under_way(tmp_path: Path) -> None:
    count = 3000
    killed_runs(tmp_path, 7, count, kills=6)
    assert outbox_rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert (letters(tmp_path), waiting(tmp_path)) == ([], [])
    assert outbox_rows(tmp_path, "SELECT accepted, sent, dropped FROM lanes") == [(count, count, 0)]


def test_a_sound_tool_waits_neither_for_a_dead_one_nor_for_a_slow_one(tmp_path: Path) -> None:
    folder = project(tmp_path, "dead", "slow", "sound")
    path = write_events(tmp_path / "e.ndjson", range(800))
    # What waited for either would get nothing through: one never answers, and one waits for the sound one.
    with server(tmp_path, dead={"hang": True}, slow={"behind": {"sound": 30}}) as (url, ledger):
        program = start(folder, "run", str(path), *SEND, "--divert", url, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 240
        while len(taken(ledger, "sound")) < 800:
            assert time.monotonic() < end
            time.sleep(0.05)
        program.kill()
        program.wait()
    assert Counter(taken(ledger, "sound")) == Counter(f"m{number}" for number in range(800))
    assert taken(ledger, "slow")


@pytest.mark.slow
def test_two_runs_in_one_folder_do_not_share_the_outbox(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    path = write_events(tmp_path / "e.ndjson", range(3))
    with server(tmp_path, shop={"hang": True}) as (url, ledger):
        first = start(folder, "run", "-", *SEND, "--divert", url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 120
            while not (folder / ".actions" / "outbox.db-wal").exists():
                assert time.monotonic() < end
                time.sleep(0.02)
            second = actions(folder, "run", str(path), *SEND, "--divert", url)
            assert second.returncode == 4
            assert f"outbox.db is in use by process {first.pid}; " in second.stderr
        finally:
            first.kill()
            first.communicate()
    with server(tmp_path, shop={}) as (url, ledger):
        other = actions(folder, "run", str(path), *SEND, "--divert", url, "--outbox", str(tmp_path / "other.db"))
        assert other.returncode == 0
        assert len(taken(ledger, "shop")) == 3


def wait_until_read(pipe: IO[bytes], most: float = 120.0) -> None:
    """Wait until nothing is left in the pipe: what is still in it was not read."""
    end = time.monotonic() + most
    while fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)) != bytes(4):
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_was_read_from_a_pipe_is_delivered_or_kept(tmp_path: Path, number: signal.Signals) -> None:
    folder = project(tmp_path, "shop")
    with server(tmp_path, shop={"wait": 0.2}) as (url, ledger):
        program = start(folder, "run", "-", *SEND, "--divert", url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert program.stdin
        lines = b"".join(json.dumps(event(one)).encode() + b"\n" for one in range(600))
        program.stdin.write(lines)
        program.stdin.flush()
        wait_for(ledger, 20)
        wait_until_read(program.stdin)
        program.send_signal(number)
        assert program.wait() == 130
        program.stdin.close()
    got, left = set(taken(ledger, "shop")), set(waiting(folder))
    assert len(got | left) == 600
    assert left


def test_rows_come_as_outcomes_are_known(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    path, out = write_events(tmp_path / "e.ndjson", range(200)), tmp_path / "out"
    with server(tmp_path, shop={"wait": 0.1}) as (url, ledger), out.open("wb") as file:
        program = start(folder, "run", str(path), *SEND, "--divert", url, stdout=file)
        while True:
            # In this order: what is reported meanwhile was taken.
            got = taken(ledger, "shop")
            messages = [row["message_id"] for row in rows(out.read_text().rpartition("\n")[0])]
            # No more is untold than may be under way at a time.
            if 0 < len(messages) < len(got) <= len(messages) + 16:
                break
            assert program.poll() is None, "no rows came while it ran"
            time.sleep(0.02)
        program.kill()
        program.wait()
    assert set(messages) <= set(taken(ledger, "shop"))


def test_what_was_refused_is_kept_also_where_rows_cannot_be_written(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    path = write_events(tmp_path / "e.ndjson", range(300))
    with server(tmp_path, shop={"status": 404}) as (url, _), Path("/dev/full").open("wb") as full:
        program = start(folder, "run", str(path), *SEND, "--divert", url, stdout=full, stderr=subprocess.PIPE)
        _, reported = program.communicate()
    assert program.returncode == 5
    assert b"the output cannot be written: No space left on device" in reported
    assert len(letters(folder)) == 300


def test_what_waits_is_delivered_by_deliver(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    path = write_events(tmp_path / "e.ndjson", range(50))
    with server(tmp_path, shop={"status": 401}) as (url, _):
        first = actions(folder, "run", str(path), *SEND, "--divert", url)
    assert first.returncode == 5
    assert "waiting for shop: 50: answered 401 Unauthorized" in first.stderr
    assert len(waiting(folder)) == 50
    with server(tmp_path, shop={}) as (url, ledger):
        second = actions(folder, "deliver", "--yes", "--divert", url, "--format", "json")
    assert second.returncode == 0
    assert [row["outcome"]["status"] for row in rows(second.stdout)] == ["sent"] * 50
    assert len(taken(ledger, "shop")) == 50
    assert waiting(folder) == []


def test_what_waits_for_an_instance_that_is_called_otherwise_now_is_reported(tmp_path: Path) -> None:
    folder = project(tmp_path, "shop")
    path = write_events(tmp_path / "e.ndjson", range(3))
    with server(tmp_path, shop={"status": 401}) as (url, _):
        actions(folder, "run", str(path), *SEND, "--divert", url)
        file = folder / "mappings" / "shop.yaml"
        file.write_text(file.read_text().replace("name: shop", "name: store"))
        done = actions(folder, "deliver", "--yes", "--divert", url)
    assert done.stderr.splitlines()[-1] == (
        "actions: waiting for shop: 3, and no mapping file is of that name any more; "
        "call one of the same destination `name: shop`, and they go out"
    )
    assert len(waiting(folder)) == 3


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param(200, id="full when the first events come"),
        pytest.param(600, id="full when some events are accepted"),
        # Nothing can be noted for ten seconds, which a run waits for.
        pytest.param(1500, id="full when all events are accepted", marks=pytest.mark.slow),
    ],
)
def test_on_a_full_disk_nothing_is_lost_and_the_next_run_goes_on(tmp_path: Path, blocks: int) -> None:
    folder = project(tmp_path, "shop")
    path = write_events(tmp_path / "e.ndjson", range(1500))
    with server(tmp_path, shop={"status": 404}) as (url, ledger):
        # A limit to the size of files fails as a full disk does. The SIGXFSZ that comes with it is ignored by Python.
        command = (
            f"ulimit -f {blocks}; exec {shlex.join([*PROGRAM, 'run', str(path), *SEND])} --divert {url} -C {folder}"
        )
        full = subprocess.run(
            ["/bin/bash", "-c", command], capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=180
        )
        assert full.returncode not in (0, 70)
        assert "outbox.db" in full.stderr
        assert "Traceback" not in full.stderr
        assert actions(folder, "run", str(path), *SEND, "--divert", url).returncode == 5
    assert {one["message_id"] for one in letters(folder)} == {f"m{number}" for number in range(1500)}
    assert (waiting(folder), taken(ledger, "shop")) == ([], [])
