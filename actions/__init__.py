"""Decide which tools an event goes to, map it into each tool's shape, and deliver it.

    from actions import Project

    project = Project.load("shop/")            # compiles once; ProjectError carries every finding
    for decision in project.decide(event):     # pure: payloads, reasons, diagnostics
        ...

The packages, in the order in which they handle an event:

- `project/`: the public API; loads mapping files
- `event/`: validates an event, corrects its time
- `settings/`: the settings of destinations
- `plan/`: the compiled mapping files of a project
- `trigger/`: conditions, which say whether an action fires
- `engine/`: decisions for an event
- `reading/`, `run/`: files of events, and what comes of them
- `deliver/`: from decisions to the outbox, and what comes of them there
- `site/`: pages of HTML, and those of a project
- `importing/`: mappings of other tools, as files of ours
- `workbench/`: what `check`, `explain`, `test`, `try` and `fmt` compute
- `cli/`: the command `actions`
- `kit/`: for authors of destinations: test cases, the plugin contract, a package template

`mappings` and `destinations` do not import each other; `plan/build.py` joins them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actions.decision import Decision, Failed, Fired, NotFired
    from actions.deliver.observability.telemetry import Telemetry
    from actions.deliver.outcome import Outcome
    from actions.event.context import Context
    from actions.project import Project, ProjectError
    from destinations.delivery.outbox.entry import Receipt
else:
    # Imported on first use: the command has to start its own handling of Ctrl-C before anything large is loaded, and
    # what delivers is not needed by those who only decide.
    _LATER = {
        "Context": "actions.event.context",
        "Decision": "actions.decision",
        "Failed": "actions.decision",
        "Fired": "actions.decision",
        "NotFired": "actions.decision",
        "Outcome": "actions.deliver.outcome",
        "Project": "actions.project",
        "ProjectError": "actions.project",
        "Receipt": "destinations.delivery.outbox.entry",
        "Telemetry": "actions.deliver.observability.telemetry",
    }

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(_LATER[name]), name)
        return found


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
