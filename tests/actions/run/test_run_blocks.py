"""Blocks fill up, but let no line wait for long, and nothing waits for a source that does not end."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from threading import Event, Thread
from threading import enumerate as threads

import pytest

from actions.reading.blocks import MOST_LINES, read_blocks
from actions.reading.lines import Line


def lines(count: int) -> Iterator[Line]:
    return (Line("e.ndjson", number, {}, 0) for number in range(count))


async def sizes(blocks: AsyncIterator[list[Line]]) -> list[int]:
    return [len(block) async for block in blocks]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        pytest.param(0, [], id="no lines, no block"),
        pytest.param(3, [3], id="fewer than a block"),
        pytest.param(MOST_LINES, [MOST_LINES], id="a block exactly"),
        pytest.param(2 * MOST_LINES + 1, [MOST_LINES, MOST_LINES, 1], id="the rest comes last"),
    ],
)
def test_blocks_are_full_while_lines_come_fast(count: int, expected: list[int]) -> None:
    assert asyncio.run(sizes(read_blocks(lines(count)))) == expected


def test_a_line_does_not_wait_for_a_source_that_hangs() -> None:
    more = Event()

    def trickle() -> Iterator[Line]:
        yield from lines(2)
        more.wait()
        yield from lines(1)

    async def run() -> list[int]:
        found = []
        async for block in read_blocks(trickle()):
            found.append(len(block))
            more.set()
        return found

    assert asyncio.run(run()) == [2, 1]


def test_a_stop_ends_the_wait_for_a_source_that_hangs() -> None:
    never = Event()

    def hang() -> Iterator[Line]:
        never.wait()
        yield from lines(1)

    async def run() -> list[int]:
        stop = Event()
        reading = asyncio.create_task(sizes(read_blocks(hang(), stop)))
        await asyncio.sleep(0)
        stop.set()
        return await reading

    assert asyncio.run(run()) == []
    never.set()


def test_what_was_read_before_a_stop_still_comes() -> None:
    stop = Event()

    def end_when_told() -> Iterator[Line]:
        yield from lines(MOST_LINES + 5)
        stop.wait()

    async def run() -> list[int]:
        found = []
        async for block in read_blocks(end_when_told(), stop):
            found.append(len(block))
            stop.set()
        return found

    assert sum(asyncio.run(run())) == MOST_LINES + 5


def test_what_goes_wrong_in_reading_is_raised_after_the_lines_before_it() -> None:
    def fail() -> Iterator[Line]:
        yield from lines(2)
        raise ZeroDivisionError

    async def run() -> int:
        blocks = read_blocks(fail())
        first = await anext(blocks)
        with pytest.raises(ZeroDivisionError):
            await anext(blocks)
        return len(first)

    assert asyncio.run(run()) == 2


def test_the_reading_thread_ends_when_nobody_takes_lines_any_more() -> None:
    before = set(threads())

    async def run() -> Thread:
        blocks = read_blocks(lines(10 * MOST_LINES))
        await anext(blocks)
        (reader,) = set(threads()) - before
        await blocks.aclose()
        return reader

    reader = asyncio.run(run())
    reader.join(timeout=120)
    assert not reader.is_alive()
