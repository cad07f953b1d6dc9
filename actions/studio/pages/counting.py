"""Counts over all events in the background, for every page that shows them."""

import asyncio
from collections.abc import Callable
from time import monotonic

from nicegui import background_tasks

from actions.studio.model.project.counts import Counts
from actions.studio.model.project.over_all import PAUSE
from actions.studio.model.studio import Studio
from actions.studio.pages.drawing import parts as drawn
from actions.studio.pages.drawing.drawing import Drawing
from actions.studio.pages.parts import box, heading, text

# So long nothing is changed before all is counted again.
QUIET = 1.5
# So often is shown how far it is.
TOLD = 1.0


def is_counted(studio: Studio) -> bool:
    """Whether the counts are those of the files and the events as they are now."""
    counts = studio.counts
    return counts.is_done and (counts.revision, counts.total) == (studio.workspace.revision, studio.events.number)


async def count_events(studio: Studio, told: Callable[[], None] = lambda: None) -> None:
    """Come back when the counts are those of the files as they are; nobody waits for it meanwhile.

    `told` hears now and then that there is more to show. While somebody writes, the counts stay those of before: what
    has changed is counted when the files rest.
    """
    while not is_counted(studio):
        revision = studio.workspace.revision
        if studio.is_counting:
            await asyncio.sleep(TOLD)
            told()
            continue
        studio.is_counting = True
        try:
            await _count(studio, revision, told)
        finally:
            studio.is_counting = False


async def _count(studio: Studio, revision: int, told: Callable[[], None]) -> None:
    workspace, fresh, is_first = studio.workspace, Counts(studio.counts), studio.counts.revision < 0
    if is_first:
        studio.counts = fresh
    else:
        await asyncio.sleep(QUIET)
    plans = {}
    for label in list(workspace.files):
        if workspace.revision != revision:
            return
        plans[label] = workspace.compiled(label).plan
        # What each file says beside its own name is marked, too.
        workspace.check_file(label)
        await asyncio.sleep(PAUSE)
    last = monotonic()
    for _ in fresh.count(plans, studio.events.all, revision):
        await asyncio.sleep(PAUSE)
        if workspace.revision != revision and not is_first:
            return
        if is_first and monotonic() - last > TOLD:
            last = monotonic()
            told()
    studio.counts = fresh


def counted_page(
    studio: Studio,
    title: str,
    words: str,
    body: Callable[[Studio], None],
    asked: Callable[[Studio], None] = lambda _: None,
) -> None:
    """A page about all events: its head, and the body once and again when all are counted.

    `asked` makes what stands below, once: nothing that is done there is lost when the body is made anew.
    """
    with box("whole", "main"):
        with box("whole-head"):
            heading(title, 1)
            text(words, "dim")
        progress = Drawing(lambda: _progress(studio))
        counted, below = box("counted"), box("counted")
    shown: list[Counts] = []

    def show() -> None:
        if counted.is_deleted:
            return
        progress.refresh()
        counts = studio.counts
        # The same again would take away what somebody is about to click.
        if not counts.is_done or not counts.total or (shown and shown[-1] is counts):
            return
        counted.clear()
        with counted:
            body(studio)
        if not shown:
            with below:
                asked(studio)
        shown[:] = [counts]

    async def follow() -> None:
        await count_events(studio, progress.refresh)
        show()

    show()
    background_tasks.create(follow())


def _progress(studio: Studio) -> None:
    """How far it is, or that there is nothing to count."""
    counts = studio.counts
    if counts.revision < 0 or not counts.is_done:
        total = studio.events.number
        with drawn.box("progress").set(role="status"):
            drawn.text(f"Counting {counts.done:,} of {total:,} events", "dim")
            drawn.progress("counted events", counts.done, total)
    elif not counts.total:
        drawn.empty("There are no events: put some into samples/.")
