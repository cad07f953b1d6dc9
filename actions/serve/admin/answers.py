"""What the admin port answers: a function for each path."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import orjson
from aiohttp import web

from actions.deliver.outcome import Outcome
from actions.json_line import json_line
from actions.serve.admin.metrics import metrics_text
from actions.serve.admin.people import NotReadyError, regulate
from actions.serve.admin.since import SinceError, read_since
from actions.serve.admin.tail_events import STATUSES, Filter, tail_line
from actions.serve.audit import write_audit
from actions.serve.decider.decider import Decider
from actions.serve.decider.deciding import Verdict
from actions.serve.decider.rules import Rules
from actions.serve.decider.service import Service
from actions.serve.decider.tail import Skipped
from actions.serve.journal import Position
from actions.serve.journal.several.servers import read_servers
from actions.serve.privacy.regulation import RegulationError, read_regulation
from destinations.delivery.outbox.file.owner import OutboxError

LOGGER = logging.getLogger("actions.serve")
Answer = Callable[[Service, web.BaseRequest], Awaitable[web.StreamResponse]]
# Seconds between keep-alive lines to a watcher.
STILL_THERE = 15.0
MOST_BACK = 1000


class RefusedError(ValueError):
    """A request that makes no sense: the status, the code, and what to send."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


def as_json(facts: Mapping[str, Any], status: int = 200) -> web.Response:
    """The answer with these facts."""
    return web.Response(body=json_line(facts), status=status, content_type="application/json")


async def status(service: Service, _: web.BaseRequest) -> web.Response:
    """Everything about the service: server, journal, decider, outbox."""
    return as_json(await status_facts(service))


async def status_facts(service: Service) -> dict[str, Any]:
    facts = service.status()
    decider = service.decider
    if decider is not None:
        with suppress(OSError):
            facts["unread_bytes"] = await asyncio.to_thread(_unread, decider)
    outbox = None
    if service.deliverer is not None:
        with suppress(OutboxError):
            outbox = await service.deliverer.ask({"do": "status"})
    server = read_servers(service.journal, service.loaded.settings.processes)
    return {"decider": facts, "outbox": outbox, "server": server}


def _unread(decider: Decider) -> int:
    return sum(one.unread(decider.positions.get(one.name, Position())) for one in decider.readers)


async def metrics(service: Service, _: web.BaseRequest) -> web.Response:
    """The numbers, for Prometheus."""
    facts = await status_facts(service)
    text = metrics_text(facts["decider"], service.totals, facts["outbox"], facts["server"])
    return web.Response(text=text, content_type="text/plain", charset="utf-8")


async def reload(service: Service, _: web.BaseRequest) -> web.Response:
    """Have both processes read the files again; 409 where these cannot be used, and then all stays as it was."""
    problem = await service.reload_both("admin port")
    write_audit(service.journal, "reload", ok=not problem)
    if problem:
        return as_json({"success": False, "code": "not_reloaded", "message": problem}, 409)
    return as_json({"success": True, "plan": service.loaded.project.hash})


async def suppressions(service: Service, request: web.BaseRequest) -> web.Response:
    """How many people are suppressed; nobody can be read back, as only hashes are kept."""
    if request.method == "GET":
        if service.deliverer is None:
            raise NotReadyError
        by_file = len(service.decider.rules.suppressions) if service.decider else 0
        return as_json({"file": by_file, "admin": len(service.deliverer.outbox.store.suppressed)})
    try:
        asked = read_regulation(await _body(request))
    except RegulationError as error:
        raise RefusedError(400, "bad_request", str(error)) from None
    found = await regulate(service, asked)
    write_audit(service.journal, asked.kind.value, **found)
    return as_json({"success": True, "type": asked.kind.value, **found})


async def replay(service: Service, request: web.BaseRequest) -> web.Response:
    """Decide once more about what came since a moment."""
    body = await _body(request)
    if not isinstance(body, dict):
        raise RefusedError(400, "bad_request", 'send an object: {"since": "2h"}')
    try:
        start = read_since(body.get("since"))
    except SinceError as error:
        raise RefusedError(400, "bad_request", str(error)) from None
    source = body.get("source")
    names = service.loaded.rules.sources
    if source is not None and source not in names:
        raise RefusedError(400, "bad_request", f"there is no such source; there are {', '.join(names)}")
    decider = service.decider
    if decider is None or service.deliverer is None:
        raise NotReadyError
    found = await decider.replay(int(start * 1_000_000), source, again=body.get("again") is True)
    write_audit(service.journal, "replay", source=source, **found)
    return as_json({"success": True, **found})


async def tail(service: Service, request: web.BaseRequest) -> web.StreamResponse:
    """What happens from now on, as server-sent events."""
    query = request.query
    wanted = Filter(
        query.get("source"),
        query.get("event"),
        query.get("status"),
        shows_people=query.get("people") == "show",
        explains=query.get("explain") == "1",
    )
    _check_filter(wanted, service.loaded.rules)
    back = int(query["back"]) if query.get("back", "").isdecimal() and len(query["back"]) < len("10000") else 0
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await answer.prepare(request)
    # A first line, so that the client knows it is connected.
    await answer.write(b": connected\n\n")
    items = service.tail.watch(min(back, MOST_BACK))
    following = asyncio.ensure_future(anext(items))
    try:
        while True:
            done, _ = await asyncio.wait({following}, timeout=STILL_THERE)
            if not done:
                await answer.write(b": nothing new\n\n")
                continue
            line = _shown(following.result(), wanted, service.loaded.rules)
            following = asyncio.ensure_future(anext(items))
            if line is not None:
                # What a client sends may be what no JSON can hold.
                await answer.write(b"data: " + json_line(line) + b"\n")
    except (ConnectionError, asyncio.CancelledError):
        pass
    finally:
        following.cancel()
        with suppress(BaseException):
            await following
        await items.aclose()
    return answer


def _check_filter(wanted: Filter, rules: Rules) -> None:
    """Refuse to wait for what never comes."""
    if wanted.source is not None and wanted.source not in rules.sources:
        raise RefusedError(400, "bad_request", f"there is no such source; there are {', '.join(rules.sources)}")
    if wanted.status is not None and wanted.status not in STATUSES:
        raise RefusedError(400, "bad_request", f"there is no such status; there are {', '.join(STATUSES)}")


def _shown(item: Verdict | Outcome | Skipped, wanted: Filter, rules: Rules) -> dict[str, Any] | None:
    try:
        return tail_line(item, wanted, rules)
    except Exception as error:  # noqa: BLE001 - one event must not end the tail for all behind it
        LOGGER.error("an event cannot be shown: %s", type(error).__name__)  # noqa: TRY400 - its text may hold anything
        return {"skipped": 1}


async def _body(request: web.BaseRequest) -> Any:
    try:
        return orjson.loads(await request.read())
    except ValueError:
        raise RefusedError(400, "bad_json", "send a JSON object") from None


ANSWERS: Mapping[str, Mapping[str, Answer]] = {
    "/status": {"GET": status},
    "/metrics": {"GET": metrics},
    "/tail": {"GET": tail},
    "/reload": {"POST": reload},
    "/suppressions": {"GET": suppressions, "POST": suppressions},
    "/replay": {"POST": replay},
}
