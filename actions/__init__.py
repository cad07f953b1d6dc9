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

from typing import TYPE_CHECKING, Any

from actions.decision import Decision, Failed, Fired, NotFired
from actions.event.context import Context
from actions.project import Project, ProjectError

if TYPE_CHECKING:
    from actions.run.delivery.outcome import Outcome
    from actions.run.delivery.seeing.telemetry import Telemetry
    from destinations.delivery.outbox.entry import Receipt
else:
    # `import actions` takes no time: what only those need who deliver is imported when it is asked for.
    _LATER = {
        "Outcome": "actions.run.delivery.outcome",
        "Receipt": "destinations.delivery.outbox.entry",
        "Telemetry": "actions.run.delivery.seeing.telemetry",
    }

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_LATER[name]), name)


__all__ = [
    "Context",
    "Decision",
    "Failed",
    "Fired",
    "NotFired",
    "Outcome",
    "Project",
    "ProjectError",
    "Receipt",
    "Telemetry",
]
