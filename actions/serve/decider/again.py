"""What the rules of a service say of its dead letters that are to be tried again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from actions.deliver.outcome import read_about
from actions.project import Project
from actions.reading.parse_event import parse_event
from actions.serve.decider.loading import LoadError, first_of
from actions.serve.decider.rules import Rules, RulesError, SourceRules, make_rules
from actions.serve.privacy.suppressions import in_outbox
from actions.serve.privacy.whose import people_of
from actions.serve.settings.read import read_settings
from destinations.delivery.outbox.file.search import Found
from destinations.delivery.outbox.file.store import Store

KeepsBack = Callable[[Found], str | None]
SETTINGS = "serve.yaml"
NO_RULES = "it is of a service whose settings are not here; name them with --settings"


def keeps_back(settings: Path | None, project: Project, store: Callable[[], Store]) -> KeepsBack:
    """A function that gives why nothing may be sent of a dead letter, None where it may.

    The rules are those of the service with these settings, or with `serve.yaml` beside the mappings, if that is there.
    LoadError where they cannot be used. Without any, nothing is sent of what a service has kept back.
    """
    path = settings or project.folder / SETTINGS
    rules = _rules(path, project) if settings or path.exists() else None

    def why(found: Found) -> str | None:
        event = parse_event(found.event)
        if any(_is_suppressed(who, rules, store()) for who in people_of(event, found.event)):
            return "its person is suppressed"
        about = read_about(found.about)
        source = about.get("source")
        if rules is None:
            return NO_RULES if source and about.get("code") else None
        return _by_source(rules, source, found, event) if isinstance(source, str) and isinstance(event, dict) else None

    return why


def _rules(path: Path, project: Project) -> Rules:
    # Nobody sends anything with the keys: any text will do for those that are not set here.
    checked = read_settings(path, lambda name: f"{name} is not needed here".replace(" ", "-"))
    if checked.settings is None:
        raise LoadError(first_of(checked.report), checked.report, checked.texts)
    try:
        return make_rules(checked.settings, project)
    except RulesError as error:
        raise LoadError(f"{path}: {error}") from None


def _is_suppressed(who: str, rules: Rules | None, store: Store) -> bool:
    return (rules is not None and who in rules.suppressions) or any(
        store.hashed(name) in store.suppressed for name in in_outbox(who)
    )


def _by_source(rules: Rules, source: str, found: Found, event: dict[str, Any]) -> str | None:
    own = rules.sources.get(source)
    if own is None:
        return f"no source is named {source} any more"
    return next(_reasons(own, found, event), None)


def _reasons(own: SourceRules, found: Found, event: dict[str, Any]) -> Iterator[str]:
    if refusal := own.gate.refusal(event):
        yield refusal
    if own.plan and own.plan.on_violation == "block" and (violations := own.plan.violations(event)):
        yield f"the tracking plan blocks it: {violations[0].description}"
    if held := own.gate.held_back(event).get(found.instance or ""):
        yield held
    if found.instance in own.others:
        yield f"{found.instance} is not for its source"
