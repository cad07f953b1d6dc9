"""What a destination's `defaults.yaml` says."""

import json

from actions.kit.contract.subject import Subject
from actions.plan.build import build_plan
from mappings.file.loader import load_mapping_file, load_type_defaults
from mappings.findings.diagnostic import Report
from mappings.findings.suggest import did_you_mean

# The cases' settings have made-up secrets written out.
EXPECTED = {"W401"}


def find_odd_defaults(subject: Subject) -> list[str]:
    """What is wrong with `defaults.yaml` itself."""
    report = Report()
    loaded = load_type_defaults(subject.plugin.defaults_text, subject.plugin.defaults_file, report)
    found = [f"{one.place}: {one.message}" for one in report]
    names = [kind.name for kind in subject.destination.action_types]
    for name in loaded:
        if name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            found.append(f"{subject.plugin.defaults_file}: there is no action type {name}; {hint}")
    return found


def find_incomplete_actions(subject: Subject) -> list[str]:
    """What keeps an action that says no more than `- do: TYPE` from being right, of types with a default trigger."""
    loaded = load_type_defaults(subject.plugin.defaults_text, subject.plugin.defaults_file, Report())
    names = [kind.name for kind in subject.destination.action_types if _fires(loaded.get(kind.name))]
    if not names or not subject.cases:
        return []
    file = {**subject.cases[0].file, "actions": [{"do": name} for name in names]}
    report = Report()
    build_plan(load_mapping_file(json.dumps(file), "actions", report), subject.registry, report, lambda _: None)
    return [f"{one.action or 'settings'}: {one.code} {one.message}" for one in report if one.code not in EXPECTED]


def _fires(defaults: object) -> bool:
    model = getattr(defaults, "model", None)
    return model is not None and model.when is not None
