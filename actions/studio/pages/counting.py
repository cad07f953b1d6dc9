"""Counts over all events in the background, for every page that shows them."""

import asyncio

from nicegui import ui

from actions.studio.model.project.counts import Counts
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import box, empty, text

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


def show_progress(counts: Counts) -> bool:
    """Say how far the counts are; false where there is nothing to count."""
    if not counts.total:
        empty("There are no events: put some into samples/.")
        return False
    if not counts.is_done:
        with box("empty"):
            ui.spinner(size="sm")
            text(f"Counting {counts.done:,} of {counts.total:,} events")
    return True
