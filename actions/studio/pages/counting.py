"""Counts over all events in the background, for every page that shows them."""

import asyncio
from collections.abc import Callable

from nicegui import background_tasks, ui

from actions.studio.model.project.counts import Counts
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import box, empty, heading, text

PAUSE = 0.004
# So long nothing is changed before all is counted again.
QUIET = 1.5


async def count_events(studio: Studio) -> None:
    """Come back when the counts are those of the files as they are; nobody waits for it meanwhile.

    While somebody writes, the counts stay those of before: all events are counted when the files rest.
    """
    while studio.counts.revision != studio.workspace.revision or not studio.counts.is_done:
        revision = studio.workspace.revision
        if studio.is_counting:
            await asyncio.sleep(0.1)
            continue
        studio.is_counting = True
        try:
            await _count(studio, revision)
        finally:
            studio.is_counting = False


async def _count(studio: Studio, revision: int) -> None:
    fresh, is_first = Counts(), studio.counts.revision < 0
    if is_first:
        studio.counts = fresh
    else:
        await asyncio.sleep(QUIET)
        if studio.workspace.revision != revision:
            return
    plan = studio.workspace.whole.plan
    for _ in fresh.count(plan, studio.events.all, revision):
        await asyncio.sleep(PAUSE)
        if studio.workspace.revision != revision and not is_first:
            return
    studio.counts = fresh


def counted_page(studio: Studio, title: str, words: str, body: Callable[[Studio], None]) -> None:
    """A page about all events: its head, and the body once and again when all are counted."""
    with box("whole", "main"):
        with box("whole-head"):
            heading(title, 1)
            text(words, "dim")

        @ui.refreshable
        def refreshed() -> None:
            if _is_counted(studio.counts):
                body(studio)

        refreshed()

    async def follow() -> None:
        await count_events(studio)
        refreshed.refresh()

    background_tasks.create(follow())


def _is_counted(counts: Counts) -> bool:
    """Say how far the counts are; false where there is nothing to show yet."""
    if not counts.is_done:
        with box("empty"):
            ui.spinner(size="sm")
            text(f"Counting {counts.done:,} of {counts.total:,} events")
    elif not counts.total:
        empty("There are no events: put some into samples/.")
    return counts.total > 0
