"""Processes that accept and deliver are killed, at random and at each step: nothing that was accepted is lost."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.actions.delivery.crashing import Ledgers, check, crash_loop, owner, project, server


def integrity(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / ".actions" / "outbox.db")) as connection:
        return [row[0] for row in connection.execute("PRAGMA integrity_check")]


@pytest.mark.parametrize("seed", [11])
def test_a_process_that_is_killed_again_and_again_loses_nothing(tmp_path: Path, seed: int) -> None:
    kills, least = 8, 20_000
    ledgers = crash_loop(tmp_path, seed, kills, least)
    check(ledgers, kills, least)
    assert integrity(tmp_path) == ["ok"]


@pytest.mark.parametrize(
    ("step", "repeats"),
    [
        ("after claim", False),
        ("after send", True),
        ("before ack", True),
        ("inside commit", True),
        ("after commit", False),
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
    ledgers = Ledgers(tmp_path).read()
    assert len(ledgers.received) == 3000
    assert ledgers.lost == set()
    assert ledgers.repeated.keys() == (set(range(500)) if repeats else set())
    assert integrity(tmp_path) == ["ok"]
