"""What the files as they are being written do to all events, compared with another version of the project."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Final, Literal

from actions.event.context import Context
from actions.insight.diff.comparing import ProjectDiff
from actions.plan.plan import Plan
from actions.project import NoEnvironmentError, Project, ProjectError
from actions.project.git import GitError, folder_at, references
from actions.studio.model.files.workspace import Workspace
from actions.studio.model.project.over_all import PAUSE, in_slices
from actions.studio.model.studio import Studio

# The version that is compared with where no reference of git is named.
SAVED: Final = ""
# So often is said how far it is.
TOLD: Final = 0.3
State = Literal["none", "counting", "found", "refused"]


class NoVersionError(Exception):
    """There is no such version, or it cannot be used: why."""


class Comparison:
    """The project against its files on disk, or as git has them at a reference: what `actions diff` counts.

    `told` hears that there is more to show. `found` is there when all events were compared, `why` where they cannot be.
    """

    def __init__(self, studio: Studio, told: Callable[[], None]) -> None:
        self._studio, self._told = studio, told
        self.state: State = "none"
        self.found: ProjectDiff | None = None
        self.why = ""
        self.done = 0
        self._seen = (-1, -1)
        self._told_at = 0.0
        self._run = 0
        # HEAD, branches and tags: None until somebody wants to know.
        self._known: list[str] | None = None
        self._reference: str | None = None

    @property
    def known(self) -> list[str]:
        """What can be compared with beside the files on disk; others can be named."""
        if self._known is None:
            self._known = references(self._studio.folder)
        return self._known

    @property
    def reference(self) -> str:
        """What is compared with: HEAD where there is one, else the files on disk."""
        if self._reference is None:
            self._reference = next(iter(self.known), SAVED)
        return self._reference

    @property
    def is_stale(self) -> bool:
        """Whether files or events have changed since it was counted."""
        return self._seen != self._now

    @property
    def _now(self) -> tuple[int, int]:
        return self._studio.workspace.revision, self._studio.events.number

    def choose(self, reference: str) -> None:
        """Compare with another version: nothing is known of it yet."""
        self._reference = reference
        self._stop("none")

    async def count(self) -> None:
        """Compare what both versions do with all events; nobody waits for it meanwhile."""
        studio = self._studio
        self._stop("counting")
        run, self._seen = self._run, self._now
        self._told()
        try:
            old = await plan_of_version(studio.workspace, self.reference)
        except NoVersionError as error:
            if run == self._run:
                self.state, self.why = "refused", str(error)
                self._told()
            return
        made = ProjectDiff(old, studio.workspace.whole.plan, Context(datetime.now(UTC)))
        for done in in_slices([made], studio.events.all):
            if run != self._run:
                return
            self.done = done
            if monotonic() - self._told_at > TOLD:
                self._told_at = monotonic()
                self._told()
            await asyncio.sleep(PAUSE)
        if run == self._run:
            self.state, self.found = "found", made
            self._told()

    def _stop(self, state: State) -> None:
        self._run += 1
        self.state, self.found, self.why, self.done = state, None, "", 0


async def plan_of_version(workspace: Workspace, reference: str) -> Plan:
    """What the project does in that version; NoVersionError where there is none, or it has mistakes."""
    if reference == SAVED:
        return workspace.as_saved().plan
    return await asyncio.to_thread(_plan_at, workspace, reference)


def _plan_at(workspace: Workspace, reference: str) -> Plan:
    try:
        with folder_at(reference, workspace.folder) as folder:
            return Project.load(folder, workspace.environ, env=workspace.env).plan
    except GitError as error:
        raise NoVersionError(str(error)) from None
    except NoEnvironmentError as error:
        raise NoVersionError(f"{reference}: {error}") from None
    except ProjectError as error:
        raise NoVersionError(f"{reference} cannot be loaded: {error}") from None
