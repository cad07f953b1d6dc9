"""Files and folders that cannot be written: each subcommand says so, and leaves no part of anything behind."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from tests.actions.importing.test_import_command import DESTINATION, TRACK
from tests.actions.importing.test_rudderstack import WORKSPACE
from tests.actions.outbox_files import letters
from tests.actions.small_projects import write_project

if sys.platform != "linux":
    pytest.skip("/proc and the limits of Linux", allow_module_level=True)
import resource

EVENT = {"type": "track", "event": "X", "userId": "u", "messageId": "m"}
ACTIONS = """
    - {name: A, do: send, when: event = "X"}
    - {name: B, do: send, when: event = "Y", map: {data.plan: {from: properties.plan, required: true}}}
"""
# What fmt lays out, `check --fix` mends and `test --record` completes.
UNTIDY = """
version: 1
destination: webhook
settings: {url: https://hooks.example.com/in}
actions:
  - {name:   A, do: send, when: {KEY: X}}
tests:
  - {name: a, given: {type: track, event: X, userId: u, messageId: m}}
"""
# Words of command lines; OUT stands for what is to be written, FOLDER for the project's folder.
FILES = {
    "lock": "lock -C FOLDER -o OUT",
    "test --junit": "test -C FOLDER --junit OUT",
    "dead export": "dead export OUT -C FOLDER",
    "outbox backup": "outbox backup OUT -C FOLDER",
}
FOLDERS = {
    "docs build": "docs build -C FOLDER -o OUT",
    "import segment": "import segment FOLDER/segment.json -o OUT",
    "import rudderstack": "import rudderstack FOLDER/rudderstack.json -o OUT",
    "init": "init OUT",
    "demo": "demo OUT",
    "new destination": "new destination acme -o OUT",
}
# Those that write into the project itself.
INSIDE = {
    "record": "record FOLDER/events.ndjson -C FOLDER",
    "schema --write": "schema --write -C FOLDER",
    "schema --link": "schema --link -C FOLDER",
    "run --send": "run FOLDER/events.ndjson --send --yes -C FOLDER",
}
# 4 where it is about an outbox.
CANNOT = (1, 4)
# Those that write mapping files anew.
TEXTS = {
    "fmt": "fmt -C FOLDER",
    "check --fix": "check --fix -C FOLDER",
    "test --record": "test --record --yes -C FOLDER",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    write_project(folder, webhook=ACTIONS)
    files = {
        "events.ndjson": EVENT,
        "failing.ndjson": EVENT | {"event": "Y"},
        "segment.json": {"data": {"destination": DESTINATION, "subscriptions": [TRACK]}},
        "rudderstack.json": WORKSPACE,
        "file": "not a folder",
    }
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value) + "\n", encoding="utf-8")
    # An event without what is required becomes a dead letter, and nothing is sent for it.
    ask("run FOLDER/failing.ndjson --send --yes -C FOLDER", folder, Path())
    assert letters(folder)
    return folder


def ask(line: str, folder: Path, out: Path) -> tuple[int, str]:
    """The exit code, and what was said; an exception that no subcommand expects fails the test."""
    words = [word.replace("FOLDER", str(folder)).replace("OUT", str(out)) for word in line.split()]
    told = CliRunner().invoke(app, words)
    assert told.exception is None or isinstance(told.exception, SystemExit), repr(told.exception)
    return told.exit_code, told.output


def contents(folder: Path) -> dict[str, bytes | None]:
    """All that lies in the folder, by name, but for what SQLite puts beside its file; of a folder nothing."""
    found = (one for one in sorted(folder.rglob("*")) if not one.name.endswith(("-wal", "-shm")))
    return {str(one): one.read_bytes() if one.is_file() else None for one in found}


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may be longer than a few bytes, as if there were no room for more."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


PLACES: dict[str, Callable[[Path], Path]] = {
    "below a file": lambda folder: folder / "file" / "out",
    "where nobody may make anything": lambda _: Path("/proc/actions-out"),
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("line", [*FILES.values(), *FOLDERS.values()], ids=[*FILES, *FOLDERS])
def test_a_place_where_nothing_can_be(folder: Path, line: str, place: Callable[[Path], Path]) -> None:
    before = contents(folder)
    code, said = ask(line, folder, place(folder))
    assert (code in CANNOT, "cannot be written" in said) == (True, True), said
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("line", "name"),
    [*((line, "mappings") for line in FILES.values()), *((line, "file") for line in FOLDERS.values())],
    ids=[*FILES, *FOLDERS],
)
def test_a_folder_for_a_file_and_a_file_for_a_folder(folder: Path, line: str, name: str) -> None:
    before = contents(folder)
    code, said = ask(line, folder, folder / name)
    assert code in (2, *CANNOT), said
    assert any(words in said for words in ("cannot be written", "is there already")), said
    assert contents(folder) == before


@pytest.mark.parametrize("line", [*FILES.values(), *FOLDERS.values()], ids=[*FILES, *FOLDERS])
def test_a_full_disk(folder: Path, line: str) -> None:
    before = contents(folder)
    with full_disk():
        code, said = ask(line, folder, folder / "new" / "out")
    assert (code in CANNOT, any(words in said for words in ("cannot be written", "the disk has room"))) == (True, True)
    assert contents(folder) == before


@pytest.mark.parametrize("line", INSIDE.values(), ids=INSIDE)
def test_a_project_that_cannot_hold_more(folder: Path, line: str) -> None:
    rmtree(folder / ".actions")
    (folder / ".actions").write_text("a file", encoding="utf-8")
    before = contents(folder)
    code, said = ask(line, folder, Path())
    assert code in CANNOT, said
    assert ".actions" in said
    assert contents(folder) == before


@pytest.mark.parametrize("line", TEXTS.values(), ids=TEXTS)
def test_a_full_disk_leaves_mapping_files_as_they_were(folder: Path, line: str) -> None:
    text = UNTIDY.replace("KEY", "evnt" if "check" in line else "event")
    (folder / "mappings" / "webhook.yaml").write_text(text, encoding="utf-8")
    before = contents(folder)
    with full_disk():
        code, said = ask(line, folder, Path())
    assert (code, "webhook.yaml cannot be written" in said) == (1, True), said
    assert contents(folder) == before
    assert ask(line, folder, Path())[0] in (0, 1)
    assert contents(folder) != before
