"""A part of a page that is counted when somebody asks for it, in the background."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from nicegui import ui

from actions.studio.model.project.over_all import PAUSE, Counting, in_slices
from actions.studio.model.studio import Studio
from actions.studio.pages.parts import box, button, heading, prose, text

CountingT = TypeVar("CountingT", bound=Counting)


class Asked(Generic[CountingT]):
    """A heading with a button, and below what `show` makes of the counts."""

    def __init__(
        self,
        studio: Studio,
        title: str,
        words: str,
        make: Callable[[], Sequence[CountingT]],
        show: Callable[[Sequence[CountingT]], None],
    ) -> None:
        self._studio, self._title, self._words = studio, title, words
        self._make, self._show = make, show
        self._found: Sequence[CountingT] | None = None
        self._is_counting = False

    def build(self) -> None:
        """Draw it."""
        with box("whole-head"):
            heading(self._title, 2)
            button("Count", self._count, name=f"Count: {self._title}")
        self._body()

    async def _count(self) -> None:
        if self._is_counting:
            return
        self._is_counting = True
        self._body.refresh()
        try:
            made = self._make()
            for _ in in_slices(made, self._studio.events.all):
                await asyncio.sleep(PAUSE)
            self._found = made
        finally:
            self._is_counting = False
        self._body.refresh()

    @ui.refreshable_method
    def _body(self) -> None:
        if self._is_counting:
            text("Counting…", "dim").props("role=status")
        elif self._found is None:
            prose(self._words, "dim")
        else:
            self._show(self._found)
