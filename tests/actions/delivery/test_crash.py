"""Processes that accept and deliver are killed, at random and at each step: nothing that was accepted is lost."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.actions.delivery.crashing import Ledgers, check, crash_loop, kill_in_checkpoints, owner, project, server


def integrity(folder: Path) -> list[str]:
    files = sorted(folder.glob("**/outbox.db"))
    return [row[0] for file in files for row in _rows(file, "PRAGMA integrity_check")]


def _rows(file: Path, query: str) -> list[tuple[str]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11])
def test_processes_that_are_killed_again_and_again_lose_nothing(tmp_path: Path, seed: int) -> None:
    kills, least, feeders = 8, 20_000, 2
    ledgers = crash_loop(tmp_path, seed, kills, least, feeders)
    check(ledgers, kills, least)
    assert integrity(tmp_path) == ["ok"] * feeders


@pytest.mark.slow
def test_a_process_that_is_killed_inside_a_checkpoint_loses_nothing(tmp_path: Path) -> None:
    project(tmp_path)
    with server(tmp_path, wait=0.0) as url:
        number = kill_in_checkpoints(tmp_path, url, kills=3)
        assert owner(tmp_path, url, number, 500).wait() == 0
    ledgers = Ledgers(tmp_path, tmp_path).read()
    assert len(ledgers.accepted) >= 2000
    assert ledgers.lost == set()
    assert all(len(ids) == 1 for ids in ledgers.ids.values())
    assert integrity(tmp_path) == ["ok"]


@pytest.mark.parametrize(
    ("step", "repeats"),
    [
        ("after send", True),
        *(
            pytest.param(*row, marks=pytest.mark.slow)
            for row in (("after claim", False), ("before ack", True), ("inside commit", True), ("after commit", False))
        ),
    ],
)
def test_a_process_that_is_killed_at_a_step_loses_nothing(tmp_path: Path, step: str, repeats: bool) -> None:
    project(tmp_path)
    with server(tmp_path, wait=0.0) as url:
        # One batch: what is repeated is that one, or nothing.
        first = owner(tmp_path, url, 0, 500, block=500, kill_at=step)
        assert first.wait() == -signal.SIGKILL
        second = owner(tmp_path, url, 0, 3000, block=500)
        assert second.wait() == 0
    ledgers = Ledgers(tmp_path, tmp_path).read()
    assert len(ledgers.received) == 3000
    assert ledgers.lost == set()
    assert ledgers.repeated.keys() == (set(range(500)) if repeats else set())
    assert integrity(tmp_path) == ["ok"]
