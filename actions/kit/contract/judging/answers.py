"""Whether `judge` copes with any answer: errors of the tool, and bodies of another form."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import orjson

from actions.kit.contract.building.watch import describe_touch, touched
from actions.kit.contract.places import place_of
from actions.kit.contract.subject import PayloadGroup, Subject, built
from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Rejected, Retry, Sent
from destinations.sdk.payload import Payload
from destinations.sdk.request import Request, Response
from destinations.testing.shipped_vendors import shipped_vendors
from destinations.testing.vendor import Call

STATUSES = (200, 207, 400, 401, 403, 413, 429, 500, 503)
# With these nothing was taken, whatever the body says.
NOTHING_TAKEN = (401, 403, 429, 500, 503)
MOST_SHOWN = 2
NOW = datetime(2026, 3, 2, tzinfo=UTC)
ADVICE = "return [] for an answer that is not as you know it"
NAMES = ("error", "errors", "message", "code", "status", "details", "failures", "results", "data")
BODIES = MappingProxyType(
    {
        "nothing": b"",
        "null": b"null",
        "a list": b"[]",
        "an object": b"{}",
        "a text": b'"no"',
        "a number": b"7",
        "HTML": b"<html><body>502 Bad Gateway</body></html>",
        "JSON cut short": b'{"error": {"message": "to',
        "bytes that are not text": b"\xff\xfe\x00",
        "an object 200 deep": b'{"error":' * 200 + b"1" + b"}" * 200,
        "a list 200 deep": b"[" * 200 + b"]" * 200,
        "a list of all kinds": b'[null, 7, "text", [], {}, true]',
    }
)
ROW_NAMES = ("index", "batch_index", "row", "id", "source", "field", "message", "reason", "code", "type", "detail")
WRONG: tuple[Any, ...] = (None, True, -1, 99, 1.5, "text", [], {}, [None, 7, "text", {}], {"0": None, "text": {}})


def find_bad_judgements(subject: Subject) -> list[str]:
    """Answers for which `judge` fails, or returns what are not outcomes, one for each payload or none."""
    return [finding for group in subject.larger_groups for finding in _few(_judged(group))]


def _few(found: Iterator[str]) -> list[str]:
    """The first ones, and how many there are: most are variants of one mistake."""
    distinct = list(dict.fromkeys(found))
    return (
        distinct
        if len(distinct) <= MOST_SHOWN + 1
        else [*distinct[:MOST_SHOWN], f"{len(distinct) - MOST_SHOWN} answers like these"]
    )


def _judged(group: PayloadGroup) -> Iterator[str]:
    kind = group.action_type
    # Two at least, so that an answer which names a row can name a wrong one.
    payloads = (group.payloads * 2)[: max(2, min(len(group.payloads), 3))]
    first = built(kind, payloads, group.settings.shown)[0]
    if kind.judge is None or not isinstance(first, Request):
        return
    told_first: set[int] = set()
    watched: set[str] = set()
    for name, body in (*bodies(), *_own_bodies(first, len(payloads))):
        for status in STATUSES:
            answer = Response(first, status, {}, body)
            try:
                outcomes: Any = kind.judge(answer, payloads)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                said = f"{type(error).__name__}: {error}{place_of(error)}"
                yield f"{kind.name}: judge fails for {status} with {name}: {said}; {ADVICE}"
                continue
            if status == STATUSES[0] and name not in watched:
                watched.add(name)
                yield from _impure(kind, answer, payloads, outcomes)
            if wrong := _wrong(outcomes, len(payloads)):
                yield f"{kind.name}: for {status} with {name}, judge returned {wrong}"
            elif status in NOTHING_TAKEN and status not in told_first and any(isinstance(o, Sent) for o in outcomes):
                told_first.add(status)
                yield (
                    f"{kind.name}: judge says Sent of an answer {status}, and nothing was taken; return [] where the "
                    "status says it all"
                )


def _impure(kind: ActionType, answer: Response, payloads: tuple[Payload, ...], outcomes: Any) -> Iterator[str]:
    """What `judge` touches beside its arguments, and that it says something else when it is asked again."""
    again: list[Any] = []
    for name in touched(lambda: again.append(kind.judge(answer, payloads) if kind.judge else None)):
        yield f"{kind.name}: judge {describe_touch(name)}"
    if again != [outcomes]:
        yield f"{kind.name}: judge said {outcomes!r:.80} of an answer, and {again[0]!r:.80} of the same one again"


def _own_bodies(request: Request, count: int) -> Iterator[tuple[str, bytes]]:
    """What the tool's stand-in answers, and that with rows in another order, with one less and with one more."""
    body = answer_of(request)
    if body is None:
        return
    yield "what its stand-in answers", body
    try:
        said = orjson.loads(body)
    except ValueError:
        return
    for name, rows in said.items() if isinstance(said, dict) else ():
        if isinstance(rows, list) and 1 <= len(rows) <= count:
            for what, other in (("backwards", rows[::-1]), ("without the last", rows[:-1]), ("twice", rows * 2)):
                yield f"its stand-in's {name} {what}", orjson.dumps({**said, name: other})


def answer_of(request: Request) -> bytes | None:
    """The body that the tool's stand-in answers to the request, where there is one."""
    url = urlsplit(request.url)
    vendor = next((one for one in shipped_vendors() if one.serves(url.netloc) and "*" not in one.hosts), None)
    if vendor is None:
        return None
    sent = request.with_token("made-up") if request.oauth else request
    query, path = dict(parse_qsl(url.query, keep_blank_values=True)), unquote(url.path)
    call = Call(sent.method, url.netloc, path, query, sent.wire_headers(NOW), sent.body, NOW)
    return vendor.answer(call).body


def bodies() -> Iterator[tuple[str, bytes]]:
    """Bodies that a judge may meet, by what they are."""
    yield from BODIES.items()
    for name in NAMES:
        for value in WRONG:
            body = orjson.dumps({name: value})
            yield body.decode(), body
            body = orjson.dumps({name: [dict.fromkeys(ROW_NAMES, value)]})
            yield f"rows under {name} where all is {value}", body


def _wrong(outcomes: Any, payloads: int) -> str | None:
    if not isinstance(outcomes, list | tuple):
        return f"{type(outcomes).__name__} where a list belongs"
    odd = next((one for one in outcomes if not isinstance(one, Sent | Retry | Rejected)), None)
    if odd is not None:
        return f"{type(odd).__name__} where an outcome belongs"
    return None if len(outcomes) in (0, payloads) else f"{len(outcomes)} outcomes for {payloads} payloads"
