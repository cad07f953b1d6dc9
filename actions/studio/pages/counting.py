"""Counts over all events in the background, for every page that shows them."""

import asyncio
from collections.abc import Callable

from nicegui import background_tasks, ui

from actions.studio.model.project.counts import Counts
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import box, empty, heading, text

PAUSE = 0.004


async def count_events(studio: Studio) -> None:
    """Come back when the counts are those of the files as they are; nobody waits for it meanwhile."""
    while studio.counts.revision != studio.workspace.revision or not studio.counts.is_done:
        if studio.is_counting:
            await asyncio.sleep(0.1)
            continue
        studio.is_counting = True
        try:
            revision = studio.workspace.revision
            plan = studio.workspace.whole.plan
            for _ in studio.counts.count(plan, studio.events.all, revision):
                await asyncio.sleep(PAUSE)
                if studio.workspace.revision != revision:
                    break
        finally:
            studio.is_counting = False


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
