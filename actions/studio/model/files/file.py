"""One mapping file that is being changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from actions.project.writing import write_file
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import decode

MOST_UNDONE = 500
# Key presses within so many seconds are undone together.
TOGETHER = 1.0


class UnreadableFileError(Exception):
    """A file that cannot be shown as text: why."""


@dataclass(slots=True)
class EditedFile:
    r"""A file, with `\n` for each end of a line while it is edited.

    `disk` is what was read last, `text` what it is to become, `theirs` what somebody else wrote to the file while
    there were changes here. `is_gone` says that it is not on disk any more, `unreadable` why what is there is no text.
    """

    label: str
    path: Path
    disk: str
    text: str
    theirs: str | None = None
    ends: str = "\n"
    is_gone: bool = False
    unreadable: str | None = None
    _undo: list[str] = field(default_factory=list)
    _redo: list[str] = field(default_factory=list)
    _typed_at: float = 0.0

    @classmethod
    def read(cls, label: str, path: Path) -> "EditedFile":
        """The file as it is on disk; UnreadableFileError where it is not text."""
        text = read_text(label, path)
        plain = with_plain_ends(text)
        return cls(label, path, plain, plain, ends="\r\n" if "\r\n" in text else "\n")

    @property
    def is_changed(self) -> bool:
        return self.text != self.disk

    @property
    def is_in_conflict(self) -> bool:
        """Whether saving would write over what somebody else wrote."""
        return self.theirs is not None or self.unreadable is not None

    @property
    def can_undo(self) -> bool:
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        return bool(self._redo)

    def put(self, text: str, now: float | None = None) -> bool:
        """Make it this text, false if it is so already; key presses say `now`, and those together are one step."""
        if text == self.text:
            return False
        if now is None or now - self._typed_at > TOGETHER:
            self._undo.append(self.text)
            del self._undo[:-MOST_UNDONE]
        self._typed_at = now or 0.0
        self._redo.clear()
        self.text = text
        return True

    def undo(self) -> bool:
        """Go back one step; false if there is none."""
        return self._step(self._undo, self._redo)

    def redo(self) -> bool:
        """Take back one `undo`; false if there is none."""
        return self._step(self._redo, self._undo)

    def _step(self, taken: list[str], kept: list[str]) -> bool:
        if not taken:
            return False
        kept.append(self.text)
        self.text, self._typed_at = taken.pop(), 0.0
        return True

    def look(self) -> bool:
        """Read the file again: true if somebody changed it, in which case `theirs` is set where both did."""
        try:
            text = read_text(self.label, self.path)
        except UnreadableFileError as error:
            was = self.is_gone, self.unreadable
            self.is_gone = not self.path.exists()
            self.unreadable = None if self.is_gone else str(error)
            return was != (self.is_gone, self.unreadable)
        found, before = with_plain_ends(text), (self.disk, self.theirs, self.is_gone, self.unreadable)
        self.is_gone, self.unreadable = False, None
        if found == self.text:
            self.disk, self.theirs = found, None
        elif found == self.disk:
            # What somebody wrote to it was taken back there.
            self.theirs = None
        elif self.is_changed:
            self.theirs = found
        else:
            self.put(found)
            self.disk, self.theirs = found, None
        self.ends = "\r\n" if "\r\n" in text else "\n"
        return (self.disk, self.theirs, self.is_gone, self.unreadable) != before

    def save(self, *, over: bool = False) -> bool:
        """Write it; false, and nothing is written, where somebody changed the file meanwhile. OSError says why not.

        With `over` it is also written over what is no text any more.
        """
        self.look()
        if self.theirs is not None or (self.unreadable is not None and not over):
            return False
        if self.is_changed or self.is_gone or self.unreadable is not None:
            write_file(self.path, self.text.replace("\n", self.ends))
            self.disk, self.is_gone, self.unreadable = self.text, False, None
        return True

    def take_theirs(self) -> None:
        """Give up the changes here, which `undo` brings back."""
        if self.theirs is not None:
            theirs, self.theirs = self.theirs, None
            self.put(theirs)
            self.disk = theirs

    def keep_mine(self) -> None:
        """Keep the changes here: saving writes over what somebody else wrote."""
        if self.theirs is not None:
            self.disk, self.theirs = self.theirs, None

    def difference(self) -> str:
        """What saving would change in the file on disk, as a unified diff."""
        before = self.disk if self.theirs is None else self.theirs
        lines = unified_diff(
            before.splitlines(), self.text.splitlines(), f"{self.label} on disk", f"{self.label} here", lineterm=""
        )
        return "\n".join(lines)

    def changed_lines(self) -> Iterator[tuple[str, str]]:
        """The lines of `difference`, each with `added`, `removed` or `same`."""
        for line in self.difference().splitlines()[2:]:
            yield {"+": "added", "-": "removed"}.get(line[:1], "same"), line


def read_text(label: str, path: Path) -> str:
    """What the file holds; UnreadableFileError where that is not text in UTF-8, or nobody may read it."""
    report = Report()
    try:
        text = decode(path.read_bytes(), label, report)
    except OSError as error:
        raise UnreadableFileError(f"{label} cannot be read: {error.strerror}") from None
    if text is None:
        raise UnreadableFileError(f"{label}: {next(iter(report)).message}")
    return text


def with_plain_ends(text: str) -> str:
    """The text as an editor has it: one kind of line end."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
