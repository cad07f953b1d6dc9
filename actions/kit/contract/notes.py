"""Notes: not a breach of the contract, but worth checking."""

import json
import re
from collections.abc import Iterator

from actions.kit.contract.secrecy import made_up_secrets
from actions.kit.contract.subject import PayloadGroup, Subject, built
from destinations.sdk.destination import ActionType, Limits
from destinations.sdk.fields.roles import DedupeRole, roles_of
from destinations.sdk.request import Request

MOST_NAMED = 3
PERSONAL = re.compile(r"(^|_)(e_?mail|phone|first_name|last_name|birthday|ip)$")


def notes_of(subject: Subject) -> list[str]:
    """Sentences about what may be right or wrong: only the author can know."""
    found: dict[str, dict[str, None]] = {}
    for kind in subject.destination.action_types:
        for note in _of_type(kind):
            found.setdefault(note, {})[kind.name] = None
    for one in () if subject.unbuilt else subject.larger_groups:
        for note in _of_group(one):
            found.setdefault(note, {})[one.action_type.name] = None
    return [f"{_listed(list(kinds))}: {note}" for note, kinds in found.items()]


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _of_type(kind: ActionType) -> Iterator[str]:
    roles = roles_of(kind.payload)
    for name, info in kind.payload.model_fields.items():
        if PERSONAL.search(name) and not roles.get(name) and "str" in str(info.annotation):
            yield f"the field {name} has no role: Email, Phone, HashedEmail and others say what it is"
    if kind.limits == Limits():
        yield "no limits are said: it sends one payload a request, as fast as it can"


def _of_group(group: PayloadGroup) -> Iterator[str]:
    kind, settings = group.action_type, group.settings.shown
    if len(group.payloads) == 1 and kind.limits.items > 1:
        yield "its cases give only one payload, so that the order of rows was not tested"
    try:
        made = built(kind, group.payloads, settings)
    except Exception:  # noqa: BLE001 - a plugin may raise anything; a check of the contract reports it
        return
    has_role = any(isinstance(role, DedupeRole) for found in roles_of(kind.payload).values() for role in found)
    ids = [one.delivery_id for one in group.payloads]
    text = " ".join(json.dumps(one.shown(), default=str) for one in made)
    if not has_role and not any(name in text for name in ids):
        yield "nothing in its requests is the delivery id or a DedupeId: what is sent twice counts twice"
    secret = made_up_secrets(group.settings)
    for request in built(kind, group.payloads, secret) if secret else ():
        if isinstance(request, Request) and secret:
            for name, value in secret.secrets():
                where = _where(request, value)
                if where:
                    yield f"the secret {name} goes out in {where}: is there no header for it?"


def _where(request: Request, secret: str) -> str:
    if secret in request.url:
        return "the URL, which servers write into their logs"
    return "the body" if secret.encode() in request.body else ""
