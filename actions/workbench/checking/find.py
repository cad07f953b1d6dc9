"""All checks together."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msgspec.structs import replace
from pydantic import SecretStr

from actions.kit.secret_providers import secret_lookup
from actions.plan.plan import Plan
from actions.plan.planned import Instance
from actions.project import Checked
from actions.workbench.checking.addresses import check_addresses
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.against.rates import Traffic, check_rates
from actions.workbench.checking.against.seen import check_seen
from actions.workbench.checking.against.tracking_plan import TrackingPlan, check_tracking_plan
from actions.workbench.checking.conditions import check_conditions
from actions.workbench.checking.fields.constants import check_constants
from actions.workbench.checking.fields.kinds import check_kinds
from actions.workbench.checking.fields.meanings import check_meanings
from actions.workbench.checking.fields.narrowing import check_narrowing
from actions.workbench.checking.fragments import check_fragments
from actions.workbench.checking.logic.overlaps import check_overlaps
from actions.workbench.checking.logic.samples import check_sample
from actions.workbench.checking.one_mistake import without_repeats
from actions.workbench.checking.paths import check_paths
from actions.workbench.checking.written import WrittenAction
from actions.workbench.testing.read import ReadSample, Written, read_tests
from mappings.findings.diagnostic import Diagnostic, Report


def find_all(
    checked: Checked,
    evidence: Evidence | None = None,
    tracking_plan: TrackingPlan | None = None,
    environ: Mapping[str, str] | None = None,
    read_sample: ReadSample | None = None,
    traffic: Traffic | None = None,
) -> Report:
    """Every finding about a project: those of loading it, and what a closer look finds; in the order of the lines.

    With `evidence`, events that were seen, also what they say against it; and so with a tracking plan.
    Where the project was loaded for an environment, its secrets and variables are looked up in `environ`. With
    `read_sample` the files that tests name are looked for, too. Of `traffic` it is said which tools would get too much.
    """
    found = [*checked.report]
    for action in (*checked.plan.actions, *checked.broken):
        written = WrittenAction.of(action)
        more = [*_of_action(written)]
        if evidence and evidence.total:
            more += check_seen(written, evidence)
        if tracking_plan:
            more += check_tracking_plan(written, tracking_plan)
        found += (one if one.action else replace(one, action=action.key) for one in more)
    reported = {(one.code, one.place) for one in found}
    found += (
        one for one in check_fragments(checked.texts, evidence, tracking_plan) if (one.code, one.place) not in reported
    )
    found += _of_instances(checked.plan)
    if traffic and not checked.report.has_errors:
        found += check_rates(checked.plan, traffic)
    tests = Report()
    listed = read_tests(checked.texts, checked.plan, tests)
    if read_sample:
        tests.extend(_missing_samples(listed, read_sample))
    # Where an action could not be read, a test may well name one that is not there.
    found += (one for one in tests if one.code != "E141" or not checked.report.has_errors)
    if checked.env is not None:
        found += _missing_variables(checked.plan, checked.env, environ or {})
    known = len(checked.report)
    found[known:] = (one for one in found[known:] if not checked.report.is_unread(one))
    report = Report()
    report.extend(without_repeats(sorted(found, key=lambda one: one.order)))
    return report


def _of_action(written: WrittenAction) -> Iterator[Diagnostic]:
    yield from check_conditions(written)
    yield from check_constants(written)
    yield from check_paths(written)
    yield from check_kinds(written)
    yield from check_meanings(written)
    yield from check_narrowing(written)


def _missing_samples(tests: Sequence[Written], read_sample: ReadSample) -> Iterator[Diagnostic]:
    """E140: `given:` names a file that is not there, or holds no event."""
    for test in tests:
        if isinstance(test.given, str):
            try:
                read_sample(test)
            except LookupError as error:
                hint = "name a file beside mappings/, such as samples/order.json, or write the event itself"
                yield Diagnostic("E140", str(error.args[0]), hint, test.spot.at("given").place)


def _of_instances(plan: Plan) -> Iterator[Diagnostic]:
    for instance in plan.instances.values():
        yield from _of_settings(instance)
        yield from check_addresses(instance)
    for _, listed in groupby(plan.actions, key=lambda one: one.instance.name):
        actions = list(listed)
        yield from check_overlaps(actions)
        for one in actions:
            yield from (replace(found, action=one.key) for found in check_sample(one))
        if not any(one.enabled for one in actions):
            place = actions[0].spot.at("enabled").key_place
            hint = "take enabled: false out of the actions that shall run"
            yield Diagnostic("W119", "nothing in this file can fire: every action is switched off", hint, place)


def _of_settings(instance: Instance) -> Iterator[Diagnostic]:
    """W402: a secret that is given as a variable, which is no place to look for secrets."""
    settings = instance.settings
    for one in settings.references:
        info = type(settings.shown).model_fields.get(str(one.path[0]))
        if one.hides and not one.secret and info is not None and info.annotation is SecretStr:
            message = f"{one.path[0]} is a secret, and env: is for values that anyone may read"
            place = settings.spot.at(*one.path, "env").key_place
            yield Diagnostic("W402", message, f"write {{secret: {one.name}}}", place, fix="secret")


def _missing_variables(plan: Plan, env: str, environ: Mapping[str, str]) -> Iterator[Diagnostic]:
    """E406: a secret or a variable that is set nowhere; only its name is shown."""
    secrets = secret_lookup(environ.get)
    for instance in plan.instances.values():
        for one in instance.settings.references:
            if one.has_default or (secrets if one.secret else environ.get)(one.name):
                continue
            kind = "secret" if one.secret else "variable"
            place = instance.settings.spot.at(*one.path, "secret" if one.secret else "env").place
            message = f"the {kind} {one.name} is not there for {env}"
            yield Diagnostic("E406", message, "set it where events are delivered", place)
