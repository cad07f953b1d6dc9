"""The handler of every request: what it is for, its answer, and that an answer always comes."""

import asyncio
import re
import time
from typing import Final

from aiohttp.web import BaseRequest, Response
from multidict import CIMultiDict

from actions.serve.http.answers import Answer, ProblemError, cross_origin, json, pixel, preflight
from actions.serve.http.events.pixel import pixel_body
from actions.serve.http.logs import LOG
from actions.serve.http.paths import ROUTES, Found, Kind, WrongMethodError, find_route
from actions.serve.http.receive import around_of, receive, take
from actions.serve.http.request.keys import key_of_headers
from actions.serve.http.served.health import health, ready
from actions.serve.http.served.openapi import openapi
from actions.serve.http.served.settings import analytics_js, rudder_settings, segment_settings
from actions.serve.http.service import Service

LONGEST_SHOWN: Final = 8
# Under this, requests are counted that are for no path of ours.
NO_PATH: Final = "(none)"
# What may be shown of a path that is none.
KNOWN_STEPS: Final = {step for one in ROUTES for step in one.path.lower().split("/") if "{" not in step}
VERSION: Final = re.compile(r"v\d{1,3}")


async def respond(service: Service, request: BaseRequest) -> Response:
    """The response to a request, whatever happens."""
    begun, route = time.perf_counter(), NO_PATH
    headers: CIMultiDict[str] | None = None
    if origin := request.headers.get("Origin"):
        headers = cross_origin(origin)
    try:
        if request.method == "OPTIONS":
            asked = request.headers.get("Access-Control-Request-Headers", "")
            answer = preflight(request.headers.get("Origin", ""), asked)
        else:
            found = _found(service, request)
            route = found.route.path
            answer = await _answer(service, request, found)
    except ProblemError as problem:
        answer = problem.answer()
    except WrongMethodError as error:
        allowed = ProblemError(405, "wrong_method", f"this path takes {error.allowed}").answer()
        answer = allowed._replace(headers={**allowed.headers, "Allow": f"{error.allowed}, OPTIONS"})
    except (ConnectionError, asyncio.CancelledError):
        raise
    except Exception as error:  # noqa: BLE001 - the last one: its client must still get an answer it can read
        LOG.error("a request failed: a defect of ours (%s)", type(error).__name__, exc_info=error)
        answer = ProblemError(500, "internal", "the request was not stored; this is a defect of ours").answer()
    service.counters.answered(route, answer.status, time.perf_counter() - begun)
    return _response(service, answer, headers)


def refuse_unread(service: Service) -> Response:
    """The response to what is not an HTTP request, or one with a head that is too long; nothing of it is repeated."""
    answer = ProblemError(400, "bad_request", "this is not an HTTP request that can be read", close=True).answer()
    # What it asks with is not known, and a browser is to be able to read the answer.
    service.counters.answered(NO_PATH, answer.status, 0.0)
    return _response(service, answer, CIMultiDict({"Access-Control-Allow-Origin": "*"}))


def _response(service: Service, answer: Answer, headers: CIMultiDict[str] | None) -> Response:
    if answer.code:
        service.counters.codes[answer.code] += 1
    made = CIMultiDict(answer.headers)
    if headers:
        made.update(headers)
    response = Response(body=answer.body, status=answer.status, headers=made)
    if answer.close or service.is_closing:
        response.force_close()
    return response


def _found(service: Service, request: BaseRequest) -> Found:
    try:
        return find_route(request.method, request.path)
    except WrongMethodError:
        raise
    except LookupError:
        service.counters.count_name(service.counters.not_found, _shown_path(request.path))
        raise ProblemError(404, "no_such_path", "nothing is served here; SDKs send to /v1/…") from None


async def _answer(service: Service, request: BaseRequest, found: Found) -> Answer:
    if found.route.kind is Kind.EVENTS:
        return await receive(service, request, found.route)
    if found.route.kind is Kind.PIXEL:
        if request.method == "HEAD":
            # Whoever checks links sees no mail.
            return pixel()
        return await _pixel(service, request, found)
    return _served(service, request, found)


def _shown_path(path: str) -> str:
    """The path with what may be a write key left out: whatever is not a word of a path of ours.

    >>> _shown_path("/v2/track"), _shown_path("/v1/projects/my-first-key/config")
    ('/v2/track', '/v1/projects/…/…')
    """
    steps = [one if one.lower() in KNOWN_STEPS or VERSION.fullmatch(one) else "…" for one in path.split("/")]
    return "/".join(steps[:LONGEST_SHOWN])


async def _pixel(service: Service, request: BaseRequest, found: Found) -> Answer:
    """A picture, whatever becomes of the event."""
    body = pixel_body(request.query)
    key = key_of_headers(request.headers, request.query) or (body.key if body else None)
    source = service.table.find(key) if key else None
    if body is not None and source is not None:
        try:
            await take(service, source, around_of(service, request, found.route), body)
        except ProblemError as problem:
            service.counters.codes[problem.code] += 1
    return pixel()


def _served(service: Service, request: BaseRequest, found: Found) -> Answer:
    kind, settings = found.route.kind, service.settings
    if kind is Kind.HEALTH:
        return health()
    if kind is Kind.READY:
        return ready(service)
    if kind is Kind.OPENAPI:
        return json(openapi())
    key = found.values.get("key") or key_of_headers(request.headers, request.query) or ""
    source = service.table.find(key)
    if kind is Kind.SEGMENT_SETTINGS:
        return segment_settings(settings, service.port, source, key)
    if kind is Kind.RUDDER_SETTINGS:
        return rudder_settings(source, key)
    return analytics_js(service.script, source)
