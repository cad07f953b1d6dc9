"""One event sent to one action: where that is allowed, to whom it would go, and what came back."""

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from actions.decision import Decision
from actions.event.context import Context
from actions.plan.planned import PlannedAction
from actions.project import Project, ProjectError
from actions.studio.model.studio import Studio
from destinations.delivery.pace.retry import RetryPolicy
from destinations.delivery.send import Exchange
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml

# A test says what comes back: it does not wait for better times.
ONCE = RetryPolicy(base=0.1, cap=0.1, attempts=1, max_age=0.0, budget=5.0)


class CannotSendError(Exception):
    """Nothing can be sent: why."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What would go out: the decisions, how many requests, and to which hosts."""

    project: Project
    decisions: tuple[Decision, ...]
    requests: int
    hosts: tuple[str, ...]


def why_not_real(studio: Studio) -> str | None:
    """Why nothing may be sent to real tools; None where it may."""
    if studio.read_only:
        return "the studio was started with --read-only"
    if studio.allow_send:
        return None
    env = studio.workspace.env
    if env is None:
        return "start the studio with --allow-send, or with --env for an environment that says sandbox: true"
    if all(_sandboxes(studio, env)):
        return None
    return f"{env} does not say sandbox: true in every file; --allow-send lets the page send there all the same"


def prepare(studio: Studio, action: PlannedAction, event: Any) -> Ready:
    """What the action would send for the event; CannotSendError where that is nothing."""
    workspace = studio.workspace
    try:
        project = Project.from_texts(workspace.texts, workspace.environ, env=workspace.env)
    except ProjectError as error:
        raise CannotSendError(f"there is a mistake to fix first: {error}") from None
    project.folder = workspace.folder
    decided = project.decide(event, Context(datetime.now(UTC)))
    own = tuple(one for one in decided if (one.instance, one.action) == (action.instance.name, action.id))
    if not any(one.status == "fired" for one in own):
        raise CannotSendError("the action does not fire for this event: there is nothing to send")
    shown = [one.shown() for one in project.requests(own)]
    hosts = dict.fromkeys(urlsplit(str(one.get("url", ""))).netloc or action.instance.name for one in shown)
    return Ready(project, own, len(shown), tuple(hosts))


async def send(studio: Studio, ready: Ready, *, real: bool) -> list[Exchange]:
    """The requests and what came back: from the tools themselves, or from a stand-in on this machine."""
    refused = why_not_real(studio) if real else None
    if refused or studio.read_only:
        raise CannotSendError(refused or "the studio was started with --read-only")
    if real:
        return await _deliver(ready, studio.workspace.environ, None)
    from destinations.testing import StandIn

    async with StandIn() as stand_in:
        return await _deliver(
            ready, ChainMap(dict(_made_up(ready)), dict(studio.workspace.environ or {})), stand_in.url
        )


async def _deliver(ready: Ready, environ: Mapping[str, str] | None, divert: str | None) -> list[Exchange]:
    exchanges: list[Exchange] = []
    names = {str(one.instance) for one in ready.decisions}
    try:
        deliverer = ready.project.direct_deliverer(
            environ, divert=divert, instances=names, policy=ONCE, on_exchange=exchanges.append
        )
        async with deliverer:
            ends = await deliverer.deliver(ready.decisions)
    except (LookupError, ValueError, ProjectError) as error:
        raise CannotSendError(str(error)) from None
    if not exchanges:
        raise CannotSendError("; ".join(str(getattr(one.outcome, "reason", one.outcome)) for one in ends))
    return exchanges


def _made_up(ready: Ready) -> Iterator[tuple[str, str]]:
    """A value for each secret that a stand-in asks for: of the one form that some settings ask for, and no real one."""
    for one in ready.project.plan.instances.values():
        for reference in one.settings.references:
            yield reference.name, "whsec_c3R1ZGlv"


def _sandboxes(studio: Studio, env: str) -> Iterator[bool]:
    """Of each file that has environments, whether this one is a sandbox."""
    found = False
    for label, text in studio.workspace.texts.items():
        for document in read_yaml(text, label, Report()):
            value = document.value if isinstance(document.value, dict) else {}
            environments = value.get("environments")
            if isinstance(environments, dict) and environments:
                found = True
                one = environments.get(env)
                yield isinstance(one, dict) and one.get("sandbox") is True
    if not found:
        yield False
