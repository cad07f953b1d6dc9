"""Everything that one `actions studio` has: the files, the events, what may be done with them."""

from dataclasses import dataclass, field
from pathlib import Path

from actions.studio.model.files.events import Events
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.counts import Counts


@dataclass(slots=True)
class Studio:
    """The project's files and events, and how far the page may go: `allow_send` where it may send to real tools."""

    workspace: Workspace
    events: Events
    counts: Counts
    read_only: bool = False
    allow_send: bool = False
    plugins: tuple[str, ...] = field(default=())
    is_counting: bool = False

    @property
    def folder(self) -> Path:
        return self.workspace.folder

    @property
    def name(self) -> str:
        """The project's name: that of its folder."""
        return self.folder.name
