"""Files appear whole or not at all, whoever else writes them, and leave nothing behind that is not whole."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from destinations.files.writer.placing import put, put_elsewhere, put_here

SIZE = 4_000_000
WRITE = """
import sys
from pathlib import Path
from destinations.files.writer.placing import put_here
for _ in range(40):
    put_here(Path(sys.argv[1]), b"x" * {size})
"""
# A disk with no room for the file, as far as this process can see.
FILL = """
import resource, sys
from pathlib import Path
from destinations.files.writer.placing import put_here
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    put_here(Path(sys.argv[1]), b"x" * {size})
except OSError as error:
    print(error.strerror)
"""


def test_two_processes_that_write_one_file_never_show_it_half_written(tmp_path: Path) -> None:
    path = tmp_path / "tracks" / "a.jsonl"
    both = [subprocess.Popen([sys.executable, "-c", WRITE.format(size=SIZE), str(path)]) for _ in range(2)]
    seen = set()
    while any(one.poll() is None for one in both):
        if path.exists():
            seen.add(path.stat().st_size)
    assert seen == {SIZE}
    assert [one.returncode for one in both] == [0, 0]
    assert [one.name for one in path.parent.iterdir()] == ["a.jsonl"]


def test_a_full_disk_keeps_nothing_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    result = subprocess.run(
        [sys.executable, "-c", FILL.format(size=SIZE), str(path)], check=True, capture_output=True, text=True
    )
    assert result.stdout == "File too large\n"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_stays_where_a_new_one_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    put_here(path, b"first")
    subprocess.run([sys.executable, "-c", FILL.format(size=SIZE), str(path)], check=True, capture_output=True)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.jsonl", b"first")]


class Breaking(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A drive of another machine that goes away in the middle."""

    def mv(self, *_: Any, **__: Any) -> None:
        raise ConnectionError("gone")


def test_elsewhere_nothing_is_left_of_a_file_that_did_not_get_its_name() -> None:
    system = Breaking()
    system.store.clear()
    with pytest.raises(ConnectionError, match="gone"):
        put_elsewhere(system, "/shop/tracks/a.jsonl", b"{}\n")
    assert system.find("/shop") == []


def test_a_file_that_another_one_left_half_written_is_no_hindrance() -> None:
    system = MemoryFileSystem()
    system.store.clear()
    put(system, "/shop/.a.jsonl.part", b"{")
    put(system, "/shop/a.jsonl", b"{}\n")
    assert system.cat_file("/shop/a.jsonl") == b"{}\n"
