"""On macOS, what is written is brought through the drive's own cache."""

import os
from collections.abc import Iterator
from importlib import reload
from pathlib import Path

import pytest

from destinations.delivery.outbox.file.owner import OutboxError, Owner
from destinations.system import disk, locks

FULL_SYNC = 51


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The commands that the system's file control got, on a system like macOS."""
    import fcntl

    asked: list[int] = []
    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL_SYNC, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda _descriptor, command: asked.append(command))
    monkeypatch.delattr(os, "fdatasync")
    reload(disk)
    yield asked
    monkeypatch.undo()
    reload(disk)


def test_on_macos_files_and_folders_are_brought_through_the_drives_cache(mac: list[int], tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        disk.bring_to_disk(file.fileno())
        disk.bring_data_to_disk(file.fileno())
    disk.bring_folder_to_disk(tmp_path)
    assert mac == [FULL_SYNC] * 3


def test_where_a_drive_does_not_know_that_the_usual_call_is_made(
    mac: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refused(_descriptor: int, _command: int) -> None:
        raise OSError(45, "Operation not supported")

    usual: list[int] = []
    monkeypatch.setattr("fcntl.fcntl", refused)
    monkeypatch.setattr(os, "fsync", usual.append)
    with (tmp_path / "file").open("wb") as file:
        disk.bring_to_disk(file.fileno())
        assert (usual, mac) == ([file.fileno()], [])


def test_an_outbox_says_on_windows_what_it_needs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(OutboxError, match=f"cannot be used: {locks.NO_LOCKS}"):
        Owner(tmp_path / "outbox.db").take()
