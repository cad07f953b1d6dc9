"""The journal: what was acknowledged is read, in its order, whatever happened to the end of the file."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from actions.serve.journal import (
    DamagedError,
    JournalError,
    JournalFullError,
    Position,
    Record,
    SegmentJournal,
    SegmentReader,
    erase,
    forget,
)
from actions.serve.journal.frames import HEADER, frame, frames, segment_path
from actions.serve.journal.record import encode
from actions.serve.journal.repair import repair

BIG = 1 << 16


def record(number: int, size: int = 0) -> Record:
    return Record(number, "website", b'{"n":%d,"x":"%s"}' % (number, b"x" * size), type="track", address="10.0.0.1")


def write(folder: Path, numbers: range, *, group: int = 3, size: int = 0, segment_size: int = BIG) -> None:
    async def run() -> None:
        journal = SegmentJournal(folder, reserve=0, segment_size=segment_size)
        journal.open()
        try:
            for start in range(numbers.start, numbers.stop, group):
                await journal.append([record(n, size) for n in range(start, min(start + group, numbers.stop))])
        finally:
            await journal.close()

    asyncio.run(run())


def numbers_in(folder: Path, most: int = 1000) -> list[int]:
    reader, found, here = SegmentReader(folder), list[int](), Position()
    while (claim := reader.read(here, most)).stored:
        found += [one.record.received for one in claim.stored]
        here = claim.after
    return found


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_what_was_appended_is_read_in_its_order(tmp_path: Path, most: int) -> None:
    write(tmp_path, range(100), size=3000)
    assert numbers_in(tmp_path, most) == list(range(100))
    assert len(list(tmp_path.glob("*.seg"))) > 3
    stored = SegmentReader(tmp_path).read(Position(), 1).stored[0]
    assert stored.record == record(0, 3000)
    assert stored.position == Position(1, len(HEADER))


def test_a_frame_larger_than_a_block_is_read(tmp_path: Path) -> None:
    write(tmp_path, range(4), size=3 << 20, segment_size=1 << 30)
    assert numbers_in(tmp_path) == [0, 1, 2, 3]


def test_a_reader_goes_on_where_it_was(tmp_path: Path) -> None:
    write(tmp_path, range(10))
    reader = SegmentReader(tmp_path)
    here = reader.read().after
    assert reader.read(here).stored == []
    assert reader.unread(here) == 0
    write(tmp_path, range(10, 20))
    assert reader.unread(here) > 0
    assert [one.record.received for one in reader.read(here).stored] == list(range(10, 20))


def test_many_appends_at_once_share_one_write(tmp_path: Path) -> None:
    async def run() -> None:
        journal = SegmentJournal(tmp_path, reserve=0)
        journal.open()
        await asyncio.gather(*(journal.append([record(n)]) for n in range(500)))
        await journal.close()

    asyncio.run(run())
    assert sorted(numbers_in(tmp_path)) == list(range(500))


TAILS: dict[str, Callable[[bytes], bytes]] = {
    "half a head": lambda data: data + b"\xf5REC",
    "a head without its payload": lambda data: data + frame(encode(record(9)))[:12],
    "half a record": lambda data: data + frame(encode(record(9)))[:-5],
    "zeros that a loss of power left": lambda data: data + bytes(4096),
    "a record with a flipped bit": lambda data: data + frame(encode(record(9)))[:-1] + b"\x00",
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_an_unfinished_end_is_passed_over_and_cut_at_the_next_start(
    tmp_path: Path, tail: Callable[[bytes], bytes]
) -> None:
    write(tmp_path, range(5))
    path = segment_path(tmp_path, 1)
    whole = path.read_bytes()
    path.write_bytes(tail(whole))
    assert numbers_in(tmp_path) == list(range(5))
    write(tmp_path, range(5, 8))
    assert path.read_bytes() == whole
    assert numbers_in(tmp_path) == list(range(8))


def test_a_damaged_record_stops_the_reader_until_it_is_repaired(tmp_path: Path) -> None:
    write(tmp_path, range(6), group=1)
    path = segment_path(tmp_path, 1)
    data = bytearray(path.read_bytes())
    third = SegmentReader(tmp_path).read().stored[2].position.offset
    data[third + 20] ^= 1
    path.write_bytes(data)
    write(tmp_path, range(6, 8))
    reader = SegmentReader(tmp_path)
    first = reader.read()
    assert [one.record.received for one in first.stored] == [0, 1]
    with pytest.raises(DamagedError, match=rf"byte {third} is damaged; `actions serve repair`"):
        reader.read(first.after)
    skipped = repair(tmp_path)
    assert [(one.at, one.kept.read_bytes()[20]) for one in skipped] == [(Position(1, third), data[third + 20])]
    assert [one.record.received for one in reader.read(first.after).stored] == [3, 4, 5, 6, 7]
    assert repair(tmp_path) == []


def test_a_damaged_length_hides_no_later_record(tmp_path: Path) -> None:
    write(tmp_path, range(4), group=1)
    path = segment_path(tmp_path, 1)
    data = bytearray(path.read_bytes())
    data[SegmentReader(tmp_path).read().stored[1].position.offset + 5] ^= 0x80
    path.write_bytes(data)
    repair(tmp_path)
    assert numbers_in(tmp_path) == [0, 2, 3]


def test_a_segment_of_a_later_format_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, range(1))
    path = segment_path(tmp_path, 1)
    later = b"ACTJRN\x02\x00" + b"what a later release writes" * 9
    path.write_bytes(later)
    # Events are accepted all the same, for that release to decide about.
    write(tmp_path, range(1))
    acts = (SegmentReader(tmp_path).read, lambda: repair(tmp_path), lambda: erase(tmp_path, lambda _: True))
    for act in acts:
        with pytest.raises(JournalError, match="has the format 2; this release reads 1"):
            act()
    assert path.read_bytes() == later
    assert SegmentReader(tmp_path).read(Position(2)).stored[0].record.received == 0


def test_a_second_writer_is_refused_with_the_number_of_the_first(tmp_path: Path) -> None:
    async def run() -> None:
        journal = SegmentJournal(tmp_path, reserve=0)
        journal.open()
        with pytest.raises(JournalError, match=f"is in use by process {os.getpid()}"):
            SegmentJournal(tmp_path).open()
        await journal.close()

    asyncio.run(run())


def test_nothing_is_kept_while_the_disk_has_less_room_than_its_reserve(tmp_path: Path) -> None:
    async def run() -> None:
        journal = SegmentJournal(tmp_path, reserve=1 << 62)
        journal.open()
        with pytest.raises(JournalFullError) as told:
            await journal.append([record(1)])
        assert (told.value.code, told.value.wait) == ("disk", 60)
        assert journal.is_disk_full
        await journal.close()

    asyncio.run(run())
    assert numbers_in(tmp_path) == []


@pytest.mark.parametrize(
    ("error", "why"), [(OSError(5, "Input/output error"), "Input/output error"), (MemoryError(), "MemoryError")]
)
def test_a_group_that_could_not_be_synced_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    real, fail = os.fdatasync, [error]

    def fdatasync(file: int) -> None:
        if fail:
            raise fail.pop()
        real(file)

    monkeypatch.setattr(os, "fdatasync", fdatasync)

    async def run() -> None:
        journal = SegmentJournal(tmp_path, reserve=0)
        journal.open()
        with pytest.raises(JournalFullError, match=why):
            await journal.append([record(1)])
        assert journal.failures_in_a_row == 1
        await journal.append([record(2)])
        assert journal.failures_in_a_row == 0
        await journal.close()

    asyncio.run(run())
    assert numbers_in(tmp_path) == [2]
    assert len(list(tmp_path.glob("*.seg"))) == 2


def test_a_reader_that_had_read_what_was_taken_back_goes_on_in_the_next_segment(tmp_path: Path) -> None:
    write(tmp_path, range(3))
    after = SegmentReader(tmp_path).read().after
    os.truncate(segment_path(tmp_path, 1), len(HEADER))
    write(tmp_path, range(3, 5))
    assert [one.record.received for one in SegmentReader(tmp_path).read(after).stored] == [3, 4]


def test_old_segments_go_once_they_are_read_and_the_newest_stays(tmp_path: Path) -> None:
    write(tmp_path, range(60), size=3000)
    count = len(list(tmp_path.glob("*.seg")))
    for path in tmp_path.glob("*.seg"):
        os.utime(path, (100, 100))
    assert forget(tmp_path, 50, Position(count, 0)) == 0
    assert forget(tmp_path, 200, Position(2, 0)) == 1
    assert forget(tmp_path, 200, Position(count + 1, 0)) == count - 2
    assert numbers_in(tmp_path)[-1] == 59


def test_an_erased_record_leaves_no_byte_and_moves_no_other(tmp_path: Path) -> None:
    write(tmp_path, range(6), size=100)
    before = {one.record.received: one.position for one in SegmentReader(tmp_path).read().stored}
    assert erase(tmp_path, lambda one: one.received in (1, 2)) == 2
    after = {one.record.received: one.position for one in SegmentReader(tmp_path).read().stored}
    assert after == {number: at for number, at in before.items() if number not in (1, 2)}
    assert b'"n":1,' not in segment_path(tmp_path, 1).read_bytes()
    assert erase(tmp_path, lambda one: one.received in (1, 2)) == 0


@pytest.mark.parametrize(("moment", "first"), [(0, 0), (17, 17), (99, 99), (100, None)])
def test_replay_begins_at_the_first_record_of_a_moment(tmp_path: Path, moment: int, first: int | None) -> None:
    write(tmp_path, range(100), size=3000)
    reader = SegmentReader(tmp_path)
    stored = reader.read(reader.first_since(moment), 1).stored
    assert [one.record.received for one in stored] == ([] if first is None else [first])


@pytest.mark.parametrize("begun", [b"", HEADER[:3]], ids=["nothing", "part of its header"])
def test_a_segment_of_which_a_killed_server_wrote_no_more_than_its_header_is_passed_over(
    tmp_path: Path, begun: bytes
) -> None:
    (tmp_path / "00000001.seg").write_bytes(begun)
    (tmp_path / "00000002.seg").write_bytes(HEADER + frames([Record(1, "website", b"{}")]))
    assert [one.record.body for one in SegmentReader(tmp_path).read().stored] == [b"{}"]
