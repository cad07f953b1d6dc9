"""Whether successful answers are what the action type declares (`success=`)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

from actions.kit.contract.judging.answers import bodies
from actions.kit.contract.subject import PayloadGroup, Subject, built
from destinations.delivery.status import not_its_own
from destinations.sdk.outcome import Sent, Success
from destinations.sdk.request import Request, Response
from destinations.testing.shipped_vendors import shipped_vendors
from destinations.testing.vendor import Call, Vendor

NOW = datetime(2026, 3, 2, tzinfo=UTC)
STATUSES = (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED, HTTPStatus.MULTI_STATUS)


def find_misread_successes(subject: Subject) -> list[str]:
    """Action types whose stand-in answers otherwise than they say, or whose `judge` looks where they say nothing is."""
    vendors = shipped_vendors()
    return [finding for group in subject.groups for finding in (*_answered(group, vendors), *_judged(group))]


def _answered(group: PayloadGroup, vendors: list[Vendor]) -> Iterator[str]:
    kind = group.action_type
    for request in built(kind, group.payloads, group.settings.shown)[:1]:
        if not isinstance(request, Request):
            continue
        url = urlsplit(request.url)
        vendor = next((one for one in vendors if one.serves(url.netloc) and "*" not in one.hosts), None)
        if vendor is None:
            continue
        sent = request.with_token("made-up") if request.oauth else request
        query, path = dict(parse_qsl(url.query, keep_blank_values=True)), unquote(url.path)
        answer = vendor.answer(Call(sent.method, url.netloc, path, query, sent.wire_headers(NOW), sent.body, NOW))
        if answer.status // 100 == HTTPStatus.OK // 100 and not answer.refusals:
            response = Response(request, answer.status, {}, answer.body)
            if instead := not_its_own(kind.success, response):
                yield f"{kind.name}: its stand-in answers {answer.status} with {instead}, and success is {kind.success}"


def _judged(group: PayloadGroup) -> Iterator[str]:
    kind = group.action_type
    request = built(kind, group.payloads, group.settings.shown)[0]
    if kind.judge is None or kind.success in (None, Success.VERDICT) or not isinstance(request, Request):
        return
    for name, body in bodies():
        for status in STATUSES:
            outcomes = kind.judge(Response(request, status, {}, body), group.payloads)
            if any(not isinstance(one, Sent) for one in outcomes):
                yield f"{kind.name}: judge reads a verdict from {status} with {name}; say success=Success.VERDICT"
                return
