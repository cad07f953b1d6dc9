"""The outbox file: who may have it, who may read it, and what is said of one that cannot be used."""

import os
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from destinations.delivery.outbox.entry import Arrival, Caps, Cause, Failure, Kind
from destinations.delivery.outbox.file.backup import copy_to, put_back
from destinations.delivery.outbox.file.housekeeping import keep_house
from destinations.delivery.outbox.file.owner import OutboxError, OwnedError
from destinations.delivery.outbox.file.schema import VERSION
from destinations.delivery.outbox.file.search import Wanted, find
from destinations.delivery.outbox.outbox import Outbox
from destinations.sdk.outcome import Rejected
from tests.destinations.delivery.outbox.shop import arrival, cursor, inside, numbers, rows, settled, take

OWN = """
import asyncio, sys
from pathlib import Path
from destinations.delivery.outbox.outbox import Outbox
from tests.destinations.delivery.outbox.shop import arrival

async def run():
    async with Outbox(Path(sys.argv[1])) as outbox:
        for number in range(int(sys.argv[2])):
            await outbox.accept([arrival(number)])
        print("ready", flush=True)
        await asyncio.sleep(60)

asyncio.run(run())
"""


def owning(path: Path, accept: int) -> "subprocess.Popen[str]":
    """A process that has the file, after it accepted so many events."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWN, str(path), str(accept)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def test_whoever_comes_second_is_reported_who_has_the_file_and_gets_it_when_that_was_killed(path: Path) -> None:
    process = owning(path, 3)
    try:
        with pytest.raises(OwnedError, match=f"is in use by process {process.pid}; "):
            inside(path, lambda outbox: outbox.mark("x"))
    finally:
        end(process)

    async def use(outbox: Outbox) -> Any:
        return numbers(await take(cursor(outbox)))

    assert inside(path, use) == [0, 1, 2]


def test_files_are_for_their_owner_alone(path: Path) -> None:
    async def use(outbox: Outbox) -> list[str]:
        await outbox.accept([arrival(1)])
        files = [path.parent, *path.parent.iterdir()]
        return [f"{one.name} {stat.S_IMODE(one.stat().st_mode):o}" for one in files]

    assert sorted(inside(path, use)) == ["outbox.db 600", "outbox.db-wal 600", "outbox.db.owner 600", "own 700"]


def test_a_commit_waits_for_the_disk_and_the_file_is_sound(path: Path) -> None:
    async def use(outbox: Outbox) -> Any:
        await outbox.accept([arrival(1)])
        pragmas = ("synchronous", "journal_mode", "locking_mode", "integrity_check")
        return [rows(outbox, f"PRAGMA {name}")[0] for name in pragmas]

    assert inside(path, use) == [2, "wal", "exclusive", "ok"]


def make_newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version={VERSION + 1}")
    connection.close()


def make_foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine(a)")
    connection.close()


def make_garbage(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)


def cut_in_half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(
            make_newer, f"has format {VERSION + 1}, and this version reads up to {VERSION}", id="a newer format"
        ),
        pytest.param(make_foreign, "is not an outbox, but another SQLite file", id="a file of somebody else"),
        pytest.param(make_garbage, "cannot be used: file is not a database; restore it", id="no database"),
        pytest.param(cut_in_half, "(is damaged|cannot be used): .*; restore", id="half of a file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(path: Path, spoil: Any, words: str) -> None:
    inside(path, lambda outbox: outbox.accept([arrival(number) for number in range(200)]))
    spoil(path)
    with pytest.raises(OutboxError, match=words):
        inside(path, lambda outbox: outbox.mark("x"))


@pytest.mark.parametrize(
    "folder",
    [pytest.param("file", id="a file"), pytest.param("/proc/none", id="where nobody may write, root included")],
)
def test_a_folder_that_may_not_be_written_is_refused_in_words(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutboxError, match=r"outbox\.db cannot be used: .*; see that its folder may be written"):
        inside(tmp_path / folder / "outbox.db", lambda outbox: outbox.mark("x"))


def test_a_byte_that_was_flipped_makes_one_letter_and_no_wrong_delivery(path: Path) -> None:
    inside(path, lambda outbox: outbox.accept([arrival(number + 100) for number in range(3)]))
    content = path.read_bytes()
    assert content.count(b'"n":101}}') == 1
    path.write_bytes(content.replace(b'"n":101}}', b'"n":191}}'))

    async def use(outbox: Outbox) -> Any:
        found = numbers(await take(cursor(outbox)))
        await settled(outbox)
        return found, rows(outbox, "SELECT cause, reason, event, payload FROM letters")

    found, letters = inside(path, use)
    assert found == [100, 102]
    assert letters == [("unreadable", "its bytes on disk are not those that were written", b'{"n":101}', None)]


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_log_that_was_cut_gives_what_was_written_before(path: Path, share: float) -> None:
    process = owning(path, 50)
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size
    end(process)
    os.truncate(log, int(size * share))

    async def use(outbox: Outbox) -> Any:
        found = numbers(await take(cursor(outbox)))
        return found, rows(outbox, "PRAGMA integrity_check")

    found, check = inside(path, use)
    assert found == list(range(len(found)))
    assert check == ["ok"]


def test_whoever_comes_by_another_path_is_refused_too(path: Path, tmp_path: Path) -> None:
    async def use(_: Outbox) -> Any:
        (tmp_path / "link.db").symlink_to(path)
        with pytest.raises(OutboxError, match="database is locked; another process has it open, by another path"):
            Outbox(tmp_path / "link.db").open()

    inside(path, use)


def test_what_a_killed_process_left_beside_the_file_goes_aside_with_it(path: Path, tmp_path: Path) -> None:
    inside(path, lambda outbox: outbox.accept([arrival(0)]))
    with closing(sqlite3.connect(path)) as opened:
        copy_to(opened, tmp_path / "copy.db")
    end(owning(path, 3))
    assert path.with_name("outbox.db-wal").stat().st_size > 0
    aside = put_back(tmp_path / "copy.db", path)
    assert aside
    assert sorted(one.suffix for one in aside.parent.glob("outbox.db.before-*-wal")) == []

    async def use(outbox: Outbox) -> Any:
        return numbers(await take(cursor(outbox)))

    assert [inside(one, use) for one in (path, aside)] == [[0], [0, 1, 2]]


@pytest.mark.parametrize(
    ("caps", "left"),
    [
        pytest.param(Caps(letters=2), 2, id="too many"),
        pytest.param(Caps(letter_bytes=8 * 105 + 100), 8, id="too large together"),
        pytest.param(Caps(letter_days=0.0), 0, id="too old"),
        pytest.param(Caps(letters=10, letter_bytes=10 * 105), 10, id="neither"),
    ],
)
def test_letters_that_are_dropped_are_counted_and_reported_of(
    path: Path, caps: Caps, left: int, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [Failure(f"key {number}", Kind("shop", "a", "b", "c"), Cause.NOT_BUILT, "no") for number in range(10)]

    async def use(outbox: Outbox) -> Any:
        await outbox.accept([Arrival(b"{%s}" % (b" " * 101), failures=failures)])
        await outbox.commit.write(lambda store: keep_house(store, time.time()))
        kept = rows(outbox, "SELECT key FROM letters ORDER BY letter")
        return kept, sum(rows(outbox, "SELECT value FROM facts WHERE name = 'dropped'"))

    # The oldest go first.
    kept = [f"key {number}" for number in range(10 - left, 10)]
    assert inside(path, use, caps=caps) == (kept, 10 - left)
    reported = f"{10 - left} dead letters were dropped, as they were too old, too many or too large together"
    assert caplog.messages == ([reported] if left < 10 else [])


CANARY = b'{"n":7,"canary":true}'


def flip(path: Path) -> None:
    """Change a letter of the canary, which is in the file once."""
    content = path.read_bytes()
    assert content.count(CANARY) == 1
    path.write_bytes(content.replace(CANARY, CANARY.replace(b"canary", b"kanary")))


@pytest.mark.parametrize("tried", [False, True], ids=["never tried", "tried before"])
def test_an_event_that_has_changed_on_disk_is_in_no_letter(path: Path, tried: bool) -> None:
    async def accept(outbox: Outbox) -> None:
        one = arrival(7)
        one.event = CANARY
        await outbox.accept([one])
        taker = cursor(outbox)
        for claim in await take(taker) if tried else ():
            taker.later(claim.tried(5.0, 503, counts=True), 6.0)
        await settled(outbox)

    async def use(outbox: Outbox) -> Any:
        taker = cursor(outbox)
        for claim in await take(taker):
            taker.done(claim, Rejected("no"))
        await settled(outbox)
        return rows(outbox, "SELECT reason, event, payload IS NULL FROM letters")

    inside(path, accept)
    flip(path)
    assert inside(path, use) == [("no", b"", 0)]


def test_a_letter_that_has_changed_on_disk_is_reported_of_and_not_tried_again(path: Path) -> None:
    failures = [Failure("key", Kind("shop", "a", "b", "c"), Cause.NOT_BUILT, "no")]

    async def use(outbox: Outbox) -> Any:
        return await outbox.commit.read(lambda store: list(find(store, Wanted())))

    inside(path, lambda outbox: outbox.accept([Arrival(CANARY, failures=failures)]))
    (sound,) = inside(path, use)
    flip(path)
    (damaged,) = inside(path, use)
    assert (sound.is_damaged, damaged.is_damaged) == (False, True)
