"""Suppression and deletion of people, wherever the service keeps something of them."""

import asyncio
from typing import Any
from uuid import uuid4

from actions.deliver.arrivals import arrival_of
from actions.event.context import Context
from actions.serve.decider.service import Service
from actions.serve.journal.keeping import change
from actions.serve.journal.several.folders import UNKNOWN, journal_folders
from actions.serve.privacy.erasing import Erasing
from actions.serve.privacy.regulation import Regulation
from destinations.delivery.outbox.entry import Arrival
from destinations.delivery.outbox.forget import allow, suppress
from destinations.delivery.outbox.outbox import Outbox

# The event of a person's deletion: an action `do: delete` that fires for it deletes the person in its tool.
DELETED = "User Deleted"


class NotReadyError(RuntimeError):
    """The outbox is being opened again; the caller should come back in a moment."""


async def regulate(service: Service, asked: Regulation) -> dict[str, Any]:
    """Do what is asked; gives how much was found. From the next claim on nothing of suppressed people is taken.

    Of a deletion, `not_told` are the instances that hear nothing of it: none of their actions waits for it.
    """
    outbox = _outbox(service)
    found: dict[str, Any] = {"people": len(asked.people)}
    people = asked.people
    if asked.suppresses:
        await outbox.write(lambda store: suppress(store, people))
    elif not asked.deletes:
        found["allowed"] = await outbox.write(lambda store: allow(store, people))
    if asked.deletes:
        found |= await _delete(service, asked)
    return found


async def _delete(service: Service, asked: Regulation) -> dict[str, Any]:
    service.tail.clear()
    erasing = Erasing(asked.ids, asked.hashes)
    erased = await asyncio.to_thread(_erase, service, erasing)
    decider = service.decider
    if decider is None:
        raise NotReadyError
    # A claim that was read before may still be on its way into the outbox.
    async with decider.lock:
        outbox = _outbox(service)
        # The outbox has hashes of its own: of who is known by a hash only, the journal says the id.
        gone = await outbox.forget(sorted({*asked.ids, *erasing.found}))
        arrivals = [_deletion(service, who) for who in asked.ids]
        receipt = await outbox.accept([one for one in arrivals if one.entries or one.failures])
        if service.deliverer:
            service.deliverer.workers.poll()
    return {
        "erased": erased,
        "deliveries": gone.deliveries,
        "letters": gone.letters,
        "under_way": len(gone.under_way),
        "forwarded": receipt.accepted,
        # A hash is not an id by which a tool could find anybody.
        "not_told": sorted(service.loaded.project.plan.instances.keys() - (_told(service) if asked.ids else set())),
    }


def _erase(service: Service, erasing: Erasing) -> int:
    """How many records were changed: in the journals, and among requests with keys that no source has."""
    folders = journal_folders(service.journal, service.loaded.settings.processes).values()
    erased = sum(one.change(erasing) for one in service.readers())
    return erased + sum(change(one / UNKNOWN, erasing) for one in folders)


def _told(service: Service) -> set[str]:
    """The instances with an action that waits for a deletion."""
    return {one.instance.name for one in service.loaded.project.plan.actions if DELETED in (one.facts.events or ())}


def _deletion(service: Service, who: str) -> Arrival:
    """What the mappings make of the news that somebody is to be deleted."""
    name = f"deletion-{uuid4().hex}"
    event = {"type": "track", "event": DELETED, "userId": who, "messageId": name}
    project = service.loaded.project
    # Others that take any event would tell their tools anew of somebody who is to be deleted.
    waiting = {(one.instance.name, one.id) for one in project.plan.actions if DELETED in (one.facts.events or ())}
    decisions = [one for one in project.decide(event, Context.current()) if (one.instance, one.action) in waiting]
    arrival = arrival_of(event, decisions, {"source": "deletion"})
    # Of somebody who is suppressed nothing is accepted, and this has to be.
    arrival.user = arrival.anonymous = None
    return arrival


def _outbox(service: Service) -> Outbox:
    if service.deliverer is None:
        raise NotReadyError
    return service.deliverer.outbox
