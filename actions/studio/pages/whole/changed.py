"""What the files do otherwise than another version of the project, over all events."""

from actions.studio.model.project.changes import Comparison
from actions.studio.model.studio import Studio
from actions.studio.pages.comparing import show_comparison
from actions.studio.pages.drawing.drawing import Drawing
from actions.studio.pages.parts import heading


def show_changed(studio: Studio) -> None:
    """The part of a page."""
    heading("What changes do", 2)
    drawings: list[Drawing] = []

    def told() -> None:
        for one in drawings:
            if not one.is_deleted:
                one.refresh()

    comparison = Comparison(studio, told)
    drawings.append(Drawing(lambda: show_comparison(comparison, events=studio.events.number)))
