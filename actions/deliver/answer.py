"""Requests to an outbox, answered by the process that owns it."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from actions.deliver.outcome import read_about
from destinations.delivery.outbox.cursor import PAUSED
from destinations.delivery.outbox.file.backup import find_damage
from destinations.delivery.outbox.file.dead_letters import DROPPED
from destinations.delivery.outbox.file.housekeeping import find_changed
from destinations.delivery.outbox.file.places import LaneFacts
from destinations.delivery.outbox.file.search import Found, Wanted, count, drop, find
from destinations.delivery.outbox.file.store import Store
from destinations.delivery.outbox.forget import allow, count_of, forget, suppress

MOST_LETTERS, MOST_BYTES = 500, 1 << 23
# An event may be nested 64 deep, and its payload a little more; what is deeper is shown as the text that it was.
DEEPEST = 100


CHANGED = "; its bytes have changed on disk since, so it cannot be tried again"


class BadRequestError(ValueError):
    """A request that cannot be answered, with the reason."""


def answer(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a request such as `{"do": "status"}`; BadRequestError for one that makes no sense.

    The caller commits what it changes.
    """
    do = ANSWERS.get(str(request.get("do")))
    if do is None:
        raise BadRequestError(f"an outbox has no request called {request.get('do')}")
    return do(store, request)


def _status(store: Store, _: Mapping[str, Any]) -> dict[str, Any]:
    now, run = time.time(), store.connection.execute
    query = "SELECT instance, count(*) FROM letters WHERE is_delivery AND environment = ? GROUP BY instance"
    dead = dict(run(query, (store.environment,)).fetchall())
    letters = run("SELECT count(*) FROM letters WHERE environment = ?", (store.environment,)).fetchone()[0]
    pages = run("PRAGMA page_count").fetchone()[0] * run("PRAGMA page_size").fetchone()[0]
    instances = {name: _lane(store, lane, now) | {"dead": dead.get(name, 0)} for name, lane in store.lanes.items()}
    dropped = run("SELECT value FROM facts WHERE name = ?", (DROPPED,)).fetchone()
    return {
        "environment": store.environment,
        "owner": None,
        "letters": letters,
        "letters_dropped": dropped[0] if dropped else 0,
        "suppressed": len(store.suppressed),
        "bytes": pages,
        "instances": instances,
    }


def _lane(store: Store, lane: LaneFacts, now: float) -> dict[str, Any]:
    run = store.connection.execute
    totals = run("SELECT accepted, sent, dropped, paused FROM lanes WHERE lane = ?", (lane.number,)).fetchone()
    oldest = store.oldest(lane)
    trouble = lane.trouble if lane.rows else None
    halted = trouble.removeprefix(PAUSED) if trouble and trouble.startswith(PAUSED) else None
    tried = run("SELECT count(*) FROM waiting WHERE place > ? AND place < ? AND tries > 0", (lane.start, lane.end))
    return {
        "waiting": lane.rows,
        "retrying": tried.fetchone()[0],
        "oldest_seconds": None if oldest is None else round(max(0.0, now - oldest), 1),
        "accepted": totals[0],
        "sent": totals[1],
        "dropped": totals[2],
        # Where a process delivers, it knows better whether it sends.
        "paused": totals[3] or halted,
        "last_trouble": halted or trouble,
    }


def _letters(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    wanted = Wanted(**request["wanted"])
    most = min(int(request.get("most", MOST_LETTERS)), MOST_LETTERS)
    found, size = [], 0
    for one in find(store, wanted, most):
        found.append(dead_letter_facts(one))
        size += len(one.event) + len(one.payload or b"")
        if size >= MOST_BYTES:
            # For more, the client asks again, starting after the last of them.
            break
    return {"letters": found, "count": count(store, wanted)}


def _drop(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    return {"dropped": drop(store, Wanted(**request["wanted"]))}


def _pause(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    name, reason = str(request["instance"]), request.get("reason")
    if name not in store.lanes:
        raise BadRequestError(f"nothing was ever accepted for {name}; there are {', '.join(store.lanes) or 'none'}")
    store.connection.execute("UPDATE lanes SET paused = ? WHERE lane = ?", (reason, store.lanes[name].number))
    return {"instance": name, "paused": reason}


def _forgotten(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    found = count_of(store, request["people"])
    return {"deliveries": found.deliveries, "letters": found.letters}


def _forget(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    if request.get("suppress"):
        suppress(store, request["people"])
    found = forget(store, request["people"])
    return {"deliveries": found.deliveries, "letters": found.letters, "under_way": 0}


def _allow(store: Store, request: Mapping[str, Any]) -> dict[str, Any]:
    return {"allowed": allow(store, request["people"])}


def _check(store: Store, _: Mapping[str, Any]) -> dict[str, Any]:
    return {"found": [*find_damage(store.connection), *find_changed(store)]}


ANSWERS: Mapping[str, Callable[[Store, Mapping[str, Any]], dict[str, Any]]] = {
    "status": _status,
    "letters": _letters,
    "drop": _drop,
    "pause": _pause,
    "forgotten": _forgotten,
    "forget": _forget,
    "allow": _allow,
    "check": _check,
}


def dead_letter_facts(found: Found) -> dict[str, Any]:
    """A dead letter as JSON."""
    about = read_about(found.about)
    return {
        "letter": found.letter,
        "instance": found.instance,
        "action": found.action,
        "type": found.type,
        "cause": found.cause,
        "reason": f"{found.reason}{CHANGED}" if found.is_damaged else found.reason,
        "name": found.name,
        "message_id": found.message_id,
        "delivery_id": found.id,
        "tries": found.tries,
        "http_status": found.status,
        "first_at": _iso(found.first_at),
        "at": _iso(found.at),
        "mapping_hash": found.mapping,
        **{name: about[name] for name in ("source", "code", "file", "line", "item", "diagnostics") if name in about},
        "payload": _parsed(found.payload),
        "event": _parsed(found.event),
    }


def _parsed(text: bytes | None) -> Any:
    if text is None:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text.decode("utf-8", "replace")
    # Not all that it goes through, here and where it is shown, can go deeper.
    return value if _is_shallow(value) else text.decode("utf-8", "replace")


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            part for one in level if type(one) in (dict, list) for part in (one.values() if type(one) is dict else one)
        ]
        if not level:
            return True
    return False


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
