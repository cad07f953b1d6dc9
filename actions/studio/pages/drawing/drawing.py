"""A part of the page that is drawn as a whole and changes in place."""

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from actions.studio.pages.drawing.node import Node, differences


class Drawing(ui.element, component="drawing.js"):
    """What `draw` makes of nodes; `refresh` draws again and sends what differs.

    Elements of NiceGUI would each be made anew, on the server and in the browser: that takes long where there are many,
    and what is made anew between the two halves of a click does not hear it.
    """

    def __init__(self, draw: Callable[[], None], style: str = "") -> None:
        super().__init__()
        self._draw = draw
        self._root = self._drawn()
        self._tree, self._version = self._root.specs(), 0
        self.classes(style)
        self.on("act", self._act)

    def refresh(self) -> None:
        """Show what `draw` makes now."""
        self._root = self._drawn()
        before, self._tree = self._tree, self._root.specs()
        if before == self._tree:
            return
        self._version += 1
        if len(before) == len(self._tree):
            places: list[tuple[Any, Any]] = list(differences(before, self._tree))
        else:
            places = [((), self._tree)]
        self.run_method("patch", self._version, places)

    def reveal(self) -> None:
        """Scroll to what is chosen, if it is not seen."""
        self.run_method("reveal")

    def restore(self) -> None:
        """Have the inputs show what holds: what was typed was refused."""
        self.run_method("restore")

    def _to_dict(self) -> dict[str, Any]:
        # Props of NiceGUI watch all that is in them, which takes long; these are what a page begins with.
        made = super()._to_dict()
        return made | {"props": {**self._props, "tree": self._tree, "version": self._version}}

    def _drawn(self) -> Node:
        with Node("div") as root:
            self._draw()
        return root

    def _act(self, e: GenericEventArguments) -> None:
        """Hear what was done in the browser; what is not there any more hears nothing."""
        way, kind, form = e.args["way"], str(e.args["kind"]), e.args["form"]
        nodes = list(self._root.find(way))
        if len(nodes) != len(way):
            return
        if form is not None:
            # What is typed in a form comes with whatever is done in it.
            for node in nodes:
                if "form" in node.hears:
                    node.hears["form"](form)
        hears = nodes[-1].hears.get(kind) if nodes else None
        if hears is not None:
            hears(e.args["value"])
