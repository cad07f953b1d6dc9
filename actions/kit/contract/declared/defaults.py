"""Clauses about a destination's `defaults.yaml`."""

import json
from collections.abc import Collection

from actions.kit.contract.subject import Subject
from actions.plan.build import build_plan
from mappings.file.loader import load_mapping_file, load_type_defaults
from mappings.file.model import slug_of
from mappings.file.readings import read_readings
from mappings.findings.diagnostic import Diagnostic, Report
from mappings.findings.suggest import did_you_mean

# The cases' settings have made-up secrets written out.
EXPECTED = {"W401"}
# What an action type without a default trigger may leave to its user: when it fires, and fields it needs.
LEFT_TO_USERS = {"E113", "E343"}
OWN_FILE = "actions"


def find_odd_defaults(subject: Subject) -> list[str]:
    """What is wrong with `defaults.yaml` itself."""
    report = Report()
    loaded = load_type_defaults(
        subject.plugin.defaults_text, subject.plugin.defaults_file, report, read_readings(*subject.plugin.readings)
    )
    found = [f"{one.place}: {one.message}" for one in report]
    names = [kind.name for kind in subject.destination.action_types]
    for name in loaded:
        if name not in names:
            hint = did_you_mean(name, names) or f"there are {', '.join(names)}"
            found.append(f"{subject.plugin.defaults_file}: there is no action type {name}; {hint}")
    return found


def find_incomplete_actions(subject: Subject) -> list[str]:
    """What keeps an action that says no more than `- do: TYPE` from being right.

    Of a type without a default trigger it may be said, at the action's own line, that nothing says when it fires
    and which fields it needs.
    """
    if not subject.cases:
        return []
    loaded = load_type_defaults(
        subject.plugin.defaults_text, subject.plugin.defaults_file, Report(), read_readings(*subject.plugin.readings)
    )
    without = {kind.name for kind in subject.destination.action_types if not _fires(loaded.get(kind.name))}
    actions = [{"do": kind.name} for kind in subject.destination.action_types]
    file = {**subject.cases[0].file, "actions": actions}
    report = Report()
    build_plan(load_mapping_file(json.dumps(file), OWN_FILE, report), subject.registry, report, lambda _: None)
    left = {f"{file.get('name', subject.destination.name)}.{slug_of(name)}" for name in without}
    return [f"{one.action or 'settings'}: {one.code} {one.message}" for one in report if not _is_expected(one, left)]


def _is_expected(finding: Diagnostic, left: Collection[str]) -> bool:
    if finding.code in EXPECTED:
        return True
    own_line = finding.place is not None and finding.place.file == OWN_FILE
    return finding.action in left and finding.code in LEFT_TO_USERS and own_line


def _fires(defaults: object) -> bool:
    model = getattr(defaults, "model", None)
    return model is not None and model.when is not None
