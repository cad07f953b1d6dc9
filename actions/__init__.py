"""Decide which tools an event goes to, map it into each tool's shape, and deliver it.

    from actions import Project

    project = Project.load("shop/")            # compiles once; ProjectError carries every finding
    for decision in project.decide(event):     # pure: payloads, reasons, diagnostics
        ...

The rooms, in the order an event meets them: `event/` (is it one?), `plan/` (what do the mapping files ask for?),
`trigger/` (does an action fire?), `engine/` (decisions), `run/` (files of events), `cli/` (the command `actions`).
`kit/` is for authors of destinations: cases, the contract, a package to start from.
`mappings` and `destinations` are leaves that know nothing of each other; `plan/build.py` joins them.
"""

from actions.decision import Decision
from actions.event.context import Context
from actions.project import Project, ProjectError

__all__ = ["Context", "Decision", "Project", "ProjectError"]
