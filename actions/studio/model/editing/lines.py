"""Where in its file a value stands: its characters, and its lines."""

from collections.abc import Iterator, Mapping, Sequence

from actions.workbench.editing.extent import children
from mappings.findings.place import Place
from mappings.located import Located

Step = str | int
Way = tuple[Step, ...]


class Lines:
    """A text by lines; places count lines and columns from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.splitlines(keepends=True)
        self._starts = [0]
        for one in self.lines:
            self._starts.append(self._starts[-1] + len(one))

    def offset(self, line: int, column: int) -> int:
        """How many characters stand before that place."""
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def start(self, place: Place) -> int:
        return self.offset(place.line, place.column)

    def end(self, place: Place) -> int:
        return self.offset(place.end_line, place.end_column)

    def is_flow(self, spot: Located) -> bool:
        """Whether the value stands in braces or brackets."""
        return self.text[self.start(spot.place) : self.start(spot.place) + 1] in ("{", "[")


def find(documents: Sequence[Located], way: Way) -> Located | None:
    """The value at the way, whose first step is the number of the document; None where there is none."""
    number, *rest = way
    if not isinstance(number, int) or number >= len(documents):
        return None
    here = documents[number]
    for step in rest:
        inside = here.children
        if isinstance(inside, Mapping):
            found = inside.get(step) if isinstance(step, str) else None
        else:
            found = inside[step] if isinstance(step, int) and step < len(inside) else None
        if found is None:
            return None
        here = found
    return here


def ways_of_actions(documents: Sequence[Located]) -> Iterator[tuple[Way, Located]]:
    """Each action of the file, and the way to it."""
    for number, document in enumerate(documents):
        actions = find(documents, (number, "actions"))
        if isinstance(document.value, dict) and actions is not None and isinstance(actions.value, list):
            for index, one in enumerate(children(actions)):
                yield (number, "actions", index), one
