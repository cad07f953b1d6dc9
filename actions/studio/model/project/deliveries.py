"""What the project's outbox says, dead letters, and trying them again."""

import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from actions.deliver.control import ask
from actions.deliver.replay import letters as tries
from actions.deliver.replay.use import With
from actions.project import Project, ProjectError
from actions.serve.decider.again import keeps_back
from actions.serve.decider.loading import LoadError
from actions.studio.model.asking.sending import CannotSendError, why_not_real
from actions.studio.model.studio import Studio
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.file.search import Wanted
from destinations.delivery.pace.retry import RetryPolicy
from destinations.delivery.senders import DelivererError
from destinations.sdk.destination import BuildError

OUTBOX = Path(".actions") / "outbox.db"
MOST_SHOWN = 200
BUDGET = 30.0


def outbox_of(studio: Studio) -> Path:
    """The project's outbox, which may not be there."""
    return studio.folder / OUTBOX


def status(studio: Studio) -> dict[str, Any] | None:
    """As `actions status --format json`; None where nothing was ever delivered. ValueError says what is wrong."""
    if not outbox_of(studio).exists():
        return None
    return _ask(studio, {"do": "status"})


def dead_letters(studio: Studio, wanted: Wanted) -> dict[str, Any]:
    """As `actions dead list --format json`, the first of them, and how many there are."""
    return _ask(studio, {"do": "letters", "wanted": asdict(wanted), "most": MOST_SHOWN})


def pause(studio: Studio, instance: str, reason: str | None) -> None:
    """Send nothing to the instance, or go on where there is no reason."""
    if studio.read_only:
        raise ValueError("the studio was started with --read-only")
    _ask(studio, {"do": "pause", "instance": instance, "reason": reason})


def would_replay(studio: Studio, wanted: Wanted) -> tuple[int, tuple[str, ...]]:
    """How many letters would be delivered with the mapping of today, and to which hosts."""
    project = _project(studio)
    found = _ask(studio, {"do": "letters", "wanted": asdict(wanted), "most": MOST_SHOWN})["letters"]
    hosts: dict[str, None] = {}
    count = 0
    for one in found:
        decisions = [
            each
            for each in project.decide(one["event"])
            if each.status == "fired" and (each.instance, each.action) == (one["instance"], one["action"])
        ]
        count += bool(decisions)
        try:
            for request in project.requests(decisions):
                hosts[urlsplit(str(request.shown().get("url", ""))).netloc or str(one["instance"])] = None
        except (BuildError, LookupError):
            continue
    return count, tuple(hosts)


async def replay_letters(studio: Studio, wanted: Wanted) -> tries.Replayed:
    """Try the letters again, each for its own action, with the mapping as it is saved."""
    refused = why_not_real(studio)
    if refused:
        raise CannotSendError(refused)
    project = _project(studio)
    try:
        deliverer = project.deliverer(outbox=outbox_of(studio), policy=RetryPolicy(budget=BUDGET))
        kept_back = keeps_back(None, project, lambda: deliverer.outbox.store)
        return await tries.replay_letters(
            deliverer, project.decide, wanted, With.current, MOST_SHOWN, kept_back=kept_back
        )
    except (DelivererError, OutboxError, LookupError, LoadError) as error:
        raise CannotSendError(str(error)) from None


def _project(studio: Studio) -> Project:
    workspace = studio.workspace
    try:
        return Project.load(workspace.folder, workspace.environ, env=workspace.env)
    except ProjectError as error:
        raise CannotSendError(f"there is a mistake to fix first: {error}") from None


def _ask(studio: Studio, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return ask(outbox_of(studio), {**request, "environment": studio.workspace.env})
    except (OutboxError, OSError, sqlite3.Error) as error:
        raise ValueError(str(error)) from None
